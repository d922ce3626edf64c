import type { Engine } from '../../../lake/index.ts';

/** What a proposal is made from: raw texts in the columns `c0`, `c1`, … of something to select from. */
export interface ProposalSource {
  engine: Pick<Engine, 'rows'>;
  relation: string;
  /** Column titles as they stand in the source. */
  columns: string[];
  /** Rows in the relation. */
  rows: number;
  /** Rows of the whole source, of which these may be a part. */
  total: number;
  signal?: AbortSignal;
}

/** Runs one query of the proposal. */
export function ask<Row>({ engine, signal }: ProposalSource, sql: string): Promise<Row[]> {
  return engine.rows<Row>(sql, signal ? { signal } : {});
}

/** A value of any column in the expressions of `perColumn`; it is never NULL. */
export const anyValue = 'v';

/**
 * Aggregates over the values of some columns, each column for itself; columns without values are left out. The columns are
 * turned into rows first: a statement with expressions for each of a thousand columns takes the engine seconds to plan.
 */
export async function perColumn(
  source: ProposalSource,
  columns: string[],
  aggregates: string[],
): Promise<Map<string, number[]>> {
  if (columns.length === 0) return new Map();
  const select = aggregates.map((aggregate, index) => `${aggregate} AS a${index}`).join(', ');
  const found = await ask<Record<string, unknown>>(
    source,
    `SELECT n, ${select} FROM (UNPIVOT (SELECT ${columns.join(', ')} FROM ${source.relation}) ` +
      `ON COLUMNS(*) INTO NAME n VALUE ${anyValue}) GROUP BY n`,
  );
  return new Map(found.map((row) => [String(row['n']), aggregates.map((_, index) => Number(row[`a${index}`] ?? 0))]));
}

/** An aggregate that counts the rows of a condition. */
export function countOf(condition: string): string {
  return `count(*) FILTER (WHERE ${condition})`;
}
