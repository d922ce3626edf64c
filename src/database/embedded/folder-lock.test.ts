import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFolderLock } from './folder-lock.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-lock-'));
  file = path.join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('one at a time in this process, and nothing is left behind', async () => {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withFolderLock(file, async () => {
        most = Math.max(most, ++inside);
        await delay(3);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('one at a time over processes of which some are killed while they hold it', async () => {
  // Each adds a line when it enters and one when it leaves; whoever is to die never leaves.
  const script = `
    import { withFolderLock } from ${JSON.stringify(path.join(import.meta.dirname, 'folder-lock.ts'))};
    import { appendFileSync } from 'node:fs';
    const [file, log, dies] = process.argv.slice(-3);
    await withFolderLock(file, async () => {
      appendFileSync(log, 'enter ' + process.pid + '\\n');
      if (dies === 'dies') process.kill(process.pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 5));
      appendFileSync(log, 'leave ' + process.pid + '\\n');
    });`;
  const log = path.join(folder, 'log');
  writeFileSync(log, '');
  const children = Array.from({ length: 8 }, (_, n) =>
    spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script, '--', file, log, n % 2 ? 'dies' : 'lives'],
      {
        stdio: 'inherit',
      },
    ),
  );
  await Promise.all(children.map((child) => once(child, 'exit')));
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const entered = lines.filter((line) => line.startsWith('enter')).map((line) => line.slice(6));
  const left = lines.filter((line) => line.startsWith('leave')).map((line) => line.slice(6));
  expect(entered).toHaveLength(8);
  expect(left).toHaveLength(4);
  // Who leaves does so right behind its own entry: nobody came in between.
  for (const pid of left) expect(lines[lines.indexOf(`enter ${pid}`) + 1]).toBe(`leave ${pid}`);
});

test('work that fails lets go', async () => {
  await expect(withFolderLock(file, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await withFolderLock(file, async () => 'in')).toBe('in');
});

test('waiting for a living holder ends with an error that names it', async () => {
  await withFolderLock(file, async () => {
    await expect(withFolderLock(file, async () => {}, { timeoutMilliseconds: 50 })).rejects.toMatchObject({
      code: 'database.folder-busy',
      details: { holder: `pid ${process.pid}` },
    });
  });
});
