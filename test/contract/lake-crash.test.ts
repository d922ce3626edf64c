import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../src/kernel/index.ts';
import { type Lake, openLake, type Table } from '../../src/lake/index.ts';
import { modelStep, stepOf } from './lake-steps.ts';

const kills = 60;
const root = fileURLToPath(new URL('../..', import.meta.url));
const program = path.join(root, '.cache/test/lake-writer.mjs');

let dataFolder: string;
let lake: Lake & { close(): Promise<void> };
let table: Table;
let now: Date | null = null;
const clock = { now: () => now ?? new Date() };
const children = new Set<ChildProcess>();

beforeAll(() => {
  // Built once, so that a hundred starts cost no hundred translations.
  buildSync({
    entryPoints: [path.join(root, 'test/contract/lake-writer.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
});
beforeEach(async () => {
  now = null;
  dataFolder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-crash-'));
  await openHere();
  await table.create([
    { name: 'id', type: 'BIGINT', nullable: false },
    { name: 'step', type: 'INTEGER', nullable: true },
    { name: 'writer', type: 'VARCHAR', nullable: true },
  ]);
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await lake.close();
  await rm(dataFolder, { recursive: true, force: true });
});

async function openHere(): Promise<void> {
  const config = { dataFolder, engineMemoryMegabytes: 256, engineThreads: 1 };
  lake = await openLake({ config, log: silentLog, clock });
  table = lake.table('crash.table');
}

function startWriter(first: number, count: number, writer: string, retainHours = 1) {
  const words = [first, count, writer, retainHours].map(String);
  const child = spawn(process.execPath, [program, dataFolder, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return {
    child,
    lines: readline.createInterface({ input: child.stdout! })[Symbol.asyncIterator](),
    ended: once(child, 'exit'),
  };
}

/** All rows as `id:step`, in the order of ids. */
async function readRows(of: Table, version?: number): Promise<string[]> {
  const snapshot = await of.snapshot(version === undefined ? undefined : { version });
  const rows = await lake.engine.rows<{ id: number; step: number }>(
    `SELECT id, step FROM ${snapshot.relation()} ORDER BY id`,
  );
  return rows.map((row) => `${row.id}:${row.step}`);
}

const listed = (model: Map<number, number>) =>
  [...model].sort(([a], [b]) => a - b).map(([id, step]) => `${id}:${step}`);

test(`a writer killed ${kills} times leaves the version before or after, and every row accounted for`, {
  timeout: 600_000,
}, async () => {
  const model = new Map<number, number>();
  let next = 0;
  let before = 0;
  let after = 0;
  for (let kill = 0; kill < kills; kill++) {
    const writer = startWriter(next, 1_000_000, 'writer', 0);
    expect((await writer.lines.next()).value).toBe('ready');
    setTimeout(() => writer.child.kill('SIGKILL'), Math.random() ** 2 * 800);
    let version = -1;
    for (let line = await writer.lines.next(); !line.done; line = await writer.lines.next()) {
      const [, step, made] = line.value.split(' ').map(Number);
      modelStep(model, step!);
      version = made!;
      next = step! + 1;
    }
    await writer.ended;

    const snapshot = await table.snapshot();
    const rows = await readRows(table);
    expect(snapshot.version).toBeGreaterThanOrEqual(version);
    expect(snapshot.rows).toBe(rows.length);
    if (rows.join() === listed(model).join() && !(await isCommitted(next))) before++;
    else {
      modelStep(model, next);
      next++;
      after++;
      expect(rows).toEqual(listed(model));
    }
    // Another process that knows nothing yet reads the same.
    if (kill % 10 === 9) {
      await lake.close();
      await openHere();
      expect(await readRows(table)).toEqual(listed(model));
    }
  }
  expect(before + after).toBe(kills);
  console.log(`${kills} kills: ${before} left the version before, ${after} the one after; ${next} steps`);

  // What the dead left behind harms nobody and goes away.
  await lake.close();
  await openHere();
  expect(await readdir(path.join(dataFolder, 'lake/.temporary'))).toHaveLength(1);
  now = new Date(Date.now() + 30 * 24 * 3600_000);
  await table.vacuum({ retainHours: 0 });
  const { files } = await table.snapshot();
  const left = (await readdir(table.location)).filter((name) => name.endsWith('.parquet'));
  expect(left.sort()).toEqual(files.map((file) => path.basename(file.location)).sort());
  expect((await readdir(path.join(table.location, '_delta_log'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(await readRows(table)).toEqual(listed(model));
});

/** True when the step stands in the log, though its writer did not live to say so. */
async function isCommitted(step: number): Promise<boolean> {
  if (stepOf(step).kind === 'upkeep') return false;
  const history = await table.history(3);
  return history.some((entry) => entry.info['step'] === step);
}

test('three processes that write at once lose and double nothing', { timeout: 300_000 }, async () => {
  const steps = 28;
  const writers = ['a', 'b', 'c'].map((name, i) => ({
    name,
    first: 7 * 1000 * (i + 1),
    ...startWriter(7 * 1000 * (i + 1), steps, name),
  }));
  await Promise.all(
    writers.map(async ({ lines, ended }) => {
      let done = 0;
      for (let line = await lines.next(); !line.done; line = await lines.next()) if (line.value !== 'ready') done++;
      expect([done, (await ended)[0]]).toEqual([steps, 0]);
    }),
  );
  const snapshot = await table.snapshot();
  const history = await table.history();
  expect(history.map((entry) => entry.version)).toEqual(
    Array.from({ length: snapshot.logVersion + 1 }, (_, i) => snapshot.logVersion - i),
  );
  // The log says in which order the steps came; done one after the other in that order they give the same rows.
  const model = new Map<number, number>();
  for (const { info } of history.toReversed()) if (info['step'] !== undefined) modelStep(model, Number(info['step']));
  expect(await readRows(table)).toEqual(listed(model));
  const told = new Set(history.map((entry) => entry.info['step']));
  for (const { first } of writers) {
    for (let step = first; step < first + steps; step++) {
      if (['append', 'merge'].includes(stepOf(step).kind)) expect(told).toContain(step);
    }
  }
});

test('processes that merge the same new key at once make one row of it', { timeout: 300_000 }, async () => {
  // Step 2 of each writer merges the same ids into the same table.
  const writers = ['a', 'b', 'c'].map((name) => startWriter(2, 1, name));
  for (const { ended } of writers) expect((await ended)[0]).toBe(0);
  const snapshot = await table.snapshot();
  expect(snapshot.version).toBe(3);
  expect(snapshot.rows).toBe(120);
  const [counts] = await lake.engine.rows(
    `SELECT count(DISTINCT id) AS ids, count(DISTINCT writer) AS writers FROM ${snapshot.relation()}`,
  );
  expect(counts).toEqual({ ids: 120, writers: 1 });
});
