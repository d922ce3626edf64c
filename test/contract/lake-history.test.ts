import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteLiteral } from '../../src/lake/index.ts';
import { openTestLake } from '../../src/lake/testing.ts';
import { columns, numbers, openContractLake, range } from './lake-tables.ts';

let lake: Awaited<ReturnType<typeof openContractLake>>;

beforeAll(async () => {
  lake = await openContractLake();
});
afterAll(() => lake.close());

describe('columns that come later', () => {
  test('older files show null for them, in every mixture', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 2));
    const added = await table.addColumns([{ name: 'area', type: 'HUGEINT', nullable: false }]);
    expect(added.columns.at(-1)).toEqual({ name: 'area', type: 'DECIMAL(38,0)', nullable: true });
    await table.append("SELECT 2 AS id, 7 AS area, 'x' AS kind", { addColumns: true });
    await table.merge("SELECT 0 AS id, 'y' AS kind, 1 AS level", ['id'], { addColumns: true });
    const snapshot = await table.snapshot();
    expect(snapshot.columns.map((column) => column.name)).toEqual(['id', 'name', 'area', 'kind', 'level']);
    expect(await lake.engine.rows(`FROM ${snapshot.relation()} ORDER BY id`)).toEqual([
      { id: 0, name: null, area: null, kind: 'y', level: 1 },
      { id: 1, name: 'n1', area: null, kind: null, level: null },
      { id: 2, name: null, area: '7', kind: 'x', level: null },
    ]);
    expect(await table.addColumns([{ name: 'level', type: 'INTEGER', nullable: true }])).toMatchObject({
      version: snapshot.version,
    });
    expect((await table.snapshot({ version: 1 })).columns).toHaveLength(2);
  });

  test('a name that differs only in case, or another type, is no new column', async () => {
    const table = await lake.newTable();
    const mismatch = { code: 'lake.schema-mismatch' };
    await expect(table.append('SELECT 1 AS id, 2 AS "Name"', { addColumns: true })).rejects.toMatchObject(mismatch);
    await expect(table.addColumns([{ name: 'ID', type: 'BIGINT', nullable: true }])).rejects.toMatchObject(mismatch);
    await expect(table.addColumns([{ name: 'id', type: 'VARCHAR', nullable: true }])).rejects.toMatchObject(mismatch);
    expect((await table.snapshot()).version).toBe(0);
  });

  test('two writers that add columns at once both get theirs', async () => {
    const table = await lake.newTable();
    const adding = numbers(0, 5).map((i) => table.append(`SELECT ${i} AS id, ${i} AS c${i}`, { addColumns: true }));
    await Promise.all(adding);
    const snapshot = await table.snapshot();
    expect(snapshot.columns.map((c) => c.name).sort()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'id', 'name']);
    expect(await lake.engine.rows(`SELECT id FROM ${snapshot.relation()} WHERE c3 = 3`)).toEqual([{ id: 3 }]);
  });
});

