import { CodeOutlined, DatabaseOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { catalogueMessages as messages } from './messages.ts';

/** Pages of the catalogue: search, the dataset page, and the entries of one's own organisation. */
export const cataloguePages = definePages([
  {
    path: '/datasets',
    title: messages.catalogue,
    load: () => import('./search-page.tsx'),
    nav: { group: 'portal', order: 2 },
  },
  { path: '/datasets/:id', title: messages.datasetTitle, load: () => import('./dataset-page.tsx') },
  {
    path: '/console/datasets',
    title: messages.mine,
    load: () => import('./my-datasets-page.tsx'),
    nav: { group: 'dataWork', order: 1, icon: <DatabaseOutlined /> },
  },
  {
    path: '/console/query',
    title: messages.query,
    load: () => import('./query-page.tsx'),
    roles: ['steward', 'analyst', 'officer', 'administrator'],
    nav: { group: 'dataWork', order: 6, icon: <CodeOutlined /> },
  },
  {
    path: '/console/datasets/new',
    title: messages.newDataset,
    load: () => import('./dataset-form-page.tsx'),
    parent: '/console/datasets',
    roles: ['steward', 'administrator'],
  },
  {
    path: '/console/datasets/:id/edit',
    title: messages.editDataset,
    load: () => import('./dataset-form-page.tsx'),
    parent: '/console/datasets',
    roles: ['steward', 'administrator'],
  },
]);
