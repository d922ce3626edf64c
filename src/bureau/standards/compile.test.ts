import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRow } from './check-row.ts';
import { compileStandard } from './compile.ts';
import type { CodeList, Standard } from './schema.ts';
import { checkInEngine } from './testing.ts';

const title = { zh: '值', en: 'Value' };
const place = (more: Partial<Standard>): Standard => ({
  id: 'test.places',
  title,
  fields: [
    { name: 'x', title, type: 'longitude' },
    { name: 'y', title, type: 'latitude' },
  ],
  ...more,
});

/** Rules broken by each row, where engine and twin must agree. */
async function broken(standard: Standard, rows: (string | null)[][], lists: CodeList[] = []): Promise<string[][]> {
  const compiled = compileStandard(standard, lists);
  const engine = await checkInEngine(standard, rows, lists);
  return rows.map((row, index) => {
    const raw = Object.fromEntries(standard.fields.map(({ name }, position) => [name, row[position] ?? null]));
    const found = checkRow(compiled, raw, index);
    const spoken = found.findings.map(({ field, rule }) => `${field ?? ''}:${rule}`);
    const own = engine[index]!.broken.map((name) => {
      const rule = compiled.rows.find((each) => name === `:${each.rule}`);
      return rule?.fields.length === 1 ? rule.fields[0] + name : name;
    });
    expect({ row, spoken }).toEqual({ row, spoken: own });
    return spoken;
  });
}

describe('coordinates', () => {
  it('tells swapped, out of range and foreign points apart, one finding each', async () => {
    const rows = [
      ['113.9', '22.5'],
      ['22.5', '113.9'],
      ['250', '10'],
      ['-97.7', '30.3'],
      ['1', 'x'],
      [null, '22'],
    ];
    expect(await broken(place({ coordinates: 'GCJ-02' }), rows)).toEqual([
      [],
      [':coordinates-swapped'],
      [':range'],
      [':coordinates-outside'],
      ['y:type'],
      [],
    ]);
    expect((await broken(place({ coordinates: 'WGS-84' }), rows)).slice(0, 4)).toEqual([
      [],
      [':coordinates-swapped'],
      [':range'],
      [],
    ]);
    expect(
      (
        await broken(place({ extent: [113, 22, 115, 23] }), [
          ['116', '40'],
          ['40', '116'],
          ['22.5', '114'],
        ])
      ).map(String),
    ).toEqual([':coordinates-outside', ':range', ':coordinates-swapped']);
  });

  it('agrees with the engine anywhere', async () => {
    const degrees = fc.double({ min: -200, max: 200, noNaN: true }).map((value) => value.toFixed(3));
    const rows = fc.sample(fc.tuple(degrees, degrees), { numRuns: 500, seed: 3 });
    for (const more of [
      {},
      { coordinates: 'CGCS2000' as const },
      { extent: [100, 10, 120, 30] as [number, number, number, number] },
    ]) {
      await broken(place(more), rows);
    }
  });

  it('checks one coordinate alone by its own range', async () => {
    const alone: Standard = { id: 'test.alone', title, fields: [{ name: 'y', title, type: 'latitude' }] };
    expect(await broken(alone, [['90'], ['90.1']])).toEqual([[], ['y:range']]);
  });
});

describe('keys, choices and references', () => {
  it('requires and unites keys', async () => {
    const standard: Standard = {
      id: 'test.keys',
      title,
      key: ['a', 'b'],
      fields: [
        { name: 'a', title, type: 'integer' },
        { name: 'b', title, type: 'string', unique: true },
        { name: 'c', title, type: 'string', unique: true },
      ],
      references: [{ name: 'known', fields: ['a'], references: { dataset: 'test.other', fields: ['id'] } }],
    };
    const compiled = compileStandard(standard);
    expect(compiled.uniques).toEqual([['a', 'b'], ['b'], ['c']]);
    expect(compiled.references[0]!.message.zh).toContain('test.other');
    expect(await broken(standard, [['', '', '']])).toEqual([['a:required', 'b:required']]);
  });

  it('looks long lists up as it does short ones', async () => {
    const codes = Array.from({ length: 20_000 }, (_, index) => ({ code: `C${index}`, title }));
    const standard: Standard = {
      id: 'test.codes',
      title,
      fields: [{ name: 'c', title, type: 'string', codeList: 'test.list' }],
    };
    expect(
      await broken(standard, [['C0'], ['C19999'], ['C20000'], [''], ["C'"]], [{ id: 'test.list', title, codes }]),
    ).toEqual([[], [], ['c:code-list'], [], ['c:code-list']]);
    expect(() => compileStandard(standard)).toThrow('test.list');
  });

  it.each([1, 4, 5, 64, 65, 300])('takes %i choices of any type', async (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    const days = numbers.map((index) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10));
    const standard: Standard = {
      id: 'test.choices',
      title,
      fields: [
        { name: 'i', title, type: 'integer', enum: numbers },
        { name: 'n', title, type: 'decimal', enum: numbers.map((number) => number + 0.5) },
        { name: 'f', title, type: 'number', enum: numbers.map((number) => number + 0.25) },
        { name: 's', title, type: 'string', enum: numbers.map((number) => `区'${number}`) },
        { name: 'd', title, type: 'date', enum: days },
      ],
      rules: [{ name: 'small', check: `i in (${numbers.slice(0, 300).join(', ')})`, message: title }],
    };
    const last = count - 1;
    expect(
      await broken(standard, [
        [`${last}`, `${last}.50`, `${last}.25`, `区'${last}`, days[last]!],
        [`${count}`, `${count}.5`, `${count}.25`, `区'${count}`, '2025-12-31'],
        ['', '', '', '', ''],
      ]),
    ).toEqual([[], ['i:enum', 'n:enum', 'f:enum', 's:enum', 'd:enum', 'i:small'], []]);
  });

  it('compares dates and moments with their limits', async () => {
    const standard: Standard = {
      id: 'test.limits',
      title,
      timezone: 'Asia/Shanghai',
      fields: [
        { name: 'd', title, type: 'date', format: '%d/%m/%Y', min: '2020-02-01', enum: ['01/02/2020', '05/02/2020'] },
        { name: 't', title, type: 'datetime', max: '2026-01-01' },
      ],
    };
    expect(
      await broken(standard, [
        ['01/02/2020', '2026-01-01 00:00:00'],
        ['31/01/2020', '2026-01-01 00:00:01'],
        ['02/02/2020', '2025-12-31T16:00:00Z'],
      ]),
    ).toEqual([[], ['d:min', 'd:enum', 't:max'], ['d:enum']]);
  });
});

