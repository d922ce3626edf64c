import { type Engine, quoteName } from '../../../lake/index.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { OpenedDataset } from '../datasets.ts';
import { isNumber, isTime } from '../rules/sql.ts';
import type { FieldProfile } from './profile-shape.ts';

const deciles = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** A field of more values than this has no categories. */
const mostCategories = 50;
/** Up to so many rows deciles are exact; above, a digest keeps the memory bounded. */
const exactRows = 1_000_000;
/** Levels whose values stand in no profile and no task. */
export const closedLevels = ['important', 'core'];

/** The profile of a version, and its numbers counted over the bins of an earlier one, for comparing. */
export interface Profile {
  rows: number;
  fields: FieldProfile[];
  /** By field: counts of this version over the edges of the one before. */
  overEarlierBins: Map<string, number[]>;
}

interface Plan {
  name: string;
  type: string;
  column: string;
  /** Single values may be kept. */
  shown: boolean;
  number: boolean;
  edges: number[] | null;
}

/** Looks at a version: two passes over the numbers, one grouping for each field of few values. */
export async function profileVersion(
  engine: Engine,
  opened: OpenedDataset,
  options: { earlier?: FieldProfile[]; signal?: AbortSignal } = {},
): Promise<Profile> {
  const { side, snapshot, detail } = opened;
  const query = options.signal ? { signal: options.signal } : {};
  const plans = snapshot.columns.map(({ name, type }) => planOf(detail, { name, type }, options.earlier));
  const quantiles = (plan: Plan) =>
    snapshot.rows <= exactRows
      ? `quantile_disc(${plan.column}, ${list(deciles)})`
      : `approx_quantile(${plan.column}, ${list(deciles)}::FLOAT[])`;
  const first = plans.flatMap((plan, index) => [
    `count(${quoteName(plan.name)}) AS filled${index}`,
    `approx_count_distinct(${quoteName(plan.name)}) AS distinct${index}`,
    ...(plan.shown && (isNumber(plan.type) || isTime(plan.type))
      ? [
          `CAST(min(${quoteName(plan.name)}) AS VARCHAR) AS min${index}`,
          `CAST(max(${quoteName(plan.name)}) AS VARCHAR) AS max${index}`,
        ]
      : []),
    ...(plan.number ? [`${quantiles(plan)} AS deciles${index}`] : []),
    ...cumulative(plan.column, plan.edges, `earlier${index}`),
  ]);
  const [facts = {}] = await engine.rows<Record<string, unknown>>(
    `SELECT count(*) AS rows${first.map((part) => `, ${part}`).join('')} FROM ${side.relation} AS t`,
    query,
  );
  const rows = Number(facts['rows'] ?? 0);
  const edges = plans.map((plan, index) => (plan.number ? edgesOf(facts[`deciles${index}`]) : null));
  const second = plans.flatMap((plan, index) => cumulative(plan.column, edges[index] ?? null, `own${index}`));
  const [counts = {}] =
    second.length === 0
      ? []
      : await engine.rows<Record<string, unknown>>(`SELECT ${second.join(', ')} FROM ${side.relation} AS t`, query);

  const fields: FieldProfile[] = [];
  const overEarlierBins = new Map<string, number[]>();
  for (const [index, plan] of plans.entries()) {
    const filled = Number(facts[`filled${index}`] ?? 0);
    const distinct = Math.min(Number(facts[`distinct${index}`] ?? 0), filled);
    const own = edges[index] ?? null;
    const few = plan.shown && ['VARCHAR', 'BOOLEAN'].includes(plan.type) && distinct > 0 && distinct <= mostCategories;
    fields.push({
      name: plan.name,
      nulls: rows - filled,
      distinct,
      min: textOf(facts[`min${index}`]),
      max: textOf(facts[`max${index}`]),
      bins: own ? { edges: own, counts: binsOf(counts, `own${index}`, own.length) } : null,
      categories: few ? await categoriesOf(engine, side.relation, { name: plan.name, ...query }) : null,
    });
    if (plan.edges) overEarlierBins.set(plan.name, binsOf(facts, `earlier${index}`, plan.edges.length));
  }
  return { rows, fields, overEarlierBins };
}

function planOf(detail: DatasetDetail, column: { name: string; type: string }, earlier?: FieldProfile[]): Plan {
  const field = detail.fields.find(({ name }) => name === column.name);
  const shown =
    field !== undefined && (field.sensitivity ?? 'none') === 'none' && !closedLevels.includes(field.level ?? '');
  // A key says which row it is; how keys are spread says nothing.
  const number = shown && isNumber(column.type) && !detail.key.includes(column.name) && field.unique !== true;
  const quoted = quoteName(column.name);
  const value =
    column.type === 'DOUBLE' || column.type === 'FLOAT' ? `CASE WHEN isfinite(${quoted}) THEN ${quoted} END` : quoted;
  const before = earlier?.find(({ name }) => name === column.name)?.bins?.edges ?? null;
  return { ...column, column: `CAST(${value} AS DOUBLE)`, shown, number, edges: number ? before : null };
}

const list = (numbers: number[]) => `[${numbers.map((number) => `${number}::DOUBLE`).join(', ')}]`;

/** Values up to each edge, and all of them. */
function cumulative(column: string, edges: number[] | null, name: string): string[] {
  if (!edges) return [];
  return [
    ...edges.map((edge, index) => `count(*) FILTER (WHERE ${column} <= ${edge}::DOUBLE) AS ${name}_${index}`),
    `count(${column}) AS ${name}_${edges.length}`,
  ];
}

function binsOf(row: Record<string, unknown>, name: string, edges: number): number[] {
  const upTo = Array.from({ length: edges + 1 }, (_, index) => Number(row[`${name}_${index}`] ?? 0));
  return upTo.map((count, index) => count - (upTo[index - 1] ?? 0));
}

/** Different deciles; null when the field is empty. */
function edgesOf(value: unknown): number[] | null {
  const found = typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
  if (!Array.isArray(found)) return null;
  const edges = [...new Set(found.map(Number))].filter(Number.isFinite).sort((a, b) => a - b);
  return edges.length === 0 ? null : edges;
}

async function categoriesOf(
  engine: Engine,
  relation: string,
  { name, ...query }: { name: string; signal?: AbortSignal },
): Promise<FieldProfile['categories']> {
  const column = quoteName(name);
  const rows = await engine.rows<{ value: string; n: number }>(
    `SELECT CAST(${column} AS VARCHAR) AS value, count(*) AS n FROM ${relation} AS t WHERE ${column} IS NOT NULL
     GROUP BY 1 ORDER BY n DESC, value LIMIT ${mostCategories + 1}`,
    query,
  );
  if (rows.length > mostCategories) return null;
  return rows.map(({ value, n }) => ({ value: value.slice(0, 100), count: Number(n) }));
}

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value).slice(0, 100));
