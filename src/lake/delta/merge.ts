import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/index.ts';
import { quoteName } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Bound, StagedFiles, WriteOptions } from '../table.ts';
import type { AddFile } from './actions.ts';
import { inspectFiles, inTurn, requireState, type TableContext } from './context.ts';
import { fileList } from './paths.ts';
import { requireRemovable, requireWritable } from './protocol.ts';
import { addColumnActions, removeOf, rowsOf, withAdopted } from './rewrite.ts';
import { locate, relationOf } from './snapshot.ts';
import { requireComplete, stageSelect, withStage } from './staging.ts';
import type { TableState } from './state.ts';
import { mayHold } from './statistics.ts';
import { isDone, type Plan, transact } from './transact.ts';

/** How often a merge or a removal starts over because another write changed what it had read. */
const rewriteAttempts = 16;
const fileColumn = '__lingnan_file';

/** Rows of the SELECT take the place of those with the same key. Only files that hold such a row are rewritten. */
export async function mergeSelect(
  context: TableContext,
  select: string,
  key: string[],
  options: WriteOptions,
): Promise<TableState> {
  return inTurn(context, () =>
    withStage(context, async (stage) => {
      const source = await materialise(context, select, key, stage.folder);
      return retried(context, options, (state, own) => mergeOnce(context, { state, stage: own, source, key, options }));
    }),
  );
}

interface Source {
  /** Something to select the rows from. */
  relation: string;
  rows: number;
  bounds: Bound[];
}

