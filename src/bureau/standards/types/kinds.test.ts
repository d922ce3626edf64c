import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRow } from '../check-row.ts';
import { compileStandard } from '../compile.ts';
import type { Field, Standard } from '../schema.ts';
import { checkInEngine, oneField } from '../testing.ts';
import { citizenCheckCharacter } from './citizen-id.ts';
import { creditCheckCharacter } from './credit-code.ts';

/** The engine's verdict and the twin's over the same texts of one field must be the same. */
async function verdicts(standard: Standard, texts: (string | null)[]) {
  const compiled = compileStandard(standard);
  const engine = await checkInEngine(
    standard,
    texts.map((text) => [text]),
  );
  return texts.map((text, index) => {
    const twin = checkRow(compiled, { x: text }, index);
    const broken = twin.findings.map(({ field, rule }) => `${field ?? ''}:${rule}`);
    expect({ text, broken }).toEqual({ text, broken: engine[index]!.broken });
    expect({ text, empty: twin.values['x'] === null }).toEqual({ text, empty: engine[index]!.values[0] === null });
    return {
      text,
      value: engine[index]!.values[0],
      twin: twin.values['x'],
      rules: twin.findings.map(({ rule }) => rule),
    };
  });
}

async function table(
  field: Partial<Field> & Pick<Field, 'type'>,
  expected: Record<string, string>,
  more: Partial<Standard> = {},
) {
  const found = await verdicts(oneField(field, more), Object.keys(expected));
  const seen = Object.fromEntries(
    found.map(({ text, value, rules }) => [text, rules.length ? `✗ ${rules.join(' ')}` : value]),
  );
  expect(seen).toEqual(expected);
}

