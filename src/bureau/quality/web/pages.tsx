import { SafetyCertificateOutlined, TrophyOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { qualityMessages as messages } from './messages.ts';

const staff = ['steward', 'analyst', 'officer', 'administrator'];

/** Pages of quality: rules, one rule, drift of a dataset, the scoreboard. */
export const qualityPages = definePages([
  {
    path: '/console/quality',
    title: messages.rules,
    load: () => import('./rules-page.tsx'),
    roles: staff,
    nav: { group: 'duty', order: 5, icon: <SafetyCertificateOutlined /> },
  },
  {
    path: '/console/quality/rules/:id',
    title: messages.rule,
    load: () => import('./rule-page.tsx'),
    roles: staff,
    parent: '/console/quality',
  },
  {
    path: '/console/quality/drift/:id',
    title: messages.drift,
    load: () => import('./drift-page.tsx'),
    roles: ['steward', 'officer', 'administrator'],
    parent: '/console/quality',
  },
  {
    path: '/console/scoreboard',
    title: messages.scoreboard,
    load: () => import('./scoreboard-page.tsx'),
    roles: staff,
    nav: { group: 'duty', order: 6, icon: <TrophyOutlined /> },
  },
]);
