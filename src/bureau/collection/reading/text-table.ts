import type { Finding } from '../../../kernel/index.ts';
import type { Standard } from '../../standards/schema.ts';
import type { Reading } from '../schema.ts';
import type { ColumnMatch } from './columns.ts';
import type { Part } from './parts.ts';
import type { Segment } from './segment.ts';

/** A source opened as a table of texts, whatever its format: there is one checker for all. */
export interface TextTable {
  /** How it is read, complete: detected, or as the steward said. */
  reading: Reading;
  /** Titles of its columns in order. */
  columns: string[];
  /** Sheets or entries that one may choose from. */
  choices: string[];
  /** Its first rows. */
  sample: (string | null)[][];
  match: ColumnMatch | null;
  /** What concerns the whole file; more may come while the segments are read. */
  findings: Finding[];
  segments(): AsyncGenerator<Segment>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Name of the file as the sender gave it. */
  name: string;
  /** What is known of the reading; the rest is detected. */
  reading: Partial<Reading>;
  standard?: Standard;
  /** Folder for files of its own. */
  scratch: string;
  signal?: AbortSignal;
}

/** The parts of a source, and whether they are made for this reading alone. */
export interface PartStream {
  first: Part;
  rest: AsyncIterable<Part>;
  own: boolean;
}

/** All parts of a stream whose first was taken already. */
export async function* allParts({ first, rest }: PartStream): AsyncGenerator<Part> {
  yield first;
  yield* rest;
}

export const sampleRows = 1000;
/** More columns than any public table has; a wrong delimiter makes as many. */
export const mostColumns = 4096;