describe('mending', () => {
  const mend = (type: Standard['fields'][number]['type'], raw: string, more = {}) =>
    compileStandard({ id: 'test.mend', title, fields: [{ name: 'x', title, type, ...more }] }).fields[0]!.mend(raw);

  it.each<[Standard['fields'][number]['type'], string, string | null]>([
    ['integer', '１，２３４', '1234'],
    ['integer', '1,234,567', '1234567'],
    ['integer', ' 12 ', '12'],
    ['integer', '12.0', '12'],
    ['integer', '1,2', null],
    ['integer', '12.5', null],
    ['decimal', '￥1,234.50', '1234.50'],
    ['decimal', '1.005', null],
    ['number', '１.５', '1.5'],
    ['boolean', 'Y', 'true'],
    ['date', '2026/9/1', '2026-09-01'],
    ['date', '2026年9月1日', '2026-09-01'],
    ['date', '20260901', '2026-09-01'],
    ['date', '46266', '2026-09-01'],
    ['date', '2026-09-01 00:00:00', '2026-09-01'],
    ['date', '2026-02-30', null],
    ['datetime', '2026/9/1 8:05', '2026-09-01 08:05:00'],
    ['datetime', '2026年9月1日8时5分', '2026-09-01 08:05:00'],
    ['time', '8:05', '08:05'],
    ['phone', '138 0013 8000', '13800138000'],
    ['phone', '(0755)82000000', '0755-82000000'],
    ['phone', '13800138000.0', '13800138000'],
    ['plate', '粤b·12345', '粤B12345'],
    ['citizen-id', '110105 19491231 002x', '11010519491231002X'],
    ['citizen-id', '110105491231002', '11010519491231002X'],
    ['credit-code', '91350100m000100y43', '91350100M000100Y43'],
    ['region', '4403', '440300'],
    ['region', '440305001002', '440305'],
    ['longitude', '113°54′36″', '113.91'],
  ])('offers for %s %j: %j', (type, raw, expected) => {
    expect(mend(type, raw)).toBe(expected);
  });

  it('offers the choice that was meant', () => {
    const choices = { enum: ['南山区', '福田区', '龙岗区', '龙华区'] };
    expect(
      ['南山', ' 福田区 ', '福田区（新）', '龙', '龙岗', '宝安', '南山区'].map((raw) => mend('string', raw, choices)),
    ).toEqual(['南山区', '福田区', '福田区', null, '龙岗区', null, null]);
    const list = {
      id: 'test.sex',
      title,
      codes: [
        { code: '1', title: { zh: '男性', en: 'male' } },
        { code: '2', title: { zh: '女性', en: 'female' } },
      ],
    };
    const sex: Standard = {
      id: 'test.mend',
      title,
      fields: [{ name: 'x', title, type: 'string', codeList: 'test.sex' }],
    };
    const [field] = compileStandard(sex, [list]).fields;
    expect(['男性', 'Female', '１', '男'].map((raw) => field!.mend(raw))).toEqual(['1', '2', '1', null]);
  });

  it('offers what the type reads, or nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'integer',
          'decimal',
          'number',
          'boolean',
          'date',
          'datetime',
          'time',
          'phone',
          'plate',
          'citizen-id',
          'credit-code',
          'region',
          'longitude' as const,
        ),
        fc.string({ unit: fc.constantFrom(...'0123456789.-/:年月日时 ，,￥粤BXx°′'), maxLength: 18 }),
        (type, raw) => {
          const offered = mend(type as 'integer', raw);
          if (offered !== null) expect(mend(type as 'integer', offered)).toBeNull();
        },
      ),
      { numRuns: 2000 },
    );
  });
});
