import { type Engine, quoteName } from '../../lake/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { Operator } from './filter.ts';
import type { RecordIndex } from './record-index.ts';
import { pageSql, positionColumn, type RecordQuery } from './record-query.ts';
import { isWholeDay } from './typed-value.ts';

type Row = Record<string, unknown>;
const indexed = new Set<Operator>(['eq', 'in', 'gt', 'gte', 'lt', 'lte']);
/** Below one match in so many rows, fetching the matches beats scanning until a page is full. */
const selectivity = 200;
/** So many single rows are fetched at once whatever the other conditions and the sort. */
const fewMatches = 400;
const closeRows = 20_000;

/**
 * A page through the copy of a version. The index only ever narrows which rows are looked at: conditions, masks and row
 * filter are applied to them by the same governed SELECT as in a scan.
 */
export async function lookUp(
  engine: Engine,
  index: RecordIndex,
  query: RecordQuery,
  signal?: AbortSignal,
): Promise<{ rows: Row[] } | { scan: string }> {
  const direct = equalTo(index, query);
  if (direct) {
    // The positions of one value stand in their order, so the page is the next few of them.
    const positions = await matching(engine, direct, { after: query.after, count: query.limit + 1, signal });
    return { rows: await fetch(engine, index, { query, positions, signal }) };
  }
  const best = await mostSelective(engine, index, query, signal);
  if (!best) return { scan: index.rows };
  if (best.positions) return { rows: await fetch(engine, index, { query, positions: best.positions, signal }) };
  // Many matches: pages of them in the order of their positions, unless most would be thrown away again.
  const alone = query.conditions.length === 1 && query.dataset.view.rowFilter === null;
  if (!alone || query.sort || (await isBroad(engine, index, best, signal))) return { scan: index.rows };
  const positions = await matching(engine, best, { after: query.after, count: query.limit + 1, signal });
  return { rows: await fetch(engine, index, { query, positions, signal }) };
}

interface Candidate {
  order: string;
  where: string;
  /** Its matches stand in the order of their positions already. */
  rising: boolean;
  /** All of its matches, when they are few. */
  positions: number[] | null;
}

/** The only condition, when it asks for one value of an indexed column, and nothing else decides or orders the rows. */
function equalTo(index: RecordIndex, { conditions, dataset, sort }: RecordQuery): Candidate | null {
  const [condition] = conditions;
  if (conditions.length !== 1 || condition?.operator !== 'eq' || sort || dataset.view.rowFilter !== null) return null;
  const order = dataset.open.has(condition.field) ? index.order(condition.field) : null;
  if (!order) return null;
  const type = dataset.columns.find((column) => column.name === condition.field)!.type;
  return {
    order,
    where: conditionSql({ ...condition, field: 'value' }, { name: 'value', type }),
    rising: !isWholeDay(condition.values[0] ?? '', type),
    positions: null,
  };
}

/** The condition with the fewest matches: one with few at once, else any that an index serves. */
async function mostSelective(
  engine: Engine,
  index: RecordIndex,
  { conditions, dataset }: RecordQuery,
  signal?: AbortSignal,
): Promise<Candidate | null> {
  let best: Candidate | null = null;
  for (const condition of conditions) {
    const order = dataset.open.has(condition.field) ? index.order(condition.field) : null;
    if (!order || !indexed.has(condition.operator)) continue;
    const type = dataset.columns.find((column) => column.name === condition.field)!.type;
    const where = conditionSql({ ...condition, field: 'value' }, { name: 'value', type });
    const rows = await engine.rows<{ position: number }>(
      `SELECT position FROM ${order} WHERE ${where} LIMIT ${fewMatches + 1}`,
      { signal },
    );
    if (rows.length <= fewMatches)
      return { order, where, rising: false, positions: rows.map((row) => Number(row.position)) };
    best ??= { order, where, rising: false, positions: null };
  }
  return best;
}

async function isBroad(engine: Engine, index: RecordIndex, { order, where }: Candidate, signal?: AbortSignal) {
  const limit = Math.floor(index.count / selectivity) + 1;
  const [row] = await engine.rows<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${order} WHERE ${where} LIMIT ${limit})`,
    { signal },
  );
  return Number(row?.count ?? 0) >= limit;
}

async function matching(
  engine: Engine,
  { order, where, rising }: Candidate,
  options: { after: number | null; count: number; signal?: AbortSignal },
): Promise<number[]> {
  const beyond = options.after === null ? '' : ` AND position > ${options.after}`;
  const rows = await engine.rows<{ position: number }>(
    `SELECT position FROM ${order} WHERE ${where}${beyond}${rising ? '' : ' ORDER BY position'} LIMIT ${options.count}`,
    { signal: options.signal },
  );
  return rows.map((row) => Number(row.position));
}

async function fetch(
  engine: Engine,
  index: RecordIndex,
  { query, positions, signal }: { query: RecordQuery; positions: number[]; signal?: AbortSignal },
): Promise<Row[]> {
  if (positions.length === 0) return [];
  const position = quoteName(positionColumn);
  const [first, last] = [Math.min(...positions), Math.max(...positions)];
  // Rows that lie close together are read in one go; the conditions leave out what lies between.
  const near = last - first < closeRows;
  const which = near ? `BETWEEN ${first} AND ${last}` : `IN (${positions.join(', ')})`;
  const relation = `(SELECT * FROM ${index.rows} WHERE ${position} ${which})`;
  return engine.rows<Row>(pageSql(query, relation, { ordered: true }), { signal });
}
