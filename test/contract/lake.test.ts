import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteLiteral } from '../../src/lake/index.ts';
import { columns, numbers, openContractLake, range } from './lake-tables.ts';

let lake: Awaited<ReturnType<typeof openContractLake>>;

beforeAll(async () => {
  lake = await openContractLake();
});
afterAll(() => lake.close());

describe('making and finding a table', () => {
  test('a table that was not made is missing', async () => {
    const table = lake.table('contract.never');
    expect(await table.exists()).toBe(false);
    await expect(table.snapshot()).rejects.toMatchObject({ code: 'lake.table-missing', status: 404 });
    await expect(table.append('SELECT 1 AS id')).rejects.toMatchObject({ code: 'lake.table-missing' });
    await expect(table.history()).rejects.toMatchObject({ code: 'lake.table-missing' });
  });

  test('create makes version 0, once', async () => {
    const table = await lake.newTable();
    const snapshot = await table.snapshot();
    expect(snapshot).toMatchObject({ version: 0, columns, rows: 0, bytes: 0, files: [], partitionBy: [] });
    expect(await lake.idsOf(snapshot)).toEqual([]);
    await expect(table.create(columns)).rejects.toMatchObject({ code: 'lake.table-exists', status: 409 });
  });

  test('of several that create the same table one succeeds', async () => {
    const table = lake.emptyTable();
    const attempts = await Promise.allSettled(numbers(0, 8).map(() => table.create(columns)));
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
  });

  test('names that would leave the folder are refused', () => {
    for (const id of ['../x', 'a/b', '', '.hidden', 'a\0b']) {
      expect(() => lake.table(id)).toThrow(expect.objectContaining({ code: 'lake.invalid-request' }));
    }
  });

  test('columns must differ by more than case, and be storable', async () => {
    const wrong = [
      [],
      [columns[0]!, { name: 'ID', type: 'BIGINT', nullable: true }],
      [{ name: '', type: 'BIGINT', nullable: true }],
    ];
    for (const list of wrong) {
      await expect(lake.table('contract.wrong').create(list)).rejects.toMatchObject({ code: 'lake.invalid-request' });
    }
    const spans = [{ name: 'span', type: 'INTERVAL', nullable: true }];
    await expect(lake.table('contract.wrong').create(spans)).rejects.toMatchObject({ code: 'lake.type-unsupported' });
  });

  test('drop takes the whole table, which can be made anew, also when another process did it', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 3));
    await table.drop();
    expect(await table.exists()).toBe(false);
    await expect(stat(table.location)).rejects.toMatchObject({ code: 'ENOENT' });
    await table.drop();
    await table.create(columns);
    await table.append(range(5, 6));
    // Behind the table's back, as another process would.
    await rename(table.location, `${table.location}.away`);
    expect(await table.exists()).toBe(false);
    await table.create(columns);
    expect((await table.snapshot()).version).toBe(0);
    await rm(`${table.location}.away`, { recursive: true });
  });
});

test('a write to a table that is dropped meanwhile comes to nothing, also when it is made anew', async () => {
  for (const anew of [false, true]) {
    const table = await lake.newTable();
    for (let i = 0; i < 3; i++) await table.append(range(i, i + 1));
    const slow = table
      .append('SELECT i AS id, md5(i::VARCHAR) AS name FROM range(1000000) t(i)')
      .catch((error) => error);
    const writing = async () => (await readdir(lake.temporaryFolder)).some((name) => name.startsWith('stage-'));
    while (!(await writing())) await new Promise((resolve) => setTimeout(resolve, 5));
    await table.drop();
    if (anew) await table.create(columns);
    expect(await slow).toMatchObject({ code: 'lake.table-missing' });
    expect(await table.exists()).toBe(anew);
    if (anew) expect(await table.append(range(0, 1))).toMatchObject({ version: 1, rows: 1 });
  }
});

