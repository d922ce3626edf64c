import type { ColumnInfo, Engine, LockedEngine } from './engines/engine.ts';

/**
 * A column of a table: name and engine type (`BIGINT`, `VARCHAR`, `DECIMAL(18,2)`, `DATE`, `DOUBLE`, `BOOLEAN`,
 * `TIMESTAMP WITH TIME ZONE`). `create` takes any engine type and stores it in the nearest Delta type: `TIMESTAMP` (and
 * `TIMESTAMPTZ`) becomes `TIMESTAMP WITH TIME ZONE`, an instant in UTC.
 */
export interface Column extends ColumnInfo {
  nullable: boolean;
  /** Kept in the Delta schema's field metadata; other engines show it. */
  comment?: string;
}

/** A Parquet file of a snapshot, with the statistics of its Delta `add` action. */
export interface DataFile {
  /** Absolute path or URL that the engine can open. */
  location: string;
  bytes: number;
  rows: number;
  partition: Record<string, string | null>;
  minimums: Record<string, unknown>;
  maximums: Record<string, unknown>;
  nullCounts: Record<string, number>;
}

/** One column's bounds, to skip files that can't hold a match. */
export interface Bound {
  column: string;
  minimum?: string | number | boolean;
  maximum?: string | number | boolean;
}

/** An immutable state of a table. */
export interface Snapshot {
  version: number;
  at: Date;
  columns: Column[];
  partitionBy: string[];
  rows: number;
  bytes: number;
  files: DataFile[];
  /**
   * The snapshot as something to select from: `read_parquet([...])` with every column of the schema in order, also those
   * that older files lack (null) and those that stand in the partition path only. `bounds` drops files by statistics.
   * `position` adds a column of that name with the row's number in the version, from 0, the same at every reading;
   * `after` drops files whose rows all stand at or before that position, `without` those at these locations.
   */
  relation(bounds?: Bound[], options?: { position?: string; after?: number; without?: string[] }): string;
}

export interface CommitInfo {
  /** Who and what: `run`, `analysis`, ... kept in the log's commitInfo. */
  [name: string]: string | number | boolean | null;
}

/** A line of the table's history. */
export interface HistoryEntry {
  version: number;
  at: Date;
  operation: 'CREATE' | 'WRITE' | 'MERGE' | 'OPTIMIZE' | 'VACUUM' | 'ADD COLUMNS' | string;
  rowsAdded: number;
  rowsRemoved: number;
  info: CommitInfo;
}

export interface WriteOptions {
  /** Kept in the log. */
  info?: CommitInfo;
  /** Delta `txn` action: a write whose application id and version were committed before is skipped and returns that state. */
  transaction?: { application: string; version: number };
  /** Columns of the source that the table lacks are added as nullable ones; without it they are an error. */
  addColumns?: boolean;
}

/** Parquet files written by the engine into `stage()`, waiting for their commit. */
export interface StagedFiles {
  folder: string;
}

/** A Delta Lake table (protocol reader 1, writer 2). Each change is one atomic commit; conflicts are retried or told. */
export interface Table {
  id: string;
  location: string;
  exists(): Promise<boolean>;
  create(columns: Column[], options?: { partitionBy?: string[]; info?: CommitInfo }): Promise<Snapshot>;
  /** Newest state, or by version, or as it was at an instant. Throws `lake.table-missing`, `lake.version-missing`. */
  snapshot(at?: { version: number } | { instant: Date }): Promise<Snapshot>;
  history(limit?: number): Promise<HistoryEntry[]>;
  /** A new folder beside the table's files where the engine may write Parquet (`COPY ... TO 'folder/part-0.parquet'`). */
  stage(): Promise<StagedFiles>;
  /** Commits staged files (already in the table's schema, without partition columns only when partitioned into folders). */
  commitStaged(staged: StagedFiles, mode: 'append' | 'replace', options?: WriteOptions): Promise<Snapshot>;
  /** Writes the rows of a SELECT and commits them. */
  append(select: string, options?: WriteOptions): Promise<Snapshot>;
  replace(select: string, options?: WriteOptions): Promise<Snapshot>;
  /** Rows of the SELECT take the place of those with the same key; others are added. Only touched files are rewritten. */
  merge(select: string, key: string[], options?: WriteOptions): Promise<Snapshot>;
  /** Deletes the rows for which the condition is true. */
  remove(condition: string, options?: WriteOptions): Promise<Snapshot>;
  addColumns(columns: Column[], options?: WriteOptions): Promise<Snapshot>;
  /** Rewrites small files into files of about `targetBytes`, optionally sorted. Content stays the same. */
  compact(options?: { targetBytes?: number; sortBy?: string[] }): Promise<Snapshot>;
  /** Deletes files that no version younger than the retention needs. Returns how many. */
  vacuum(options: { retainHours: number; dryRun?: boolean }): Promise<{ files: number; bytes: number }>;
  /** Deletes the whole table, its log first. */
  drop(): Promise<void>;
}

export interface Lake {
  engine: Engine;
  /** Dataset id to its table; nothing is created yet. */
  table(id: string): Table;
  /** An engine in a process of its own that reads these files and nothing else, for SQL of others; the caller closes it. */
  lockedEngine(options: { files: string[]; memoryMegabytes: number }): Promise<LockedEngine>;
  /** Folder for the lake's own temporary files, on the same file system as the tables; emptied at start. */
  temporaryFolder: string;
}
