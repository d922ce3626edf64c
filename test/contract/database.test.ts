import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { EventEmitter, on, once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { processRuns } from '../../src/database/embedded/process-state.ts';
import { type Database, openDatabase } from '../../src/database/index.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations/index.ts';
import { silentLog } from '../../src/kernel/index.ts';
import { type ContractServer, servers } from './database-servers.ts';

const openIn = (dataFolder: string) => openDatabase({ dataFolder, databaseUrl: null }, silentLog);

describe.each(servers)('database on $name', ({ skip, open }) => {
  if (skip) {
    test.skip(`left out: ${skip}`);
    return;
  }
  let server: ContractServer;
  let database: Database;

  beforeAll(async () => {
    server = await open();
    database = await openDatabase(server, silentLog);
  });
  afterAll(async () => {
    await database.close();
    await server.end();
  });

  test('values come back as documented', async () => {
    const { rows } = await sql`
      select 9007199254740991::bigint as safe, 9007199254740993::bigint as unsafe, date '2026-11-24' as day,
        timestamp '2026-11-24 09:30' as local, timestamptz '2026-11-24 09:30+08' as instant, 1.50::numeric as amount,
        upper('é中') as upper, '{"a": [1, "中"]}'::jsonb as document, array[1, 2]::bigint[] as list
    `.execute(database.kysely);
    expect(rows[0]).toEqual({
      safe: 9007199254740991,
      unsafe: '9007199254740993',
      day: '2026-11-24',
      local: '2026-11-24 09:30:00',
      instant: new Date('2026-11-24T01:30:00Z'),
      amount: '1.50',
      upper: 'É中',
      document: { a: [1, '中'] },
      list: [1, 2],
    });
  });

  test('all steps of the schema are applied once, also when servers start at the same time', async () => {
    const others = await Promise.all(
      Array.from({ length: 3 }, () => openDatabase({ ...server, databaseUrl: database.url }, silentLog)),
    );
    const { rows } = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(
      database.kysely,
    );
    expect(rows.map((row) => row.name)).toEqual(migrations.map((migration) => migration.name));
    await Promise.all(others.map((other) => other.close()));
    expect(await migrate(database.kysely, migrations)).toEqual([]);
  });

  test('a step that fails leaves nothing behind and is named', async () => {
    const broken = [
      ...migrations,
      {
        name: '9998-fine',
        up: (kysely: Database['kysely']) => sql`create table contract_fine (a int)`.execute(kysely).then(() => {}),
      },
      { name: '9999-broken', up: (kysely: Database['kysely']) => sql`create tabel x`.execute(kysely).then(() => {}) },
    ];
    await expect(migrate(database.kysely, broken)).rejects.toMatchObject({
      code: 'database.migration-failed',
      details: { name: '9999-broken' },
    });
    const { rows } = await sql<{ found: boolean }>`select to_regclass('contract_fine') is not null as found`.execute(
      database.kysely,
    );
    expect(rows[0]!.found).toBe(false);
  });

  test('a database of a newer release is refused', async () => {
    await sql`insert into schema_migrations (name) values ('9000-future')`.execute(database.kysely);
    await expect(openDatabase({ ...server, databaseUrl: database.url }, silentLog)).rejects.toMatchObject({
      code: 'database.newer-schema',
    });
    await sql`delete from schema_migrations where name = '9000-future'`.execute(database.kysely);
  });

  test('commits are written to the disk before they are told', async () => {
    const { rows } = await sql<{ fsync: string; commit: string }>`
      select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`.execute(
      database.kysely,
    );
    expect(rows[0]).toEqual({ fsync: 'on', commit: 'on' });
  });
});

test('a server that is not there is told without its password', async () => {
  const refused = openDatabase({ databaseUrl: 'postgres://u:s3cret@127.0.0.1:1/x', dataFolder: '' }, silentLog);
  await expect(refused).rejects.toMatchObject({ code: 'database.unreachable' });
  await expect(refused).rejects.not.toThrow(/s3cret/);
});

describe('embedded server and its data folder', { timeout: 120_000 }, () => {
  let root: string;
  let folder: string;
  let children: Child[] = [];

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'lingnan-embedded-'));
    folder = path.join(root, 'data');
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill()));
    children = [];
    // Whatever a test left running is taken over and stopped by the last holder.
    if (existsSync(path.join(folder, 'postgres', 'postmaster.pid'))) await (await openIn(folder)).close();
    rmSync(root, { recursive: true, force: true });
  });
  const start = async (name: string): Promise<Child> => {
    const child = startChild(folder, name);
    children.push(child);
    await child.told('open');
    return child;
  };
  const postmasterPid = () =>
    Number(readFileSync(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

  test('a second process joins; the last one out stops the server', async () => {
    const one = await start('one');
    const two = await start('two');
    const pid = postmasterPid();
    await one.order({ do: 'close' }, 'closed');
    expect(processRuns(pid)).toBe(true);
    await two.order({ do: 'write', n: 1 }, 'written');
    await two.order({ do: 'close' }, 'closed');
    expect(processRuns(pid)).toBe(false);
    expect(existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
    // Only what belongs there is left, and the password is its owner's alone.
    expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.json']);
    expect(statSync(path.join(folder, 'postgres.json')).mode & 0o777).toBe(0o600);
  });

  test('processes that start at the same moment on an empty folder share one server', async () => {
    const started = await Promise.all(['a', 'b', 'c', 'd'].map(start));
    const ports = started.map((child) => child.said['open']);
    expect(new Set(ports).size).toBe(1);
    await Promise.all(started.map((child, n) => child.order({ do: 'write', n }, 'written')));
    await Promise.all(started.map((child) => child.order({ do: 'close' }, 'closed')));
    const database = await openIn(folder);
    expect(await rowsOf(database)).toHaveLength(4);
    await database.close();
  });

  test('what was committed survives a kill of every process of ours, and the orphan is joined', async () => {
    const one = await start('one');
    const written = await one.flood(50);
    await one.kill();
    const pid = postmasterPid();
    expect(processRuns(pid)).toBe(true);
    const database = await openIn(folder);
    expect(postmasterPid()).toBe(pid);
    expect((await rowsOf(database)).length).toBeGreaterThanOrEqual(written);
    await database.close();
    expect(processRuns(pid)).toBe(false);
  });

  test('what was committed survives a kill of everything, server included', async () => {
    const one = await start('one');
    const written = await one.flood(50);
    process.kill(postmasterPid(), 'SIGKILL');
    await one.kill();
    const database = await openIn(folder);
    const rows = await rowsOf(database);
    expect(rows.length).toBeGreaterThanOrEqual(written);
    expect(rows).toEqual(Array.from({ length: rows.length }, (_, index) => index + 1));
    await database.close();
  });

  test('locks and pid files of dead processes do not stand in the way', async () => {
    const dead = spawnSync(process.execPath, ['--version']);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'postgres.lock'), JSON.stringify({ token: 't', pid: dead.pid, born: '1' }));
    await (await openIn(folder)).close();
    // A restarted container may give the old pid to another program: here, to this test itself.
    const lines = [process.pid, path.join(folder, 'postgres'), 1, 5432, '', '127.0.0.1', '1 1', 'ready'];
    writeFileSync(path.join(folder, 'postgres', 'postmaster.pid'), lines.join('\n'));
    const database = await openIn(folder);
    expect(postmasterPid()).not.toBe(process.pid);
    await database.close();
  });

  test('a folder of another major version, or without its password, is refused and left as it is', async () => {
    await (await openIn(folder)).close();
    const version = path.join(folder, 'postgres', 'PG_VERSION');
    const before = readFileSync(version, 'utf8');
    writeFileSync(version, '16\n');
    await expect(openIn(folder)).rejects.toMatchObject({
      code: 'database.other-major-version',
      details: { found: '16' },
    });
    writeFileSync(version, before);
    const secret = path.join(folder, 'postgres.json');
    const kept = readFileSync(secret, 'utf8');
    writeFileSync(secret, '{');
    await expect(openIn(folder)).rejects.toMatchObject({ code: 'database.not-a-lingnan-folder' });
    writeFileSync(secret, kept);
    await (await openIn(folder)).close();
  });

  test.skipIf(process.getuid?.() !== 0).each([
    ['an open folder', 0o755, 0n],
    // CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: bits 1 and 2 of capabilities(7).
    ['a folder below a closed one', 0o700, 0b110n],
  ])('as root it runs in %s under a user of its own', async (_, mode, capabilities) => {
    chmodSync(root, mode);
    const database = await openIn(folder);
    const status = readFileSync(`/proc/${postmasterPid()}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s+0\s/m);
    expect(BigInt(`0x${status.match(/^CapEff:\s+(\S+)/m)![1]}`)).toBe(capabilities);
    expect(statSync(path.join(folder, 'postgres')).uid).not.toBe(0);
    await database.close();
  });

  test.skipIf(process.getuid?.() !== 0)('root leaves the files to the user who made them', async () => {
    const uid = 65534;
    await (await openIn(folder)).close();
    for (const file of readdirSync(path.join(folder, 'postgres'), { recursive: true, encoding: 'utf8' })) {
      chownSync(path.join(folder, 'postgres', file), uid, uid);
    }
    for (const file of ['postgres', 'postgres.json']) chownSync(path.join(folder, file), uid, uid);
    const database = await openIn(folder);
    expect(statSync(`/proc/${postmasterPid()}`).uid).toBe(uid);
    await database.close();
    expect(['postgres', 'postgres.json'].map((file) => statSync(path.join(folder, file)).uid)).toEqual([uid, uid]);
  });

  test('a folder that cannot be made is told', async () => {
    writeFileSync(path.join(root, 'file'), '');
    await expect(openIn(path.join(root, 'file', 'data'))).rejects.toMatchObject({ code: 'database.folder-unusable' });
  });

  test.skipIf(process.platform !== 'linux')(
    'a server that only the kernel knows of, in another container, is not joined by a second',
    async () => {
      const first = await start('one');
      // What another container sees of it: the files, and a pid that is nobody's there.
      const pidFile = path.join(folder, 'postgres', 'postmaster.pid');
      const kept = readFileSync(pidFile, 'utf8');
      writeFileSync(pidFile, kept.replace(/^\d+/, '4194303'));
      await expect(openIn(folder)).rejects.toMatchObject({ code: 'database.folder-in-use' });
      writeFileSync(pidFile, kept);
      await first.order({ do: 'write', n: 1 }, 'written');
      await first.order({ do: 'close' }, 'closed');
    },
  );

  test('a start that fails says why', async () => {
    const failed = openDatabase({ dataFolder: folder, databaseUrl: null }, silentLog, {
      settings: { no_such_setting: '1' },
    });
    await expect(failed).rejects.toMatchObject({ code: 'database.start-failed' });
    await expect(failed).rejects.toThrow(/no_such_setting/);
    await (await openIn(folder)).close();
  });
});

async function rowsOf(database: Database): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`select n from contract_rows order by n`.execute(database.kysely);
  return rows.map((row) => row.n);
}

interface Child {
  /** Last value of each kind of message. */
  said: Record<string, unknown>;
  told(what: string): Promise<void>;
  order(order: { do: string; n?: number }, answer: string): Promise<void>;
  /** Lets it write until it has told of so many commits; it goes on writing. */
  flood(count: number): Promise<number>;
  kill(): Promise<void>;
}

function startChild(folder: string, name: string): Child {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'database-process.ts'), [folder, name], {
    execArgv: ['--import', 'tsx'],
  });
  const said: Record<string, unknown> = {};
  const heard = new EventEmitter();
  child.on('message', (message: Record<string, unknown>) => {
    Object.assign(said, message);
    for (const key of Object.keys(message)) heard.emit(key);
    if (message['failed']) heard.emit('error', new Error(String(message['failed'])));
  });
  child.on('exit', () => heard.emit('gone'));
  const told = async (what: string) => {
    await once(heard, what, { signal: AbortSignal.timeout(100_000) });
  };
  return {
    said,
    told,
    order: async (order, answer) => {
      const answered = told(answer);
      child.send(order);
      await answered;
    },
    flood: async (count) => {
      child.send({ do: 'flood' });
      for await (const _ of on(heard, 'written')) if (Number(said['written']) >= count) break;
      return Number(said['written']);
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
