import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdFolder } from './holder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-holder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('one holds a folder; the other is told who does, and may when it was let go', async () => {
  const letGo = await holdFolder(folder);
  await expect(holdFolder(folder)).rejects.toMatchObject({
    code: 'database.folder-busy',
    details: { holder: `pid ${process.pid}` },
  });
  await letGo();
  await (await holdFolder(folder))();
  expect(await readdir(folder)).toEqual([]);
});

test('a process that was killed holds its folder no more', async () => {
  const script = `
    import { holdFolder } from ${JSON.stringify(path.join(import.meta.dirname, 'holder.ts'))};
    await holdFolder(process.argv.at(-1));
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, '--', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(holdFolder(folder)).rejects.toMatchObject({ details: { holder: `pid ${child.pid}` } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await holdFolder(folder))();
});
