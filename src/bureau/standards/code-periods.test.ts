import { expect, test } from 'vitest';
import { checkRow } from './check-row.ts';
import { compileStandard } from './compile.ts';
import { parseStandard } from './parse.ts';
import type { CodeList, Standard } from './schema.ts';
import { checkInEngine } from './testing.ts';

const title = (text: string) => ({ zh: text, en: text });
const districts: CodeList = {
  id: 'demo.districts',
  title: title('区'),
  codes: [
    { code: 'A', title: title('始终有效') },
    { code: 'B', title: title('已撤销'), to: '2019-12-31' },
    { code: 'C', title: title('新设'), from: '2020-01-01' },
  ],
};
const standardOf = (type: 'date' | 'datetime', dated = true): Standard => ({
  id: 'demo.events',
  title: title('事件'),
  timezone: 'Asia/Shanghai',
  fields: [
    {
      name: 'district',
      title: title('区'),
      type: 'string',
      codeList: districts.id,
      ...(dated ? { codeListDate: 'at' } : {}),
    },
    { name: 'at', title: title('时间'), type },
  ],
});

test('a code is judged by the date of its row, the same in the engine and in TypeScript', async () => {
  for (const [type, last, first] of [
    ['date', '2019-12-31', '2020-01-01'],
    ['datetime', '2019-12-31 23:59:59', '2020-01-01 00:00:00'],
  ] as const) {
    const rows: [string, string | null, boolean][] = [
      ['A', first, false],
      ['B', last, false],
      ['B', first, true],
      ['C', last, true],
      ['C', first, false],
      ['B', null, false],
    ];
    const standard = standardOf(type);
    const verdicts = await checkInEngine(
      standard,
      rows.map(([code, at]) => [code, at]),
      [districts],
    );
    const compiled = compileStandard(standard, [districts]);
    for (const [index, [district, at, broken]] of rows.entries()) {
      const expected = broken ? [':code-period'] : [];
      expect(verdicts[index]!.broken, `${type} ${district} ${at}`).toEqual(expected);
      expect(checkRow(compiled, { district, at }, 1).findings.map(({ rule }) => `:${rule}`)).toEqual(expected);
    }
  }
});

test('without such a field the day of the collection counts, and an unknown code stays unknown', async () => {
  const on = (day: string) => compileStandard(standardOf('date', false), [districts], { on: day });
  const rulesOn = (day: string, district: string) =>
    checkRow(on(day), { district, at: null }, 1).findings.map(({ rule }) => rule);
  expect(rulesOn('2019-12-31', 'B')).toEqual([]);
  expect(rulesOn('2020-01-01', 'B')).toEqual(['code-list']);
  expect(rulesOn('2019-12-31', 'C')).toEqual(['code-list']);
  const [verdict] = await checkInEngine(standardOf('date'), [['X', '2020-01-01']], [districts]);
  expect(verdict!.broken).toEqual(['district:code-list']);
});

test('the date must be a date of the same row, and of a field with a code list', () => {
  const text = (more: string) => `id: demo.events
title: { zh: 事件, en: Events }
fields:
  - { name: district, title: { zh: 区, en: District }, type: string, ${more} }
  - { name: at, title: { zh: 时间, en: At }, type: date }
`;
  expect(parseStandard(text('codeList: demo.districts, codeListDate: at')).findings).toEqual([]);
  for (const more of [
    'codeList: demo.districts, codeListDate: none',
    'codeList: demo.districts, codeListDate: district',
    'codeListDate: at',
  ]) {
    expect(parseStandard(text(more)).findings, more).toHaveLength(1);
  }
});
