import { type ColumnInfo, type Engine, quoteLiteral } from '../engines/engine.ts';
import type { Bound } from '../table.ts';
import type { AddFile } from './actions.ts';
import { groupBy } from './group.ts';
import { fileList } from './paths.ts';
import { isPrimitive } from './types.ts';

/** Statistics of one file as Delta keeps them. */
export interface FileStatistics {
  numRecords?: number;
  minValues?: Record<string, unknown>;
  maxValues?: Record<string, unknown>;
  nullCount?: Record<string, number>;
}

/** What a Parquet file's own footer says: no data is read for it. */
export interface Footer {
  rows: number;
  /** Top-level columns in order; nested ones have the type `nested`. */
  columns: { name: string; type: string }[];
  nullCounts: Record<string, number>;
  /** JSON text for Delta's `add` action. */
  stats: string;
}

/** Code points of a string that Delta keeps of a minimum or maximum. */
const keptCharacters = 32;

interface SchemaRow {
  file: string;
  name: string;
  children: number;
  type: string | null;
}

interface StatisticRow {
  file: string;
  path: string;
  nulls: number;
  complete: boolean;
  minimum: string | null;
  maximum: string | null;
}

/**
 * Reads the footers of many files in a few queries. Statistics are told in the types of the given columns, those of
 * other columns in their own.
 */
export async function readFooters(
  engine: Engine,
  locations: string[],
  columns: ColumnInfo[],
): Promise<Map<string, Footer>> {
  if (locations.length === 0) return new Map();
  const files = fileList(locations);
  const counts = await engine.rows<{ file: string; rows: number }>(
    `SELECT file_name AS file, num_rows::BIGINT AS rows FROM parquet_file_metadata(${files})`,
  );
  const schema = await engine.rows<SchemaRow>(
    `SELECT file_name AS file, name, coalesce(num_children, 0)::BIGINT AS children, duckdb_type AS type
     FROM parquet_schema(${files})`,
  );
  const schemas = topColumns(schema);
  const all = new Map(columns.map((column) => [column.name, column]));
  for (const column of [...schemas.values()].flat()) {
    if (column.type !== 'nested' && !all.has(column.name)) all.set(column.name, column);
  }
  const statistics = await readStatistics(engine, files, [...all.values()]);
  const byFile = groupBy(statistics, (row) => row.file);
  return new Map(
    counts.map(({ file, rows }) => {
      const own = byFile.get(file) ?? [];
      const nullCounts = Object.fromEntries(own.filter((row) => row.complete).map((row) => [row.path, row.nulls]));
      return [
        file,
        { rows, columns: schemas.get(file) ?? [], nullCounts, stats: statsText(rows, own, [...all.values()]) },
      ];
    }),
  );
}

/** The engine type that minima of this column are compared in; null for types without an order worth keeping. */
function comparedType(type: string): string | null {
  if (/INT$|INTEGER$/.test(type)) return 'BIGINT';
  if (type === 'FLOAT' || type === 'DOUBLE') return 'DOUBLE';
  if (type.startsWith('DECIMAL(')) return type;
  if (type === 'VARCHAR' || type === 'DATE') return type;
  if (type.startsWith('TIMESTAMP')) return 'TIMESTAMP WITH TIME ZONE';
  return null;
}

async function readStatistics(engine: Engine, files: string, columns: ColumnInfo[]): Promise<StatisticRow[]> {
  // The footer query joins the names of nested parts with `, `, so a flat name that holds one can't be told apart.
  const flat = columns.filter((column) => isPrimitive(column.type) && !column.name.includes(', '));
  if (flat.length === 0) return [];
  const groups = groupBy(flat, (column) => comparedType(column.type));
  const parts = [...groups].map(([type, members]) => {
    const names = members.map((column) => quoteLiteral(column.name)).join(', ');
    const extreme = (end: 'min' | 'max') =>
      type === null
        ? 'NULL::VARCHAR'
        : `CASE WHEN bool_and(stats_${end}_value IS NOT NULL OR stats_null_count = num_values)
             THEN ${end}(TRY_CAST(stats_${end}_value AS ${type}))::VARCHAR END`;
    return `SELECT file_name AS file, path_in_schema AS path, coalesce(sum(stats_null_count), 0)::BIGINT AS nulls,
      bool_and(stats_null_count IS NOT NULL) AS complete, ${extreme('min')} AS minimum, ${extreme('max')} AS maximum
      FROM footers WHERE path_in_schema IN (${names}) GROUP BY ALL`;
  });
  return engine.rows<StatisticRow>(
    `WITH footers AS MATERIALIZED (SELECT * FROM parquet_metadata(${files})) ${parts.join(' UNION ALL ')}`,
  );
}

function topColumns(rows: SchemaRow[]): Map<string, Footer['columns']> {
  const files = new Map<string, Footer['columns']>();
  for (const [file, own] of groupBy(rows, (row) => row.file)) {
    const columns: Footer['columns'] = [];
    let next = 1;
    const skip = (): void => {
      const row = own[next++];
      for (let child = 0; child < (row?.children ?? 0); child++) skip();
    };
    while (next < own.length) {
      const { name, children, type } = own[next]!;
      columns.push({ name, type: children > 0 ? 'nested' : (type ?? 'nested') });
      skip();
    }
    files.set(file, columns);
  }
  return files;
}

