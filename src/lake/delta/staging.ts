import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { quoteLiteral, quoteName } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Column, StagedFiles } from '../table.ts';
import type { Action } from './actions.ts';
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

/** The statement that writes a SELECT into a staging folder in the table's layout. */
export function writeStatement(select: string, folder: string, partitionBy: string[]): string {
  const layout =
    partitionBy.length > 0
      ? `PARTITION_BY (${partitionBy.map(quoteName).join(', ')}), OVERWRITE_OR_IGNORE true`
      : `FILE_SIZE_BYTES ${fileBytes}, OVERWRITE_OR_IGNORE true`;
  return `COPY (${select}) TO ${quoteLiteral(folder)} (FORMAT parquet, COMPRESSION zstd, ${layout})`;
}

/** Writes the rows of a SELECT for this state of the table into a staging folder. */
export async function stageSelect(
  context: TableContext,
  state: TableState,
  select: string,
  mayAdd: boolean,
): Promise<PreparedFiles> {
  const described = await context.engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${select}`);
  const source = described.map((row) => ({ name: row.column_name, type: row.column_type }));
  const fit = fitColumns(source, state.columns, context.table, mayAdd);
  const stage = await makeStage(context);
  const { partitionColumns } = state.metadata;
  // Delta reads an empty partition value as null, so it is made one before other readers see it differently.
  const types = new Map(state.columns.map((column) => [column.name, column.type]));
  const expressions = fit.expressions.map((expression, index) => {
    const name = [...state.columns, ...fit.added][index]!.name;
    if (!partitionColumns.includes(name) || types.get(name) !== 'VARCHAR') return expression;
    return `nullif(${quoteName(name)}::VARCHAR, '') AS ${quoteName(name)}`;
  });
  const shaped = `SELECT ${expressions.join(', ')} FROM (${select})`;
  await context.engine.run(writeStatement(shaped, stage.folder, partitionColumns));
  const files = await inspectStaged(context, stage, state);
  return { files, added: fit.added, rows: files.reduce((sum, file) => sum + file.footer.rows, 0) };
}

/** Takes files that someone staged; those that are not in the table's layout are written anew. */
export async function prepareStaged(
  context: TableContext,
  state: TableState,
  staged: StagedFiles,
  mayAdd: boolean,
): Promise<PreparedFiles> {
  const files = await inspectStaged(context, staged, state);
  const added = addedInPlace(context, state, files, mayAdd);
  if (added) return { files, added, rows: files.reduce((sum, file) => sum + file.footer.rows, 0) };
  return stageSelect(context, state, `SELECT * FROM ${stagedRelation(state, files)}`, mayAdd);
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

/** Moves staged files to where the table will find them; until the commit they belong to nothing. */
export async function adoptFiles(
  context: TableContext,
  state: TableState,
  staged: StagedFile[],
  dataChange: boolean,
): Promise<Action[]> {
  const { files, location } = context;
  const moves: { from: string; to: string }[] = [];
  const actions = staged.map(({ location: from, bytes, partition, footer }, index): Action => {
    const folders = state.metadata.partitionColumns.map((column) => partitionFolder(column, partition[column] ?? null));
    const name = `part-${String(index).padStart(5, '0')}-${randomUUID()}.zstd.parquet`;
    const relative = [...folders, name].join('/');
    moves.push({ from, to: files.join(location, relative) });
    const partitionValues = Object.fromEntries(
      state.metadata.partitionColumns.map((column) => [column, partition[column] ?? null]),
    );
    const path = encodeLogPath(relative);
    // The commit gives it its time.
    return { add: { path, partitionValues, size: bytes, modificationTime: 0, dataChange, stats: footer.stats } };
  });
  await files.adopt(moves);
  return actions;
}
