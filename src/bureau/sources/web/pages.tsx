import { ApiOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { sourcesMessages as messages } from './messages.ts';

const overseers = ['steward', 'officer', 'administrator'];

/** Pages of sources: all of them, a new one, one. */
export const sourcesPages = definePages([
  {
    path: '/console/sources',
    title: messages.sources,
    load: () => import('./sources-page.tsx'),
    roles: overseers,
    nav: { group: 'dataWork', order: 4, icon: <ApiOutlined /> },
  },
  {
    path: '/console/sources/new',
    title: messages.newSource,
    load: () => import('./new-source-page.tsx'),
    roles: ['steward', 'administrator'],
    parent: '/console/sources',
  },
  {
    path: '/console/sources/:id',
    title: messages.source,
    load: () => import('./source-page.tsx'),
    roles: overseers,
    parent: '/console/sources',
  },
  {
    path: '/console/sources/:id/edit',
    title: messages.edit,
    load: () => import('./edit-source-page.tsx'),
    roles: ['steward', 'administrator'],
    parent: '/console/sources/:id',
  },
]);
