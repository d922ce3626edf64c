import type { RuleKind } from '../schema.ts';

const head = (id: string, kind: RuleKind) =>
  `id: ${id}\ntitle: { zh: 规则名称, en: Name of the rule }\nkind: ${kind}\ndataset: health.visits\nseverity: warning\ndeadlineDays: 5\n`;

/** A rule of each kind to begin from. */
export const ruleTemplates: Record<RuleKind, string> = {
  referential: `${head('health.visit-clinic-known', 'referential')}fields: [clinic_id]\nreferences: { dataset: health.clinics, fields: [clinic_id] }\nallowedShare: 0\n`,
  reconciliation: `${head('health.visits-agree', 'reconciliation')}measure: { aggregate: sum, field: fee }\nby: [{ field: visited_on, step: month }]\nagainst:\n  dataset: health.monthly-totals\n  measure: { aggregate: sum, field: fee }\n  by: [{ field: month }]\ntolerance: { share: 0.001 }\n`,
  freshness: `${head('health.visits-fresh', 'freshness')}field: visited_on\nmaxHours: 48\n`,
  'row-count': `${head('health.visits-enough', 'row-count')}min: 1000\n`,
  expression: `${head('health.fee-plausible', 'expression')}check: fee < 10000 or department = '急诊科'\nallowedShare: 0.001\n`,
};
