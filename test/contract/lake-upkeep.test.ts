import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../src/kernel/index.ts';
import { openLake, type Table } from '../../src/lake/index.ts';
import { openTestLake } from '../../src/lake/testing.ts';
import { columns, numbers, openContractLake, range } from './lake-tables.ts';

let lake: Awaited<ReturnType<typeof openContractLake>>;

beforeAll(async () => {
  lake = await openContractLake();
});
afterAll(() => lake.close());

const day = 24 * 3600_000;
const pass = (days: number) => {
  lake.clock.now = new Date(lake.clock.now.getTime() + days * day);
};
const month = { retainHours: 24 * 7, retainLogHours: 24 * 30 };
const entriesOf = async (table: Table) =>
  (await readdir(path.join(table.location, '_delta_log'))).filter((name) => name.endsWith('.json')).sort();

/** Another process's view: a lake on the same folder that knows nothing yet. */
async function afresh<T>(
  table: Table,
  work: (table: Table, ids: (version?: number) => Promise<number[]>) => Promise<T>,
) {
  const config = { dataFolder: lake.dataFolder, engineMemoryMegabytes: 256, engineThreads: 1 };
  const other = await openLake({ config, log: silentLog, clock: { now: () => lake.clock.now } });
  try {
    const same = other.table(table.id);
    return await work(same, async (version) => {
      const snapshot = await same.snapshot(version === undefined ? undefined : { version });
      const rows = await other.engine.rows<{ id: number }>(`SELECT id FROM ${snapshot.relation()} ORDER BY id`);
      return rows.map((row) => row.id);
    });
  } finally {
    await other.close();
  }
}

describe('a version is its content', () => {
  test('a compaction makes none, and the version is read from the compacted files', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 4; i++) await table.append(range(i, i + 1));
    const before = await table.snapshot();
    pass(1);
    const compacted = await table.compact();
    expect(compacted).toMatchObject({ version: 4, at: before.at, logVersion: 5 });
    expect(await table.snapshot({ version: 4 })).toMatchObject({ version: 4, logVersion: 5 });
    expect((await table.snapshot({ version: 4 })).files).toEqual(compacted.files);
    expect(await table.snapshot({ logVersion: 4 })).toMatchObject({ version: 4, logVersion: 4, at: before.at });
    expect((await table.snapshot({ logVersion: 4 })).files).toHaveLength(4);
    await table.compact({ sortBy: ['id'] });
    expect(await table.append(range(4, 5))).toMatchObject({ version: 7, logVersion: 7 });
    // The same for who did not see it happen.
    await afresh(table, async (same) => {
      for (const version of [4, 5, 6]) {
        expect(await same.snapshot({ version })).toMatchObject({ version: 4, logVersion: 6, at: before.at });
      }
      expect(await same.snapshot({ version: 3 })).toMatchObject({ version: 3, logVersion: 3 });
      expect(await same.snapshot()).toMatchObject({ version: 7, logVersion: 7 });
    });
  });

  test('a table whose newest entry is a compaction and a checkpoint still tells whose content it is', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 9; i++) await table.append(range(i, i + 1), { info: { run: `run ${i}` } });
    const at = (await table.snapshot()).at;
    pass(1);
    expect(await table.compact()).toMatchObject({ version: 9, logVersion: 10 });
    expect(await readdir(path.join(table.location, '_delta_log'))).toContain('00000000000000000010.checkpoint.parquet');
    await afresh(table, async (same) =>
      expect(await same.snapshot()).toMatchObject({ version: 9, logVersion: 10, at }),
    );
  });

  test('rows keep their order when they are compacted', async () => {
    const table = await lake.newTable();
    for (const from of [30, 10, 20, 0]) await table.append(range(from, from + 3));
    const order = async () => {
      const relation = (await table.snapshot()).relation([], { position: 'row' });
      return (await lake.engine.rows<{ id: number }>(`SELECT id FROM ${relation} ORDER BY row`)).map(({ id }) => id);
    };
    const before = await order();
    await table.compact();
    expect((await table.snapshot()).files).toHaveLength(1);
    expect(await order()).toEqual(before);
  });

  test('rows stand in the order of the SELECT that wrote them, also over many row groups', async () => {
    const table = await lake.newTable();
    const wrong = async () => {
      const relation = (await table.snapshot()).relation([], { position: 'row' });
      const steps = `SELECT name, lag(name) OVER (ORDER BY row) AS before FROM ${relation}`;
      const [counted] = await lake.engine.rows<{ n: number }>(
        `SELECT count(*) AS n FROM (${steps}) WHERE name < before`,
      );
      return counted!.n;
    };
    const rows = 'SELECT i AS id, md5(i::VARCHAR) AS name FROM range(1000000) t(i) ORDER BY name';
    await table.replace(rows);
    expect(await wrong()).toBe(0);
    await table.compact({ sortBy: ['name'] });
    expect(await wrong()).toBe(0);
  });
});

