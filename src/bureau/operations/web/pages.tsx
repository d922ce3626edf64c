import { AlertOutlined, CheckSquareOutlined, LineChartOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { operationsMessages as messages } from './messages.ts';

/** Pages of the command desk: tasks, alerts, indicators. */
export const operationsPages = definePages([
  {
    path: '/console/tasks',
    title: messages.tasks,
    load: () => import('./tasks-page.tsx'),
    roles: ['steward', 'officer', 'administrator'],
    nav: { group: 'duty', order: 1, icon: <CheckSquareOutlined /> },
  },
  {
    path: '/console/alerts',
    title: messages.alerts,
    load: () => import('./alerts-page.tsx'),
    roles: ['steward', 'analyst', 'officer', 'administrator'],
    nav: { group: 'duty', order: 2, icon: <AlertOutlined /> },
  },
  {
    path: '/console/indicators',
    title: messages.indicators,
    load: () => import('./indicators-page.tsx'),
    nav: { group: 'duty', order: 3, icon: <LineChartOutlined /> },
  },
]);
