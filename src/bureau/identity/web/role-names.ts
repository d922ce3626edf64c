import type { Text } from '../../../kernel/text.ts';

/** Names of the roles, as every page shows them. */
export const roleNames: Record<string, Text> = {
  citizen: { zh: '公众', en: 'Citizen' },
  steward: { zh: '数据管理员', en: 'Steward' },
  analyst: { zh: '分析员', en: 'Analyst' },
  officer: { zh: '数据主管', en: 'Officer' },
  auditor: { zh: '审计员', en: 'Auditor' },
  administrator: { zh: '系统管理员', en: 'Administrator' },
};
