import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueue, openDatabase } from '../../src/database/index.ts';
import { loadConfig, silentLog, systemClock } from '../../src/kernel/index.ts';

const bin = fileURLToPath(new URL('../../bin/lingnan.cjs', import.meta.url));
let folder: string;
let server: ChildProcess;
let serverEnded: Promise<unknown>;
const env = () => ({
  ...process.env,
  LINGNAN_DATA: path.join(folder, 'data'),
  LOG_LEVEL: 'silent',
  LINGNAN_DEMO: 'off',
  PORT: '0',
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-takeover-'));
  server = spawn(process.execPath, [bin, 'serve'], { env: env(), stdio: ['ignore', 'pipe', 'ignore'] });
  serverEnded = once(server, 'close');
  await new Promise<void>((resolve) => {
    server.stdout!.on('data', (text) => String(text).includes('http://') && resolve());
  });
}, 120_000);
afterAll(async () => {
  server.kill('SIGTERM');
  await serverEnded;
  await rm(folder, { recursive: true, force: true });
});

test('a run of a command that is killed is settled by the server, long before anybody asks', async () => {
  const file = path.join(folder, 'input.csv');
  const rows = Array.from({ length: 400_000 }, (_, i) => `${i},${i % 1000 === 7 ? 'x' : i}`);
  await writeFile(file, `id,value\n${rows.join('\n')}\n`);
  const standard = path.join(folder, 'standard.yaml');
  await writeFile(
    standard,
    `id: demo.taken
title: { zh: 读数, en: Readings }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
  - { name: value, title: { zh: 读数, en: Value }, type: integer }
`,
  );
  const child = spawn(process.execPath, [bin, 'collect', file, '--dataset', 'demo.taken', '--standard', standard], {
    env: env(),
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  const database = await openDatabase(loadConfig(env()), silentLog);
  const queue = createQueue(database, { log: silentLog, clock: systemClock });
  try {
    const jobs = async () => (await queue.list({ name: 'collection.collect' })).items;
    while ((await jobs()).length === 0) await delay(20);
    child.kill('SIGKILL');
    await ended;
    // The test's own limit of a minute is shorter than a wait for the time of a job that nobody speaks for.
    const [job] = await jobs();
    expect(await queue.wait(job!.id)).toMatchObject({ status: 'done', attempts: 1 });
    const { rows: runs } = await sql<{ status: string }>`select status from collection_runs`.execute(database.kysely);
    expect(runs).toHaveLength(1);
    expect(['failed', 'done']).toContain(runs[0]!.status);
  } finally {
    await queue.stop();
    await database.close();
  }
}, 60_000);
