import type { Column } from '../table.ts';
import type { Action, AddFile, Metadata, Protocol, RemoveFile } from './actions.ts';
import { decodeLogPath } from './paths.ts';
import { parseSchema } from './types.ts';

/** What the log says of a table at one version. Never changed once made: a newer version is a new object. */
export interface TableState {
  version: number;
  /** Instant of the commit, in milliseconds. */
  at: number;
  /** The version that made the content as it is: compactions after it only moved the rows to other files. */
  content: { version: number; at: number };
  protocol: Protocol;
  metadata: Metadata;
  columns: Column[];
  invariants: string[];
  /** By path relative to the table, decoded: writers differ in how they encode the same one. */
  files: ReadonlyMap<string, AddFile>;
  /** Removed files whose data older versions may still need. */
  removed: ReadonlyMap<string, RemoveFile>;
  /** Highest version of each application that wrote with a `txn` action. */
  transactions: ReadonlyMap<string, number>;
}

/** The state after some log entries, or null when they do not begin with a table's making. */
export function applyEntries(
  base: TableState | null,
  entries: { version: number; at: number; actions: Action[] }[],
): TableState | null {
  let protocol = base?.protocol;
  let metadata = base?.metadata;
  const files = new Map(base?.files);
  const removed = new Map(base?.removed);
  const transactions = new Map(base?.transactions);
  let version = base?.version ?? -1;
  let at = base?.at ?? 0;
  let content = base?.content;
  for (const entry of entries) {
    version = entry.version;
    at = entry.at;
    content = contentOf(entry, content);
    // Removals first: an entry may remove a file and add it again with other statistics.
    for (const { remove } of entry.actions) {
      if (!remove) continue;
      const path = decodeLogPath(remove.path);
      files.delete(path);
      removed.set(path, remove);
    }
    for (const action of entry.actions) {
      if (action.add) {
        const path = decodeLogPath(action.add.path);
        files.set(path, action.add);
        removed.delete(path);
      } else if (action.txn) transactions.set(action.txn.appId, action.txn.version);
      else if (action.metaData) metadata = action.metaData;
      else if (action.protocol) protocol = action.protocol;
    }
  }
  if (!protocol || !metadata) return null;
  const schema =
    base && base.metadata === metadata
      ? { columns: base.columns, invariants: base.invariants }
      : parseSchema(metadata.schemaString);
  return {
    version,
    at,
    content: content ?? { version, at },
    protocol,
    metadata,
    ...schema,
    files,
    removed,
    transactions,
  };
}

/** Whether an entry, of whatever writer, moves rows to other files and does nothing else. */
export function isCompaction(actions: Action[]): boolean {
  let moved = false;
  for (const { add, remove, txn, metaData, protocol } of actions) {
    if (txn || metaData || protocol || add?.dataChange || remove?.dataChange) return false;
    if (remove) moved = true;
  }
  return moved;
}

/** The content after an entry; a compaction of ours tells it itself, so that no entry before it is needed for that. */
export function contentOf(
  { version, at, actions }: { version: number; at: number; actions: Action[] },
  before: TableState['content'] | undefined,
): TableState['content'] {
  if (!isCompaction(actions)) return { version, at };
  const told = actions.find((action) => action.commitInfo)?.commitInfo?.lingnan?.content;
  return told ?? before ?? { version, at };
}

/** Columns that stand in the data files: all but those of the partition. */
export function dataColumns(state: TableState): Column[] {
  return state.columns.filter((column) => !state.metadata.partitionColumns.includes(column.name));
}
