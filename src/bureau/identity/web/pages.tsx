import { BankOutlined, KeyOutlined, LockOutlined, TeamOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { identityMessages as messages } from './messages.ts';

/** Pages of identity: sign-in, people, organisations, own tokens and password. */
export const identityPages = definePages([
  { path: '/sign-in', title: messages.signIn, load: () => import('./sign-in-page.tsx') },
  {
    path: '/console/people',
    title: messages.people,
    load: () => import('./people-page.tsx'),
    roles: ['administrator'],
    nav: { group: 'administration', order: 1, icon: <TeamOutlined /> },
  },
  {
    path: '/console/organisations',
    title: messages.organisations,
    load: () => import('./organisations-page.tsx'),
    roles: ['administrator'],
    nav: { group: 'administration', order: 2, icon: <BankOutlined /> },
  },
  {
    path: '/console/tokens',
    title: messages.tokens,
    load: () => import('./tokens-page.tsx'),
    nav: { group: 'mine', order: 1, icon: <KeyOutlined /> },
  },
  {
    path: '/console/password',
    title: messages.changePassword,
    load: () => import('./password-page.tsx'),
    nav: { group: 'mine', order: 2, icon: <LockOutlined /> },
  },
]);
