import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordOptions } from './records.ts';
import {
  enterResidents,
  openTestCatalogue,
  operator,
  residentRows,
  steward,
  stranger,
  type TestCatalogue,
} from './testing.ts';

type Row = Record<string, unknown>;

/** All pages, each with the cursor of the one before. */
async function readAll(parts: TestCatalogue, id: string, options: RecordOptions): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await parts.catalogue.records(operator, id, { ...options, cursor });
    rows.push(...page.records);
    cursor = page.next ?? undefined;
  } while (cursor);
  return rows;
}

// The same pages must come from a scan and from the copy of a large version.
describe.each([
  ['scanned', 1_000_000],
  ['copied', 10],
])('records, %s', (_name, minimumRows) => {
  let parts: TestCatalogue;
  beforeAll(async () => {
    parts = await openTestCatalogue({ minimumRows });
    const { table } = await enterResidents(parts, { count: 700 });
    // More files, in more than one commit, of which one is rewritten.
    await table.append(residentRows(300, 701));
    const snapshot = await table.remove('id = 5');
    await parts.catalogue.recordVersion({ dataset: 'demo.residents', snapshot, operation: 'append' });
    await parts.catalogue.records(operator, 'demo.residents', { limit: 1 });
    await parts.catalogue.settled();
    const [copied] = await parts.lake.engine.rows<{ orders: number }>(
      `SELECT count(*) AS orders FROM duckdb_tables() WHERE table_name LIKE 'by %'`,
    );
    expect(copied?.orders).toBe(minimumRows === 10 ? 5 : 0);
  });
  afterAll(() => parts.close());

  it('gives every row once, in a stable order, whatever the page, filter and sort', async () => {
    const all = await readAll(parts, 'demo.residents', { limit: 1000 });
    expect(all).toHaveLength(999);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          limit: fc.integer({ min: 20, max: 400 }),
          sort: fc.constantFrom(undefined, 'amount', '-amount', 'phone', '-registered', 'district', '-id'),
          district: fc.constantFrom(undefined, '南山区', '福田区'),
          amount: fc.option(fc.integer({ min: 0, max: 250 }), { nil: undefined }),
        }),
        async ({ limit, sort, district, amount }) => {
          const filter = [
            ...(district ? [`district=${district}`] : []),
            ...(amount === undefined ? [] : [`amount>=${amount}`]),
          ].join(';');
          const wanted = all.filter(
            (row) =>
              (!district || row['district'] === district) &&
              (amount === undefined || (row['amount'] !== null && Number(row['amount']) >= amount)),
          );
          const found = await readAll(parts, 'demo.residents', { limit, sort, filter });
          expect(new Set(found.map((row) => row['id']))).toEqual(new Set(wanted.map((row) => row['id'])));
          expect(found).toHaveLength(wanted.length);
          if (!sort) expect(found).toEqual(wanted);
          else expect(found).toEqual(await readAll(parts, 'demo.residents', { limit: 1000, sort, filter }));
        },
      ),
      { numRuns: 40, seed: 20261124 },
    );
  });

  it('sorts by value with empty values last, both ways', async () => {
    for (const sort of ['amount', '-amount']) {
      const values = (await readAll(parts, 'demo.residents', { limit: 90, sort })).map((row) => row['amount']);
      const known = values.filter((value) => value !== null).map(Number);
      expect(values.slice(known.length).every((value) => value === null)).toBe(true);
      expect(known).toEqual([...known].sort((a, b) => (sort === 'amount' ? a - b : b - a)));
    }
  });

  it('finds by key, by value, by list, by range and by what is missing', async () => {
    const find = async (filter: string) =>
      (await readAll(parts, 'demo.residents', { filter })).map((row) => row['id'] as number);
    expect(await find('id=42')).toEqual([42]);
    expect(await find('id=5')).toEqual([]);
    expect(await find('{"id": [3, 4, 999999]}')).toEqual([3, 4]);
    expect(await find('{"id": {"gte": 10, "lt": 13}}')).toEqual([10, 11, 12]);
    expect(await find('id>=10;id<=14;phone:null')).toEqual([10]);
    expect(await find('phone~7919')).toEqual([1]);
    expect(await find('registered=1990-02-01')).toEqual([1]);
    expect((await find('district!=南山区')).length).toBe(999 - (await find('district=南山区')).length);
  });

  it('gives staff elsewhere masked values only, and filters by these', async () => {
    const page = await parts.catalogue.records(stranger, 'demo.residents', { filter: 'id=1' });
    expect(page.records[0]?.['phone']).toMatch(/^\d{3}\*{4}\d{4}$/);
    expect(page.fields.find((field) => field.name === 'phone')?.masked).toBe(true);
    const [raw] = (await parts.catalogue.records(operator, 'demo.residents', { filter: 'id=1' })).records;
    const byRaw = await parts.catalogue.records(stranger, 'demo.residents', { filter: `phone=${raw!['phone']}` });
    expect(byRaw.records).toEqual([]);
    const byMask = await parts.catalogue.records(stranger, 'demo.residents', {
      filter: `phone=${page.records[0]!['phone']}`,
    });
    expect(byMask.records.map((row) => row['id'])).toContain(1);
  });
});

