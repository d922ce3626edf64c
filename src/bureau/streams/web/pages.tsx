import { ApiOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { streamsMessages } from './messages.ts';

/** The page of streams. */
export const streamsPages = definePages([
  {
    path: '/console/streams',
    title: streamsMessages.streams,
    load: () => import('./streams-page.tsx'),
    roles: ['steward', 'officer', 'administrator'],
    nav: { group: 'dataWork', order: 5, icon: <ApiOutlined /> },
  },
]);
