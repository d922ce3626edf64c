import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { quoteLiteral, quoteName } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Column, StagedFiles } from '../table.ts';
import { type Action, columnsInNullCount, columnsTag } from './actions.ts';
import type { TableContext } from './context.ts';
import { fitColumns } from './fit.ts';
import { groupBy } from './group.ts';
import { encodeLogPath, fileList, parsePartitionFolder, partitionFolder } from './paths.ts';
import { dataColumns, type TableState } from './state.ts';
import { type Footer, readFooters } from './statistics.ts';

/** A staged Parquet file and what is known of it. */
export interface StagedFile {
  location: string;
  bytes: number;
  partition: Record<string, string | null>;
  footer: Footer;
}

/** Staged files that fit a table's schema, with the columns that they add to it. */
export interface PreparedFiles {
  files: StagedFile[];
  added: Column[];
  rows: number;
}

/** About how large a file of a table gets; a merge rewrites whole files, a reader skips whole files. */
export const fileBytes = 128 * 1024 * 1024;

/** A new folder for the engine to write into, on the table's file system. */
export async function makeStage({ files, temporaryFolder }: TableContext): Promise<StagedFiles> {
  const folder = files.join(temporaryFolder, `stage-${randomUUID()}`);
  await files.makeFolder(folder);
  return { folder };
}

/**
 * The statement that writes a SELECT into a staging folder in the table's layout. Files of a set size are written by
 * several threads, each as it gets its rows; only one file, which may then get large, keeps the order of the SELECT.
 */
function writeStatement(select: string, folder: string, layout: { partitionBy: string[]; keepOrder: boolean }): string {
  const { partitionBy, keepOrder } = layout;
  const write = (target: string, options: string) =>
    `COPY (${select}) TO ${quoteLiteral(target)} (FORMAT parquet, COMPRESSION zstd${options})`;
  if (partitionBy.length > 0) {
    return write(folder, `, PARTITION_BY (${partitionBy.map(quoteName).join(', ')}), OVERWRITE_OR_IGNORE true`);
  }
  if (keepOrder) return write(`${folder}/rows.parquet`, '');
  return write(folder, `, FILE_SIZE_BYTES ${fileBytes}, OVERWRITE_OR_IGNORE true`);
}

/** A folder for one operation's files, gone when it ends: what was not moved into the table by then is of no use. */
export async function withStage<T>(context: TableContext, work: (stage: StagedFiles) => Promise<T>): Promise<T> {
  const stage = await makeStage(context);
  try {
    return await work(stage);
  } finally {
    await context.files.remove(stage.folder);
  }
}

