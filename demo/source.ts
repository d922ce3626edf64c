import type { Text } from '../src/kernel/index.ts';

export type SourceFormat = 'csv' | 'gb18030' | 'xlsx' | 'ndjson' | 'csv.gz' | 'parquet';

/** An error put into a file on purpose. */
export interface Plant {
  /** Row of the table, from 0. */
  row: number;
  field: string;
  /** The wrong text; or `sameAs`, whose row's key is repeated. */
  value?: string;
  sameAs?: number;
  /** The rule that finds it; empty for a second value of the same error, as the other half of swapped coordinates. */
  rule: string;
}

/** One file that a department sends, and the dataset that it goes into. */
export interface DemoSource {
  dataset: string;
  file: string;
  format: SourceFormat;
  /** Rows at scale 1, and whether a smaller demo makes fewer of them. */
  rows: number;
  scales?: boolean;
  /** Lines above the header, as departments put them there. */
  titleRows?: string[];
  /** Header in Chinese titles instead of field names. */
  chineseHeader?: boolean;
  /** Statements that make the tables `select` needs; computed when a file is made, not when the program starts. */
  before?: (() => string)[];
  /** Gives `i` from 0 and the fields of the standard in their order. */
  select(rows: number): string;
  plants?: Plant[];
  /** The file of the time before, collected first, so that there is a version to compare with. */
  earlier?: { file: string; select(rows: number): string };
}

/** How a dataset stands in the catalogue. */
export interface DemoDataset {
  id: string;
  owner: string;
  sector: 'transit' | 'health' | 'government' | 'safety' | 'utilities';
  keywords: string[];
  openness: 'unconditional' | 'conditional' | 'not-open';
  sharing: 'unconditional' | 'conditional' | 'not-shared';
  sharingReason?: string;
  description?: Text;
}

const literal = (value: string | number | null) =>
  value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

/** A table made of rows that TypeScript computed, once, when it is first asked for; its first column is `i`. */
export function valuesTable(name: string, columns: string[], rows: () => (string | number | null)[][]): () => string {
  let statement: string | undefined;
  return () => {
    statement ??= createStatement(name, columns, rows());
    return statement;
  };
}

function createStatement(name: string, columns: string[], rows: (string | number | null)[][]): string {
  const body = rows.map((row, index) => `(${index}, ${row.map(literal).join(', ')})`).join(',\n');
  return `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM (VALUES ${body}) AS t(i, ${columns.join(', ')})`;
}

/** A list of texts for `pick`. */
export function textList(items: readonly string[]): string {
  return `[${items.map(literal).join(', ')}]`;
}

/** A list in which each item stands as often as its weight says. */
export function weighted(items: Record<string, number>): string {
  return textList(Object.entries(items).flatMap(([item, weight]) => Array.from({ length: weight }, () => item)));
}
