import type { CompiledRow } from './compiled.ts';
import type { Standard } from './schema.ts';

/** A box in degrees: west, south, east, north. */
export type Extent = [number, number, number, number];

/** China with its seas, rounded outward; enough to tell a swapped or foreign point. */
export const chinaExtent: Extent = [73, 3, 136, 54];

export interface CoordinatePair {
  longitude: string;
  latitude: string;
}

/** The standard's pair of coordinates: its only longitude and its only latitude field. */
export function coordinateFields(standard: Standard): CoordinatePair | null {
  const longitudes = standard.fields.filter(({ type }) => type === 'longitude');
  const latitudes = standard.fields.filter(({ type }) => type === 'latitude');
  if (longitudes.length !== 1 || latitudes.length !== 1) return null;
  return { longitude: longitudes[0]!.name, latitude: latitudes[0]!.name };
}

/** Where the standard wants its points; null for anywhere. */
export function extentOf(standard: Standard): Extent | null {
  const { extent, coordinates } = standard;
  if (extent === 'world') return null;
  if (Array.isArray(extent)) return extent as Extent;
  if (extent === 'china' || (coordinates !== undefined && coordinates !== 'WGS-84')) return chinaExtent;
  return null;
}

/**
 * The rules over a pair of coordinates, of which a point breaks at most one: `coordinates-swapped` when it would lie
 * inside the extent (China when none is set) only with its numbers exchanged, then `range`, then `coordinates-outside`.
 */
export function coordinateRules(standard: Standard, { longitude, latitude }: CoordinatePair): CompiledRow[] {
  const wanted = extentOf(standard);
  const box = wanted ?? chinaExtent;
  const fields = [longitude, latitude];
  const insideSql = (x: string, y: string, [west, south, east, north]: Extent) =>
    `(${x} BETWEEN ${west} AND ${east} AND ${y} BETWEEN ${south} AND ${north})`;
  const inside = (x: number, y: number, [west, south, east, north]: Extent) =>
    x >= west && x <= east && y >= south && y <= north;
  const swappedSql = (x: string, y: string) => `(NOT ${insideSql(x, y, box)} AND ${insideSql(y, x, box)})`;
  const swapped = (x: number, y: number) => !inside(x, y, box) && inside(y, x, box);
  const outOfRangeSql = (x: string, y: string) => `(abs(${x}) > 180 OR abs(${y}) > 90)`;
  const outOfRange = (x: number, y: number) => Math.abs(x) > 180 || Math.abs(y) > 90;

  const rule = (
    parts: Pick<CompiledRow, 'rule' | 'message'>,
    sql: (x: string, y: string) => string,
    breaks: (x: number, y: number) => boolean,
  ): CompiledRow => ({
    ...parts,
    fields,
    broken: (value) => `coalesce(${sql(value(longitude), value(latitude))}, false)`,
    breaks: (value) => {
      const [x, y] = [value(longitude), value(latitude)];
      return typeof x === 'number' && typeof y === 'number' && breaks(x, y);
    },
  });
  const place =
    wanted === null || wanted === chinaExtent ? { zh: '中国境内', en: 'China' } : { zh: '规定范围', en: 'the extent' };
  return [
    rule(
      {
        rule: 'coordinates-swapped',
        message: {
          zh: `经度与纬度像是填反了：对调后才落在${place.zh}`,
          en: `longitude and latitude seem exchanged: only the other way round do they lie in ${place.en}`,
        },
      },
      swappedSql,
      swapped,
    ),
    rule(
      {
        rule: 'range',
        message: {
          zh: '经度须在 -180 至 180、纬度须在 -90 至 90 度之间',
          en: 'longitude must lie between -180 and 180, latitude between -90 and 90 degrees',
        },
      },
      (x, y) => `${outOfRangeSql(x, y)} AND NOT ${swappedSql(x, y)}`,
      (x, y) => outOfRange(x, y) && !swapped(x, y),
    ),
    ...(wanted
      ? [
          rule(
            {
              rule: 'coordinates-outside',
              message: { zh: `坐标不在${place.zh}`, en: `the point does not lie in ${place.en}` },
            },
            (x, y) => `NOT ${insideSql(x, y, box)} AND NOT ${outOfRangeSql(x, y)} AND NOT ${swappedSql(x, y)}`,
            (x, y) => !inside(x, y, box) && !outOfRange(x, y) && !swapped(x, y),
          ),
        ]
      : []),
  ];
}