describe('values that the engine would change in silence are findings', () => {
  it('reads integers strictly', () =>
    table(
      { type: 'integer' },
      {
        '12': '12',
        '-7': '-7',
        '+5': '5',
        '007': '7',
        '9223372036854775807': '9223372036854775807',
        '9223372036854775808': '✗ type',
        '1.5': '✗ type',
        '1.0': '✗ type',
        '1e2': '✗ type',
        '1_000': '✗ type',
        '0x64': '✗ type',
        '1,000': '✗ type',
        '１２': '✗ type',
        ' 12': '✗ type',
        '12 ': '✗ type',
        '12\n': '✗ type',
        'N/A': '✗ type',
      },
    ));

  it('keeps decimals exact and tells too many digits', () =>
    table(
      { type: 'decimal', scale: 2 },
      {
        '1.5': '1.50',
        '-0.25': '-0.25',
        '.5': '0.50',
        '12.': '12.00',
        '1.500': '1.50',
        '1.005': '✗ scale',
        '9999999999999999.99': '9999999999999999.99',
        '10000000000000000': '✗ type',
        '1e2': '✗ type',
        '1,234.50': '✗ type',
        '￥12': '✗ type',
      },
    ));

  it('reads numbers but no words for them', () =>
    table(
      { type: 'number' },
      {
        '1.5': '1.5',
        '1e3': '1000.0',
        '-2E-2': '-0.02',
        nan: '✗ type',
        infinity: '✗ type',
        '1e400': '✗ type',
        '1_0': '✗ type',
        '\t1': '✗ type',
      },
    ));

  it('reads booleans from a short list', () =>
    table(
      { type: 'boolean' },
      { true: 'true', FALSE: 'false', '1': 'true', 是: 'true', 否: 'false', t: '✗ type', yes: '✗ type', '2': '✗ type' },
    ));

  it('reads ISO dates only', () =>
    table(
      { type: 'date', min: '1980-01-01' },
      {
        '2026-09-01': '2026-09-01',
        '2024-02-29': '2024-02-29',
        '2023-02-29': '✗ type',
        '2026-1-1': '✗ type',
        '2026/01/01': '✗ type',
        ' 026-01-01': '✗ type',
        '2026-01-1 ': '✗ type',
        '2026-01-01 10:00:00': '✗ type',
        infinity: '✗ type',
        epoch: '✗ type',
        '1979-12-31': '✗ min',
      },
    ));

  it('reads dates by their format, and Excel day numbers', async () => {
    await table(
      { type: 'date', format: '%Y年%m月%d日', max: '2026-12-31' },
      {
        '2026年9月1日': '2026-09-01',
        '2026年09月01日': '2026-09-01',
        '2026-09-01': '✗ type',
        ' 2026年9月1日': '✗ type',
        '2027年1月1日': '✗ max',
        '2026年2月30日': '✗ type',
      },
    );
    await table({ type: 'date', format: '%Y/%m/%d' }, { '2026/9/1': '2026-09-01', '26/9/1': '✗ type' });
    await table(
      { type: 'date', format: 'excel' },
      { '46266': '2026-09-01', '61': '1900-03-01', '60': '✗ type', '46266.5': '✗ type' },
    );
  });

  it('keeps moments in UTC and never drops an offset', async () => {
    const iso = {
      '2026-09-01 08:00:00': '2026-09-01 00:00:00',
      '2026-09-01T08:00': '2026-09-01 00:00:00',
      '2026-09-01 08:00:00.25': '2026-09-01 00:00:00.25',
      '2026-09-01T08:00:00Z': '2026-09-01 08:00:00',
      '2015-03-08T01:40:54-06:00': '2015-03-08 07:40:54',
      '1988-07-01 10:00:00': '1988-07-01 01:00:00',
      '2026-09-01 24:00:00': '✗ type',
      '2026-09-01': '✗ type',
      '2026-02-30 08:00:00': '✗ type',
      '2026-09-01T08:00:00+99:00': '✗ type',
    };
    await table({ type: 'datetime' }, iso, { timezone: 'Asia/Shanghai' });
    await table({ type: 'datetime' }, { '2026-09-01 08:00:00': '2026-09-01 08:00:00' });
    await table(
      { type: 'datetime', format: '%Y/%m/%d %H:%M' },
      { '2026/9/1 8:30': '2026-09-01 08:30:00', '2026/9/1 25:30': '✗ type' },
    );
    await table({ type: 'datetime', format: 'excel' }, { '46266.5': '2026-09-01 12:00:00', x: '✗ type' });
  });

  it('reads times of day', () =>
    table({ type: 'time' }, { '08:30': '08:30', '23:59:59': '23:59:59', '24:00': '✗ type', '8:30': '✗ type' }));

  it('takes empty text for null', async () => {
    const found = await verdicts(oneField({ type: 'integer', required: true }), ['', null, '1']);
    expect(found.map(({ rules }) => rules)).toEqual([['required'], ['required'], []]);
    const texts = await verdicts(oneField({ type: 'string', required: true }), ['', null, '  ', '\t\n', ' a', '甲']);
    expect(texts.map(({ rules }) => rules)).toEqual([['required'], ['required'], ['required'], ['required'], [], []]);
  });
});

