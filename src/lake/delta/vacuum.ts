import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import { requireState, type TableContext } from './context.ts';
import { stateAt } from './history.ts';
import { decodeLogPath } from './paths.ts';
import type { TableState } from './state.ts';

/** A file that no entry of the log names may be another writer's, about to be committed; this old it no longer is. */
const strangerMilliseconds = 24 * 3600 * 1000;

/** Deletes files that no version younger than the retention needs. */
export async function vacuumTable(
  context: TableContext,
  { retainHours, dryRun }: { retainHours: number; dryRun?: boolean },
): Promise<{ files: number; bytes: number }> {
  const { files, location, clock } = context;
  if (!(retainHours >= 0)) throw new AppError(lakeErrors.invalidRequest, { problem: `retainHours ${retainHours}` });
  const now = clock.now().getTime();
  const newest = await requireState(context);
  const { needed, named } = await neededFiles(context, newest, now - retainHours * 3600 * 1000);
  const youngest = now - Math.max(retainHours * 3600 * 1000, strangerMilliseconds);
  let count = 0;
  let bytes = 0;
  for (const entry of await files.list(location, { deep: true })) {
    // By Delta's rule folders that begin with `_` or `.` hold no data, but for partitions of such a column.
    const hidden = entry.name.split('/').some((part) => /^[_.]/.test(part) && !part.includes('='));
    if (hidden || needed.has(entry.name)) continue;
    if (!named.has(entry.name) && entry.modifiedAt.getTime() > youngest) continue;
    count++;
    bytes += entry.bytes;
    if (!dryRun) await files.remove(files.join(location, entry.name));
  }
  if (!dryRun) await sweepLog(context, youngest);
  return { files: count, bytes };
}

/** Entries that a writer had prepared when it was killed; no reader ever looked at them. */
async function sweepLog({ files, location }: TableContext, youngest: number): Promise<void> {
  const folder = files.join(location, '_delta_log');
  for (const { name, modifiedAt } of await files.list(folder)) {
    const left = name.startsWith('.') && name.endsWith('.tmp') && modifiedAt.getTime() <= youngest;
    if (left) await files.remove(files.join(folder, name));
  }
}

/** Files of the version that was the newest at the cutoff and of all later ones, and those known to be removed. */
async function neededFiles(
  context: TableContext,
  newest: TableState,
  cutoff: number,
): Promise<{ needed: Set<string>; named: Set<string> }> {
  const oldest = await stateAt(context, new Date(cutoff)).catch((error: unknown) => {
    if (error instanceof AppError && error.code === lakeErrors.versionMissing) return null;
    throw error;
  });
  const named = new Set([...newest.removed.keys(), ...(oldest?.removed.keys() ?? [])]);
  const needed = new Set([...newest.files.keys(), ...(oldest?.files.keys() ?? [])]);
  const versions = await context.log.versions();
  for (const version of versions) {
    if (oldest && version <= oldest.version) continue;
    const entry = await context.log.entry(version);
    for (const { add } of entry?.actions ?? []) if (add) needed.add(decodeLogPath(add.path));
  }
  return { needed, named };
}