describe('partitions', () => {
  test('Chinese, odd, empty and null values survive, and bounds leave folders out', async () => {
    const table = await lake.newTable({ partitionBy: ['name'] });
    const names = ['南山区', 'a/b=c%20?*[x]', "o'brien", '..', 'null', ' ', '#+&~"'];
    const values = names.map((name, i) => `(${i}, ${quoteLiteral(name)})`).join(', ');
    await table.append(`SELECT * FROM (VALUES ${values}, (100, NULL), (101, '')) t(id, name)`);
    await table.merge("SELECT 0 AS id, '福田区' AS name", ['id']);
    const snapshot = await table.snapshot();
    const rows = await lake.engine.rows(`FROM ${snapshot.relation()} ORDER BY id`);
    const expected = ['福田区', ...names.slice(1)].map((name, id) => ({ id, name }));
    expect(rows).toEqual([...expected, { id: 100, name: null }, { id: 101, name: null }]);
    const bounded = snapshot.relation([{ column: 'name', minimum: '福田区', maximum: '福田区' }]);
    expect(await lake.engine.rows(`FROM ${bounded}`)).toEqual([{ id: 0, name: '福田区' }]);
    expect(bounded).not.toContain('%23');
  });

  test('files staged in folders of the engine are taken as they are', async () => {
    const table = await lake.newTable({ partitionBy: ['name'] });
    const staged = await table.stage();
    await lake.engine.run(
      `COPY (SELECT i AS id, ['南山区', NULL][1 + i % 2] AS name FROM range(10) t(i))
       TO ${quoteLiteral(staged.folder)} (FORMAT parquet, PARTITION_BY (name), OVERWRITE_OR_IGNORE true)`,
    );
    const snapshot = await table.commitStaged(staged, 'append');
    const counts = `SELECT name, count(*) AS n FROM ${snapshot.relation()} GROUP BY name ORDER BY name NULLS LAST`;
    expect(await lake.engine.rows(counts)).toEqual([
      { name: '南山区', n: 5 },
      { name: null, n: 5 },
    ]);
    const flat = await table.stage();
    await lake.engine.run(`COPY (SELECT 10 AS id, '罗湖区' AS name) TO '${flat.folder}/flat.parquet'`);
    expect((await table.commitStaged(flat, 'append')).files.map((f) => f.partition['name'])).toContain('罗湖区');
  });

  test('rows without a value for the partition are of the null one, and no stage is left', async () => {
    const table = await lake.newTable({ partitionBy: ['name'] });
    await table.append('SELECT 1 AS id');
    await table.merge('SELECT 2 AS id', ['id']);
    await table.remove('id = 1');
    const snapshot = await table.snapshot();
    expect(await lake.engine.rows(`FROM ${snapshot.relation()}`)).toEqual([{ id: 2, name: null }]);
    await expect(table.append("SELECT 'x' AS id")).rejects.toMatchObject({ code: 'lake.schema-mismatch' });
    const left = await readdir(lake.temporaryFolder);
    expect(left.filter((name) => name.startsWith('stage-'))).toEqual([]);
  });

  test('types without one spelling, unknown columns and values too long for a folder are refused', async () => {
    const table = lake.emptyTable();
    const timed = [...columns, { name: 'at', type: 'TIMESTAMP', nullable: true }];
    for (const partitionBy of [['at'], ['none'], ['id', 'name', 'at']]) {
      await expect(table.create(timed, { partitionBy })).rejects.toMatchObject({ code: 'lake.invalid-request' });
    }
    await table.create(columns, { partitionBy: ['name'] });
    const long = `SELECT 1 AS id, repeat('长', 100) AS name`;
    await expect(table.append(long)).rejects.toMatchObject({ code: 'lake.partition-too-long' });
  });
});

describe('time travel', () => {
  test('by version and by instant', async () => {
    const table = await lake.newTable();
    const instants: Date[] = [];
    for (let i = 0; i < 25; i++) {
      lake.clock.now = new Date(lake.clock.now.getTime() + 60_000);
      instants.push(new Date(lake.clock.now.getTime() + 30_000));
      await table.append(range(i, i + 1));
    }
    for (const i of [0, 1, 9, 10, 11, 20, 24]) {
      expect(await lake.idsOf(await table.snapshot({ version: i + 1 }))).toEqual(numbers(0, i + 1));
      expect((await table.snapshot({ instant: instants[i]! })).version).toBe(i + 1);
    }
    expect((await table.snapshot({ instant: new Date('2099-01-01T00:00:00Z') })).version).toBe(25);
    const missing = { code: 'lake.version-missing', status: 404 };
    for (const version of [26, -1, 1.5]) await expect(table.snapshot({ version })).rejects.toMatchObject(missing);
    await expect(table.snapshot({ instant: new Date(0) })).rejects.toMatchObject(missing);
  });

  test('a clock that goes back does not disorder the versions', async () => {
    const table = await lake.newTable();
    const real = lake.clock.now;
    lake.clock.now = new Date('2020-01-01T00:00:00Z');
    const snapshot = await table.append(range(0, 1));
    lake.clock.now = real;
    const [second, first] = await table.history();
    expect(snapshot.version).toBe(1);
    expect(second!.at.getTime()).toBeGreaterThan(first!.at.getTime());
  });
});

