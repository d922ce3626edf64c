import type { Text } from '../../kernel/index.ts';
import { idPattern } from '../../kernel/shape.ts';

/** What a key of the YAML form may hold. */
export type KeyKind =
  | 'text'
  | 'title'
  | 'flag'
  | 'count'
  | 'share'
  | 'bound'
  | 'names'
  | 'choices'
  | 'word'
  | 'list'
  | 'extent'
  | 'target';

export interface Key {
  kind: KeyKind;
  required?: true;
  /** For `word`: what may stand there. */
  words?: readonly string[];
  /** For `text`: the shape, and how to say it. */
  pattern?: { expression: RegExp; words: Text };
  /** For `count`: the largest. */
  most?: number;
}

export const fieldTypes = [
  'string',
  'integer',
  'decimal',
  'number',
  'boolean',
  'date',
  'time',
  'datetime',
  'citizen-id',
  'credit-code',
  'region',
  'phone',
  'plate',
  'longitude',
  'latitude',
] as const;

export const cadences = [
  'realtime',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  'irregular',
] as const;
export const coordinateSystems = ['WGS-84', 'GCJ-02', 'BD-09', 'CGCS2000'] as const;
export const sensitivities = ['none', 'personal', 'sensitive'] as const;
export const levels = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core'] as const;

const id: Key['pattern'] = {
  expression: new RegExp(idPattern),
  words: {
    zh: '须为 2 至 5 段小写字母、数字与连字符，以点相连，如 transport.bus-stops',
    en: 'must be 2 to 5 words of small letters, digits and hyphens joined by dots, as in transport.bus-stops',
  },
};
const fieldName: Key['pattern'] = {
  expression: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  words: {
    zh: '须以字母或下划线开头，只含字母、数字、下划线，最长 64 个字符',
    en: 'must begin with a letter or underscore and hold letters, digits and underscores only, 64 at most',
  },
};
const ruleName: Key['pattern'] = {
  expression: /^[a-z][a-z0-9-]{0,63}$/,
  words: {
    zh: '须为小写字母、数字与连字符，如 ends-after-start',
    en: 'must be small letters, digits and hyphens, as in ends-after-start',
  },
};

/** The keys of a standard; `docs/guide/standards.md` describes each, and a test holds them to the TypeBox shapes. */
export const standardKeys: Record<string, Key> = {
  id: { kind: 'text', required: true, pattern: id },
  version: { kind: 'count' },
  title: { kind: 'title', required: true },
  description: { kind: 'title' },
  key: { kind: 'names' },
  cadence: { kind: 'word', words: cadences },
  coordinates: { kind: 'word', words: coordinateSystems },
  extent: { kind: 'extent' },
  timezone: { kind: 'text' },
  partitionBy: { kind: 'names' },
  fields: { kind: 'list', required: true },
  rules: { kind: 'list' },
  references: { kind: 'list' },
  refuseAbove: { kind: 'share' },
};

export const fieldKeys: Record<string, Key> = {
  name: { kind: 'text', required: true, pattern: fieldName },
  title: { kind: 'title' },
  description: { kind: 'title' },
  type: { kind: 'word', required: true, words: fieldTypes },
  scale: { kind: 'count', most: 18 },
  unit: { kind: 'text' },
  format: { kind: 'text' },
  required: { kind: 'flag' },
  unique: { kind: 'flag' },
  pattern: { kind: 'text' },
  minLength: { kind: 'count' },
  maxLength: { kind: 'count' },
  min: { kind: 'bound' },
  max: { kind: 'bound' },
  enum: { kind: 'choices' },
  codeList: { kind: 'text' },
  codeListDate: { kind: 'text' },
  aliases: { kind: 'choices' },
  sensitivity: { kind: 'word', words: sensitivities },
  level: { kind: 'word', words: levels },
};

export const ruleKeys: Record<string, Key> = {
  name: { kind: 'text', required: true, pattern: ruleName },
  check: { kind: 'text', required: true },
  message: { kind: 'title' },
};

export const referenceKeys: Record<string, Key> = {
  name: { kind: 'text', required: true, pattern: ruleName },
  fields: { kind: 'names', required: true },
  references: { kind: 'target', required: true },
  message: { kind: 'title' },
};

export const targetKeys: Record<string, Key> = {
  dataset: { kind: 'text', required: true, pattern: id },
  fields: { kind: 'names', required: true },
};

/** The known word nearest to a mistyped one, if it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[right.length]!;
}
