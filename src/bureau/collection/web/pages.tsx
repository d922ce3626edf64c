import { CloudUploadOutlined, HistoryOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { recipeMessages } from '../cleaning/web/messages.ts';
import { collectionMessages as messages } from './messages.ts';

const collectors = ['steward', 'administrator'];
const overseers = ['steward', 'officer', 'administrator'];

/** Pages of collection: collect, runs, one run, its quarantine. */
export const collectionPages = definePages([
  {
    path: '/console/collect',
    title: messages.collect,
    load: () => import('./collect-page.tsx'),
    roles: collectors,
    nav: { group: 'dataWork', order: 2, icon: <CloudUploadOutlined /> },
  },
  {
    path: '/console/runs',
    title: messages.runs,
    load: () => import('./runs-page.tsx'),
    roles: overseers,
    nav: { group: 'dataWork', order: 3, icon: <HistoryOutlined /> },
  },
  {
    path: '/console/runs/:id',
    title: messages.run,
    load: () => import('./run-page.tsx'),
    roles: overseers,
    parent: '/console/runs',
  },
  {
    path: '/console/runs/:id/quarantine',
    title: messages.quarantine,
    load: () => import('./quarantine-page.tsx'),
    parent: '/console/runs/:id',
    roles: ['steward'],
  },
  {
    path: '/console/datasets/:id/recipe',
    title: recipeMessages.recipe,
    load: () => import('../cleaning/web/recipe-page.tsx'),
    parent: '/console/datasets',
    roles: collectors,
  },
]);