describe('upkeep', () => {
  test('compact brings small files together, sorted on demand, and changes no row', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 12; i++) await table.append(range(i * 10, i * 10 + 10));
    const compacted = await table.compact();
    expect(compacted).toMatchObject({ version: 12, logVersion: 13, rows: 120 });
    expect(compacted.files).toHaveLength(1);
    expect(await table.compact()).toMatchObject({ version: 12, logVersion: 13 });
    const sorted = await table.compact({ sortBy: ['name'] });
    const [order] = await lake.engine.rows(
      `SELECT list(name) = list_sort(list(name)) AS sorted FROM read_parquet('${sorted.files[0]!.location}')`,
    );
    expect(order).toEqual({ sorted: true });
    expect(await lake.idsOf(sorted)).toEqual(numbers(0, 120));
    expect((await table.history(1))[0]).toMatchObject({ operation: 'OPTIMIZE', rowsAdded: 0, rowsRemoved: 0 });
    await expect(table.compact({ sortBy: ['none'] })).rejects.toMatchObject({ code: 'lake.invalid-request' });
  });

  test('compaction and appends at once lose nothing', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 5; i++) await table.append(range(i, i + 1));
    await Promise.all([table.compact(), ...numbers(5, 15).map((i) => table.append(range(i, i + 1))), table.compact()]);
    expect(await lake.idsOf(await table.snapshot())).toEqual(numbers(0, 15));
  });

  test('vacuum deletes what no younger version needs, and an older version then says so', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 10));
    await table.replace(range(10, 20));
    lake.clock.now = new Date(lake.clock.now.getTime() + 10 * 24 * 3600_000);
    await table.replace(range(20, 30));
    await writeFile(path.join(table.location, 'stranger.parquet'), 'x');
    await mkdir(path.join(table.location, '_other'));
    await writeFile(path.join(table.location, '_other', 'kept'), 'x');
    const twoDays = new Date(lake.clock.now.getTime() - 48 * 3600_000);
    await utimes(path.join(table.location, 'stranger.parquet'), twoDays, twoDays);

    expect(await table.vacuum({ retainHours: 24 * 30 })).toEqual({ files: 0, bytes: 0 });
    // Version 2 was the newest until just now, so one day back still needs it.
    const planned = await table.vacuum({ retainHours: 24, dryRun: true });
    expect(planned.files).toBe(2);
    expect(await lake.filesOf(table)).toHaveLength(4);
    expect(await table.vacuum({ retainHours: 24 })).toEqual(planned);
    expect(await lake.filesOf(table)).toHaveLength(2);
    expect(await lake.idsOf(await table.snapshot({ version: 2 }))).toEqual(numbers(10, 20));
    await expect(table.snapshot({ version: 1 })).rejects.toMatchObject({ code: 'lake.version-vacuumed', status: 410 });
    expect(await table.vacuum({ retainHours: 0 })).toMatchObject({ files: 1 });
    expect(await lake.idsOf(await table.snapshot())).toEqual(numbers(20, 30));
    expect(await readdir(path.join(table.location, '_other'))).toEqual(['kept']);
    await expect(table.vacuum({ retainHours: -1 })).rejects.toMatchObject({ code: 'lake.invalid-request' });
  });

  test('a state read from a checkpoint is the same as one kept in memory', async () => {
    const table = await lake.newTable({ partitionBy: ['name'] });
    await table.append(range(0, 3), { transaction: { application: 'a', version: 4 } });
    await table.append('SELECT 3 AS id, NULL::VARCHAR AS name, 1.5 AS more', { addColumns: true });
    for (let i = 4; i < 13; i++) await table.append(range(i, i + 1));
    await table.remove('id = 2');
    expect(await readdir(path.join(table.location, '_delta_log'))).toContain('00000000000000000010.checkpoint.parquet');
    const other = await openTestLake();
    const moved = other.table(table.id);
    await mkdir(path.dirname(moved.location), { recursive: true });
    await rename(table.location, moved.location);
    const [kept, read] = [await moved.snapshot(), await moved.snapshot({ version: 11 })];
    expect(kept).toMatchObject({ version: 12, rows: 12, partitionBy: ['name'] });
    expect(kept.columns.map((column) => column.name)).toEqual(['id', 'name', 'more']);
    expect(await lake.idsOf(read)).toEqual(numbers(0, 13));
    // Entries before the checkpoint are no longer needed for it.
    for (let i = 0; i < 10; i++) await rm(path.join(moved.location, `_delta_log/${String(i).padStart(20, '0')}.json`));
    const again = { transaction: { application: 'a', version: 4 } };
    expect(await moved.append(range(0, 1), again)).toMatchObject({ version: 12 });
    await expect(moved.snapshot({ version: 5 })).rejects.toMatchObject({ code: 'lake.version-missing' });
    await other.close();
  });
});

