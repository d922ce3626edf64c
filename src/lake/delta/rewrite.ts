import { AppError } from '../../kernel/index.ts';
import type { Column } from '../table.ts';
import type { Action, AddFile } from './actions.ts';
import type { TableContext } from './context.ts';
import { decodeLogPath } from './paths.ts';
import { placeFiles, type StagedFile } from './staging.ts';
import type { TableState } from './state.ts';
import { statisticsOf } from './statistics.ts';
import { formatSchema } from './types.ts';

/** The action that takes a file out of the table. */
export function removeOf(add: AddFile, dataChange: boolean): Action {
  const { path, partitionValues, size } = add;
  return { remove: { path, dataChange, extendedFileMetadata: true, partitionValues, size } };
}

/** The action that gives a table columns it lacks; none when it has them all. */
export function addColumnActions(state: TableState, added: Column[]): Action[] {
  const known = new Set(state.columns.map((column) => column.name));
  const missing = added.filter((column) => !known.has(column.name));
  if (missing.length === 0) return [];
  return [{ metaData: { ...state.metadata, schemaString: formatSchema([...state.columns, ...missing]) } }];
}

/** Rows of some files after their statistics. */
export function rowsOf(adds: Iterable<AddFile>): number {
  let rows = 0;
  for (const add of adds) rows += statisticsOf(add).numRecords ?? 0;
  return rows;
}

/**
 * Moves staged files into the table's folder, lets `commit` bring them into the log, and deletes them again when they
 * surely did not get there. When it can't be told (the disk failed in the middle), they stay for `vacuum` to judge.
 */
export async function withAdopted(
  context: TableContext,
  state: TableState,
  staged: StagedFile[],
  commit: (adds: Action[]) => Promise<TableState>,
  dataChange = true,
): Promise<TableState> {
  const { adds, moves } = placeFiles(context, state, staged, dataChange);
  const discard = async () => {
    for (const { to } of moves) await context.files.remove(to);
  };
  try {
    await context.files.adopt(moves);
    const made = await commit(adds);
    const first = adds[0]?.add;
    if (first && !made.files.has(decodeLogPath(first.path))) await discard();
    return made;
  } catch (error) {
    if (error instanceof AppError) await discard();
    throw error;
  }
}
