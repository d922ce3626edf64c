import { AppError } from '../../kernel/index.ts';
import { quoteName } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { CompactOptions, StagedFiles } from '../table.ts';
import type { AddFile } from './actions.ts';
import { inspectFiles, inTurn, requireState, type TableContext } from './context.ts';
import { groupBy } from './group.ts';
import { requireWritable } from './protocol.ts';
import { removeOf, withAdopted } from './rewrite.ts';
import { inOrder, relationOf } from './snapshot.ts';
import { fileBytes, type StagedFile, stageSelect, withStage } from './staging.ts';
import type { TableState } from './state.ts';
import { transact } from './transact.ts';

/** Attempts before a compaction leaves the table as it is: it is never worth hindering a writer. */
const attempts = 3;

/** Brings small files together, and with `sortBy` all files into order, without changing what the table holds. */
export async function compactTable(context: TableContext, options: CompactOptions): Promise<TableState> {
  return inTurn(context, async () => {
    for (let tries = 1; ; tries++) {
      const state = await requireState(context);
      requireWritable(state, context.table);
      try {
        return await withStage(context, (stage) => compactOnce(context, state, stage, options));
      } catch (error) {
        const conflict = error instanceof AppError && error.code === lakeErrors.conflict;
        if (!conflict || tries >= attempts) throw error;
      }
    }
  });
}

async function compactOnce(
  context: TableContext,
  state: TableState,
  stage: StagedFiles,
  { targetBytes = fileBytes, minimumFiles = 2, sortBy = [] }: CompactOptions,
): Promise<TableState> {
  const { table } = context;
  const unknown = sortBy.find((name) => !state.columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new AppError(lakeErrors.invalidRequest, { problem: `sort by "${unknown}"` });
  const groups =
    sortBy.length > 0 ? [...byPartition(state).values()] : chooseGroups(state, { targetBytes, minimumFiles });
  if (groups.length === 0) return state;
  await inspectFiles(context, state);
  const order = sortBy.length > 0 ? ` ORDER BY ${sortBy.map(quoteName).join(', ')}` : '';
  const staged: StagedFile[] = [];
  for (const adds of groups) {
    const relation = relationOf(state, adds, context.location, context.known);
    const prepared = await stageSelect(context, state, {
      select: `SELECT * FROM ${relation}${order}`,
      stage,
      keepOrder: true,
    });
    staged.push(...prepared.files);
  }
  const removed = groups.flat();
  return withAdopted(
    context,
    state,
    staged,
    (added) =>
      transact(context, {
        options: {},
        from: state,
        plan: async (now) => {
          if (now !== state) throw new AppError(lakeErrors.conflict, { table, version: now.version });
          return {
            operation: 'OPTIMIZE',
            parameters: { targetBytes: String(targetBytes), sortBy: JSON.stringify(sortBy) },
            actions: [...removed.map((add) => removeOf(add, false)), ...added],
            rowsAdded: 0,
            rowsRemoved: 0,
            reads: 'nothing',
          };
        },
      }),
    false,
  );
}

/** Files by partition, in the order of their rows, which a compaction keeps. */
function byPartition(state: TableState): Map<string, AddFile[]> {
  return groupBy(inOrder([...state.files.values()]), (add) => JSON.stringify(add.partitionValues));
}

/** Groups of small files of one partition that are worth being written as one. */
export function chooseGroups(
  state: TableState,
  { targetBytes = fileBytes, minimumFiles = 2 }: CompactOptions,
): AddFile[][] {
  const groups: AddFile[][] = [];
  for (const members of byPartition(state).values()) {
    let group: AddFile[] = [];
    let bytes = 0;
    for (const add of members.filter((one) => one.size < targetBytes * 0.75)) {
      if (bytes + add.size > targetBytes && group.length > 0) {
        groups.push(group);
        group = [];
        bytes = 0;
      }
      group.push(add);
      bytes += add.size;
    }
    groups.push(group);
  }
  return groups.filter((group) => group.length >= Math.max(2, minimumFiles));
}
