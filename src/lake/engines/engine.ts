/** A value bound to a `?` parameter of a query. */
export type SqlValue = string | number | bigint | boolean | null | Date | SqlValue[];

export interface QueryOptions {
  parameters?: SqlValue[];
  /** Interrupts the query. */
  signal?: AbortSignal;
  /** Fails with `lake.too-slow` when it takes longer. */
  timeoutMilliseconds?: number;
}

export interface ColumnInfo {
  name: string;
  /** Type as the engine spells it: `BIGINT`, `VARCHAR`, `DECIMAL(18,2)`. */
  type: string;
}

/** Some rows of a result, column by column; `columns[i][r]` is row r of column i, as JSON-safe values. */
export interface Chunk {
  rows: number;
  columns: unknown[][];
}

export interface ResultStream {
  columns: ColumnInfo[];
  chunks(): AsyncIterable<Chunk>;
}

/**
 * Runs SQL. JSON-safe values: BIGINT within ±2^53 as number and as string beyond, DECIMAL as string with its scale,
 * dates as `2026-11-24`, timestamps as ISO 8601 in UTC, others as DuckDB's own JSON form.
 */
export interface Engine {
  /** All rows as objects: for small results. */
  rows<Row = Record<string, unknown>>(sql: string, options?: QueryOptions): Promise<Row[]>;
  /** Runs statements for their effect; returns the number of changed (or copied) rows of the last. */
  run(sql: string, options?: QueryOptions): Promise<number>;
  /** Chunks of columns, for large results. */
  stream(sql: string, options?: QueryOptions): Promise<ResultStream>;
  /** A connection of its own with its own temporary tables, on the same engine; the caller closes it. */
  session(): Promise<EngineSession>;
  close(): Promise<void>;
}

export interface EngineSession extends Omit<Engine, 'session'> {
  /** A way for a statement to set rows aside while it runs; their texts are kept up to the limit. The caller closes it. */
  divert(limitBytes: number): Diversion;
}

/** Rows that a statement leaves out of its result and sets aside, so that one pass tells good and bad rows apart. */
export interface Diversion {
  /** A condition for WHERE: true where `keep` is, which never is NULL; any other row is set aside. All are SQL. */
  condition(row: { keep: string; ordinal: string; text: string }): string;
  /** Rows set aside so far. */
  count(): number;
  /** They themselves, in no certain order; null when their texts went over the limit. */
  rows(): { ordinal: number; text: string }[] | null;
  /** Forgets what was set aside. */
  reset(): void;
  close(): void;
}

/** An engine for SQL of others, in a process of its own that can read some files and nothing else. */
export interface LockedEngine {
  /** Runs a statement for its effect. */
  run(sql: string, options?: QueryOptions): Promise<void>;
  /** The time limit is of the engine's work on the whole result. The signal and the limit end the process. */
  stream(sql: string, options?: QueryOptions): Promise<ResultStream>;
  /** To be called in every case, also when not all was read. */
  close(): Promise<void>;
}

/** A string as an SQL literal. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
