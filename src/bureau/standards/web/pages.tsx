import { OrderedListOutlined, ProfileOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { lifeMessages } from './life-messages.ts';
import { standardsMessages as messages } from './messages.ts';

const writers = ['steward', 'officer', 'administrator'];

/** Pages of the standards: list, one, editor, proposal, import; and of the code lists. */
export const standardsPages = definePages([
  {
    path: '/console/standards',
    title: messages.standards,
    load: () => import('./standards-page.tsx'),
    nav: { group: 'dataWork', order: 5, icon: <ProfileOutlined /> },
  },
  {
    path: '/console/standards/new',
    title: messages.newStandard,
    load: () => import('./edit-standard-page.tsx'),
    parent: '/console/standards',
    roles: writers,
  },
  {
    path: '/console/standards/propose',
    title: messages.propose,
    load: () => import('./propose-page.tsx'),
    parent: '/console/standards',
    roles: writers,
  },
  {
    path: '/console/standards/import',
    title: messages.import,
    load: () => import('./import-page.tsx'),
    parent: '/console/standards',
    roles: writers,
  },
  {
    path: '/console/standards/drafts',
    title: lifeMessages.drafts,
    load: () => import('./drafts-page.tsx'),
    parent: '/console/standards',
    roles: writers,
  },
  {
    path: '/console/standards/library',
    title: lifeMessages.library,
    load: () => import('./library-page.tsx'),
    parent: '/console/standards',
  },
  {
    path: '/console/standards/:id/life',
    title: lifeMessages.life,
    load: () => import('./life-page.tsx'),
    parent: '/console/standards',
  },
  {
    path: '/console/standards/:id',
    title: messages.standard,
    load: () => import('./standard-page.tsx'),
    parent: '/console/standards',
  },
  {
    path: '/console/standards/:id/edit',
    title: messages.editStandard,
    load: () => import('./edit-standard-page.tsx'),
    parent: '/console/standards/:id',
    roles: writers,
  },
  {
    path: '/console/code-lists',
    title: messages.codeLists,
    load: () => import('./code-lists-page.tsx'),
    nav: { group: 'dataWork', order: 5.5, icon: <OrderedListOutlined /> },
  },
  {
    path: '/console/code-lists/new',
    title: messages.newCodeList,
    load: () => import('./code-list-page.tsx'),
    parent: '/console/code-lists',
    roles: writers,
  },
  {
    path: '/console/code-lists/:id',
    title: messages.codeList,
    load: () => import('./code-list-page.tsx'),
    parent: '/console/code-lists',
  },
]);
