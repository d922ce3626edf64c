import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CollectionParts } from './dependencies.ts';

/** Files and bytes of what was, or would be, deleted. */
export interface Cleared {
  files: number;
  bytes: number;
}

const hour = 3_600_000;
/** A source that no run refers to may still be looked at before it is collected, and a folder without a run be a new one. */
const unclaimedHours = { source: 7 * 24, folder: 24 };
const finished = ['done', 'refused', 'failed', 'cancelled', 'unchanged'];

/** Deletes what runs that are gone have left: what was being received, rejected rows that nothing shows, unclaimed sources. */
export function createClearLeftovers({ repository, config, clock, quarantineFolder }: CollectionParts) {
  const sources = path.join(config.dataFolder, 'sources');
  const incoming = path.join(sources, 'incoming');

  return async function clearLeftovers({ dryRun = false }: { dryRun?: boolean } = {}): Promise<Cleared> {
    const cleared: Cleared = { files: 0, bytes: 0 };
    const clear = async (folder: string) => {
      const { files, bytes } = await measure(folder);
      cleared.files += files;
      cleared.bytes += bytes;
      if (!dryRun) await rm(folder, { recursive: true, force: true });
    };
    const olderThan = async (folder: string, hours: number) => {
      const found = await stat(folder).catch(() => null);
      return found !== null && clock.now().getTime() - found.mtimeMs > hours * hour;
    };

    // Folders here are called after their run, or after what they are for, with a number.
    const received = await names(incoming);
    const receiving = new Map(received.map((name) => [name, name.replace(/-[0-9a-f]+$/, '')]));
    const running = await repository.runsAmong([...receiving.values()]);
    for (const [name, run] of receiving) {
      const ended = finished.includes(running.get(run)?.status ?? '');
      const folder = path.join(incoming, name);
      if (await olderThan(folder, ended ? 1 : unclaimedHours.folder)) await clear(folder);
    }

    const quarantined = await names(path.dirname(quarantineFolder('run')));
    const runs = await repository.runsAmong(quarantined);
    for (const id of quarantined) {
      const run = runs.get(id);
      // Without a legend nothing can show its rows.
      const unseen = run === undefined || (finished.includes(run.status) && !run.shown);
      if (unseen && (await olderThan(quarantineFolder(id), unclaimedHours.folder))) await clear(quarantineFolder(id));
    }

    for (const first of await names(sources)) {
      if (!/^[0-9a-f]{2}$/.test(first)) continue;
      const stored = await names(path.join(sources, first));
      const claimed = await repository.claimedSources(stored);
      for (const sha256 of stored.filter((hash) => /^[0-9a-f]{64}$/.test(hash) && !claimed.has(hash))) {
        const home = path.join(sources, first, sha256);
        // Whoever finds a source marks its manifest as used, so what is about to be collected is young.
        const unused = () => olderThan(path.join(home, 'manifest.json'), unclaimedHours.source);
        if (!(await unused())) continue;
        if (dryRun) {
          await clear(home);
          continue;
        }
        const grave = path.join(incoming, `unclaimed-${randomBytes(6).toString('hex')}`);
        await rename(home, grave);
        const young = !(await olderThan(path.join(grave, 'manifest.json'), unclaimedHours.source));
        if (young || (await repository.claimedSources([sha256])).has(sha256)) await rename(grave, home);
        else await clear(grave);
      }
    }
    return cleared;
  };
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function measure(folder: string): Promise<Cleared> {
  const measured: Cleared = { files: 0, bytes: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    measured.files++;
    measured.bytes += (await stat(path.join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return measured;
}
