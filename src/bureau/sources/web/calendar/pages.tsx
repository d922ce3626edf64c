import { CalendarOutlined } from '@ant-design/icons';
import { definePages } from '../../../../web/page.ts';
import { calendarMessages } from './messages.ts';

/** The calendar of collections. */
export const calendarPages = definePages([
  {
    path: '/console/calendar',
    title: calendarMessages.calendar,
    load: () => import('./calendar-page.tsx'),
    roles: ['steward', 'officer', 'administrator'],
    nav: { group: 'dataWork', order: 4, icon: <CalendarOutlined /> },
  },
]);
