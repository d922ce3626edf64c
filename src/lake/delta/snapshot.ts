import { quoteName } from '../engines/engine.ts';
import type { DataFile, Snapshot } from '../table.ts';
import { type AddFile, columnsInNullCount, columnsTag } from './actions.ts';
import { groupBy } from './group.ts';
import { decodeLogPath, fileList, parsePartitionFolder } from './paths.ts';
import type { TableState } from './state.ts';
import { mayHold, statisticsOf } from './statistics.ts';

/** Columns that a file was seen to have, by the file's path; files never change, so it holds for good. */
export type KnownColumns = Map<string, ReadonlySet<string>>;

/** Absolute path of a file of the log. */
export function locate(location: string, logPath: string): string {
  const path = decodeLogPath(logPath);
  return path.startsWith('/') || /^[a-z][a-z0-9+]+:\/\//i.test(path) ? path : `${location}/${path}`;
}

/** Files whose columns statistics do not tell, so that their footers must be read before `relation` can be told. */
export function filesToInspect(state: TableState, known: KnownColumns): AddFile[] {
  const names = columnsInFiles(state);
  return [...state.files.values()].filter((add) => !known.has(add.path) && columnsByStatistics(add, names) === null);
}

/** The public view of a state. */
export function makeSnapshot(state: TableState, location: string, known: KnownColumns): Snapshot {
  const adds = [...state.files.values()];
  const types = new Map(state.columns.map((column) => [column.name, column.type]));
  let rows: number | null = null;
  let files: DataFile[] | null = null;
  let starts: Map<AddFile, number> | null = null;
  return {
    version: state.content.version,
    logVersion: state.version,
    at: new Date(state.content.at),
    columns: state.columns,
    partitionBy: state.metadata.partitionColumns,
    get rows() {
      rows ??= adds.reduce((sum, add) => sum + (statisticsOf(add).numRecords ?? 0), 0);
      return rows;
    },
    bytes: adds.reduce((sum, add) => sum + add.size, 0),
    get files() {
      files ??= adds.map((add) => dataFile(add, location));
      return files;
    },
    relation(bounds = [], options = {}) {
      const without = new Set(options.without ?? []);
      const kept = adds.filter(
        (add) => mayHold(add, bounds, types) && (without.size === 0 || !without.has(locate(location, add.path))),
      );
      if (options.position === undefined) return relationOf(state, kept, location, known);
      starts ??= startsOf(adds);
      const begins = starts;
      const after = options.after ?? -1;
      const members = new Set(kept);
      const ordered = [...begins.keys()].filter(
        (add) => members.has(add) && begins.get(add)! + (statisticsOf(add).numRecords ?? 0) > after + 1,
      );
      return relationOf(state, ordered, location, known, { position: { column: options.position, starts: begins } });
    },
  };
}

/** Files in the order in which they were written, which is the order of the table's rows. */
export function inOrder(adds: AddFile[]): AddFile[] {
  return adds.toSorted((a, b) => a.modificationTime - b.modificationTime || (a.path < b.path ? -1 : 1));
}

/** Where each file's rows begin when all rows of a state are numbered. */
function startsOf(adds: AddFile[]): Map<AddFile, number> {
  let start = 0;
  return new Map(
    inOrder(adds).map((add) => {
      const entry: [AddFile, number] = [add, start];
      start += statisticsOf(add).numRecords ?? 0;
      return entry;
    }),
  );
}

function dataFile(add: AddFile, location: string): DataFile {
  const statistics = statisticsOf(add);
  return {
    location: locate(location, add.path),
    bytes: add.size,
    rows: statistics.numRecords ?? 0,
    partition: add.partitionValues,
    minimums: statistics.minValues ?? {},
    maximums: statistics.maxValues ?? {},
    nullCounts: statistics.nullCount ?? {},
  };
}

/**
 * Something to select from that holds these files' rows with all columns of the schema in order. Files with the same
 * columns are read by one scan; a column that they lack is null, and one of the partition comes from the folder's name
 * where that agrees with the log, else it is a constant.
 */
