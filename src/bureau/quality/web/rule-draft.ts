import type { Text } from '../../../kernel/text.ts';
import type { Group, Measure, Rule, RuleKind, Severity } from '../schema.ts';

type Step = NonNullable<Group['step']>;

/** Two fields that are compared, each perhaps by day, month or year. */
export interface Pair {
  ours: string | null;
  theirs: string | null;
  step: Step | null;
}

/** A rule of any kind while a person fills it in: what one kind does not need stays for when they change their mind. */
export interface RuleDraft {
  id: string | null;
  kind: RuleKind;
  title: Text;
  dataset: string | null;
  /** The other dataset of two. */
  other: string | null;
  pairs: Pair[];
  measure: Measure;
  otherMeasure: Measure;
  where: string;
  otherWhere: string;
  check: string;
  field: string | null;
  maxHours: number | null;
  min: number | null;
  max: number | null;
  tolerance: { absolute: number | null; percent: number | null };
  allowedPercent: number | null;
  severity: Severity;
  owner: string | null;
  deadlineDays: number | null;
  enabled: boolean;
}

export const emptyPair: Pair = { ours: null, theirs: null, step: null };

/** Where a new rule begins. */
export const newDraft: RuleDraft = {
  id: null,
  kind: 'referential',
  title: { zh: '', en: '' },
  dataset: null,
  other: null,
  pairs: [emptyPair],
  measure: { aggregate: 'count' },
  otherMeasure: { aggregate: 'count' },
  where: '',
  otherWhere: '',
  check: '',
  field: null,
  maxHours: null,
  min: null,
  max: null,
  tolerance: { absolute: null, percent: null },
  allowedPercent: null,
  severity: 'warning',
  owner: null,
  deadlineDays: null,
  enabled: true,
};

const toPercent = (share: number | undefined) => (share === undefined ? null : Number((share * 100).toPrecision(12)));
const toShare = (percent: number | null) => (percent ? Number((percent / 100).toPrecision(12)) : undefined);

/** A rule as the form shows it. */
export function draftOf(rule: Rule): RuleDraft {
  const draft: RuleDraft = {
    ...newDraft,
    id: rule.id,
    kind: rule.kind,
    title: rule.title,
    dataset: rule.dataset,
    severity: rule.severity,
    owner: rule.owner ?? null,
    deadlineDays: rule.deadlineDays ?? null,
    enabled: rule.enabled ?? true,
    where: ('where' in rule && rule.where) || '',
    allowedPercent: toPercent('allowedShare' in rule ? rule.allowedShare : undefined),
  };
  switch (rule.kind) {
    case 'referential':
      return {
        ...draft,
        other: rule.references.dataset,
        pairs: rule.fields.map((ours, index) => ({ ours, theirs: rule.references.fields[index] ?? null, step: null })),
      };
    case 'reconciliation':
      return {
        ...draft,
        other: rule.against.dataset,
        measure: rule.measure,
        otherMeasure: rule.against.measure,
        otherWhere: rule.against.where ?? '',
        pairs: rule.by.map(({ field, step }, index) => ({
          ours: field,
          theirs: rule.against.by[index]?.field ?? null,
          step: step ?? null,
        })),
        tolerance: { absolute: rule.tolerance?.absolute ?? null, percent: toPercent(rule.tolerance?.share) },
      };
    case 'freshness':
      return { ...draft, field: rule.field ?? null, maxHours: rule.maxHours };
    case 'row-count':
      return { ...draft, min: rule.min ?? null, max: rule.max ?? null };
    case 'expression':
      return { ...draft, check: rule.check };
  }
}

/** Whether the form can hold a rule whole: the two sides of a reconciliation may be grouped by different steps in YAML. */
export function fitsForm(rule: Rule): boolean {
  return rule.kind !== 'reconciliation' || rule.by.every(({ step }, index) => step === rule.against.by[index]?.step);
}

/** What is still to be filled in, by the names of the form's messages. */
export function missingOf(draft: RuleDraft): MissingPart[] {
  const { kind, pairs } = draft;
  const two = kind === 'referential' || kind === 'reconciliation';
  const half = pairs.some(({ ours, theirs }) => (ours === null) !== (theirs === null));
  const none = kind === 'referential' && pairs.every(({ ours }) => ours === null);
  const measured = ({ aggregate, field }: Measure) => aggregate === 'count' || field !== undefined;
  const parts: [MissingPart, boolean][] = [
    ['titleZh', draft.title.zh.trim() === ''],
    ['titleEn', draft.title.en.trim() === ''],
    ['dataset', draft.dataset === null],
    ['otherDataset', two && draft.other === null],
    ['pairs', two && (half || none)],
    ['measure', kind === 'reconciliation' && !(measured(draft.measure) && measured(draft.otherMeasure))],
    ['check', kind === 'expression' && draft.check.trim() === ''],
    ['maxHours', kind === 'freshness' && draft.maxHours === null],
    ['bounds', kind === 'row-count' && draft.min === null && draft.max === null],
  ];
  return parts.flatMap(([part, missing]) => (missing ? [part] : []));
}

export type MissingPart =
  | 'titleZh'
  | 'titleEn'
  | 'dataset'
  | 'otherDataset'
  | 'pairs'
  | 'measure'
  | 'check'
  | 'maxHours'
  | 'bounds';

/** The rule of a draft in which nothing is missing, without the keys that it does not need. */
export function ruleOf(draft: RuleDraft): Record<string, unknown> {
  const { kind } = draft;
  const pairs = draft.pairs.filter(({ ours, theirs }) => ours !== null && theirs !== null);
  const where = draft.where.trim() || undefined;
  const allowedShare = toShare(draft.allowedPercent);
  const group = (field: string | null, step: Step | null) => ({ field, ...(step ? { step } : {}) });
  const { absolute, percent } = draft.tolerance;
  const own: Record<RuleKind, Record<string, unknown>> = {
    referential: {
      fields: pairs.map(({ ours }) => ours),
      references: { dataset: draft.other, fields: pairs.map(({ theirs }) => theirs) },
      where,
      allowedShare,
    },
    reconciliation: {
      measure: draft.measure,
      by: pairs.map(({ ours, step }) => group(ours, step)),
      against: dropEmpty({
        dataset: draft.other,
        measure: draft.otherMeasure,
        by: pairs.map(({ theirs, step }) => group(theirs, step)),
        where: draft.otherWhere.trim() || undefined,
      }),
      where,
      tolerance:
        absolute || percent ? dropEmpty({ absolute: absolute || undefined, share: toShare(percent) }) : undefined,
      allowedShare,
    },
    freshness: { field: draft.field ?? undefined, maxHours: draft.maxHours },
    'row-count': { min: draft.min ?? undefined, max: draft.max ?? undefined, where },
    expression: { check: draft.check.trim(), where, allowedShare },
  };
  return dropEmpty({
    id: draft.id ?? freshId(draft),
    title: { zh: draft.title.zh.trim(), en: draft.title.en.trim() },
    kind,
    dataset: draft.dataset,
    ...own[kind],
    severity: draft.severity,
    owner: draft.owner ?? undefined,
    deadlineDays: draft.deadlineDays ?? undefined,
    enabled: draft.enabled ? undefined : false,
  });
}

const dropEmpty = (object: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

/** An id that says what the rule is about; people know rules by their titles. */
const freshId = ({ dataset, kind }: RuleDraft) =>
  `${dataset?.split('.')[0] ?? 'rule'}.${kind}-${Date.now().toString(36)}`;
