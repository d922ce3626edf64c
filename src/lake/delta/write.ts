import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { Column, CommitInfo, StagedFiles, WriteOptions } from '../table.ts';
import type { Action } from './actions.ts';
import { inTurn, requireState, type TableContext } from './context.ts';
import { ownProtocol, requireRemovable, requireWritable } from './protocol.ts';
import { addColumnActions, removeOf, rowsOf, withAdopted } from './rewrite.ts';
import { type PreparedFiles, prepareStaged, requireComplete, stageSelect, withStage } from './staging.ts';
import type { TableState } from './state.ts';
import { engineInfo, isDone, type Plan, transact } from './transact.ts';
import { formatSchema, storedType } from './types.ts';

/** Types whose values have one spelling in a folder's name that all readers agree on. */
const partitionTypes = /^(VARCHAR|BOOLEAN|TINYINT|SMALLINT|INTEGER|BIGINT|DATE|DECIMAL\(.*\))$/;

/** Makes an empty table as version 0. */
export async function createTable(
  context: TableContext,
  columns: Column[],
  options: { partitionBy?: string[]; info?: CommitInfo },
): Promise<TableState> {
  const { table, log } = context;
  const partitionBy = options.partitionBy ?? [];
  const stored = columns.map((column) => ({ ...column, type: storedType(column.type, column.name) }));
  requireColumns(stored, partitionBy);
  const actions = (at: number): Action[] => [
    {
      commitInfo: {
        timestamp: at,
        operation: 'CREATE TABLE',
        operationParameters: { partitionBy: JSON.stringify(partitionBy) },
        engineInfo,
        lingnan: { rowsAdded: 0, rowsRemoved: 0, info: options.info ?? {} },
      },
    },
    { protocol: ownProtocol },
    {
      metaData: {
        id: randomUUID(),
        name: table,
        format: { provider: 'parquet', options: {} },
        schemaString: formatSchema(stored),
        partitionColumns: partitionBy,
        createdTime: at,
        configuration: {},
      },
    },
  ];
  if (await log.newest()) throw new AppError(lakeErrors.tableExists, { table });
  const state = await log.commit(null, actions);
  if (!state) throw new AppError(lakeErrors.tableExists, { table });
  return state;
}

function requireColumns(columns: Column[], partitionBy: string[]): void {
  const refuse = (problem: string) => {
    throw new AppError(lakeErrors.invalidRequest, { problem });
  };
  const names = new Set<string>();
  for (const { name } of columns) {
    // Delta and Spark take names that differ only in case for the same column.
    const folded = name.toLowerCase();
    if (name === '' || names.has(folded)) refuse(`column "${name}"`);
    names.add(folded);
  }
  if (columns.length === 0) refuse('no columns');
  for (const name of partitionBy) {
    const column = columns.find((one) => one.name === name);
    if (!column) refuse(`partition "${name}"`);
    else if (!partitionTypes.test(column.type)) refuse(`partition "${name}" ${column.type}`);
  }
  if (partitionBy.length >= columns.length) refuse('no column beside the partition');
}

/** Commits files that were staged by someone else. */
export async function commitStaged(
  context: TableContext,
  staged: StagedFiles,
  mode: 'append' | 'replace',
  options: WriteOptions,
): Promise<TableState> {
  const mayAdd = options.addColumns ?? false;
  try {
    return await write(context, mode, options, (state, stage) =>
      prepareStaged(context, state, { staged, stage, mayAdd }),
    );
  } finally {
    await context.files.remove(staged.folder);
  }
}

/** Writes the rows of a SELECT. */
export async function writeSelect(
  context: TableContext,
  select: string,
  mode: 'append' | 'replace',
  options: WriteOptions,
): Promise<TableState> {
  const mayAdd = options.addColumns ?? false;
  return write(context, mode, options, (state, stage) =>
    stageSelect(context, state, { select, stage, mayAdd, keepOrder: true }),
  );
}

async function write(
  context: TableContext,
  mode: 'append' | 'replace',
  options: WriteOptions,
  prepare: (state: TableState, stage: StagedFiles) => Promise<PreparedFiles>,
): Promise<TableState> {
  const state = await requireState(context);
  requireWritable(state, context.table);
  if (mode === 'replace') requireRemovable(state, context.table);
  if (isDone(state, options)) return state;
  return withStage(context, async (stage) => {
    const prepared = await prepare(state, stage);
    const commit = () => commitPrepared(context, state, prepared, mode, options);
    return mode === 'replace' ? inTurn(context, commit) : commit();
  });
}

async function commitPrepared(
  context: TableContext,
  from: TableState,
  prepared: PreparedFiles,
  mode: 'append' | 'replace',
  options: WriteOptions,
): Promise<TableState> {
  const { table } = context;
  requireComplete(table, from, prepared.files);
  return withAdopted(context, from, prepared.files, (adds) =>
    transact(context, {
      options,
      from,
      plan: async (state): Promise<Plan> => {
        if (state.metadata !== from.metadata) requireStillFits(table, from, prepared, state);
        const removes = mode === 'replace' ? [...state.files.values()].map((add) => removeOf(add, true)) : [];
        return {
          operation: 'WRITE',
          parameters: { mode: mode === 'append' ? 'Append' : 'Overwrite' },
          actions: [...addColumnActions(state, prepared.added), ...removes, ...adds],
          rowsAdded: prepared.rows,
          rowsRemoved: mode === 'replace' ? rowsOf(state.files.values()) : 0,
          reads: mode === 'append' ? 'nothing' : 'everything',
        };
      },
    }),
  );
}

/** Columns that someone else added meanwhile are no hindrance; other changes of the schema are. */
function requireStillFits(table: string, before: TableState, prepared: PreparedFiles, state: TableState): void {
  const now = new Map(state.columns.map((column) => [column.name, column.type]));
  const written = [...before.columns, ...prepared.added.filter((column) => now.has(column.name))];
  const wrong = written.find((column) => now.get(column.name) !== column.type);
  const samePartition = before.metadata.partitionColumns.join() === state.metadata.partitionColumns.join();
  if (wrong || !samePartition) throw new AppError(lakeErrors.conflict, { table, version: state.version });
}
