import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Clock, silentLog } from '../kernel/index.ts';
import { openLake } from './open-lake.ts';
import type { Lake } from './table.ts';

/** A lake in a folder of its own, which `close` deletes. */
export async function openTestLake(
  options: { clock?: Clock } = {},
): Promise<Lake & { dataFolder: string; close(): Promise<void> }> {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-lake-'));
  const config = { dataFolder, engineMemoryMegabytes: 1024, engineThreads: 2 };
  const lake = await openLake({ config, log: silentLog, ...options });
  return {
    ...lake,
    dataFolder,
    async close() {
      await lake.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
