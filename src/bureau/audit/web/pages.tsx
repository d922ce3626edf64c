import { AuditOutlined } from '@ant-design/icons';
import { definePages } from '../../../web/page.ts';
import { auditMessages as messages } from './messages.ts';

/** Pages for auditors. */
export const auditPages = definePages([
  {
    path: '/console/audit',
    title: messages.audit,
    load: () => import('./audit-page.tsx'),
    roles: ['auditor'],
    nav: { group: 'administration', order: 5, icon: <AuditOutlined /> },
  },
]);