describe('codes with check digits', () => {
  // Examples of GB 11643-1999, annex A.
  it('citizen ids of the annex of GB 11643-1999', async () => {
    await table(
      { type: 'citizen-id' },
      {
        '11010519491231002X': '11010519491231002X',
        '11010519491231002x': '11010519491231002X',
        '440524188001010014': '440524188001010014',
        '440524188001010015': '✗ check-digit',
        '110105194912310021': '✗ check-digit',
        [`11010519490230002${citizenCheckCharacter('11010519490230002')}`]: '✗ birth-date',
        [`99010519491231002${citizenCheckCharacter('99010519491231002')}`]: '✗ region-prefix',
        '11010519491231002': '✗ type',
        '110105491231002': '✗ type',
      },
    );
  });

  // 91350100M000100Y43 is the example of GB 32100-2015; 91440300708461136T is a listed company's published code.
  it('unified social credit codes of GB 32100-2015', () =>
    table(
      { type: 'credit-code' },
      {
        '91350100M000100Y43': '91350100M000100Y43',
        '91440300708461136T': '91440300708461136T',
        '91350100M000100Y44': '✗ check-digit',
        '91350100m000100y43': '✗ type',
        '91350100I000100Y43': '✗ type',
      },
    ));

  it('regions of GB/T 2260', () =>
    table(
      { type: 'region' },
      {
        '440305': '440305',
        '440000': '440000',
        '110101': '110101',
        '440399': '✗ region',
        '660000': '✗ region',
        '110001': '✗ region',
        '4403': '✗ type',
      },
    ));

  it('phones and plates', async () => {
    await table(
      { type: 'phone' },
      {
        '13800138000': '13800138000',
        '+8613800138000': '+8613800138000',
        '0755-82000000': '0755-82000000',
        '02085551234': '02085551234',
        '010-62751234': '010-62751234',
        '12800138000': '✗ type',
        '1380013800': '✗ type',
        '82000000': '✗ type',
        '138 0013 8000': '✗ type',
      },
    );
    await table(
      { type: 'plate' },
      {
        粤B12345: '粤B12345',
        粤BD12345: '粤BD12345',
        粤B12345D: '粤B12345D',
        粤Z1234港: '粤Z1234港',
        粤B1234I: '✗ type',
        粤B123: '✗ type',
        粤B·12345: '✗ type',
        粤O12345: '✗ type',
      },
    );
  });

  it('agrees with the engine on any digits and characters', async () => {
    const digits = fc.sample(fc.stringMatching(/^[1-9][0-9]{16}[0-9X]$/), { numRuns: 1500, seed: 7 });
    const right = digits.map((text) => text.slice(0, 17) + citizenCheckCharacter(text));
    await verdicts(oneField({ type: 'citizen-id' }), [...digits, ...right]);
    const characters = fc.sample(fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/), {
      numRuns: 1500,
      seed: 7,
    });
    const valid = characters.map((text) => text.slice(0, 17) + creditCheckCharacter(text));
    const found = await verdicts(oneField({ type: 'credit-code' }), [...characters, ...valid]);
    expect(found.slice(1500).every(({ rules }) => rules.length === 0)).toBe(true);
  });
});

describe('engine and twin', () => {
  const types: Partial<Field>[] = [
    { type: 'integer', min: -3, max: 1000 },
    { type: 'decimal', scale: 3, min: 0.5 },
    { type: 'number', enum: [1, 2.5] },
    { type: 'boolean' },
    { type: 'date', min: '2000-01-01' },
    { type: 'datetime', max: '2030-01-01' },
    { type: 'time', min: '08:00' },
    { type: 'string', minLength: 2, maxLength: 4, pattern: '[^x]*' },
    { type: 'string', enum: ['甲', '1', ''] },
    { type: 'region' },
    { type: 'phone' },
    { type: 'plate' },
    { type: 'longitude' },
    { type: 'latitude' },
    { type: 'citizen-id' },
    { type: 'credit-code' },
  ];
  const text = fc.oneof(
    fc.string({ maxLength: 8, unit: fc.constantFrom(...'0123456789.-+eE_ ,:/T\t１年月日甲𠀀xXnaif') }),
    fc.string({ maxLength: 6, unit: 'grapheme' }),
    fc.integer({ min: -2000, max: 500000 }).map(String),
    fc.double({ noNaN: true }).map(String),
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-01-01') })
      .map((date) => date.toISOString().slice(0, 10)),
    fc
      .date({ noInvalidDate: true, min: new Date('1990-01-01'), max: new Date('2040-01-01') })
      .map((date) => date.toISOString().replace('.000', '')),
  );
  const texts = fc.sample(text, { numRuns: 1200, seed: 20261124 }).filter((sample) => !sample.includes('\0'));

  it.each(types.map((type): [string, Partial<Field>] => [JSON.stringify(type), type]))(
    'agree on any text: %s',
    async (_, type) => {
      await verdicts(oneField({ required: true, ...type } as Field), texts);
    },
  );
});