describe('upkeep', () => {
  test('compacts, checkpoints, vacuums, shortens the log; every version within the retention still reads', async () => {
    const table = await lake.newTable();
    // A day each: 40 appends, then 25 replacements.
    for (let i = 0; i < 40; i++) {
      await table.append(range(i, i + 1));
      pass(1);
    }
    for (let i = 0; i < 25; i++) {
      await table.replace(range(100, 101 + i));
      pass(1);
    }
    const planned = await table.upkeep({ ...month, dryRun: true });
    expect(planned).toMatchObject({ before: { files: 1 }, after: { files: 1 }, checkpoint: true, postponed: false });
    expect(await entriesOf(table)).toHaveLength(66);

    const done = await table.upkeep(month);
    expect(done).toEqual(planned);
    expect(done.vacuumed.files).toBeGreaterThan(50);
    // 30 days back the newest was version 35 or so; the checkpoint before it is that of 30.
    expect((await entriesOf(table))[0]).toBe('00000000000000000030.json');
    expect(done.log.files).toBe(30 + 2);
    expect(await table.upkeep(month)).toMatchObject({ vacuumed: { files: 0 }, log: { files: 0 }, checkpoint: false });

    await afresh(table, async (same, ids) => {
      for (let version = 59; version <= 65; version++) {
        expect(await ids(version), `version ${version}`).toEqual(numbers(100, 101 + version - 41));
      }
      await expect(same.snapshot({ version: 40 })).rejects.toMatchObject({ code: 'lake.version-vacuumed' });
      await expect(same.snapshot({ version: 29 })).rejects.toMatchObject({ code: 'lake.version-missing' });
      expect(await same.append(range(0, 1))).toMatchObject({ version: 66 });
    });
    expect(await lake.idsOf(await table.snapshot())).toEqual([0, ...numbers(100, 125)]);
  });

  test('the content of a compacted table stays readable by its version for ever', async () => {
    const table = await lake.newTable();
    for (let i = 0; i < 12; i++) await table.append(range(i, i + 1), { info: { run: `run ${i}` } });
    const report = await table.upkeep(month);
    expect(report).toMatchObject({ before: { files: 12 }, after: { files: 1 } });
    pass(400);
    const later = await table.upkeep(month);
    // The twelve small files are gone; the entry of the version that made the content is not.
    expect(later).toMatchObject({ vacuumed: { files: 12 }, after: { files: 1 } });
    expect(await lake.filesOf(table)).toHaveLength(1);
    await afresh(table, async (same, ids) => {
      expect(await ids(12)).toEqual(numbers(0, 12));
      const made = (await same.history()).find(({ version }) => version === 12);
      expect(made?.info).toEqual({ run: 'run 11' });
    });
  });

  test('what the table says of its retention comes before what is asked', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 1));
    const log = path.join(table.location, '_delta_log');
    const first = await readFile(path.join(log, '00000000000000000000.json'), 'utf8');
    const action = JSON.parse(first.split('\n').find((line) => line.includes('metaData'))!);
    action.metaData.configuration = { 'delta.deletedFileRetentionDuration': 'interval 90 days' };
    await writeFile(path.join(log, '00000000000000000002.json'), `${JSON.stringify(action)}\n`);
    await table.replace(range(1, 2));
    pass(60);
    expect((await table.upkeep(month)).vacuumed.files).toBe(0);
    pass(60);
    expect((await table.upkeep(month)).vacuumed.files).toBe(1);
  });

  test('writers and readers go on while it runs', async () => {
    // In real time: files that nobody has committed yet are told from leftovers by their age.
    const here = await openTestLake();
    const config = { dataFolder: here.dataFolder, engineMemoryMegabytes: 256, engineThreads: 1 };
    const there = await openLake({ config, log: silentLog });
    const [table, same] = [here.table('contract.busy'), there.table('contract.busy')];
    await table.create(columns);
    for (let i = 0; i < 6; i++) await table.append(range(i, i + 1));
    const read = async () => {
      const relation = (await table.snapshot()).relation();
      const rows = await here.engine.rows<{ id: number }>(`SELECT id FROM ${relation} ORDER BY id`);
      return rows.map(({ id }) => id);
    };
    await Promise.all([
      ...numbers(6, 14).map((i) => table.append(range(i, i + 1))),
      same.upkeep(month),
      table.merge(range(0, 3), ['id']),
      same.upkeep(month),
      ...numbers(0, 6).map(async () => expect(await read()).toEqual(expect.arrayContaining(numbers(0, 6)))),
    ]);
    expect(await read()).toEqual(numbers(0, 14));
    await there.close();
    await here.close();
  });

  test('tables are listed, and a cancelled upkeep stops between its steps', async () => {
    const table = await lake.newTable();
    await table.append(range(0, 1));
    expect(await lake.tables()).toContain(table.id);
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(table.upkeep({ ...month, signal: stop.signal })).rejects.toThrow('stopped');
    expect(await lake.idsOf(await table.snapshot())).toEqual([0]);
  });
});