describe('records', () => {
  let parts: TestCatalogue;
  beforeAll(async () => {
    parts = await openTestCatalogue();
    const { table } = await enterResidents(parts, { count: 50 });
    const snapshot = await table.append(residentRows(50, 51));
    await parts.catalogue.recordVersion({ dataset: 'demo.residents', snapshot, operation: 'append' });
  });
  afterAll(() => parts.close());
  const records = (options: RecordOptions) => parts.catalogue.records(operator, 'demo.residents', options);

  it('travels back in time, and a cursor stays at its version', async () => {
    const old = await records({ version: 1, limit: 30 });
    expect(old.version).toBe(1);
    const rest = await records({ cursor: old.next!, limit: 1000 });
    expect(rest.version).toBe(1);
    expect(old.records.length + rest.records.length).toBe(50);
    expect((await records({ limit: 1000 })).records).toHaveLength(100);
    await expect(records({ version: 99 })).rejects.toMatchObject({ code: 'lake.version-missing' });
  });

  it('records that raw personal data was read, once for a reader and version', async () => {
    await parts.catalogue.records(steward, 'demo.residents', { limit: 1 });
    await parts.catalogue.records(steward, 'demo.residents', { limit: 2 });
    await parts.catalogue.records(stranger, 'demo.residents', { limit: 1 });
    const { items } = await parts.audit.list({ action: 'catalogue.read-personal' });
    expect(items.map((event) => event.actor).filter((actor) => actor.startsWith('person_'))).toEqual([
      'person_steward',
    ]);
  });

  it('refuses a cursor of another question or one that was touched', async () => {
    const { next } = await records({ limit: 10, filter: 'id>3' });
    for (const options of [
      { cursor: next!, filter: 'id>4' },
      { cursor: next!, filter: 'id>3', sort: 'id' },
      { cursor: next!, filter: 'id>3', version: 1 },
      { cursor: `${next!.slice(0, -1)}!`, filter: 'id>3' },
      { cursor: 'x', filter: 'id>3' },
    ]) {
      await expect(records(options)).rejects.toMatchObject({ code: 'catalogue.cursor-invalid' });
    }
  });

  it.each([
    ['id=abc', '不是整数'],
    ['id=9223372036854775808', '不是整数'],
    ['amount=1,5', '不是数字'],
    ['registered=2026-02-30', '不是日期'],
    ['registered=24.11.2026', '不是日期'],
    ['district~', '为空'],
    ['id', '缺少比较符'],
    ['=5', '字段名'],
    ['{"id": {"near": 5}}', 'near'],
    ['{"id": [[1]]}', '值应为'],
    ['{"id": ', 'JSON'],
  ])('tells what is wrong with the filter %s', async (filter, problem) => {
    const error = await records({ filter }).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'catalogue.filter-invalid', status: 400 });
    expect(error.text.zh).toContain(problem);
    expect(error.text.en).not.toMatch(/\{\w+\}/);
  });

  it('refuses fields that are not there and takes values with quotes as values', async () => {
    await expect(records({ filter: 'name=1' })).rejects.toMatchObject({ code: 'catalogue.field-unknown' });
    await expect(records({ sort: '-name' })).rejects.toMatchObject({ code: 'catalogue.field-unknown' });
    await expect(records({ select: ['id', 'name'] })).rejects.toMatchObject({ code: 'catalogue.field-unknown' });
    expect((await records({ filter: "district=' OR 1=1 --" })).records).toEqual([]);
    expect((await records({ filter: "district~')\\; DROP TABLE x\\; --" })).records).toEqual([]);
    expect(Object.keys((await records({ select: ['amount', 'id'], limit: 1 })).records[0]!)).toEqual(['id', 'amount']);
  });
});
