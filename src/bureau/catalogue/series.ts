import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { parseFilter } from './filter.ts';
import { createGate } from './gate.ts';
import { fieldUnknown, type OpenDataset } from './governed.ts';
import type { Series } from './schema.ts';
import { columnsOf } from './typed-value.ts';

export interface SeriesOptions {
  x: string;
  /** Number that is aggregated; rows are counted without it. */
  y?: string;
  aggregate?: Series['aggregate'];
  filter?: string;
  version?: number;
  /** Groups at most: 500 when not said. */
  limit?: number;
  signal?: AbortSignal;
}

const units = ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const unitSeconds = [60, 3600, 86_400, 604_800, 2_629_746, 7_889_238, 31_556_952];
const aggregates = { count: 'count', sum: 'sum', mean: 'avg', min: 'min', max: 'max' } as const;
const isNumber = (type: string) => /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
const isInstant = (type: string) => /^(DATE|TIMESTAMP.*)$/.test(type);

/** Grouped figures for a chart, over the governed view, never more than `limit` groups. */
export function createSeries(needs: CatalogueNeeds, open: OpenDataset) {
  const { engine } = needs.lake;
  const gate = createGate(2);

  /** The finest step of time under which the whole span makes at most so many groups. */
  async function stepOf(relation: string, name: string, limit: number): Promise<string> {
    const [row] = await engine.rows<{ seconds: number | null }>(
      `SELECT epoch(max(CAST(${name} AS TIMESTAMP))) - epoch(min(CAST(${name} AS TIMESTAMP))) AS seconds FROM ${relation}`,
    );
    const span = Number(row?.seconds ?? 0);
    const at = unitSeconds.findIndex((seconds) => span / seconds < limit);
    return units[at < 0 ? units.length - 1 : at]!;
  }

  return async function series(principal: Principal, id: string, options: SeriesOptions): Promise<Series> {
    const dataset = await open(principal, id, options);
    const columns = new Map(dataset.columns.map((column) => [column.name, column]));
    const x = columns.get(options.x);
    const y = options.y === undefined ? null : columns.get(options.y);
    if (!x) throw fieldUnknown(dataset, options.x);
    if (y === undefined) throw fieldUnknown(dataset, options.y!);
    const aggregate = y ? (options.aggregate ?? 'mean') : 'count';
    if (y && aggregate !== 'count' && (!isNumber(y.type) || y.masked)) {
      throw new AppError(kernelErrors.invalidInput, { problem: `y: ${y.name} (${y.type})` });
    }
    const limit = Math.min(Math.max(options.limit ?? 500, 1), 2000);
    const conditions = parseFilter(options.filter);
    const byName = columnsOf(conditions, dataset.columns, (field) => fieldUnknown(dataset, field));
    const where = conditions.map((condition) => conditionSql(condition, byName.get(condition.field)!));
    where.push(`${quoteName(x.name)} IS NOT NULL`);
    const relation = `(SELECT * FROM (${dataset.view.select(dataset.snapshot.relation())}) AS governed WHERE ${where.join(' AND ')})`;
    const step = isInstant(x.type) ? await gate.pass(() => stepOf(relation, quoteName(x.name), limit)) : null;
    const group = step ? `date_trunc('${step}', CAST(${quoteName(x.name)} AS TIMESTAMP))` : quoteName(x.name);
    const value = y ? `CAST(${aggregates[aggregate]}(${quoteName(y.name)}) AS DOUBLE)` : 'CAST(count(*) AS DOUBLE)';
    // By time or number in their order; by name the largest groups first, for the rest is cut off.
    const order = step || isNumber(x.type) ? 'x' : 'rows DESC, x';
    const rows = await gate.pass(() =>
      engine.rows<{ x: unknown; y: number | null; rows: number }>(
        `SELECT ${group} AS x, ${value} AS y, count(*) AS rows FROM ${relation} GROUP BY 1 ORDER BY ${order} LIMIT ${limit + 1}`,
        { signal: options.signal },
      ),
    );
    return {
      dataset: id,
      version: dataset.snapshot.version,
      x: x.name,
      y: y?.name ?? null,
      aggregate,
      step,
      truncated: rows.length > limit,
      points: rows.slice(0, limit).map((row) => ({
        x: typeof row.x === 'number' ? row.x : String(row.x),
        y: row.y === null ? null : Number(row.y),
        rows: Number(row.rows),
      })),
    };
  };
}
