import { type Bound, quoteName, type Snapshot } from '../../lake/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { Condition } from './filter.ts';
import type { GovernedDataset } from './governed.ts';
import { typedLiteral } from './typed-value.ts';

/** Name of the column of row numbers; no field can have it, for field names hold no space. */
export const positionColumn = 'row position';

/** A page of records as it is asked for, checked against what the reader may see. */
export interface RecordQuery {
  dataset: GovernedDataset;
  conditions: Condition[];
  sort: { field: string; descending: boolean } | null;
  /** Row after which the page begins. */
  after: number | null;
  /** Value of the sort field in that row, as text; null when it has none. */
  afterValue: string | null;
  /** Fields of the reply. */
  fields: string[];
  limit: number;
}

const position = quoteName(positionColumn);

/**
 * The SELECT of a page over a relation that has the raw columns and `row position`. Without a sort rows come in the
 * order of their positions, which the engine keeps by itself while it reads; `ordered` says so outright.
 */
export function pageSql(query: RecordQuery, relation: string, options: { ordered?: boolean } = {}): string {
  const { dataset, sort, after } = query;
  const types = new Map(dataset.columns.map((column) => [column.name, column]));
  const where = query.conditions.map((condition) => conditionSql(condition, types.get(condition.field)!));
  let order = options.ordered ? ` ORDER BY ${position}` : '';
  if (sort) {
    const column = quoteName(sort.field);
    order = ` ORDER BY ${column} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ${position}`;
    if (after !== null) where.push(afterSort(query, types.get(sort.field)!.type));
  } else if (after !== null) {
    where.push(`${position} > ${after}`);
  }
  const columns = [...query.fields.map(quoteName), position].join(', ');
  return (
    `SELECT ${columns} FROM (${dataset.view.select(relation, [positionColumn])}) AS governed` +
    `${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}${order} LIMIT ${query.limit + 1}`
  );
}

function afterSort({ sort, after, afterValue }: RecordQuery, type: string): string {
  const column = quoteName(sort!.field);
  if (afterValue === null) return `(${column} IS NULL AND ${position} > ${after})`;
  const value = typedLiteral(afterValue, type, sort!.field);
  const beyond = `${column} ${sort!.descending ? '<' : '>'} ${value}`;
  return `(${beyond} OR (${column} = ${value} AND ${position} > ${after}) OR ${column} IS NULL)`;
}

/** The rows of a version with their positions, without files that statistics rule out. */
export function scanRelation(query: RecordQuery, snapshot: Snapshot): string {
  const after = query.sort ? null : query.after;
  return snapshot.relation(boundsOf(query), { position: positionColumn, ...(after === null ? {} : { after }) });
}

/** Bounds of open columns only: statistics are of raw values, which a masked column's filter is not about. */
function boundsOf({ dataset, conditions }: RecordQuery): Bound[] {
  return conditions.flatMap(({ field, operator, values }): Bound[] => {
    const value = values[0]?.trim() ?? '';
    const type = dataset.columns.find((column) => column.name === field)!.type;
    const exact = /^(VARCHAR|DATE)$/.test(type) ? (values[0] ?? '') : /INT$|INTEGER/.test(type) ? Number(value) : null;
    if (!dataset.open.has(field) || exact === null) return [];
    if (typeof exact === 'number' && !Number.isSafeInteger(exact)) return [];
    if (operator === 'eq') return [{ column: field, minimum: exact, maximum: exact }];
    if (operator === 'gte' || operator === 'gt') return [{ column: field, minimum: exact }];
    if (operator === 'lte' || operator === 'lt') return [{ column: field, maximum: exact }];
    return [];
  });
}
