import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { HistoryEntry } from '../table.ts';
import { requireState, type TableContext } from './context.ts';
import type { LogEntry } from './log.ts';
import type { TableState } from './state.ts';
import { statisticsOf } from './statistics.ts';

/** The newest commits, newest first. */
export async function readHistory(context: TableContext, limit = Number.POSITIVE_INFINITY): Promise<HistoryEntry[]> {
  const newest = await requireState(context);
  const history: HistoryEntry[] = [];
  for (let version = newest.version; version >= 0 && history.length < limit; version -= 16) {
    const length = Math.min(16, version + 1, limit - history.length);
    const batch = await Promise.all(Array.from({ length }, (_, index) => context.log.entry(version - index)));
    for (const entry of batch) {
      // Another writer's software may have cleaned older entries away.
      if (!entry) return history;
      history.push(historyEntry(entry));
    }
  }
  return history;
}

function historyEntry({ version, at, actions }: LogEntry): HistoryEntry {
  const record = actions.find((action) => action.commitInfo)?.commitInfo;
  const own = record?.lingnan;
  const added = actions.reduce((sum, { add }) => sum + (add?.dataChange ? (statisticsOf(add).numRecords ?? 0) : 0), 0);
  return {
    version,
    at: new Date(at),
    operation: record?.operation ?? 'WRITE',
    rowsAdded: own?.rowsAdded ?? added,
    rowsRemoved: own?.rowsRemoved ?? 0,
    info: own?.info ?? {},
  };
}

/** The version of the log that was the newest at an instant; null when the log does not reach so far back. */
export async function versionAt(context: TableContext, instant: Date): Promise<number | null> {
  const newest = await requireState(context);
  const wanted = instant.getTime();
  if (newest.at <= wanted) return newest.version;
  const versions = await context.log.versions();
  let low = 0;
  let high = versions.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = await context.log.entry(versions[middle]!);
    if (entry && entry.at <= wanted) {
      found = versions[middle]!;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found < 0 ? null : found;
}

/** The state that was the newest at an instant. */
export async function stateAt(context: TableContext, instant: Date): Promise<TableState> {
  const version = await versionAt(context, instant);
  const state = version === null ? null : await context.log.at(version);
  if (state) return state;
  const [oldest = 0] = await context.log.versions();
  throw versionMissing(context, instant.toISOString(), oldest, (await requireState(context)).version);
}

export function versionMissing(
  context: TableContext,
  version: string | number,
  oldest: number,
  newest: number,
): AppError {
  return new AppError(lakeErrors.versionMissing, { table: context.table, version, oldest, newest });
}
