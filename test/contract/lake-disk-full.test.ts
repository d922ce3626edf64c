import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../../src/kernel/index.ts';
import { openLake } from '../../src/lake/index.ts';

/** A small file system of its own, where this process may make one; null elsewhere. */
function smallDisk(): string | null {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-small-disk-'));
  const made = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder]);
  if (made && made.status === 0) return folder;
  rmSync(folder, { recursive: true });
  console.warn('SKIPPED: a full disk needs the right to mount a small one');
  return null;
}

const disk = smallDisk();
afterAll(() => {
  if (!disk) return;
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

test.skipIf(!disk)(
  'a full disk stops a write with its name, and leaves the table as it was and nothing else',
  async () => {
    const config = { dataFolder: path.join(disk!, 'data'), engineMemoryMegabytes: 512, engineThreads: 1 };
    const lake = await openLake({ config, log: silentLog });
    const table = lake.table('full.table');
    await table.create([
      { name: 'id', type: 'BIGINT', nullable: false },
      { name: 'hash', type: 'VARCHAR', nullable: true },
    ]);
    const rows = (count: number) => `SELECT i AS id, md5(i::VARCHAR) AS hash FROM range(${count}) t(i)`;
    await table.append(rows(1000));
    const before = (await readdir(table.location)).length;
    const fails = async (write: () => Promise<unknown>) => {
      await expect(write()).rejects.toMatchObject({ code: 'lake.disk-full', status: 507 });
      expect(await table.snapshot()).toMatchObject({ version: 1, rows: 1000 });
      expect(await readdir(table.location)).toHaveLength(before);
      expect(await readdir(lake.temporaryFolder)).toEqual([]);
    };
    await fails(() => table.append(rows(1_000_000)));
    await fails(() => table.merge(rows(1_000_000), ['id']));
    const filler = path.join(disk!, 'filler');
    const { bavail, bsize } = await statfs(disk!);
    await writeFile(filler, Buffer.alloc(bavail * bsize));
    await fails(() => table.append(rows(1)));
    await fails(() => table.compact({ sortBy: ['hash'] }));
    await fails(() => table.addColumns([{ name: 'more', type: 'BIGINT', nullable: true }]));
    await rm(filler);
    expect(await table.append(rows(1))).toMatchObject({ version: 2, rows: 1001 });
    await lake.close();
  },
);
