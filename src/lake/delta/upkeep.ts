import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { UpkeepOptions, UpkeepReport } from '../table.ts';
import { findCheckpoint } from './checkpoint.ts';
import { chooseGroups, compactTable } from './compact.ts';
import { requireState, type TableContext } from './context.ts';
import { versionAt } from './history.ts';
import { fileBytes } from './staging.ts';
import type { TableState } from './state.ts';
import { vacuumTable } from './vacuum.ts';

const hourMilliseconds = 3600 * 1000;

/** Keeps one table quick and small, beside readers and writers: each step leaves a good table, wherever it is cut off. */
export async function keepUp(context: TableContext, options: UpkeepOptions): Promise<UpkeepReport> {
  const { dryRun = false, signal } = options;
  const found = await requireState(context);
  const before = sizeOf(found);
  const compaction = dryRun ? planned(found, options) : await compacted(context, found, options);
  signal?.throwIfAborted();
  const state = await requireState(context);
  const checkpoint = await makeCheckpoint(context, state, dryRun);
  signal?.throwIfAborted();
  const retainHours = hoursOf(state, 'delta.deletedFileRetentionDuration') ?? options.retainHours;
  const vacuumed = await vacuumTable(context, { retainHours, dryRun });
  signal?.throwIfAborted();
  const retainLogHours = hoursOf(state, 'delta.logRetentionDuration') ?? options.retainLogHours;
  // The log reaches as far back as the files do, for a version whose entry is gone can't be read.
  const log = await cleanLog(context, state, { retainHours: Math.max(retainLogHours, retainHours), dryRun });
  return { before, ...compaction, checkpoint, vacuumed, log };
}

function sizeOf(state: TableState): { files: number; bytes: number } {
  let bytes = 0;
  for (const add of state.files.values()) bytes += add.size;
  return { files: state.files.size, bytes };
}

type Compaction = Pick<UpkeepReport, 'after' | 'postponed'>;

function planned(state: TableState, options: UpkeepOptions): Compaction {
  const { files, bytes } = sizeOf(state);
  const targetBytes = options.targetBytes ?? fileBytes;
  let after = files;
  for (const group of chooseGroups(state, options)) {
    const groupBytes = group.reduce((sum, add) => sum + add.size, 0);
    after -= group.length - Math.max(1, Math.ceil(groupBytes / targetBytes));
  }
  return { after: { files: after, bytes }, postponed: false };
}

async function compacted(context: TableContext, state: TableState, options: UpkeepOptions): Promise<Compaction> {
  const { targetBytes, minimumFiles } = options;
  try {
    const made = await compactTable(context, {
      ...(targetBytes ? { targetBytes } : {}),
      ...(minimumFiles ? { minimumFiles } : {}),
    });
    return { after: sizeOf(made), postponed: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What other software wrote so that we may only read it is left as it is.
    const left = error.code === lakeErrors.conflict || error.code === lakeErrors.protocolUnsupported;
    if (!left) throw error;
    return { after: sizeOf(state), postponed: error.code === lakeErrors.conflict };
  }
}

/** A checkpoint of the newest state, where readers would have to go on from an older one. */
async function makeCheckpoint(context: TableContext, state: TableState, dryRun: boolean): Promise<boolean> {
  // Reading the first entry costs no more than a checkpoint of it.
  if (state.version === 0 || state.protocol.minWriterVersion > 2) return false;
  if (!dryRun) return context.log.checkpoint(state);
  const names = await context.files.names(context.files.join(context.location, '_delta_log'));
  return findCheckpoint(names, state.version)?.version !== state.version;
}

/**
 * Deletes the entries before a checkpoint that all versions within the retention can be read from. The entry of the
 * newest content stays, however old: it tells who made it from what. Oldest first, so that a crash leaves no gap.
 */
async function cleanLog(
  context: TableContext,
  state: TableState,
  { retainHours, dryRun }: { retainHours: number; dryRun: boolean },
): Promise<{ files: number; bytes: number }> {
  const { files, location, clock } = context;
  const folder = files.join(location, '_delta_log');
  const none = { files: 0, bytes: 0 };
  const needed = await versionAt(context, new Date(clock.now().getTime() - retainHours * hourMilliseconds));
  if (needed === null) return none;
  const entries = await files.list(folder);
  const names = entries.map(({ name }) => name);
  const hint = JSON.parse((await files.read(files.join(folder, '_last_checkpoint'))) ?? '{}') as { version?: number };
  const from = findCheckpoint(names, Math.min(needed, state.content.version, hint.version ?? 0));
  if (!from) return none;
  const old = entries
    .filter(
      ({ name }) => /^\d{20}\.(json|crc|checkpoint\..*parquet)$/.test(name) && Number(name.slice(0, 20)) < from.version,
    )
    // A checkpoint without its entry would tell no time, so it goes first.
    .sort((a, b) => Number(a.name.endsWith('.json')) - Number(b.name.endsWith('.json')));
  let bytes = 0;
  for (const entry of old) {
    bytes += entry.bytes;
    if (!dryRun) await files.remove(files.join(folder, entry.name));
  }
  return { files: old.length, bytes };
}

const unitHours: Record<string, number> = { second: 1 / 3600, minute: 1 / 60, hour: 1, day: 24, week: 168 };

/** An interval among the table's properties (`interval 30 days`), in hours; null when it says none that we know. */
function hoursOf(state: TableState, property: string): number | null {
  const match = /^(?:interval\s+)?(\d+)\s+(second|minute|hour|day|week)s?$/i.exec(
    state.metadata.configuration[property]?.trim() ?? '',
  );
  return match ? Number(match[1]) * unitHours[match[2]!.toLowerCase()]! : null;
}
