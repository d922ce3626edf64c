import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/lingnan.cjs', import.meta.url));
const rows = 600_000;
const wrong = 600;

let folder: string;
let file: string;
let standard: string;

function start(...argv: string[]) {
  const env: NodeJS.ProcessEnv = { ...process.env, LINGNAN_DATA: path.join(folder, 'data'), LOG_LEVEL: 'silent' };
  return spawn(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function lingnan(...argv: string[]): Promise<{ code: number; out: string }> {
  const child = start(...argv);
  let out = '';
  child.stdout.on('data', (text) => {
    out += String(text);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, out };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-kill-'));
  file = path.join(folder, 'readings.csv');
  standard = path.join(folder, 'standard.yaml');
  const lines = ['id,value'];
  for (let row = 1; row <= rows; row += 1) lines.push(`${row},${row % 1000 === 500 ? 'N/A' : row % 97}`);
  await writeFile(file, `${lines.join('\n')}\n`);
  await writeFile(
    standard,
    `id: demo.readings
title: { zh: 读数, en: Readings }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: value, title: { zh: 读数, en: Value }, type: integer }
`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a collection killed at any moment loses nothing, doubles nothing, and is done by the next', async () => {
  // Once whole, to know how long it takes here: the kills are spread over that time.
  const began = Date.now();
  await lingnan('collect', file, '--dataset', 'demo.first', '--standard', await renamed('demo.first'), '--json');
  const whole = Date.now() - began;
  for (let round = 0; round < 8; round += 1) {
    const dataset = `demo.killed-${round}`;
    const own = await renamed(dataset);
    const child = start('collect', file, '--dataset', dataset, '--standard', own, '--json');
    const ended = once(child, 'close');
    await new Promise((resolve) => setTimeout(resolve, (whole * (round + 1)) / 9));
    child.kill('SIGKILL');
    await ended;
    const again = await lingnan('collect', file, '--dataset', dataset, '--standard', own, '--json');
    const result = JSON.parse(again.out) as { rows: number; accepted: number; quarantined: number; version: number };
    expect(result, dataset).toMatchObject({ rows, accepted: rows - wrong, quarantined: wrong });
    const counted = await lingnan(
      'query',
      `select count(*) as n, count(distinct id) as ids from "${dataset}"`,
      '--json',
    );
    expect(JSON.parse(counted.out), dataset).toEqual({ n: rows - wrong, ids: rows - wrong });
  }
  await lingnan('audit', 'export', path.join(folder, 'audit.ndjson'));
  const verified = await lingnan('audit', 'verify', path.join(folder, 'audit.ndjson'), '--json');
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true });
}, 240_000);

async function renamed(id: string): Promise<string> {
  const target = path.join(folder, `${id}.yaml`);
  await writeFile(target, (await readFile(standard, 'utf8')).replace('id: demo.readings', `id: ${id}`));
  return target;
}
