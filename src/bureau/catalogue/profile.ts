import { createHash } from 'node:crypto';
import type { Principal } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { createGate } from './gate.ts';
import type { GovernedDataset, OpenDataset } from './governed.ts';
import type { Repository } from './repository.ts';
import type { ColumnProfile, ProfileReport } from './schema.ts';

type Column = GovernedDataset['columns'][number];

const bins = 20;
const topLimit = 10;
/** Up to so many values are counted one by one; above, by HyperLogLog (about 2 % off). */
const exactDistinct = 10_000;
const isNumber = (type: string) => /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
const isInstant = (type: string) => /^(DATE|TIMESTAMP.*)$/.test(type);

/**
 * Profiles of a version's columns, computed over the governed view when first asked for and kept for readers who see
 * the very same. Masked fields get counts only; personal fields never show single values.
 */
export function createProfile(needs: CatalogueNeeds, repository: Repository, open: OpenDataset) {
  const { engine } = needs.lake;
  const gate = createGate(1);
  const running = new Map<string, Promise<ColumnProfile[]>>();

  async function profileColumn(relation: string, column: Column): Promise<ColumnProfile> {
    const name = quoteName(column.name);
    const personal = (column.field?.sensitivity ?? 'none') !== 'none';
    const values = !column.masked && !personal;
    const ordered = values && (isNumber(column.type) || isInstant(column.type));
    const [facts] = await engine.rows<Record<string, string | number | null>>(
      `SELECT count(*) AS count, count(*) - count(${name}) AS nulls, approx_count_distinct(${name}) AS near,
        ${values ? `CAST(min(${name}) AS VARCHAR)` : 'NULL'} AS min, ${values ? `CAST(max(${name}) AS VARCHAR)` : 'NULL'} AS max,
        ${values && isNumber(column.type) ? `avg(CAST(${name} AS DOUBLE))` : 'NULL'} AS mean
       FROM (${relation}) AS governed`,
    );
    const near = Number(facts?.['near'] ?? 0);
    const distinct = near > exactDistinct * 1.1 ? near : await countDistinct(relation, name);
    return {
      field: column.name,
      count: Number(facts?.['count'] ?? 0),
      nulls: Number(facts?.['nulls'] ?? 0),
      distinct,
      min: textOf(facts?.['min']),
      max: textOf(facts?.['max']),
      mean: facts?.['mean'] === null || facts?.['mean'] === undefined ? null : Number(facts['mean']),
      histogram: ordered ? await histogram(relation, column) : [],
      top: values ? await topValues(relation, name) : [],
    };
  }

  async function countDistinct(relation: string, name: string): Promise<number> {
    const [row] = await engine.rows<{ n: number }>(
      `SELECT count(DISTINCT ${name}) AS n FROM (${relation}) AS governed`,
    );
    return Number(row?.n ?? 0);
  }

  /** Twenty bins of equal width; instants in seconds since 1970. */
  async function histogram(relation: string, { name, type }: Column): Promise<ColumnProfile['histogram']> {
    const value = isNumber(type)
      ? `CAST(${quoteName(name)} AS DOUBLE)`
      : `epoch(CAST(${quoteName(name)} AS TIMESTAMP))`;
    const rows = await engine.rows<{ bin: number; low: number; high: number; n: number }>(
      `WITH v AS (SELECT ${value} AS x FROM (${relation}) AS governed WHERE ${quoteName(name)} IS NOT NULL),
        finite AS (SELECT x FROM v WHERE isfinite(x)), b AS (SELECT min(x) AS low, max(x) AS high FROM finite)
       SELECT least(CAST(floor((x - low) / nullif(high - low, 0) * ${bins}) AS INTEGER), ${bins - 1}) AS bin, any_value(low) AS low,
        any_value(high) AS high, count(*) AS n FROM finite, b GROUP BY 1`,
    );
    const first = rows[0];
    if (!first) return [];
    const [low, high] = [Number(first.low), Number(first.high)];
    if (low === high) return [{ from: low, to: high, count: Number(first.n) }];
    const counts = new Map(rows.map((row) => [Number(row.bin), Number(row.n)]));
    const width = (high - low) / bins;
    return Array.from({ length: bins }, (_, bin) => ({
      from: low + bin * width,
      to: bin === bins - 1 ? high : low + (bin + 1) * width,
      count: counts.get(bin) ?? 0,
    }));
  }

  async function topValues(relation: string, name: string): Promise<ColumnProfile['top']> {
    const rows = await engine.rows<{ value: string; n: number }>(
      `SELECT CAST(${name} AS VARCHAR) AS value, count(*) AS n FROM (${relation}) AS governed
       WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT ${topLimit}`,
    );
    return rows.map((row) => ({ value: row.value.slice(0, 200), count: Number(row.n) }));
  }

  async function compute(dataset: GovernedDataset): Promise<ColumnProfile[]> {
    const relation = dataset.view.select(dataset.snapshot.relation());
    const columns: ColumnProfile[] = [];
    for (const column of dataset.columns) columns.push(await profileColumn(relation, column));
    return columns;
  }

  return async function profile(
    principal: Principal,
    id: string,
    options: { version?: number } = {},
  ): Promise<ProfileReport> {
    const dataset = await open(principal, id, options);
    const version = dataset.snapshot.version;
    // The mask of a pseudonym holds a key: equal text of the view means equal output, and the hash tells nothing of it.
    const seen = [
      dataset.view.select('version'),
      dataset.columns.map(({ name, type, field }) => [name, type, field?.sensitivity]),
    ];
    const viewHash = createHash('sha256').update(JSON.stringify(seen)).digest('hex');
    const kept = await repository.profile(id, version, viewHash);
    if (kept)
      return {
        dataset: id,
        version,
        columns: kept.profile as ColumnProfile[],
        chart: chartOf(dataset, kept.profile as ColumnProfile[]),
      };
    const key = `${id} ${version} ${viewHash}`;
    let work = running.get(key);
    if (!work) {
      work = gate
        .pass(() => compute(dataset))
        .then(async (columns) => {
          await repository.saveProfile(id, version, { viewHash, at: needs.clock.now(), profile: columns });
          return columns;
        })
        .finally(() => running.delete(key));
      running.set(key, work);
    }
    const columns = await work;
    return { dataset: id, version, columns, chart: chartOf(dataset, columns) };
  };
}

