import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '../../src/lake/index.ts';
import { openTestLake } from '../../src/lake/testing.ts';
import { pythonWith } from './python.ts';

type Row = Record<string, unknown>;
interface Reading {
  versions: { version: number; rows: Row[] }[];
  protocol: [reader: number, writer: number];
  partitions: string[];
  schema: { name: string; type: unknown; nullable: boolean; metadata: Record<string, string> }[];
  history: string[];
}

const python = await pythonWith(['deltalake==1.6.6', 'pyarrow==26.0.1', 'pandas==3.1.1']);
const script = fileURLToPath(new URL('delta_rs.py', import.meta.url));

async function deltaRs<Answer = Reading>(...words: string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(python!, [script, ...words], { maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(stdout) as Answer;
}

let lake: Awaited<ReturnType<typeof openTestLake>>;
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(() => lake?.close());

async function ourRows(table: Table, version: number, of: typeof lake): Promise<Row[]> {
  const snapshot = await table.snapshot({ logVersion: version });
  return of.engine.rows(`FROM ${snapshot.relation()} ORDER BY id`);
}

/** Rows that differ in nothing but columns that one side leaves out where they are null. */
const present = (rows: Row[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null)));

async function expectSameVersions(table: Table, reading: Reading, first = 0, of = lake): Promise<void> {
  const newest = await table.snapshot();
  expect(reading.versions.map((one) => one.version)).toEqual(
    Array.from({ length: newest.logVersion + 1 - first }, (_, i) => first + i),
  );
  for (const { version, rows } of reading.versions) {
    expect(present(await ourRows(table, version, of)), `version ${version}`).toEqual(present(rows));
  }
}

describe.skipIf(!python)('delta-rs', { timeout: 240_000 }, () => {
  test('reads every version of a table that we made, changed, compacted and checkpointed', async () => {
    const table = lake.table('clients.everything');
    await table.create(
      [
        { name: 'id', type: 'BIGINT', nullable: false, comment: '编号' },
        { name: '行政区', type: 'VARCHAR', nullable: true },
        { name: 'at', type: 'TIMESTAMP', nullable: true },
        { name: 'amount', type: 'DECIMAL(18,2)', nullable: true },
        { name: 'large', type: 'DECIMAL(38,10)', nullable: true },
        { name: 'day', type: 'DATE', nullable: true },
        { name: 'share', type: 'DOUBLE', nullable: true },
        { name: 'small', type: 'TINYINT', nullable: true },
        { name: 'open', type: 'BOOLEAN', nullable: true },
        { name: 'note', type: 'VARCHAR', nullable: true },
        { name: 'bytes', type: 'BLOB', nullable: true },
        { name: 'list', type: 'VARCHAR[]', nullable: true },
        { name: 'struct', type: 'STRUCT(a INTEGER, "b c" DATE)', nullable: true },
      ],
      { partitionBy: ['行政区'] },
    );
    await table.append(`SELECT i AS id, [NULL, '南山 区/a=b%', '', '福田区', 'x+y&z~''"'][1 + (i % 5)::INTEGER] AS "行政区",
      TIMESTAMP '2026-01-01 00:00:00.123456' + to_minutes(i) AS "at", (i / 7)::DECIMAL(18,2) AS amount,
      (i / 7)::DECIMAL(38,10) AS large, DATE '2026-01-01' + i::INTEGER AS day, i / 8 AS share, (i % 100)::TINYINT AS small,
      i % 2 = 0 AS open, repeat('长', 60) || i AS note, 'ab'::BLOB AS bytes, ['甲', NULL] AS list,
      {'a': i::INTEGER, 'b c': DATE '2026-02-03'} AS struct FROM range(300) t(i)`);
    await table.merge(
      `SELECT 5 AS id, '福田区' AS "行政区", TIMESTAMP '2026-05-05' AS "at" UNION ALL SELECT 900, NULL, NULL`,
      ['id'],
    );
    await table.addColumns([{ name: 'extra', type: 'INTEGER', nullable: true }]);
    for (let i = 0; i < 9; i++) {
      await table.append(`SELECT ${1000 + i} AS id, '罗湖区' AS "行政区", ${i} AS extra, 'm' AS "col ${i}"`, {
        addColumns: true,
      });
    }
    await table.compact();
    await table.remove('id % 10 = 3');
    await table.replace(`SELECT id, "行政区", amount FROM ${(await table.snapshot()).relation()} WHERE id < 50`);
    await table.compact({ sortBy: ['amount'] });

    const reading = await deltaRs('read', table.location);
    await expectSameVersions(table, reading);
    expect(reading.versions[1]!.rows).toHaveLength(300);
    expect(reading.protocol).toEqual([1, 2]);
    expect(reading.partitions).toEqual(['行政区']);
    expect(reading.schema[0]).toEqual({ name: 'id', type: 'long', nullable: false, metadata: { comment: '编号' } });
    expect(reading.history.slice(0, 4)).toEqual(['OPTIMIZE', 'WRITE', 'DELETE', 'OPTIMIZE']);
  });

  test('reads every version within the retention after upkeep has cleaned files and log', async () => {
    const past = { now: new Date('2026-01-01T00:00:00Z') };
    const own = await openTestLake({ clock: { now: () => past.now } });
    const table = own.table('clients.kept');
    await table.create(
      [
        { name: 'id', type: 'BIGINT', nullable: false },
        { name: 'district', type: 'VARCHAR', nullable: true },
      ],
      { partitionBy: ['district'] },
    );
    for (let i = 0; i < 45; i++) {
      past.now = new Date(past.now.getTime() + 24 * 3600_000);
      if (i % 9 === 8) await table.merge(`SELECT ${i - 5} AS id, '福田区' AS district`, ['id']);
      else await table.append(`SELECT ${i} AS id, '南山区' AS district`);
      if (i % 10 === 9) await table.upkeep({ retainHours: 240, retainLogHours: 240, minimumFiles: 4 });
    }
    const done = await table.upkeep({ retainHours: 240, retainLogHours: 240 });
    expect(done.log.files).toBeGreaterThan(0);
    const log = await readdir(path.join(table.location, '_delta_log'));
    const first = Math.min(...log.filter((name) => name.endsWith('.json')).map((name) => Number(name.slice(0, 20))));
    expect(first).toBeGreaterThan(10);
    const tenDaysAgo = (await table.snapshot({ instant: new Date(past.now.getTime() - 240 * 3600_000) })).version;
    expect(tenDaysAgo).toBeGreaterThanOrEqual(first);
    const reading = await deltaRs('read', table.location, String(tenDaysAgo));
    await expectSameVersions(table, reading, tenDaysAgo, own);
    expect(reading.versions.length).toBeGreaterThanOrEqual(10);
    await own.close();
  });

  test('finds by our statistics and partitions what a filter asks for', async () => {
    const table = lake.table('clients.filters');
    await table.create(
      [
        { name: 'id', type: 'BIGINT', nullable: false },
        { name: 'district', type: 'VARCHAR', nullable: true },
        { name: 'note', type: 'VARCHAR', nullable: true },
      ],
      { partitionBy: ['district'] },
    );
    for (let i = 0; i < 12; i++) {
      await table.append(`SELECT ${i} * 100 + j AS id, '区' || (${i} % 3) AS district,
        repeat('南', 40) || lpad(((${i} * 100 + j)::VARCHAR), 5, '0') AS note FROM range(100) t(j)`);
    }
    const ids = async (filters: unknown[][]) =>
      (await deltaRs<Row[]>('filtered', table.location, JSON.stringify(filters))).map((row) => row['id']);
    expect(await ids([['id', '>=', 1195]])).toEqual([1195, 1196, 1197, 1198, 1199]);
    expect(
      await ids([
        ['district', '=', '区2'],
        ['id', '<', 202],
      ]),
    ).toEqual([200, 201]);
    expect(await ids([['note', '=', `${'南'.repeat(40)}00750`]])).toEqual([750]);
    expect(await ids([['note', '>', `${'南'.repeat(40)}01198`]])).toEqual([1199]);
  });

  test('writes a table that we read at every version, and goes on reading after we wrote to it', async () => {
    const table = lake.table('clients.theirs');
    const written = await deltaRs('write', table.location);
    await expectSameVersions(table, written);
    expect((await table.history()).map((entry) => entry.version)).toEqual(
      written.versions.map((one) => one.version).reverse(),
    );

    await table.append("SELECT 50 AS id, '宝安区' AS district, 7.25::DECIMAL(18,2) AS amount");
    await table.merge("SELECT 40 AS id, '南山 区/%=1' AS district, 'merged' AS more UNION ALL SELECT 51, NULL, 'new'", [
      'id',
    ]);
    await table.remove("district = '罗湖区'");
    await table.compact();
    await expectSameVersions(table, await deltaRs('read', table.location));
    const bounded = (await table.snapshot()).relation([{ column: 'district', minimum: '宝安区', maximum: '宝安区' }]);
    expect(await lake.engine.rows(`SELECT id, amount FROM ${bounded}`)).toEqual([{ id: 50, amount: '7.25' }]);
  });
});