describe('reading', () => {
  test('bounds leave out files whose statistics exclude them', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 4; i++) await table.append(range(i * 100, i * 100 + 100));
    const snapshot = await table.snapshot();
    const bounded = snapshot.relation([{ column: 'id', minimum: 150, maximum: 250 }]);
    expect(bounded.match(/\.parquet/g)).toHaveLength(2);
    const none = snapshot.relation([{ column: 'id', minimum: 1000 }]);
    expect(await lake.engine.rows(`FROM ${none}`)).toEqual([]);
  });

  test('rows have a number that stays the same, from any file on', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 12; i++) await table.append(range(i * 100, i * 100 + 100));
    await table.addColumns([{ name: 'more', type: 'BIGINT', nullable: true }]);
    const last = await table.append(range(1200, 1250));
    const numbered = `SELECT row, id FROM ${last.relation([], { position: 'row' })} ORDER BY row`;
    const rows = await lake.engine.rows<{ row: number; id: number }>(numbered);
    expect(rows.map((row) => row.row)).toEqual(numbers(0, 1250));
    expect(rows.every((row) => row.row === row.id)).toBe(true);
    const tail = last.relation([], { position: 'row', after: 1150 });
    expect(tail.match(/\.parquet/g)).toHaveLength(2);
    const page = await lake.engine.rows(`SELECT row FROM ${tail} WHERE row > 1150 ORDER BY row LIMIT 2`);
    expect(page).toEqual([{ row: 1151 }, { row: 1152 }]);
  });

  test('what another process commits is seen at once', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 1));
    const log = path.join(table.location, '_delta_log');
    const entry = { commitInfo: { timestamp: lake.clock.now.getTime() + 5, operation: 'WRITE' } };
    await writeFile(path.join(log, '00000000000000000002.json'), `${JSON.stringify(entry)}\n`);
    expect((await table.snapshot()).version).toBe(2);
    expect((await table.append(range(1, 2))).version).toBe(3);
  });

  test('a damaged log is told, not guessed at', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 1));
    const log = path.join(table.location, '_delta_log');
    await writeFile(path.join(log, '00000000000000000002.json'), '{"add":{"pa');
    await expect(table.snapshot()).rejects.toMatchObject({ code: 'lake.log-damaged' });
    await rm(path.join(log, '00000000000000000002.json'));
    await writeFile(path.join(log, '00000000000000000003.json'), '');
    await rm(path.join(log, '00000000000000000001.json'));
    await expect(table.snapshot()).rejects.toMatchObject({ code: 'lake.log-damaged' });
  });

  test('tables with features that would be read or written wrongly are refused', async () => {
    const write = async (protocol: object, configuration: object) => {
      const table = await lake.newTable();
      const entry = JSON.stringify({ protocol });
      const schemaString = JSON.stringify({
        type: 'struct',
        fields: [{ name: 'id', type: 'long', nullable: true, metadata: {} }],
      });
      const metaData = {
        id: 'x',
        format: { provider: 'parquet', options: {} },
        schemaString,
        partitionColumns: [],
        configuration,
      };
      const log = path.join(table.location, '_delta_log', '00000000000000000001.json');
      await writeFile(log, `${entry}\n${JSON.stringify({ metaData })}\n`);
      return table;
    };
    const vectors = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: [],
    };
    const unreadable = await write(vectors, {});
    await expect(unreadable.snapshot()).rejects.toMatchObject({ code: 'lake.protocol-unsupported' });
    const plain = { minReaderVersion: 1, minWriterVersion: 2 };
    const mapped = await write(plain, { 'delta.columnMapping.mode': 'name' });
    await expect(mapped.snapshot()).rejects.toMatchObject({ code: 'lake.protocol-unsupported' });
    const unwritable = await write({ minReaderVersion: 1, minWriterVersion: 4 }, {});
    expect((await unwritable.snapshot()).version).toBe(1);
    await expect(unwritable.append('SELECT 1 AS id')).rejects.toMatchObject({ code: 'lake.protocol-unsupported' });
    const growing = await write(plain, { 'delta.appendOnly': 'true' });
    await growing.append('SELECT 1 AS id');
    const takes = [
      () => growing.remove('true'),
      () => growing.replace('SELECT 1 AS id'),
      () => growing.merge('SELECT 1 AS id', ['id']),
    ];
    for (const take of takes) {
      await expect(take()).rejects.toMatchObject({ code: 'lake.append-only' });
    }
  });
});
