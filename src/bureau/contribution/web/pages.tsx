import { InboxOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { contributionMessages as messages } from './messages.ts';

/** Pages of contribution: the form and the offer for those outside, the list and the offer for the bureau. */
export const contributionPages = definePages([
  {
    path: '/contribute',
    title: messages.contribute,
    load: () => import('./contribute-page.tsx'),
    nav: { group: 'portal', order: 7 },
  },
  { path: '/contribute/:id', title: messages.offer, load: () => import('./offer-page.tsx') },
  {
    path: '/console/offers',
    title: messages.offers,
    load: () => import('./offers-page.tsx'),
    roles: ['officer', 'steward'],
    nav: { group: 'dataWork', order: 7, icon: <InboxOutlined /> },
  },
  {
    path: '/console/offers/:id',
    title: messages.offer,
    load: () => import('./offer-page.tsx'),
    parent: '/console/offers',
    roles: ['officer', 'steward'],
  },
]);
