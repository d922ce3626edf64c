import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import { convertPointSql } from '../standards/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { catalogueErrors } from './errors.ts';
import { parseFilter } from './filter.ts';
import { createGate } from './gate.ts';
import { fieldUnknown, type GovernedDataset, type OpenDataset } from './governed.ts';
import type { Points } from './schema.ts';
import { columnsOf } from './typed-value.ts';

export interface PointsOptions {
  /** `west,south,east,north` in WGS-84. */
  bbox?: string;
  filter?: string;
  version?: number;
  /** Points or cells at most: 1000 when not said. */
  limit?: number;
  signal?: AbortSignal;
}

/**
 * Places of a dataset in WGS-84 for a map. More of them than the limit come as cells of a grid, each with the centre of
 * its places and their number.
 */
export function createPoints(needs: CatalogueNeeds, open: OpenDataset) {
  const { engine } = needs.lake;
  const gate = createGate(2);

  return async function points(principal: Principal, id: string, options: PointsOptions = {}): Promise<Points> {
    const dataset = await open(principal, id, options);
    const place = placeOf(dataset);
    if (!place) throw new AppError(catalogueErrors.noCoordinates, { id });
    const limit = Math.min(Math.max(options.limit ?? 1000, 1), 5000);
    const conditions = parseFilter(options.filter);
    const byName = columnsOf(conditions, dataset.columns, (field) => fieldUnknown(dataset, field));
    const where = conditions.map((condition) => conditionSql(condition, byName.get(condition.field)!));
    const [longitude, latitude] = [quoteName(place.longitude), quoteName(place.latitude)];
    where.push(`abs(${longitude}) <= 180`, `abs(${latitude}) <= 90`);
    const point =
      place.system === 'WGS-84'
        ? `{'x': CAST(${longitude} AS DOUBLE), 'y': CAST(${latitude} AS DOUBLE)}`
        : convertPointSql(longitude, latitude, { from: place.system, to: 'WGS-84' });
    const label = labelOf(dataset);
    const columns = dataset.row.key.filter((field) => dataset.open.has(field)).map(quoteName);
    const box = readBox(options.bbox);
    const inBox = box
      ? ` WHERE point.x BETWEEN ${box[0]} AND ${box[2]} AND point.y BETWEEN ${box[1]} AND ${box[3]}`
      : '';
    const relation = `(SELECT point.x AS lng, point.y AS lat, label, key FROM (SELECT ${point} AS point,
      ${label ? `CAST(${quoteName(label)} AS VARCHAR)` : 'NULL'} AS label,
      ${columns.length > 0 ? `concat_ws(' ', ${columns.join(', ')})` : 'NULL'} AS key
      FROM (${dataset.view.select(dataset.snapshot.relation())}) AS governed WHERE ${where.join(' AND ')})${inBox})`;
    const [whole] = await gate.pass(() =>
      engine.rows<{ n: number; west: number; south: number; east: number; north: number }>(
        `SELECT count(*) AS n, min(lng) AS west, min(lat) AS south, max(lng) AS east, max(lat) AS north FROM ${relation}`,
        { signal: options.signal },
      ),
    );
    const total = Number(whole?.n ?? 0);
    const cells = total > limit;
    const rows = await gate.pass(() =>
      engine.rows<{ lng: number; lat: number; n: number; label: string | null; key: string | null }>(
        cells
          ? cellSql(relation, box ?? [whole!.west, whole!.south, whole!.east, whole!.north], limit)
          : `SELECT lng, lat, 1 AS n, label, key FROM ${relation} LIMIT ${limit}`,
        { signal: options.signal },
      ),
    );
    return {
      dataset: id,
      version: dataset.snapshot.version,
      total,
      clustered: cells,
      points: rows.map((row) => ({
        longitude: Number(row.lng),
        latitude: Number(row.lat),
        count: Number(row.n),
        label: cells ? null : row.label,
        key: cells ? null : row.key,
      })),
    };
  };
}

/** A grid of about `limit` cells over the box; a cell stands at the mean of its places. */
function cellSql(relation: string, [west, south, east, north]: number[], limit: number): string {
  const side = Math.max(1, Math.floor(Math.sqrt(limit)));
  const width = Math.max((east! - west!) / side, 1e-9);
  const height = Math.max((north! - south!) / side, 1e-9);
  const cell = (value: string, from: number, size: number) =>
    `least(CAST(floor((${value} - (${from})) / ${size}) AS INTEGER), ${side - 1})`;
  return `SELECT avg(lng) AS lng, avg(lat) AS lat, count(*) AS n, NULL AS label, NULL AS key FROM ${relation}
    GROUP BY ${cell('lng', west!, width)}, ${cell('lat', south!, height)} ORDER BY n DESC LIMIT ${limit}`;
}

function placeOf(dataset: GovernedDataset) {
  const of = (type: string) => dataset.columns.find(({ field }) => field?.type === type)?.name;
  const [longitude, latitude] = [of('longitude'), of('latitude')];
  if (!longitude || !latitude) return null;
  const system = (dataset.row.coordinates ?? 'WGS-84') as 'WGS-84' | 'GCJ-02' | 'CGCS2000';
  return { longitude, latitude, system };
}

/** What a place is called: the first open text field that is named so. */
function labelOf({ columns }: GovernedDataset): string | null {
  const texts = columns.filter(({ type, masked }) => type === 'VARCHAR' && !masked);
  const named = texts.find(({ name, field }) => /name|title/i.test(name) || /名/.test(field?.title.zh ?? ''));
  return (named ?? texts[0])?.name ?? null;
}

function readBox(text: string | undefined): [number, number, number, number] | null {
  if (text === undefined) return null;
  const numbers = text.split(',').map(Number);
  const [west, south, east, north] = numbers as [number, number, number, number];
  if (numbers.length !== 4 || numbers.some((number) => !Number.isFinite(number)) || west > east || south > north) {
    throw new AppError(kernelErrors.invalidInput, { problem: `bbox ${text}` });
  }
  return [west, south, east, north];
}
