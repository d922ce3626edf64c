import type { Clock, Logger } from '../../kernel/index.ts';
import { AppError } from '../../kernel/index.ts';
import type { Engine } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Files } from '../files/files.ts';
import type { Snapshot } from '../table.ts';
import type { DeltaLog } from './log.ts';
import { filesToInspect, type KnownColumns, locate, makeSnapshot } from './snapshot.ts';
import type { TableState } from './state.ts';
import { readFooters } from './statistics.ts';

/** What the operations on one table share. */
export interface TableContext {
  table: string;
  location: string;
  temporaryFolder: string;
  files: Files;
  engine: Engine;
  clock: Clock;
  logger: Logger;
  log: DeltaLog;
  known: KnownColumns;
  snapshots: WeakMap<TableState, Snapshot>;
  /** Waits for other rewriting operations of this process, which would only conflict. */
  turn: () => Promise<() => void>;
}

/** The newest state of a table that must be there. */
export async function requireState(context: TableContext): Promise<TableState> {
  const state = await context.log.newest();
  if (!state) throw new AppError(lakeErrors.tableMissing, { table: context.table });
  return state;
}

/** Makes sure that it is known which columns each file of the state has. */
export async function inspectFiles(context: TableContext, state: TableState): Promise<void> {
  const unknown = filesToInspect(state, context.known);
  if (unknown.length === 0) return;
  const locations = unknown.map((add) => locate(context.location, add.path));
  const footers = await readFooters(context.engine, locations, []);
  for (const [index, add] of unknown.entries()) {
    const footer = footers.get(locations[index]!);
    if (footer) context.known.set(add.path, new Set(footer.columns.map((column) => column.name)));
  }
}

/** The public view of a state, made once a state: a table of thousands of files is asked for it all the time. */
export async function snapshotOf(context: TableContext, state: TableState): Promise<Snapshot> {
  const made = context.snapshots.get(state);
  if (made) return made;
  await inspectFiles(context, state);
  const snapshot = makeSnapshot(state, context.location, context.known);
  context.snapshots.set(state, snapshot);
  return snapshot;
}

/** Runs operations that rewrite files one after the other within this process. */
export async function inTurn<T>(context: TableContext, work: () => Promise<T>): Promise<T> {
  const leave = await context.turn();
  try {
    return await work();
  } finally {
    leave();
  }
}
