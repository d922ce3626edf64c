import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { AppError, type Clock, type Config, type Logger, systemClock } from '../kernel/index.ts';
import { openDeltaTable } from './delta/table.ts';
import { openDuckdb } from './engines/duckdb.ts';
import type { Engine } from './engines/engine.ts';
import { createLockedEngines } from './engines/locked-engine.ts';
import { lakeErrors } from './errors.ts';
import { localFiles } from './files/local.ts';
import type { Lake, Table } from './table.ts';

const tableName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

type LakeConfig = Pick<Config, 'dataFolder' | 'engineMemoryMegabytes' | 'engineThreads'>;

/** Opens the tables under the data folder. Several processes may do so at once. */
export async function openLake(options: {
  config: LakeConfig;
  log: Logger;
  clock?: Clock;
}): Promise<Lake & { close(): Promise<void> }> {
  const { config, log, clock = systemClock } = options;
  const root = path.join(config.dataFolder, 'lake');
  const temporaryRoot = path.join(root, '.temporary');
  await clearLeftovers(temporaryRoot);
  const name = [os.hostname(), process.pid, Date.now(), randomUUID().slice(0, 8)].join('-');
  const temporaryFolder = path.join(temporaryRoot, name);
  await mkdir(temporaryFolder, { recursive: true });
  const files = localFiles();
  const engine = await openDuckdb({
    memoryMegabytes: config.engineMemoryMegabytes,
    threads: config.engineThreads,
    temporaryFolder: path.join(temporaryFolder, 'spill'),
  });
  let parts: Promise<Engine> | null = null;
  const locked = createLockedEngines({ threads: config.engineThreads, temporaryFolder });
  const tables = new Map<string, Table>();
  return {
    engine,
    partEngine: () => {
      parts ??= openDuckdb({
        memoryMegabytes: Math.max(256, Math.round(config.engineMemoryMegabytes / 2)),
        threads: 1,
        temporaryFolder: path.join(temporaryFolder, 'spill-parts'),
      });
      return parts;
    },
    temporaryFolder,
    lockedEngine: locked.open,
    table(id) {
      if (!tableName.test(id)) {
        throw new AppError(lakeErrors.invalidRequest, { problem: `table "${id}"` });
      }
      let table = tables.get(id);
      if (!table) {
        const location = path.join(root, id);
        table = openDeltaTable({ files, engine, clock, log, table: id, location, temporaryFolder });
        tables.set(id, table);
      }
      return table;
    },
    async tables() {
      const entries = await readdir(root, { withFileTypes: true });
      const names = entries
        .filter((entry) => entry.isDirectory() && tableName.test(entry.name))
        .map(({ name }) => name);
      return names.filter((name) => existsSync(path.join(root, name, '_delta_log'))).sort();
    },
    clearLeftovers: () => clearLeftovers(temporaryRoot),
    async close() {
      await Promise.all([engine.close(), locked.close(), parts?.then((opened) => opened.close())]);
      await rm(temporaryFolder, { recursive: true, force: true });
    },
  };
}

/** Removes what processes of this machine that have ended left behind; those that run keep theirs. */
async function clearLeftovers(temporaryRoot: string): Promise<{ files: number; bytes: number }> {
  const cleared = { files: 0, bytes: 0 };
  const names = await readdir(temporaryRoot).catch(() => []);
  for (const name of names) {
    const match = /^(.*)-(\d+)-(\d+)-[0-9a-f]{8}$/.exec(name);
    if (match?.[1] !== os.hostname() || isAlive(Number(match[2]), Number(match[3]))) continue;
    for (const { bytes } of await localFiles().list(path.join(temporaryRoot, name), { deep: true })) {
      cleared.files++;
      cleared.bytes += bytes;
    }
    await rm(path.join(temporaryRoot, name), { recursive: true, force: true });
  }
  return cleared;
}

function isAlive(pid: number, madeAt: number): boolean {
  // In a container each start may get the same number, so a folder of this number may be that of a process before us.
  if (pid === process.pid) return madeAt >= Date.now() - process.uptime() * 1000 - 1000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
