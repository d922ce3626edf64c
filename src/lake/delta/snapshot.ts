import { quoteName } from '../engines/engine.ts';
import type { DataFile, Snapshot } from '../table.ts';
import type { AddFile } from './actions.ts';
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
  let files: DataFile[] | null = null;
  return {
    version: state.version,
    at: new Date(state.at),
    columns: state.columns,
    partitionBy: state.metadata.partitionColumns,
    get rows() {
      return adds.reduce((sum, add) => sum + (statisticsOf(add).numRecords ?? 0), 0);
    },
    bytes: adds.reduce((sum, add) => sum + add.size, 0),
    get files() {
      files ??= adds.map((add) => dataFile(add, location));
      return files;
    },
    relation: (bounds = []) =>
      relationOf(
        state,
        bounds.length === 0 ? adds : adds.filter((add) => mayHold(add, bounds, types)),
        location,
        known,
      ),
  };
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
  options: { fileColumn?: string } = {},
): string {
  const { columns } = state;
  const partitionBy = state.metadata.partitionColumns;
  if (adds.length === 0) {
    return `(SELECT ${columns.map((c) => `NULL::${c.type} AS ${quoteName(c.name)}`).join(', ')} WHERE false)`;
  }
  const names = columnsInFiles(state);
  const groups = groupBy(adds, (add) => {
    const present = columnsByStatistics(add, names) ?? known.get(add.path) ?? new Set(names);
    const missing = names.filter((name) => !present.has(name));
    const constants = followsFolders(add, partitionBy) ? null : partitionBy.map((p) => add.partitionValues[p] ?? null);
    return JSON.stringify([missing, constants]);
  });
  const selects = [...groups].map(([key, members]) => {
    const [missing, constants] = JSON.parse(key) as [string[], (string | null)[] | null];
    const expressions = columns.map(({ name, type }) => {
      const target = quoteName(name);
      const place = partitionBy.indexOf(name);
      if (place >= 0 && constants) return `${constant(constants[place] ?? null, type)} AS ${target}`;
      if (missing.includes(name)) return `NULL::${type} AS ${target}`;
      return place >= 0 ? target : `${target}::${type} AS ${target}`;
    });
    const hive = partitionBy.length > 0 && !constants;
    const hiveTypes = partitionBy.map((p) => `${quoteName(p)}: ${columns.find((c) => c.name === p)!.type}`);
    if (options.fileColumn) expressions.push(`filename AS ${quoteName(options.fileColumn)}`);
    const reading = hive
      ? `, hive_partitioning = true, hive_types = {${hiveTypes.join(', ')}}`
      : ', hive_partitioning = false';
    const list = fileList(members.map((add) => locate(location, add.path)));
    return `SELECT ${expressions.join(', ')} FROM read_parquet(${list}${reading}${options.fileColumn ? ', filename = true' : ''})`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}

function constant(value: string | null, type: string): string {
  return value === null || value === '' ? `NULL::${type}` : `'${value.replaceAll("'", "''")}'::${type}`;
}

function columnsInFiles(state: TableState): string[] {
  return state.columns.map((c) => c.name).filter((name) => !state.metadata.partitionColumns.includes(name));
}

/** The columns of a file when its null counts name them all; null when they do not. */
function columnsByStatistics(add: AddFile, names: string[]): ReadonlySet<string> | null {
  const counts = statisticsOf(add).nullCount;
  return counts && names.every((name) => name in counts) ? new Set(names) : null;
}

/** True when the engine would read from the file's folders just what the log says of its partition. */
function followsFolders(add: AddFile, partitionBy: string[]): boolean {
  if (partitionBy.length === 0) return true;
  const folders = decodeLogPath(add.path).split('/').slice(0, -1).map(parsePartitionFolder);
  return partitionBy.every((column, index) => {
    const folder = folders[index];
    return folder?.column === column && folder.value === (add.partitionValues[column] ?? null) && folder.value !== '';
  });
}