/** Runs the SELECT once, so that every attempt merges the same rows, and checks its keys. */
async function materialise(context: TableContext, select: string, key: string[], folder: string): Promise<Source> {
  const { engine, files } = context;
  if (key.length === 0) throw new AppError(lakeErrors.invalidRequest, { problem: 'merge without a key' });
  const location = files.join(folder, 'source.parquet');
  await engine.run(`COPY (${select}) TO '${location.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  const relation = `read_parquet(${fileList([location])}, hive_partitioning = false)`;
  const names = key.map(quoteName).join(', ');
  const extremes = key.map((name, i) => {
    const quoted = quoteName(name);
    return `min(${quoted}) AS "min${i}", max(${quoted}) AS "max${i}", count(${quoted}) AS "count${i}"`;
  });
  const [told] = await engine.rows<Record<string, string | number | boolean | null>>(
    `SELECT count(*) AS rows, ${extremes.join(', ')} FROM ${relation}`,
  );
  const [repeated] = await engine.rows<{ rows: number }>(
    `SELECT count(*) AS rows FROM (SELECT 1 FROM ${relation} GROUP BY ${names} HAVING count(*) > 1)`,
  );
  if (repeated!.rows > 0) throw new AppError(lakeErrors.keyRepeated, { rows: repeated!.rows, key: key.join(', ') });
  const rows = told!['rows'] as number;
  // A null key matches a null key, and null has no place in a range.
  const bounds = key.flatMap((column, i): Bound[] => {
    const [minimum, maximum] = [told![`min${i}`], told![`max${i}`]];
    if (told![`count${i}`] !== rows || minimum === null || maximum === null) return [];
    return [{ column, minimum: minimum as string, maximum: maximum as string }];
  });
  return { relation, rows, bounds };
}

/** Repeats a whole rewrite on the newest state while other writes get in between. */
async function retried(
  context: TableContext,
  options: WriteOptions,
  attempt: (state: TableState, stage: StagedFiles) => Promise<TableState>,
): Promise<TableState> {
  for (let tries = 1; ; tries++) {
    const state = await requireState(context);
    requireWritable(state, context.table);
    requireRemovable(state, context.table);
    if (isDone(state, options)) return state;
    try {
      return await withStage(context, (stage) => attempt(state, stage));
    } catch (error) {
      const conflict = error instanceof AppError && error.code === lakeErrors.conflict;
      if (!conflict || tries >= rewriteAttempts) throw error;
      // Of several that hinder each other the luckier one goes on first.
      await sleep(Math.random() * Math.min(20 * 2 ** tries, 1000));
    }
  }
}

interface MergeAttempt {
  state: TableState;
  stage: StagedFiles;
  source: Source;
  key: string[];
  options: WriteOptions;
}

async function mergeOnce(context: TableContext, attempt: MergeAttempt): Promise<TableState> {
  const { state, stage, source, key, options } = attempt;
  const { table } = context;
  const unknown = key.find((name) => !state.columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new AppError(lakeErrors.invalidRequest, { problem: `key "${unknown}"` });
  if (source.rows === 0) return state;
  const same = key.map((name) => `s.${quoteName(name)} IS NOT DISTINCT FROM t.${quoteName(name)}`).join(' AND ');
  const matched = (on: TableState, files: Iterable<AddFile>) => {
    const types = new Map(on.columns.map((column) => [column.name, column.type]));
    const candidates = [...files].filter((add) => mayHold(add, source.bounds, types));
    return matchedFiles(context, on, candidates, (relation) => {
      return `FROM ${relation} AS t SEMI JOIN ${source.relation} AS s ON (${same})`;
    });
  };
  const touched = await matched(state, state.files.values());
  const adds = [...touched.keys()];
  const rest =
    adds.length === 0
      ? ''
      : `SELECT t.* FROM ${relationOf(state, adds, context.location, context.known)} AS t
         ANTI JOIN ${source.relation} AS s ON (${same}) UNION ALL BY NAME `;
  const prepared = await stageSelect(context, state, {
    select: `${rest}SELECT * FROM ${source.relation}`,
    stage,
    mayAdd: options.addColumns ?? false,
  });
  requireComplete(table, state, prepared.files);
  const rowsRemoved = [...touched.values()].reduce((sum, rows) => sum + rows, 0);
  return withAdopted(context, state, prepared.files, (added) =>
    transact(context, {
      options,
      from: state,
      plan: (now) =>
        planOn(context, state, now, {
          operation: 'MERGE',
          parameters: { matchedBy: key.join(', ') },
          actions: [...addColumnActions(state, prepared.added), ...adds.map((add) => removeOf(add, true)), ...added],
          rowsAdded: source.rows,
          rowsRemoved,
          reads: async (now, added) => (await matched(now, added)).size > 0,
        }),
    }),
  );
}

/** A plan that was made for one state holds for no other whose schema or files differ; the caller starts over. */
async function planOn(context: TableContext, made: TableState, now: TableState, plan: Plan): Promise<Plan> {
  if (made !== now) throw new AppError(lakeErrors.conflict, { table: context.table, version: now.version });
  return plan;
}

/** Files with rows that a clause selects, and how many. `clause` gets the relation of the candidates. */
async function matchedFiles(
  context: TableContext,
  state: TableState,
  candidates: AddFile[],
  clause: (relation: string) => string,
): Promise<Map<AddFile, number>> {
  if (candidates.length === 0) return new Map();
  await inspectFiles(context, state);
  const relation = relationOf(state, candidates, context.location, context.known, { fileColumn });
  const found = await context.engine.rows<{ file: string; rows: number }>(
    `SELECT t.${fileColumn} AS file, count(*) AS rows ${clause(relation)} GROUP BY ALL`,
  );
  const byLocation = new Map(candidates.map((add) => [locate(context.location, add.path), add]));
  return new Map(found.map(({ file, rows }) => [byLocation.get(file)!, rows]));
}

/** Deletes the rows for which the condition is true; files of which nothing is left are not rewritten. */
export async function removeRows(context: TableContext, condition: string, options: WriteOptions): Promise<TableState> {
  return inTurn(context, () =>
    retried(context, options, (state, stage) => removeOnce(context, { state, stage, condition, options })),
  );
}

interface RemoveAttempt {
  state: TableState;
  stage: StagedFiles;
  condition: string;
  options: WriteOptions;
}

async function removeOnce(context: TableContext, attempt: RemoveAttempt): Promise<TableState> {
  const { state, stage, condition, options } = attempt;
  const matched = (on: TableState, files: Iterable<AddFile>) =>
    matchedFiles(context, on, [...files], (relation) => `FROM ${relation} AS t WHERE (${condition})`);
  const touched = await matched(state, state.files.values());
  if (touched.size === 0) return state;
  const adds = [...touched.keys()];
  const rowsRemoved = [...touched.values()].reduce((sum, rows) => sum + rows, 0);
  const partly = adds.filter((add) => rowsOf([add]) !== touched.get(add));
  const left = relationOf(state, partly, context.location, context.known);
  const prepared = await stageSelect(context, state, {
    select: `SELECT * FROM ${left} AS t WHERE (${condition}) IS NOT TRUE`,
    stage,
  });
  return withAdopted(context, state, prepared.files, (added) =>
    transact(context, {
      options,
      from: state,
      plan: (now) =>
        planOn(context, state, now, {
          operation: 'DELETE',
          parameters: { predicate: condition.slice(0, 1000) },
          actions: [...adds.map((add) => removeOf(add, true)), ...added],
          rowsAdded: 0,
          rowsRemoved,
          reads: async (now, added) => (await matched(now, added)).size > 0,
        }),
    }),
  );
}