function statsText(rows: number, statistics: StatisticRow[], columns: ColumnInfo[]): string {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const minimums: string[] = [];
  const maximums: string[] = [];
  const nulls: string[] = [];
  for (const { path, minimum, maximum, nulls: count, complete } of statistics) {
    const type = types.get(path)!;
    const name = JSON.stringify(path);
    const least = minimum === null ? null : statisticJson(type, minimum, 'minimum');
    const greatest = maximum === null ? null : statisticJson(type, maximum, 'maximum');
    if (least !== null) minimums.push(`${name}:${least}`);
    if (greatest !== null) maximums.push(`${name}:${greatest}`);
    if (complete) nulls.push(`${name}:${count}`);
  }
  // Put together as text, since JSON.stringify would round numbers beyond 2^53.
  return `{"numRecords":${rows},"minValues":{${minimums}},"maxValues":{${maximums}},"nullCount":{${nulls}}}`;
}

/** A minimum or maximum as JSON text; null when it can't be told without being wrong. */
export function statisticJson(type: string, text: string, end: 'minimum' | 'maximum'): string | null {
  if (type === 'VARCHAR') return shortenedString(text, end);
  if (type === 'DATE') return /^\d{4}-\d\d-\d\d$/.test(text) ? JSON.stringify(text) : null;
  if (type.startsWith('TIMESTAMP')) return timestampJson(text, end);
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text : null;
}

/** A prefix is never above the whole; a maximum gets the highest character behind it, so that it is never below. */
function shortenedString(text: string, end: 'minimum' | 'maximum'): string | null {
  const characters = [...text];
  if (characters.length <= keptCharacters) return JSON.stringify(text);
  const kept = characters.slice(0, keptCharacters).join('');
  if (end === 'minimum') return JSON.stringify(kept);
  return characters[keptCharacters] === '\u{10FFFF}' ? null : JSON.stringify(`${kept}\u{10FFFF}`);
}

/** Delta keeps milliseconds, so a minimum is rounded down and a maximum up. */
function timestampJson(text: string, end: 'minimum' | 'maximum'): string | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
  if (!match) return null;
  const microseconds = Number((match[3] ?? '').padEnd(6, '0'));
  const whole = Date.parse(`${match[1]}T${match[2]}Z`);
  const milliseconds = end === 'minimum' ? Math.floor(microseconds / 1000) : Math.ceil(microseconds / 1000);
  return JSON.stringify(new Date(whole + milliseconds).toISOString());
}

const parsed = new WeakMap<AddFile, FileStatistics>();

/** Statistics of an `add` action, parsed once. */
export function statisticsOf(add: AddFile): FileStatistics {
  let statistics = parsed.get(add);
  if (!statistics) {
    statistics = add.stats ? (JSON.parse(add.stats) as FileStatistics) : {};
    parsed.set(add, statistics);
  }
  return statistics;
}

/** False when statistics or partition prove that no row of the file lies within all the bounds. */
export function mayHold(add: AddFile, bounds: Bound[], types: ReadonlyMap<string, string>): boolean {
  return bounds.every((bound) => {
    const type = types.get(bound.column);
    if (type === undefined) return true;
    if (bound.column in add.partitionValues) {
      const value = add.partitionValues[bound.column];
      return value === null || value === undefined || value === '' ? false : overlaps(type, value, value, bound);
    }
    const { numRecords, nullCount, minValues, maxValues } = statisticsOf(add);
    if (numRecords !== undefined && nullCount?.[bound.column] === numRecords) return false;
    return overlaps(type, minValues?.[bound.column], maxValues?.[bound.column], bound);
  });
}

function overlaps(type: string, least: unknown, greatest: unknown, bound: Bound): boolean {
  const { minimum, maximum } = bound;
  if (minimum !== undefined && isScalar(greatest) && isBelow(type, greatest, minimum, 1)) return false;
  return !(maximum !== undefined && isScalar(least) && isBelow(type, maximum, least, 0));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * True only when `a` is surely below `b`. Numbers may be compared as doubles even where these round: rounding keeps
 * order, so a strict difference is real. `slackMilliseconds` is what a writer may have cut off a maximum.
 */
function isBelow(
  type: string,
  a: string | number | boolean,
  b: string | number | boolean,
  slackMilliseconds: number,
): boolean {
  if (type === 'VARCHAR') return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))) < 0;
  if (type === 'DATE') {
    const [left, right] = [String(a), String(b)];
    return /^\d{4}-\d\d-\d\d$/.test(left) && /^\d{4}-\d\d-\d\d$/.test(right) && left < right;
  }
  if (type.startsWith('TIMESTAMP')) return instantOf(a) + slackMilliseconds < instantOf(b);
  if (type === 'BOOLEAN') return String(a) === 'false' && String(b) === 'true';
  if (comparedType(type) === null) return false;
  return Number(a) < Number(b);
}

/** Milliseconds of an instant in ISO 8601 or the engine's own form; without a zone it is UTC. NaN when it is neither. */
function instantOf(value: string | number | boolean): number {
  const text = String(value).replace(' ', 'T');
  return Date.parse(
    /(Z|[+-]\d\d(:?\d\d)?)$/.test(text.slice(10)) ? text.replace(/([+-]\d\d)$/, '$1:00') : withZone(text),
  );
}

function withZone(text: string): string {
  return text.length <= 10 ? `${text}T00:00:00Z` : `${text}Z`;
}
