import { HomeOutlined } from '@ant-design/icons';
import { definePages } from '../page.ts';
import { consoleMessages as messages } from './messages.ts';

/** The console's home. */
export const consolePages = definePages([
  {
    path: '/console',
    title: messages.home,
    load: () => import('./home-page.tsx'),
    nav: { group: 'overview', order: 1, icon: <HomeOutlined /> },
  },
]);
