import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processRuns } from '../../src/database/embedded/process-state.ts';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { listen } from '../../src/database/listener.ts';
import { silentLog } from '../../src/kernel/index.ts';

describe('an embedded server that ends under us', { timeout: 120_000 }, () => {
  let root: string;
  let folder: string;
  let open: Database[];

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'lingnan-outage-'));
    folder = path.join(root, 'data');
    open = [];
  });
  afterEach(async () => {
    await Promise.all(open.map((database) => database.close()));
    rmSync(root, { recursive: true, force: true });
  });
  const openHere = async () => {
    const database = await openDatabase({ dataFolder: folder, databaseUrl: null }, silentLog);
    open.push(database);
    return database;
  };
  const openWithRows = async () => {
    const database = await openHere();
    await sql`create table contract_rows (n int primary key)`.execute(database.kysely);
    return database;
  };
  const pidFile = () => path.join(folder, 'postgres', 'postmaster.pid');
  const postmasterPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);
  const serverLog = () => readFileSync(path.join(folder, 'postgres', 'server.log'), 'utf8');
  const backFrom = (pid: number) => expect.poll(postmasterPid, { timeout: 60_000 }).not.toBe(pid);

  test.each([
    ['crashes', 'SIGKILL'],
    ['is told to stop at once', 'SIGINT'],
    ['is told to stop when its last connection ends', 'SIGTERM'],
  ] as const)('one that %s comes back at the same address, with all that it acknowledged', async (_, signal) => {
    const [database, other] = [await openWithRows(), await openHere()];
    // What keeps a server up that was told to stop: idle connections of pools, listeners, and one that is lent out.
    await Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.05)`.execute(other.kysely)));
    let gaps = 0;
    const listener = await listen(database.url, 'contract', {
      onMessage: () => {},
      onGap: () => gaps++,
      log: silentLog,
    });
    let giveBack = () => {};
    const lent = new Promise<void>((resolve) => {
      giveBack = resolve;
    });
    const borrowed = other.kysely.connection().execute(async (connection) => {
      await sql`select 1`.execute(connection);
      await lent;
    });
    const acknowledged: number[] = [];
    let refused = 0;
    let next = 0;
    const write = (n: number) =>
      sql`insert into contract_rows values (${n})`.execute(database.kysely).then(
        () => void acknowledged.push(n),
        () => void refused++,
      );
    while (acknowledged.length < 20) await write(++next);

    const pid = postmasterPid();
    process.kill(pid, signal);
    while (refused === 0) await write(++next);
    const before = acknowledged.length;
    while (acknowledged.length === before) await write(++next);

    await backFrom(pid);
    const { rows } = await sql<{ n: number }>`select n from contract_rows`.execute(database.kysely);
    expect(rows.map((row) => row.n)).toEqual(expect.arrayContaining(acknowledged));
    await expect.poll(() => gaps, { timeout: 60_000 }).toBe(1);
    await expect.poll(() => other.answers(), { timeout: 60_000 }).toBe(true);
    await sql`select 1`.execute(other.kysely);
    giveBack();
    await borrowed;
    await listener.close();
    await database.close();
    await other.close();
    expect(existsSync(pidFile())).toBe(false);
  });

  test('work that is under way when it is told to stop is let finish', async () => {
    const database = await openWithRows();
    const pid = postmasterPid();
    const foreign = await connectTo(database.url);
    await foreign.query('begin');
    await foreign.query('insert into contract_rows values (1)');
    process.kill(pid, 'SIGTERM');
    // Who comes now waits for its end, and does not keep us from leaving it meanwhile.
    const coming = openHere();
    await expect.poll(() => existsSync(path.join(folder, 'postgres.lock'))).toBe(true);
    await foreign.query('commit');
    await foreign.end();
    const { rows } = await sql<{ n: number }>`select n from contract_rows`.execute((await coming).kysely);
    expect(rows).toEqual([{ n: 1 }]);
    expect(postmasterPid()).not.toBe(pid);
    expect(serverLog()).not.toContain('received fast shutdown request');
  });

  test('a connection that never ends does not keep it away', async () => {
    const database = await openWithRows();
    const pid = postmasterPid();
    const foreign = await connectTo(database.url);
    await foreign.query('begin');
    process.kill(pid, 'SIGTERM');
    await backFrom(pid);
    await expect.poll(() => database.answers(), { timeout: 60_000 }).toBe(true);
    await expect(foreign.query('commit')).rejects.toThrow();
  });

  test('a stop of ours is not undone, also when somebody else had told it to stop before', async () => {
    const database = await openWithRows();
    const pid = postmasterPid();
    const foreign = await connectTo(database.url);
    await foreign.query('begin');
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => existsSync(path.join(folder, 'postgres.lock'))).toBe(true);
    const closed = database.close();
    await foreign.end();
    await closed;
    expect(processRuns(pid)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.json']);
    expect(existsSync(pidFile())).toBe(false);
    expect(serverLog().match(/starting PostgreSQL/g)).toHaveLength(1);
  });

  test('it is told as away when it lets nobody in, though idle connections still work', async () => {
    const database = await openWithRows();
    expect(await database.answers()).toBe(true);
    const pid = postmasterPid();
    process.kill(pid, 'SIGSTOP');
    try {
      await expect.poll(() => database.answers(), { timeout: 60_000 }).toBe(false);
      await sql`insert into contract_rows values (1)`.execute(database.kysely);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await expect.poll(() => database.answers(), { timeout: 60_000 }).toBe(true);
    expect(postmasterPid()).toBe(pid);
  });

  test('no empty database takes the place of a folder that was taken away', async () => {
    const database = await openHere();
    const pid = postmasterPid();
    rmSync(folder, { recursive: true });
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => processRuns(pid)).toBe(false);
    await delay(1000);
    expect(existsSync(folder)).toBe(false);
    await database.close();
  });
});

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}
