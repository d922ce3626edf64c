import type { RecipeStep, StepName } from '../schema.ts';

/** How an option of a step is edited. */
export type OptionKind = 'fields' | 'field' | 'texts' | 'text' | 'number' | 'choice' | 'table' | 'parts';

export interface StepOption {
  key: string;
  kind: OptionKind;
  choices?: string[];
}

const fields: StepOption = { key: 'fields', kind: 'fields' };

/** The options of each step in the order in which they are asked. */
export const stepOptions: Record<StepName, StepOption[]> = {
  trim: [fields, { key: 'inner', kind: 'choice', choices: ['keep', 'one', 'none'] }],
  'half-width': [fields],
  case: [fields, { key: 'to', kind: 'choice', choices: ['upper', 'lower'] }],
  empty: [fields, { key: 'values', kind: 'texts' }],
  'date-form': [fields, { key: 'forms', kind: 'texts' }],
  'number-form': [fields, { key: 'unit', kind: 'text' }, { key: 'factor', kind: 'number' }],
  'region-code': [
    fields,
    { key: 'level', kind: 'choice', choices: ['province', 'prefecture', 'county'] },
    { key: 'within', kind: 'text' },
  ],
  address: [
    { key: 'from', kind: 'field' },
    { key: 'to', kind: 'parts' },
  ],
  coordinates: [
    { key: 'longitude', kind: 'field' },
    { key: 'latitude', kind: 'field' },
    { key: 'from', kind: 'choice', choices: ['GCJ-02', 'BD-09', 'CGCS2000'] },
  ],
  code: [fields, { key: 'codeList', kind: 'text' }],
  replace: [fields, { key: 'values', kind: 'table' }],
  'pattern-extract': [
    { key: 'from', kind: 'field' },
    { key: 'pattern', kind: 'text' },
    { key: 'to', kind: 'fields' },
  ],
  split: [
    { key: 'from', kind: 'field' },
    { key: 'at', kind: 'text' },
    { key: 'to', kind: 'fields' },
  ],
  join: [
    { key: 'from', kind: 'fields' },
    { key: 'with', kind: 'text' },
    { key: 'to', kind: 'field' },
  ],
  'de-duplicate': [
    { key: 'by', kind: 'fields' },
    { key: 'keep', kind: 'choice', choices: ['first', 'last', 'most-complete'] },
  ],
};

/** Steps whose fields are all fields when none is named. */
export const forAllFields: ReadonlySet<StepName> = new Set<StepName>(['trim', 'half-width', 'empty']);

/** A step as it begins; what a person must still choose is empty. */
export function newStep(name: StepName): RecipeStep {
  const begun: Partial<Record<StepName, object>> = {
    case: { fields: [], to: 'upper' },
    'date-form': { fields: [], forms: ['%Y年%m月%d日', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d'] },
    address: { from: '', to: {} },
    coordinates: { longitude: '', latitude: '', from: 'GCJ-02' },
    replace: { fields: [], values: {} },
    'pattern-extract': { from: '', pattern: '', to: [] },
    split: { from: '', at: '/', to: [] },
    join: { from: [], with: '', to: '' },
    'de-duplicate': { by: [], keep: 'first' },
  };
  return { step: name, ...(begun[name] ?? (forAllFields.has(name) ? {} : { fields: [] })) } as RecipeStep;
}

/** `原文=新值` lines as a table, and back. */
export function tableOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
}

export function linesOf(table: Record<string, string>): string {
  return Object.entries(table)
    .map(([text, value]) => `${text}=${value}`)
    .join('\n');
}
