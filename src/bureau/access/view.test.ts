import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppError, anonymous, type Principal, systemClock, systemPrincipal } from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import { openTestLake } from '../../lake/testing.ts';
import type { DatasetResource } from './schema.ts';
import { createAccess } from './service.ts';
import { datasetWith, personWith, tokenOf } from './testing.ts';

let lake: Lake & { close(): Promise<void> };
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(() => lake.close());

const access = createAccess({ clock: systemClock, pseudonymKey: Buffer.from('a key of thirty-two bytes, really') });

const columns: [name: string, type: string, sensitivity: string, value: string][] = [
  ['id', 'integer', 'none', '7::BIGINT'],
  ['district', 'string', 'none', "'南山区'"],
  ['name', 'string', 'personal', "'欧阳娜娜'"],
  ['phone', 'phone', 'personal', "'13812341234'"],
  ['landline', 'phone', 'personal', "'8123'"],
  ['citizen', 'citizen-id', 'personal', "'44030519900307123X'"],
  ['plate', 'plate', 'personal', "'粤B12345'"],
  ['home', 'region', 'personal', "'440305'"],
  ['address', 'string', 'personal', "'深圳市南山区粤海街道一号'"],
  ['email', 'string', 'personal', "'liming@example.org'"],
  ['card_no', 'string', 'personal', "'8812345'"],
  ['remark', 'string', 'personal', "'过敏'"],
  ['born', 'date', 'personal', "DATE '1990-03-07'"],
  ['seen', 'datetime', 'personal', "TIMESTAMP '2026-11-24 09:31:00'"],
  ['longitude', 'longitude', 'personal', '113.945678::DOUBLE'],
  ['income', 'decimal', 'personal', '123.45::DECIMAL(18,2)'],
  ['married', 'boolean', 'personal', 'true'],
  ['diagnosis', 'string', 'sensitive', "'糖尿病'"],
];
const fields: DatasetResource['fields'] = columns.map(([name, type, sensitivity]) => ({ name, type, sensitivity }));
const dataset = datasetWith({ fields });
const relation = `(SELECT ${columns.map(([name, , , value]) => `${value} AS "${name}"`).join(', ')}, 'x' AS undeclared)`;
const read = async (principal: Principal, of: DatasetResource = dataset) =>
  (await lake.engine.rows(access.view(principal, of).select(relation)))[0]!;

