import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../table.ts';
import { openTestLake } from '../testing.ts';
import type { AddFile } from './actions.ts';
import { mayHold, readFooters, statisticJson } from './statistics.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(() => lake.close());

async function statsOf(select: string, columns: [name: string, type: string][]): Promise<AddFile> {
  const location = `${lake.temporaryFolder}/${Math.random()}.parquet`;
  await lake.engine.run(`COPY (${select}) TO '${location}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  const described: Column[] = columns.map(([name, type]) => ({ name, type, nullable: true }));
  const footer = (await readFooters(lake.engine, [location], described)).get(location)!;
  return { path: 'f', partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, stats: footer.stats };
}

test('the footer tells rows, extremes and nulls of every kind of column over all row groups', async () => {
  const add = await statsOf(
    `SELECT i AS id, CASE WHEN i % 3 = 0 THEN NULL ELSE (i - 5000)::DECIMAL(18,2) / 1 END::DECIMAL(18,2) AS amount,
     i / 4.0::DOUBLE AS share, DATE '2026-01-01' + (i % 300)::INTEGER AS day, i % 2 = 0 AS even, NULL::INTEGER AS none,
     'v' || i AS "a, b", [i] AS list, TIMESTAMPTZ '2026-01-01 00:00:00.0001Z' + to_seconds(i) AS "at"
     FROM range(10000) t(i)`,
    [
      ['id', 'BIGINT'],
      ['amount', 'DECIMAL(18,2)'],
      ['share', 'DOUBLE'],
      ['day', 'DATE'],
      ['even', 'BOOLEAN'],
      ['none', 'INTEGER'],
      ['a, b', 'VARCHAR'],
      ['list', 'BIGINT[]'],
      ['at', 'TIMESTAMP WITH TIME ZONE'],
    ],
  );
  expect(JSON.parse(add.stats!)).toEqual({
    numRecords: 10000,
    minValues: { id: 0, amount: -4999, share: 0, day: '2026-01-01', at: '2026-01-01T00:00:00.000Z' },
    maxValues: { id: 9999, amount: 4998, share: 2499.75, day: '2026-10-27', at: '2026-01-01T02:46:39.001Z' },
    nullCount: { id: 0, amount: 3334, share: 0, day: 0, even: 0, none: 10000, at: 0 },
  });
});

test('numbers beyond 2^53 stand in the log digit by digit', async () => {
  const add = await statsOf('SELECT 9007199254740993 AS id UNION ALL SELECT -9223372036854775808', [['id', 'BIGINT']]);
  expect(add.stats).toContain('"minValues":{"id":-9223372036854775808},"maxValues":{"id":9007199254740993}');
});

test('a column with NaN or infinity has no bound that would hide it', async () => {
  const add = await statsOf("SELECT unnest([1, 'NaN'::DOUBLE]) AS a, unnest([1, 'inf'::DOUBLE]) AS b", [
    ['a', 'DOUBLE'],
    ['b', 'DOUBLE'],
  ]);
  expect(JSON.parse(add.stats!)).toMatchObject({ minValues: { b: 1 }, maxValues: {} });
});

test('long strings are cut by characters, the greatest rounded up', async () => {
  const long = '南山区'.repeat(200);
  expect(statisticJson('VARCHAR', long, 'minimum')).toBe(JSON.stringify([...long].slice(0, 32).join('')));
  expect(statisticJson('VARCHAR', long, 'maximum')).toBe(
    JSON.stringify(`${[...long].slice(0, 32).join('')}\u{10FFFF}`),
  );
  expect(statisticJson('VARCHAR', '𠮷'.repeat(32), 'maximum')).toBe(JSON.stringify('𠮷'.repeat(32)));
  expect(statisticJson('VARCHAR', `${'a'.repeat(32)}\u{10FFFF}\u{10FFFF}`, 'maximum')).toBeNull();
  const add = await statsOf(`SELECT repeat('南山区', 2000) AS s`, [['s', 'VARCHAR']]);
  expect(mayHold(add, [{ column: 's', minimum: long, maximum: long }], new Map([['s', 'VARCHAR']]))).toBe(true);
});

test('no file is skipped that holds a row within the bounds, and disjoint ones are', async () => {
  const types = new Map([['s', 'VARCHAR']]);
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), text, text, async (values, a, b) => {
      const quoted = values.map((value) => `'${value.replaceAll("'", "''").replaceAll('\0', '')}'`);
      const add = await statsOf(`SELECT unnest([${quoted.join(', ')}]) AS s`, [['s', 'VARCHAR']]);
      const [minimum, maximum] = [a, b].map((bound) => bound.replaceAll('\0', ''));
      const [told] = await lake.engine.rows<{ hit: boolean }>(
        `SELECT count(*) > 0 AS hit FROM (SELECT unnest([${quoted.join(', ')}]) AS s) WHERE s >= ? AND s <= ?`,
        { parameters: [minimum!, maximum!] },
      );
      if (told!.hit) expect(mayHold(add, [{ column: 's', minimum, maximum }], types)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('bounds of each type, as a caller may write them', () => {
  const add: AddFile = {
    path: 'f',
    partitionValues: { district: '南山区', nobody: null },
    size: 1,
    modificationTime: 0,
    dataChange: true,
    stats: JSON.stringify({
      numRecords: 5,
      minValues: { n: 10, d: '2026-01-10', at: '2026-01-10T00:00:00.000Z', s: 'b' },
      maxValues: { n: 20, d: '2026-01-20', at: '2026-01-20T00:00:00.000Z', s: 'd' },
      nullCount: { n: 0, empty: 5 },
    }),
  };
  const types = new Map([
    ['n', 'DECIMAL(18,2)'],
    ['d', 'DATE'],
    ['at', 'TIMESTAMP WITH TIME ZONE'],
    ['s', 'VARCHAR'],
    ['empty', 'BIGINT'],
    ['district', 'VARCHAR'],
    ['nobody', 'VARCHAR'],
  ]);
  const holds = (column: string, minimum?: string | number, maximum?: string | number) =>
    mayHold(add, [{ column, minimum, maximum }], types);
  expect(holds('n', 20, 30)).toBe(true);
  expect(holds('n', '20.01')).toBe(false);
  expect(holds('n', undefined, 9.99)).toBe(false);
  expect(holds('n', 'not a number')).toBe(true);
  expect(holds('d', '2026-01-21')).toBe(false);
  expect(holds('d', '2026-01-20')).toBe(true);
  expect(holds('at', '2026-01-20T00:00:00.001Z')).toBe(true);
  expect(holds('at', '2026-01-20 08:00:01+08')).toBe(false);
  expect(holds('at', undefined, '2026-01-09')).toBe(false);
  expect(holds('s', 'da')).toBe(false);
  expect(holds('s', undefined, 'a')).toBe(false);
  expect(holds('empty', 1)).toBe(false);
  expect(holds('unknown', 1)).toBe(true);
  expect(holds('district', '南山区', '南山区')).toBe(true);
  expect(holds('district', '福田区', '福田区')).toBe(false);
  expect(holds('nobody', 'a')).toBe(false);
});
