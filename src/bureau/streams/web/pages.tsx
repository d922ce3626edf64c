import { ApiOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { streamsMessages } from './messages.ts';

const overseers = ['steward', 'officer', 'administrator'];

/** Pages of streams: all of them, a new one, one. */
export const streamsPages = definePages([
  {
    path: '/console/streams',
    title: streamsMessages.streams,
    load: () => import('./streams-page.tsx'),
    roles: overseers,
    nav: { group: 'dataWork', order: 5, icon: <ApiOutlined /> },
  },
  {
    path: '/console/streams/new',
    title: streamsMessages.newStream,
    load: () => import('./new-stream-page.tsx'),
    roles: ['steward', 'administrator'],
    parent: '/console/streams',
  },
  {
    path: '/console/streams/:id',
    title: streamsMessages.stream,
    load: () => import('./stream-page.tsx'),
    roles: overseers,
    parent: '/console/streams',
  },
]);
