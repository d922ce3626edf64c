/** What a column holds, as far as it matters here; a change from one to another stops a standing collection. */
export type ColumnKind =
  | 'integer'
  | 'number'
  | 'text'
  | 'boolean'
  | 'moment'
  | 'local'
  | 'date'
  | 'time'
  | 'json'
  | 'binary'
  | 'other';

/** Kinds that grow with each change: `moment` is an instant, `local` a time without zone. */
export type WatermarkKind = 'integer' | 'number' | 'moment' | 'local' | 'date';

export interface Column {
  name: string;
  /** As the database names it. */
  type: string;
  kind: ColumnKind;
  /** SQL of an expression of this type as text that our standards read: ISO, UTC with `Z` for instants, exact numbers. */
  text(expression: string): string;
}

/** A database that is read: signed in, in one read-only snapshot, with the zone UTC. */
export interface DatabaseSession {
  /** An identifier as SQL. */
  name(identifier: string): string;
  /** What is read, as SQL after FROM: the table, or the query in parentheses. */
  relation: string;
  /** The same for people. */
  title: string;
  tables(): Promise<string[]>;
  columns(): Promise<Column[]>;
  literal(kind: WatermarkKind, text: string): string;
  /** Text of 64 hexadecimal digits: 32 of the key, then 32 of the whole row. */
  fingerprint(key: string[], row: string[]): string;
  /** A small result as texts. */
  rows(sql: string): Promise<(string | null)[][]>;
  /** A large result as CSV records ending in LF, without a header; NULL is nothing, an empty text is `""`. Called last. */
  csv(sql: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}