describe('the governed row', () => {
  test('of a stranger holds no personal field at all', async () => {
    expect(await read(anonymous)).toEqual({ id: 7, district: '南山区' });
  });
  test('of staff elsewhere is masked, with the types kept and sensitive fields withheld', async () => {
    for (const role of ['steward', 'analyst', 'officer', 'administrator'] as const) {
      const row = await read(personWith([role]));
      expect(row, role).toEqual({
        id: 7,
        district: '南山区',
        name: '欧**',
        phone: '138****1234',
        landline: '****',
        citizen: '440***********123X',
        plate: '粤B****5',
        home: '440300',
        address: '深圳市南山区****',
        email: 'l***@example.org',
        card_no: expect.stringMatching(/^[0-9a-f]{16}$/),
        remark: '过***',
        born: '1990-01-01',
        seen: expect.stringMatching(/^2026-11-01/),
        longitude: 113.95,
      });
    }
  });
  test('of the own steward and administrator is whole; of an officer or analyst of the same organisation it is not', async () => {
    const own = datasetWith({ fields, owner: 'own' });
    for (const role of ['steward', 'administrator'] as const) {
      const row = await read(personWith([role]), own);
      expect(row).toMatchObject({ name: '欧阳娜娜', diagnosis: '糖尿病', income: '123.45', married: true });
      expect(row).not.toHaveProperty('undeclared');
    }
    for (const role of ['officer', 'analyst'] as const) {
      expect(await read(personWith([role]), own)).toMatchObject({ name: '欧**', phone: '138****1234' });
    }
    expect(await read(systemPrincipal('jobs'))).toMatchObject({ diagnosis: '糖尿病' });
  });
  test('keeps the engine type of every column', async () => {
    const types = async (select: string) =>
      new Map(
        (await lake.engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${select}`)).map((row) => [
          row.column_name,
          row.column_type,
        ]),
      );
    const raw = await types(`SELECT * FROM ${relation}`);
    const masked = await types(access.view(personWith(['analyst']), dataset).select(relation));
    expect(masked.size).toBe(15);
    for (const [name, type] of masked) expect(type, name).toBe(raw.get(name));
  });
  test('leaves null null, and texts too short to hide anything are all stars', async () => {
    const nulls = `(SELECT 7 AS id, ${columns
      .slice(1)
      .map(([name, , , value]) => `CASE WHEN false THEN ${value} END AS "${name}"`)
      .join(', ')})`;
    const view = access.view(personWith(['analyst']), dataset);
    const [row] = await lake.engine.rows(view.select(nulls));
    expect(Object.values(row!).filter((value) => value !== null)).toEqual([7]);
    const cut = (name: string, value: string) =>
      ['phone', 'citizen', 'plate', 'address'].includes(name) ? "'甲'" : value;
    const short = `(SELECT ${columns.map(([name, , , value]) => `${cut(name, value)} AS "${name}"`).join(', ')})`;
    const [shortRow] = await lake.engine.rows(view.select(short));
    expect(shortRow).toMatchObject({ phone: '*', citizen: '*', plate: '*', address: '*' });
    // Seven digits of eight would leave ten guesses.
    const near = short.replaceAll("'甲'", "'幸福路八号甲一'").replace("'甲'", "'81234567'");
    const [nearRow] = await lake.engine.rows(view.select(near));
    expect(nearRow).toMatchObject({ phone: '*******', address: '*******' });
  });
  test('of a field above the general level is for its owner alone', async () => {
    const important = datasetWith({
      level: 'important',
      fields: [...fields, { name: 'undeclared', type: 'string', sensitivity: 'none', level: 'important' }],
    });
    expect(await read(personWith(['analyst']), important)).not.toHaveProperty('undeclared');
    expect(() => access.view(anonymous, important)).toThrow();
  });
});

describe('pseudonyms', () => {
  const pseudonym = async (of: DatasetResource, from = access) =>
    (await lake.engine.rows(from.view(personWith(['analyst']), of).select(relation)))[0]!['card_no'];
  test('stay the same within a dataset, and say nothing across datasets or without the key', async () => {
    const here = await pseudonym(dataset);
    expect(await pseudonym(dataset)).toBe(here);
    expect(await pseudonym({ ...dataset, id: 'demo.others' })).not.toBe(here);
    expect(await pseudonym(dataset, createAccess({ clock: systemClock }))).not.toBe(here);
  });
});

describe('attacks on the view', () => {
  const analyst = personWith(['analyst']);
  test('a field named as SQL is a name, quoted', async () => {
    const hostile = `a" , (SELECT 1) AS "b`;
    const of = datasetWith({ fields: [{ name: hostile, type: 'string', sensitivity: 'none' }] });
    const select = access.view(analyst, of).select(`(SELECT 'x' AS "a"" , (SELECT 1) AS ""b")`);
    expect(await lake.engine.rows(select)).toEqual([{ [hostile]: 'x' }]);
    const masked = datasetWith({ fields: [{ name: hostile, type: 'phone', sensitivity: 'personal' }] });
    const [row] = await lake.engine.rows(
      access.view(analyst, masked).select(`(SELECT '13812341234' AS "a"" , (SELECT 1) AS ""b")`),
    );
    expect(row).toEqual({ [hostile]: '138****1234' });
  });
  test('a dataset id that is SQL stays out of the statement', async () => {
    const of = { ...dataset, id: `x', (SELECT 1)) --` };
    expect(access.view(analyst, of).select(relation)).not.toContain('SELECT 1))');
  });
  test('filters, sorts and groups around it see masked values only', async () => {
    const select = access.view(analyst, dataset).select(relation);
    const around = (clause: string) => lake.engine.rows(`SELECT * FROM (${select}) ${clause}`);
    expect(await around(`WHERE phone = '13812341234'`)).toEqual([]);
    expect(await around(`WHERE phone = '138****1234'`)).toHaveLength(1);
    await expect(around(`WHERE diagnosis = '糖尿病'`)).rejects.toThrow();
    await expect(around('ORDER BY income')).rejects.toThrow();
    await expect(around('WHERE undeclared IS NOT NULL')).rejects.toThrow();
  });
  test('a field of unknown sensitivity or with no mask for its type is withheld', () => {
    const of = datasetWith({
      fields: [
        { name: 'a', type: 'integer' },
        { name: 'b', type: 'string', sensitivity: 'secret' },
        { name: 'c', type: 'boolean', sensitivity: 'personal' },
        { name: 'd', type: 'unknown', sensitivity: 'personal' },
        { name: 'e', type: 'string', sensitivity: 'none', level: 'core' },
      ],
    });
    expect(access.fields(analyst, of).map((field) => field.access)).toEqual([
      'open',
      'withheld',
      'withheld',
      'withheld',
      'withheld',
    ]);
  });
  test('a dataset whose fields are all withheld can’t be read, not even counted', () => {
    const of = datasetWith({ fields: [{ name: 'd', type: 'string', sensitivity: 'sensitive' }] });
    const error = ((): AppError => {
      try {
        access.view(analyst, of);
      } catch (thrown) {
        return thrown as AppError;
      }
      return expect.unreachable();
    })();
    expect(error.code).toBe('access.nothing-visible');
  });
  test('a token without the scope gets no view, whoever owns it', () => {
    expect(() => access.view(tokenOf(personWith(['administrator']), ['runs:write']), dataset)).toThrow(/scopes/);
  });
});

test('obligations: what is masked is said, raw personal data asks for an audit event', () => {
  const own = datasetWith({ fields, owner: 'own' });
  expect(access.view(personWith(['analyst']), dataset).obligations).toEqual(['mask']);
  expect(access.view(personWith(['steward']), own).obligations).toEqual(['audit']);
  expect(access.view(anonymous, datasetWith()).obligations).toEqual([]);
  expect(access.view(personWith(['analyst']), dataset).reason.zh).toContain('脱敏');
});
