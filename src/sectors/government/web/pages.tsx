import { definePages } from '../../../web/page.ts';
import { airMessages as messages } from './messages.ts';

/** Pages of the government sector. */
export const governmentPages = definePages([
  {
    path: '/government',
    title: messages.title,
    load: () => import('./air-page.tsx'),
    nav: { group: 'portal', order: 3 },
  },
]);