/** Writes the rows of a SELECT for this state of the table into a folder of its own under the stage. */
export async function stageSelect(
  context: TableContext,
  state: TableState,
  options: { select: string; stage: StagedFiles; mayAdd?: boolean; keepOrder?: boolean },
): Promise<PreparedFiles> {
  const { select, stage, mayAdd = false, keepOrder = false } = options;
  const described = await context.engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${select}`);
  const source = described.map((row) => ({ name: row.column_name, type: row.column_type }));
  const fit = fitColumns(source, state.columns, context.table, mayAdd);
  const folder = context.files.join(stage.folder, randomUUID());
  await context.files.makeFolder(folder);
  const { partitionColumns } = state.metadata;
  // Delta reads an empty partition value as null, so it is made one before other readers see it differently.
  const texts = new Set(source.filter((column) => column.type === 'VARCHAR').map((column) => column.name));
  const expressions = fit.expressions.map((expression, index) => {
    const name = [...state.columns, ...fit.added][index]!.name;
    if (!partitionColumns.includes(name) || !texts.has(name)) return expression;
    return `nullif(${quoteName(name)}, '') AS ${quoteName(name)}`;
  });
  const shaped = `SELECT ${expressions.join(', ')} FROM (${select})`;
  await context.engine.run(writeStatement(shaped, folder, { partitionBy: partitionColumns, keepOrder }));
  const files = await inspectStaged(context, { folder }, state);
  return { files, added: fit.added, rows: files.reduce((sum, file) => sum + file.footer.rows, 0) };
}

/** Takes files that someone staged; those that are not in the table's layout are written anew. */
export async function prepareStaged(
  context: TableContext,
  state: TableState,
  { staged, stage, mayAdd }: { staged: StagedFiles; stage: StagedFiles; mayAdd: boolean },
): Promise<PreparedFiles> {
  const files = await inspectStaged(context, staged, state);
  const added = addedInPlace(context, state, files, mayAdd);
  if (added) return { files, added, rows: files.reduce((sum, file) => sum + file.footer.rows, 0) };
  return stageSelect(context, state, { select: `SELECT * FROM ${stagedRelation(state, files)}`, stage, mayAdd });
}

/** Staged files of any layout as something to select from, with the partition's columns out of their folders. */
function stagedRelation(state: TableState, files: StagedFile[]): string {
  const types = new Map(state.columns.map((column) => [column.name, column.type]));
  const groups = groupBy(files, (file) => JSON.stringify(file.partition));
  const selects = [...groups.values()].map((members) => {
    const constants = Object.entries(members[0]!.partition).map(([column, value]) => {
      const literal = value === null ? 'NULL' : quoteLiteral(value);
      return `, ${literal}::${types.get(column) ?? 'VARCHAR'} AS ${quoteName(column)}`;
    });
    const list = fileList(members.map((file) => file.location));
    return `SELECT *${constants.join('')} FROM read_parquet(${list}, union_by_name = true, hive_partitioning = false)`;
  });
  return `(${selects.join(' UNION ALL BY NAME ')})`;
}

/** The columns that the files add to the table when they can be taken as they are; null when they can't. */
function addedInPlace(context: TableContext, state: TableState, files: StagedFile[], mayAdd: boolean): Column[] | null {
  const { partitionColumns } = state.metadata;
  const added = new Map<string, Column>();
  for (const { footer, partition } of files) {
    const inFolders = Object.keys(partition);
    const sameLayout =
      inFolders.length === partitionColumns.length && partitionColumns.every((name) => inFolders.includes(name));
    if (!sameLayout || Object.values(partition).includes('')) return null;
    // A footer tells only the parts of a nested column, so such files take the way through a query.
    if (footer.columns.some((column) => column.type === 'nested')) return null;
    const fit = fitColumns(footer.columns, dataColumns(state), context.table, mayAdd);
    if (fit.casts) return null;
    const types = new Map(footer.columns.map((column) => [column.name, column.type]));
    for (const column of fit.added) {
      const before = added.get(column.name) ?? column;
      if (column.type !== types.get(column.name) || column.type !== before.type) return null;
      added.set(column.name, column);
    }
  }
  return [...added.values()];
}

async function inspectStaged(context: TableContext, staged: StagedFiles, state: TableState): Promise<StagedFile[]> {
  const { files, engine } = context;
  const entries = (await files.list(staged.folder, { deep: true })).filter((entry) => entry.name.endsWith('.parquet'));
  const locations = entries.map((entry) => files.join(staged.folder, entry.name));
  const footers = await readFooters(engine, locations, dataColumns(state));
  return entries.flatMap((entry, index) => {
    const location = locations[index]!;
    const footer = footers.get(location);
    if (!footer || footer.rows === 0) return [];
    const partition: Record<string, string | null> = {};
    for (const part of entry.name.split('/').slice(0, -1)) {
      const parsed = parsePartitionFolder(part);
      if (parsed) partition[parsed.column] = parsed.value;
    }
    return [{ location, bytes: entry.bytes, partition, footer }];
  });
}

/** Refuses nulls where the schema has none. */
export function requireComplete(table: string, state: TableState, files: StagedFile[]): void {
  for (const { name, nullable } of state.columns) {
    if (nullable) continue;
    const rows = files.reduce((sum, file) => {
      if (name in file.partition) return sum + (file.partition[name] === null ? file.footer.rows : 0);
      return sum + (file.footer.nullCounts[name] ?? 0);
    }, 0);
    if (rows > 0) throw new AppError(lakeErrors.nullInRequired, { table, column: name, rows });
  }
}

/** Where staged files go in the table, and the actions that will make them part of it; nothing is moved yet. */
export function placeFiles(
  { files, location }: TableContext,
  state: TableState,
  staged: StagedFile[],
  dataChange: boolean,
): { adds: Action[]; moves: { from: string; to: string }[] } {
  const { partitionColumns } = state.metadata;
  const moves: { from: string; to: string }[] = [];
  const adds = staged.map(({ location: from, bytes, partition, footer }, index): Action => {
    const partitionValues = Object.fromEntries(partitionColumns.map((column) => [column, partition[column] ?? null]));
    const folders = partitionColumns.map((column) => partitionFolder(column, partition[column] ?? null));
    const name = `part-${String(index).padStart(5, '0')}-${randomUUID()}.zstd.parquet`;
    const relative = [...folders, name].join('/');
    moves.push({ from, to: files.join(location, relative) });
    const path = encodeLogPath(relative);
    const told = footer.columns.every((column) => column.name in footer.nullCounts);
    // The commit gives it its time.
    return {
      add: {
        path,
        partitionValues,
        size: bytes,
        modificationTime: 0,
        dataChange,
        stats: footer.stats,
        ...(told ? { tags: { [columnsTag]: columnsInNullCount } } : {}),
      },
    };
  });
  return { adds, moves };
}