export function relationOf(
  state: TableState,
  adds: AddFile[],
  location: string,
  known: KnownColumns,
  options: { fileColumn?: string; position?: { column: string; starts: Map<AddFile, number> } } = {},
): string {
  const { columns } = state;
  const partitionBy = state.metadata.partitionColumns;
  if (adds.length === 0) {
    const empty = columns.map((c) => `NULL::${c.type} AS ${quoteName(c.name)}`);
    if (options.position) empty.push(`NULL::BIGINT AS ${quoteName(options.position.column)}`);
    return `(SELECT ${empty.join(', ')} WHERE false)`;
  }
  const names = columnsInFiles(state);
  const groups = groupBy(adds, (add) => {
    const present = columnsByStatistics(add, names) ?? known.get(add.path) ?? new Set(names);
    const missing = names.filter((name) => !present.has(name));
    const folders = folderNames(add, partitionBy);
    const constants = folders ? null : partitionBy.map((column) => add.partitionValues[column] ?? null);
    return JSON.stringify([missing, folders, constants]);
  });
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const selects = [...groups].map(([key, members]) => {
    const [missing, folders, constants] = JSON.parse(key) as [string[], string[] | null, (string | null)[] | null];
    const expressions = columns.map(({ name, type }) => {
      const target = quoteName(name);
      const place = partitionBy.indexOf(name);
      if (missing.includes(name)) return `NULL::${type} AS ${target}`;
      if (place < 0) return `${target}::${type} AS ${target}`;
      return `${folders ? quoteName(folders[place]!) : constant(constants![place]!, type)} AS ${target}`;
    });
    if (options.fileColumn) expressions.push(`filename AS ${quoteName(options.fileColumn)}`);
    if (options.position) {
      const { column, starts } = options.position;
      const begin = members.map((add) => starts.get(add) ?? 0);
      const start = begin.length === 1 ? begin[0] : `([${begin.join(', ')}]::BIGINT[])[(file_index + 1)::BIGINT]`;
      expressions.push(`file_row_number + ${start} AS ${quoteName(column)}`);
    }
    const list = fileList(members.map((add) => locate(location, add.path)));
    const hiveTypes = (folders ?? []).map((folder, i) => `${quoteName(folder)}: ${types.get(partitionBy[i]!)}`);
    const reading = [
      list,
      hiveTypes.length > 0
        ? `hive_partitioning = true, hive_types = {${hiveTypes.join(', ')}}`
        : 'hive_partitioning = false',
      ...(options.fileColumn ? ['filename = true'] : []),
      ...(options.position ? ['file_row_number = true'] : []),
    ];
    return `SELECT ${expressions.join(', ')} FROM read_parquet(${reading.join(', ')})`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}

function constant(value: string | null, type: string): string {
  return value === null || value === '' ? `NULL::${type}` : `'${value.replaceAll("'", "''")}'::${type}`;
}

function columnsInFiles(state: TableState): string[] {
  return state.columns.map((c) => c.name).filter((name) => !state.metadata.partitionColumns.includes(name));
}

/** The columns of a file when its `add` tells them; null when only its footer can. */
function columnsByStatistics(add: AddFile, names: string[]): ReadonlySet<string> | null {
  const counts = statisticsOf(add).nullCount;
  if (!counts) return null;
  if (add.tags?.[columnsTag] === columnsInNullCount) return new Set(Object.keys(counts));
  return names.every((name) => name in counts) ? new Set(names) : null;
}

/**
 * The names of a file's partition folders as the engine takes them for columns (it decodes values but not names), when
 * it would read from them just what the log says of the file's partition; else null.
 */
function folderNames(add: AddFile, partitionBy: string[]): string[] | null {
  const folders = decodeLogPath(add.path).split('/').slice(0, -1);
  const parsed = folders.map(parsePartitionFolder);
  const agrees = partitionBy.every((column, index) => {
    const folder = parsed[index];
    if (folder?.column !== column || folder.value !== (add.partitionValues[column] ?? null)) return false;
    // The engine takes a folder `p=null` for the null that the log would spell otherwise.
    return folder.value !== '' && folder.value?.toLowerCase() !== 'null';
  });
  return agrees ? partitionBy.map((_, index) => folders[index]!.slice(0, folders[index]!.indexOf('='))) : null;
}
