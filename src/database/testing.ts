import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { silentLog } from '../kernel/log.ts';
import { locateBinaries } from './embedded/binaries.ts';
import { findPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { processRuns } from './embedded/process-state.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { connect, type Database } from './open-database.ts';
import { createProbe, knock } from './probe.ts';

const urlVariable = 'LINGNAN_TEST_DATABASE_URL';
const folderPrefix = 'lingnan-test-server-';
const templateVariable = 'LINGNAN_TEST_TEMPLATE';

/**
 * Once per test run: starts an embedded server in a temporary folder, or takes the server of LINGNAN_TEST_DATABASE_URL,
 * and makes the migrated template that `openTestDatabase` copies. Returns what ends it.
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  // Several projects of one run call this; the first one serves all.
  if (process.env[templateVariable]) return async () => {};
  const given = process.env[urlVariable];
  if (!given) await sweepAbandoned();
  const folder = given ? null : mkdtempSync(path.join(os.tmpdir(), `${folderPrefix}${process.pid}-`));
  const server = folder
    ? await openEmbedded({
        dataFolder: folder,
        log: silentLog,
        // Test data need not survive a power cut; the durability tests start servers of their own.
        settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
      })
    : null;
  const url = server?.url ?? given ?? '';
  const template = `lingnan_template_${randomBytes(6).toString('hex')}`;
  const end = async () => {
    await administrate(url, `drop database if exists ${template}`);
    if (!given) delete process.env[urlVariable];
    delete process.env[templateVariable];
    await server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await administrate(url, `create database ${template} template template0 encoding 'UTF8'`);
    const database = connect(inDatabase(url, template), silentLog, 1);
    await migrate(database, migrations).finally(() => database.destroy());
  } catch (error) {
    await end();
    throw error;
  }
  process.env[urlVariable] = url;
  process.env[templateVariable] = template;
  return end;
}

/** A migrated database of one's own on the test server; `close()` drops it. */
export async function openTestDatabase(options: { connections?: number } = {}): Promise<Database> {
  const server = process.env[urlVariable];
  const template = process.env[templateVariable];
  if (!server || !template) throw new Error('test/setup.ts has not run: start tests through vitest');
  const name = `lingnan_test_${randomBytes(8).toString('hex')}`;
  await administrate(server, `create database ${name} template ${template} strategy file_copy`);
  const url = inDatabase(server, name);
  const kysely = connect(url, silentLog, options.connections ?? 5);
  return {
    kysely,
    url,
    answers: createProbe(() => knock(url)),
    close: async () => {
      await kysely.destroy();
      await administrate(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Stops and removes the servers of test runs that were killed before they could. */
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(os.tmpdir())) {
    const pid = Number(name.match(`^${folderPrefix}(\\d+)-`)?.[1]);
    if (!pid || processRuns(pid)) continue;
    const folder = path.join(os.tmpdir(), name);
    const running = findPostmaster(path.join(folder, 'postgres'));
    if (running) await stopPostmaster(path.join(folder, 'postgres'), running.pid, locateBinaries());
    rmSync(folder, { recursive: true, force: true });
  }
}

async function administrate(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
