import { HddOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { upkeepMessages } from './messages.ts';

/** The page of upkeep. */
export const upkeepPages = definePages([
  {
    path: '/console/upkeep',
    title: upkeepMessages.upkeep,
    load: () => import('./upkeep-page.tsx'),
    roles: ['officer', 'administrator'],
    nav: { group: 'administration', order: 9, icon: <HddOutlined /> },
  },
]);