describe('append and replace', () => {
  test('append adds, replace takes the place of all, each as one version', async () => {
    const table = await lake.newTable();
    expect(await table.append(range(0, 3), { info: { run: 'r1' } })).toMatchObject({ version: 1, rows: 3 });
    expect(await table.append(range(3, 5))).toMatchObject({ version: 2, rows: 5 });
    const replaced = await table.replace(range(9, 10));
    expect(replaced).toMatchObject({ version: 3, rows: 1 });
    expect(await lake.idsOf(replaced)).toEqual([9]);
    expect((await table.history()).map((h) => [h.version, h.operation, h.rowsAdded, h.rowsRemoved, h.info])).toEqual([
      [3, 'WRITE', 1, 5, {}],
      [2, 'WRITE', 2, 0, {}],
      [1, 'WRITE', 3, 0, { run: 'r1' }],
      [0, 'CREATE TABLE', 0, 0, {}],
    ]);
    expect((await table.history(2)).map((entry) => entry.version)).toEqual([3, 2]);
  });

  test('an empty append is a version without files', async () => {
    const table = await lake.newTable();
    expect(await table.append(range(0, 0))).toMatchObject({ version: 1, rows: 0, files: [] });
    expect(await table.replace(range(0, 0))).toMatchObject({ version: 2, rows: 0 });
  });

  test('staged files become part of the table and leave the stage', async () => {
    const table = await lake.newTable();
    const staged = await table.stage();
    for (const part of [0, 1, 2]) {
      const location = path.join(staged.folder, `part-${part}.parquet`);
      await lake.engine.run(`COPY (${range(part * 10, part * 10 + 10)}) TO ${quoteLiteral(location)}`);
    }
    const snapshot = await table.commitStaged(staged, 'append');
    expect(snapshot.files.map((file) => [file.rows, file.minimums['id'], file.maximums['id']])).toEqual([
      [10, 0, 9],
      [10, 10, 19],
      [10, 20, 29],
    ]);
    expect(await lake.idsOf(snapshot)).toEqual(numbers(0, 30));
    await expect(stat(staged.folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('staged files in another layout or other types are fitted', async () => {
    const table = lake.emptyTable();
    await table.create([...columns, { name: 'at', type: 'TIMESTAMP', nullable: true }]);
    const staged = await table.stage();
    await lake.engine.run(
      `COPY (SELECT TIMESTAMP '2026-01-01 08:00:00' AS "at", 7::INTEGER AS id) TO '${staged.folder}/a.parquet'`,
    );
    const snapshot = await table.commitStaged(staged, 'append');
    expect(await lake.engine.rows(`FROM ${snapshot.relation()}`)).toEqual([
      { id: 7, name: null, at: '2026-01-01T08:00:00Z' },
    ]);
    const [file] = await lake.engine.rows(
      `SELECT duckdb_type FROM parquet_schema('${snapshot.files[0]!.location}') WHERE name = 'at'`,
    );
    expect(file).toEqual({ duckdb_type: 'TIMESTAMP WITH TIME ZONE' });
  });

  test('staged files with fewer or more columns are taken as they are', async () => {
    const table = await lake.newTable();
    const staged = await table.stage();
    await lake.engine.run(`COPY (SELECT 1::BIGINT AS id) TO '${staged.folder}/a.parquet'`);
    await lake.engine.run(`COPY (SELECT 2::BIGINT AS id, DATE '2026-11-24' AS day) TO '${staged.folder}/b.parquet'`);
    await expect(table.commitStaged({ ...staged }, 'append')).rejects.toMatchObject({ code: 'lake.schema-mismatch' });
    const again = await table.stage();
    await lake.engine.run(`COPY (SELECT 1::BIGINT AS id) TO '${again.folder}/a.parquet'`);
    await lake.engine.run(`COPY (SELECT 2::BIGINT AS id, DATE '2026-11-24' AS day) TO '${again.folder}/b.parquet'`);
    const snapshot = await table.commitStaged(again, 'append', { addColumns: true });
    expect(await lake.engine.rows(`FROM ${snapshot.relation()} ORDER BY id`)).toEqual([
      { id: 1, name: null, day: null },
      { id: 2, name: null, day: '2026-11-24' },
    ]);
    expect(snapshot.files).toHaveLength(2);
    expect(snapshot.files[1]!.maximums).toEqual({ id: 2, day: '2026-11-24' });
  });

  test('columns that do not fit are refused and nothing is left behind', async () => {
    const table = await lake.newTable();
    const wrong = [
      "SELECT 1 AS id, 'x' AS other",
      "SELECT 'x' AS id",
      "SELECT 'x' AS name",
      'SELECT 1.5::DOUBLE AS id',
    ];
    for (const select of wrong) {
      await expect(table.append(select)).rejects.toMatchObject({ code: 'lake.schema-mismatch' });
    }
    await expect(table.append('SELECT NULL::BIGINT AS id')).rejects.toMatchObject({
      code: 'lake.null-in-required',
      details: { column: 'id', rows: 1 },
    });
    await expect(table.append('SELECT 99999999999999999999 AS id')).rejects.toMatchObject({
      code: 'lake.query-invalid',
    });
    expect((await table.snapshot()).version).toBe(0);
    expect(await lake.filesOf(table)).toEqual([]);
  });

  test('numbers that keep their value are widened or narrowed', async () => {
    const table = await lake.newTable();
    await table.append('SELECT 5::TINYINT AS id');
    await table.append('SELECT sum(i) AS id FROM range(10) t(i)');
    expect(await lake.idsOf(await table.snapshot())).toEqual([5, 45]);
  });

  test('a transaction that was written before is skipped', async () => {
    const table = await lake.newTable();
    const once = { transaction: { application: 'collection', version: 7 } };
    const first = await table.append(range(0, 3), once);
    expect(await table.append(range(0, 3), once)).toMatchObject({ version: first.version, rows: 3 });
    expect(await table.merge(range(0, 3), ['id'], once)).toMatchObject({ version: first.version });
    const older = { transaction: { application: 'collection', version: 6 } };
    expect(await table.append(range(0, 3), older)).toMatchObject({ version: first.version });
    const both = await Promise.all(
      [1, 2, 3].map(() => table.append(range(3, 6), { transaction: { application: 'other', version: 1 } })),
    );
    expect(new Set(both.map((snapshot) => snapshot.version))).toEqual(new Set([2]));
    expect((await table.snapshot()).rows).toBe(6);
    expect(await lake.filesOf(table)).toHaveLength(2);
  });

  test('twenty appends at once all count', async () => {
    const table = await lake.newTable();
    await Promise.all(numbers(0, 20).map((i) => table.append(range(i * 10, i * 10 + 10))));
    const snapshot = await table.snapshot();
    expect(snapshot.version).toBe(20);
    expect(await lake.idsOf(snapshot)).toEqual(numbers(0, 200));
  });
});

describe('merge and remove', () => {
  test('merge replaces rows of the same key and adds the others, rewriting only files that hold one', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 100));
    await table.append(range(100, 200));
    const before = await table.snapshot();
    const after = await table.merge("SELECT 150 AS id, 'new' AS name UNION ALL SELECT 500, 'added'", ['id']);
    expect(after.rows).toBe(201);
    expect(after.files.map((file) => file.location)).toContain(before.files[0]!.location);
    expect(after.files.map((file) => file.location)).not.toContain(before.files[1]!.location);
    const changed = `SELECT * FROM ${after.relation()} WHERE id IN (150, 500) ORDER BY id`;
    expect(await lake.engine.rows(changed)).toEqual([
      { id: 150, name: 'new' },
      { id: 500, name: 'added' },
    ]);
    expect((await table.history(1))[0]).toMatchObject({ operation: 'MERGE', rowsAdded: 2, rowsRemoved: 1 });
  });

  test('a merge that matches nothing only adds', async () => {
    const table = await lake.newTable();
    const before = await table.append(range(0, 10));
    const after = await table.merge(range(20, 30), ['id']);
    expect(after.files.map((file) => file.location)).toContain(before.files[0]!.location);
    expect(await lake.idsOf(after)).toEqual([...numbers(0, 10), ...numbers(20, 30)]);
    expect(await table.merge(range(0, 0), ['id'])).toMatchObject({ version: after.version });
  });

  test('a merge twice is a merge once, null keys included', async () => {
    const table = lake.emptyTable();
    await table.create([
      { name: 'a', type: 'VARCHAR', nullable: true },
      { name: 'b', type: 'DATE', nullable: true },
      { name: 'v', type: 'BIGINT', nullable: true },
    ]);
    const rows = "VALUES ('x', DATE '2026-01-01', 1), (NULL, DATE '2026-01-01', 2), ('x', NULL, 3), (NULL, NULL, 4)";
    for (const plus of [0, 10])
      await table.merge(`SELECT a, b, v + ${plus} AS v FROM (${rows}) t(a, b, v)`, ['a', 'b']);
    const snapshot = await table.snapshot();
    const values = await lake.engine.rows<{ v: number }>(`SELECT v FROM ${snapshot.relation()} ORDER BY v`);
    expect(values.map((row) => row.v)).toEqual([11, 12, 13, 14]);
  });

  test('a key that is repeated in the source or unknown is refused', async () => {
    const table = await lake.newTable();
    await expect(table.merge('SELECT 1 AS id UNION ALL SELECT 1', ['id'])).rejects.toMatchObject({
      code: 'lake.key-repeated',
      details: { rows: 1, key: 'id' },
    });
    await expect(table.merge(range(0, 1), ['name2'])).rejects.toMatchObject({ status: 400 });
    await expect(table.merge(range(0, 1), [])).rejects.toMatchObject({ code: 'lake.invalid-request' });
    expect((await table.snapshot()).version).toBe(0);
  });

  test('remove deletes what the condition is true for and leaves null alone', async () => {
    const table = await lake.newTable();
    await table.append(`${range(0, 10)} UNION ALL SELECT 10, NULL`);
    await table.append(range(20, 30));
    const before = await table.snapshot();
    const after = await table.remove("name = 'n3' OR id >= 20");
    expect(await lake.idsOf(after)).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(after.files).toHaveLength(1);
    expect((await table.history(1))[0]).toMatchObject({ operation: 'DELETE', rowsRemoved: 11 });
    expect(await table.remove('id = 12345')).toMatchObject({ version: after.version });
    expect(await lake.idsOf(await table.snapshot({ version: before.version }))).toHaveLength(21);
    await expect(table.remove('nonsense = 1')).rejects.toMatchObject({ code: 'lake.query-invalid' });
  });

  test('merges of the same rows at once come one after the other', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 50));
    await Promise.all(
      numbers(0, 6).map((i) => table.merge(`SELECT i AS id, 'm${i}' AS name FROM range(40, 60) t(i)`, ['id'])),
    );
    const snapshot = await table.snapshot();
    expect(await lake.idsOf(snapshot)).toEqual(numbers(0, 60));
    const last = await lake.engine.rows(`SELECT DISTINCT name FROM ${snapshot.relation()} WHERE id >= 40`);
    expect(last).toHaveLength(1);
  });

  test('a replacement of data that changed meanwhile is told, and leaves no file', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 10));
    const slow = table.replace('SELECT i AS id, md5(i::VARCHAR) AS name FROM range(1500000) t(i)');
    const writing = async () => (await readdir(lake.temporaryFolder)).some((name) => name.startsWith('stage-'));
    while (!(await writing())) await new Promise((resolve) => setTimeout(resolve, 5));
    await table.append(range(10, 20));
    await expect(slow).rejects.toMatchObject({ code: 'lake.conflict', status: 409, details: { version: 2 } });
    expect(await lake.idsOf(await table.snapshot())).toEqual(numbers(0, 20));
    expect(await lake.filesOf(table)).toHaveLength(2);
  });
});
