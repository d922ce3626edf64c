import { BookOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { lawMessages as messages } from './messages.ts';

const staff = ['steward', 'analyst', 'officer', 'auditor', 'administrator'];

/** Pages of the law: the rules and the calculator, for everyone and in the console; one rule; a new one. */
export const lawPages = definePages([
  { path: '/law', title: messages.law, load: () => import('./law-page.tsx'), nav: { group: 'portal', order: 6 } },
  { path: '/law/:id', title: messages.rule, load: () => import('./rule-page.tsx') },
  {
    path: '/console/law',
    title: messages.law,
    load: () => import('./law-page.tsx'),
    roles: staff,
    nav: { group: 'duty', order: 8, icon: <BookOutlined /> },
  },
  {
    path: '/console/law/new',
    title: messages.newRule,
    load: () => import('./new-rule-page.tsx'),
    roles: ['officer'],
    parent: '/console/law',
  },
  {
    path: '/console/law/:id',
    title: messages.rule,
    load: () => import('./rule-page.tsx'),
    roles: staff,
    parent: '/console/law',
  },
]);
