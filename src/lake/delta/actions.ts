/** The actions of a Delta log that protocol reader 1 / writer 2 knows, as they stand in its JSON. */
export interface Protocol {
  minReaderVersion: number;
  minWriterVersion: number;
  readerFeatures?: string[];
  writerFeatures?: string[];
}

export interface Metadata {
  id: string;
  name?: string;
  description?: string;
  format: { provider: string; options: Record<string, string> };
  schemaString: string;
  partitionColumns: string[];
  createdTime?: number;
  configuration: Record<string, string>;
}

export interface AddFile {
  /** Relative to the table and percent-encoded as a URI, or absolute. */
  path: string;
  partitionValues: Record<string, string | null>;
  size: number;
  modificationTime: number;
  dataChange: boolean;
  /** JSON text. */
  stats?: string;
  tags?: Record<string, string | null>;
  deletionVector?: unknown;
}

/** Tag of an `add` of ours whose null counts name all columns of the file: which those are need not be looked up in it. */
export const columnsTag = 'lingnan.columns';
export const columnsInNullCount = 'nullCount';

export interface RemoveFile {
  path: string;
  deletionTimestamp?: number;
  dataChange: boolean;
  extendedFileMetadata?: boolean;
  partitionValues?: Record<string, string | null>;
  size?: number;
}

export interface Transaction {
  appId: string;
  version: number;
  lastUpdated?: number;
}

/** What we write besides what Delta names: `lingnan` holds the caller's own info and the counts of rows. */
export interface CommitRecord {
  timestamp?: number;
  operation?: string;
  operationParameters?: Record<string, unknown>;
  operationMetrics?: Record<string, unknown>;
  isBlindAppend?: boolean;
  engineInfo?: string;
  lingnan?: {
    rowsAdded: number;
    rowsRemoved: number;
    info: Record<string, string | number | boolean | null>;
    /** Of a compaction: the version whose content it keeps, and the milliseconds of that one's instant. */
    content?: { version: number; at: number };
  };
}

export interface Action {
  protocol?: Protocol;
  metaData?: Metadata;
  add?: AddFile;
  remove?: RemoveFile;
  txn?: Transaction;
  commitInfo?: CommitRecord;
}

/** Text of a log entry: one action a line. */
export function formatActions(actions: Action[]): string {
  return actions.map((action) => `${JSON.stringify(action)}\n`).join('');
}

/** Actions of a log entry, of whatever writer; unknown ones are kept out by their name. */
export function parseActions(text: string): Action[] {
  const actions: Action[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() !== '') actions.push(JSON.parse(line) as Action);
  }
  return actions;
}

export function entryName(version: number): string {
  return `${String(version).padStart(20, '0')}.json`;
}

export function checkpointName(version: number): string {
  return `${String(version).padStart(20, '0')}.checkpoint.parquet`;
}
