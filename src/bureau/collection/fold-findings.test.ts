import { expect, test } from 'vitest';
import { foldFindings } from './fold-findings.ts';
import type { FindingCount } from './schema.ts';

const entry = (field: string | null, rule: string, count: number): FindingCount => ({
  field,
  rule,
  count,
  message: { zh: `“${field}”有误`, en: `“${field}” is wrong` },
  sample: `${field} ${count}`,
});

test('many fields that break one rule are one group, with examples and all they come to', () => {
  const wide = Array.from({ length: 700 }, (_, index) => entry(`v${index}`, 'type', index + 1));
  const groups = foldFindings([...wide, entry('id', 'required', 3), entry(null, 'unique', 500_000)]);
  expect(groups.map(({ rule, fields, count }) => ({ rule, fields, count }))).toEqual([
    { rule: 'unique', fields: 0, count: 500_000 },
    { rule: 'type', fields: 700, count: 245_350 },
    { rule: 'required', fields: 1, count: 3 },
  ]);
  expect(groups[1]!.examples).toHaveLength(5);
  expect(groups[1]!.examples[0]).toEqual({ field: 'v699', count: 700, sample: 'v699 700' });
  expect(groups[1]!.message.en).toBe('“v699” is wrong; the same in 699 other fields');
});

test('a few fields stay apart', () => {
  const few = Array.from({ length: 5 }, (_, index) => entry(`v${index}`, 'type', 10 - index));
  const groups = foldFindings(few);
  expect(groups.map(({ examples }) => examples)).toEqual(
    few.map(({ field, count, sample }) => [{ field, count, sample }]),
  );
  expect(groups.map(({ message }) => message)).toEqual(few.map(({ message }) => message));
});
