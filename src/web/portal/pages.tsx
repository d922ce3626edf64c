import { shellMessages } from '../messages.ts';
import { definePages } from '../page.ts';
import { portalMessages as messages } from './messages.ts';

/** Pages of the portal that no slice owns. */
export const portalPages = definePages([
  { path: '/', title: shellMessages.home, load: () => import('./home-page.tsx'), nav: { group: 'portal', order: 1 } },
  {
    path: '/about',
    title: messages.aboutTitle,
    load: () => import('./about-page.tsx'),
    nav: { group: 'portal', order: 9 },
  },
  {
    path: '/api/docs',
    title: messages.docsTitle,
    load: () => import('./api-page.tsx'),
    nav: { group: 'portal', order: 8 },
  },
]);
