import { SafetyOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { accessMessages as messages } from './messages.ts';

/** Pages of access: the policies. */
export const accessPages = definePages([
  {
    path: '/console/policies',
    title: messages.policies,
    load: () => import('./policies-page.tsx'),
    nav: { group: 'administration', order: 6, icon: <SafetyOutlined /> },
  },
]);
