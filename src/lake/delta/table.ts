import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { Table } from '../table.ts';
import { oneAtATime } from '../turn.ts';
import { compactTable } from './compact.ts';
import { snapshotOf, type TableContext } from './context.ts';
import { missingColumns } from './fit.ts';
import { readHistory, stateAt, versionMissing } from './history.ts';
import { type LogOptions, openDeltaLog } from './log.ts';
import { mergeSelect, removeRows } from './merge.ts';
import { addColumnActions } from './rewrite.ts';
import { locate } from './snapshot.ts';
import { makeStage } from './staging.ts';
import { isCompaction, type TableState } from './state.ts';
import { transact } from './transact.ts';
import { storedType } from './types.ts';
import { keepUp } from './upkeep.ts';
import { vacuumTable } from './vacuum.ts';
import { commitStaged, createTable, writeSelect } from './write.ts';

/** A table in Delta Lake's layout, protocol reader 1 / writer 2. */
export function openDeltaTable(options: LogOptions): Table {
  const context: TableContext = {
    ...options,
    logger: options.log,
    log: openDeltaLog(options),
    known: new Map(),
    snapshots: new WeakMap(),
    turn: oneAtATime(),
  };
  const show = async (state: TableState | Promise<TableState>) => snapshotOf(context, await state);
  return {
    id: options.table,
    location: options.location,
    exists: async () => (await context.log.newest()) !== null,
    create: (columns, create = {}) => show(createTable(context, columns, create)),
    async snapshot(at) {
      const newest = await context.log.newest();
      if (!newest) throw new AppError(lakeErrors.tableMissing, { table: options.table });
      if (!at) return show(newest);
      const state =
        'logVersion' in at
          ? await stateOf(context, at.logVersion, newest)
          : await latestFiles(
              context,
              'instant' in at ? (await stateAt(context, at.instant)).version : at.version,
              newest,
            );
      if (state.version !== newest.version) await requireFiles(context, state, newest);
      return show(state);
    },
    history: (limit) => readHistory(context, limit),
    stage: () => makeStage(context),
    commitStaged: (staged, mode, write = {}) => show(commitStaged(context, staged, mode, write)),
    append: (select, write = {}) => show(writeSelect(context, select, 'append', write)),
    replace: (select, write = {}) => show(writeSelect(context, select, 'replace', write)),
    merge: (select, key, write = {}) => show(mergeSelect(context, select, key, write)),
    remove: (condition, write = {}) => show(removeRows(context, condition, write)),
    addColumns: (columns, write = {}) =>
      show(
        transact(context, {
          options: write,
          plan: async (state) => {
            const stored = columns.map((c) => ({ ...c, type: storedType(c.type, c.name), nullable: true }));
            const actions = addColumnActions(state, missingColumns(stored, state.columns, options.table));
            if (actions.length === 0) return null;
            return { operation: 'ADD COLUMNS', actions, rowsAdded: 0, rowsRemoved: 0, reads: 'nothing' };
          },
        }),
      ),
    compact: (compact = {}) => show(compactTable(context, compact)),
    vacuum: (vacuum) => vacuumTable(context, vacuum),
    upkeep: (upkeep) => keepUp(context, upkeep),
    async drop() {
      const { files, temporaryFolder, location } = context;
      const grave = files.join(temporaryFolder, `dropped-${randomUUID()}`);
      // In one step, so that no half of a log is ever seen.
      if (await context.log.newest()) await files.moveFolder(location, grave);
      context.log.forget();
      await files.remove(grave);
    },
  };
}

/** The state of a version's content in the files of the last compaction after it: earlier ones may be gone by now. */
async function latestFiles(context: TableContext, version: number, newest: TableState): Promise<TableState> {
  if (version >= newest.content.version && version <= newest.version) return newest;
  let last = version;
  for (let next = await context.log.entry(version + 1); next && isCompaction(next.actions); ) {
    last = next.version;
    next = await context.log.entry(last + 1);
  }
  return stateOf(context, last, newest);
}

async function stateOf(context: TableContext, version: number, newest: TableState): Promise<TableState> {
  const state = await context.log.at(version);
  if (state) return state;
  const [oldest = 0] = await context.log.versions();
  throw versionMissing(context, version, oldest, newest.version);
}

/** Refuses an older version whose files a vacuum took. */
async function requireFiles(context: TableContext, state: TableState, newest: TableState): Promise<void> {
  for (const [path, add] of state.files) {
    if (newest.files.has(path)) continue;
    if (await context.files.state(locate(context.location, add.path))) continue;
    throw new AppError(lakeErrors.versionVacuumed, { table: context.table, version: state.version });
  }
}