/**
 * The chart that says most at first sight: a number over time where there are both, else a count over time, else the
 * mean of a number by a field of few values, else the count by that field. Null when nothing fits.
 */
export function chartOf(dataset: GovernedDataset, profiles: ColumnProfile[]): ProfileReport['chart'] {
  const keys = new Set(dataset.row.key);
  const usable = dataset.columns.flatMap((column) => {
    const profile = profiles.find(({ field }) => field === column.name);
    const personal = (column.field?.sensitivity ?? 'none') !== 'none';
    return profile && !column.masked && !personal ? [{ ...column, profile }] : [];
  });
  const time = usable.find(({ type, profile }) => isInstant(type) && profile.distinct > 1);
  const group = usable.find(
    ({ name, type, profile }) =>
      !keys.has(name) && type === 'VARCHAR' && profile.distinct > 1 && profile.distinct <= 50,
  );
  const place = new Set(['longitude', 'latitude']);
  const number = usable.find(
    ({ name, type, field, profile }) =>
      isNumber(type) &&
      !keys.has(name) &&
      !place.has(field?.type ?? '') &&
      !/(^|_)(id|code|no)$/i.test(name) &&
      profile.distinct > 1,
  );
  const x = time ?? group;
  if (!x) return null;
  return number ? { x: x.name, y: number.name, aggregate: 'mean' } : { x: x.name, y: null, aggregate: 'count' };
}

const textOf = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : String(value).slice(0, 200);
