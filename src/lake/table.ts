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
  /** The version that made this content, and its instant. A compaction keeps the content, so it makes no version here. */
  version: number;
  at: Date;
  /** The entry of the log whose files these are: that of `version`, or of a compaction after it. */
  logVersion: number;
  columns: Column[];
  partitionBy: string[];
  rows: number;
  bytes: number;
  files: DataFile[];
  /**
   * The snapshot as something to select from: `read_parquet([...])` with every column of the schema in order, also those
   * that older files lack (null) and those that stand in the partition path only. `bounds` drops files by statistics.
   * `position` adds a column of that name with the row's number from 0, the same at every reading of this `logVersion`;
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
  /**
   * Newest state, or by version, or as it was at an instant; from the files of the last compaction of that content, or
   * by the log's version from just those of that entry. Throws `lake.table-missing`, `lake.version-missing`,
   * `lake.version-vacuumed`.
   */
  snapshot(at?: { version: number } | { instant: Date } | { logVersion: number }): Promise<Snapshot>;
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
  compact(options?: CompactOptions): Promise<Snapshot>;
  /** Deletes files that no version younger than the retention needs. Returns how many. */
  vacuum(options: { retainHours: number; dryRun?: boolean }): Promise<{ files: number; bytes: number }>;
  /** What keeps a table quick and small: compaction, checkpoint, vacuum, and old entries of the log deleted. */
  upkeep(options: UpkeepOptions): Promise<UpkeepReport>;
  /** Deletes the whole table, its log first. */
  drop(): Promise<void>;
}

export interface CompactOptions {
  /** About how large files become; 128 MB when not said. */
  targetBytes?: number;
  /** So many small files must come together to be worth their writing; 2 when not said. */
  minimumFiles?: number;
  /** Writes all files anew, in this order. */
  sortBy?: string[];
}

export interface UpkeepOptions extends Omit<CompactOptions, 'sortBy'> {
  /** Versions younger than this stay readable, when the table's `delta.deletedFileRetentionDuration` says nothing else. */
  retainHours: number;
  /** Entries of the log younger than this stay, when the table's `delta.logRetentionDuration` says nothing else. */
  retainLogHours: number;
  /** Tells what would be done. */
  dryRun?: boolean;
  signal?: AbortSignal;
}

/** What an upkeep did to a table, or would do. */
export interface UpkeepReport {
  /** Files and bytes of the newest version before and after. */
  before: { files: number; bytes: number };
  after: { files: number; bytes: number };
  /** Files that no version within the retention needs, deleted. */
  vacuumed: { files: number; bytes: number };
  /** Old entries and checkpoints of the log, deleted. */
  log: { files: number; bytes: number };
  /** Whether a checkpoint was written. */
  checkpoint: boolean;
  /** Others were writing, so the compaction was left to the next time. */
  postponed: boolean;
}

export interface Lake {
  engine: Engine;
  /**
   * An engine whose statements take one core each, for work that its caller cuts into parts and does side by side: where
   * one engine ran each statement on all cores, those that wait would take the time of those that work.
   */
  partEngine(): Promise<Engine>;
  /** Dataset id to its table; nothing is created yet. */
  table(id: string): Table;
  /** Ids of the tables that are there, sorted. */
  tables(): Promise<string[]>;
  /** Deletes what processes of this machine that have ended left in the temporary folder. */
  clearLeftovers(): Promise<{ files: number; bytes: number }>;
  /** An engine in a process of its own that reads these files and nothing else, for SQL of others; the caller closes it. */
  lockedEngine(options: { files: string[]; memoryMegabytes: number }): Promise<LockedEngine>;
  /** Folder for the lake's own temporary files, on the same file system as the tables; emptied at start. */
  temporaryFolder: string;
}
