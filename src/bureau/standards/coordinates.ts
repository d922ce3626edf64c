import type { CoordinateSystem } from './schema.ts';

/** Longitude and latitude in decimal degrees. */
export type Point = [number, number];

/**
 * Krasovsky 1940, the ellipsoid on which GCJ-02's shift is computed: semi-major axis in metres and the square of the
 * first eccentricity. GCJ-02 itself is not published; these are the constants of the reverse-engineered function in
 * general use (eviltransform), which meets the official encryption to about a metre.
 */
const semiMajorAxis = 6_378_245;
const eccentricitySquared = 0.006_693_421_622_965_943;
/** BD-09 turns GCJ-02 about by this angle unit. */
const baiduTurn = (Math.PI * 3000) / 180;
/** Steps of the inverse; each makes the error about a thousandth, so that five reach the last digit of a double. */
const steps = 5;

/** The rough box outside which GCJ-02 leaves coordinates as they are. */
const shiftedBox = { west: 72.004, east: 137.8347, south: 0.8293, north: 55.8271 };

/**
 * Converts a point between systems. WGS-84 and CGCS2000 differ by centimetres and count as equal here. The ways back
 * from GCJ-02 and BD-09 are iterated until the way forth meets the point within 1e-9 degrees (0.1 mm).
 */
export function convertPoint(point: Point, from: CoordinateSystem, to: CoordinateSystem): Point {
  if (from === to || (isEarth(from) && isEarth(to))) return point;
  const gcj = from === 'GCJ-02' ? point : from === 'BD-09' ? invert(point, baiduOf) : marsOf(point);
  if (to === 'GCJ-02') return gcj;
  return to === 'BD-09' ? baiduOf(gcj) : invert(gcj, marsOf);
}

function isEarth(system: CoordinateSystem): boolean {
  return system === 'WGS-84' || system === 'CGCS2000';
}

function invert(target: Point, forth: (point: Point) => Point): Point {
  let [x, y] = target;
  for (let step = 0; step < steps; step++) {
    const [u, v] = forth([x, y]);
    x += target[0] - u;
    y += target[1] - v;
  }
  return [x, y];
}

function marsOf([longitude, latitude]: Point): Point {
  const { west, east, south, north } = shiftedBox;
  if (longitude < west || longitude > east || latitude < south || latitude > north) return [longitude, latitude];
  const x = longitude - 105;
  const y = latitude - 35;
  const { sin, cos, sqrt, abs, PI } = Math;
  const common = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  const shiftY =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  const shiftX =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const phi = (latitude / 180) * PI;
  const magic = 1 - eccentricitySquared * sin(phi) ** 2;
  const root = sqrt(magic);
  return [
    longitude + (shiftX * 180) / ((semiMajorAxis / root) * cos(phi) * PI),
    latitude + (shiftY * 180) / (((semiMajorAxis * (1 - eccentricitySquared)) / (magic * root)) * PI),
  ];
}

function baiduOf([longitude, latitude]: Point): Point {
  const radius = Math.sqrt(longitude ** 2 + latitude ** 2) + 0.00002 * Math.sin(latitude * baiduTurn);
  const angle = Math.atan2(latitude, longitude) + 0.000003 * Math.cos(longitude * baiduTurn);
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006];
}

/**
 * The same as a DuckDB expression: a struct {x, y} of the converted point, NULL where either number is. The steps stand
 * in nested lambdas, so that each is computed once.
 */
export function convertPointSql(
  longitude: string,
  latitude: string,
  systems: { from: CoordinateSystem; to: CoordinateSystem },
): string {
  const { from, to } = systems;
  const start = `[{'x': CAST(${longitude} AS DOUBLE), 'y': CAST(${latitude} AS DOUBLE)}]`;
  const whole = (list: string) =>
    `CASE WHEN ${longitude} IS NOT NULL AND ${latitude} IS NOT NULL THEN (${list})[1] END`;
  if (from === to || (isEarth(from) && isEarth(to))) return whole(start);
  const gcj = from === 'GCJ-02' ? start : from === 'BD-09' ? invertSql(start, baiduSql) : apply(start, marsSql);
  if (to === 'GCJ-02') return whole(gcj);
  return whole(to === 'BD-09' ? apply(gcj, baiduSql) : invertSql(gcj, marsSql));
}

/** An SQL function from a point to a point, both structs {x, y}. */
type PointSql = (point: string) => string;

function apply(list: string, forth: PointSql): string {
  return `list_transform(${list}, lambda p: ${forth('p')})`;
}

/** Fixed-point iteration: `t` keeps the target while `x` and `y` come nearer. */
function invertSql(list: string, forth: PointSql): string {
  let state = `list_transform(${list}, lambda p: {'x': p.x, 'y': p.y, 'tx': p.x, 'ty': p.y})`;
  for (let step = 0; step < steps; step++) {
    state = `list_transform(list_transform(${state}, lambda p: {'p': p, 'q': ${forth('p')}}), lambda s: {'x': s.p.x + s.p.tx - s.q.x, 'y': s.p.y + s.p.ty - s.q.y, 'tx': s.p.tx, 'ty': s.p.ty})`;
  }
  return `list_transform(${state}, lambda p: {'x': p.x, 'y': p.y})`;
}

function marsSql(point: string): string {
  const { west, east, south, north } = shiftedBox;
  const [lon, lat] = [`${point}.x`, `${point}.y`];
  const [x, y] = [`(${lon} - 105)`, `(${lat} - 35)`];
  const common = `(20 * sin(6 * ${x} * pi()) + 20 * sin(2 * ${x} * pi())) * 2 / 3`;
  const shiftY =
    `(-100 + 2 * ${x} + 3 * ${y} + 0.2::DOUBLE * ${y} * ${y} + 0.1::DOUBLE * ${x} * ${y} + 0.2::DOUBLE * sqrt(abs(${x})) + ${common}` +
    ` + (20 * sin(${y} * pi()) + 40 * sin(${y} / 3 * pi())) * 2 / 3` +
    ` + (160 * sin(${y} / 12 * pi()) + 320 * sin(${y} * pi() / 30)) * 2 / 3)`;
  const shiftX =
    `(300 + ${x} + 2 * ${y} + 0.1::DOUBLE * ${x} * ${x} + 0.1::DOUBLE * ${x} * ${y} + 0.1::DOUBLE * sqrt(abs(${x})) + ${common}` +
    ` + (20 * sin(${x} * pi()) + 40 * sin(${x} / 3 * pi())) * 2 / 3` +
    ` + (150 * sin(${x} / 12 * pi()) + 300 * sin(${x} / 30 * pi())) * 2 / 3)`;
  const magic = `(1 - ${eccentricitySquared}::DOUBLE * pow(sin(radians(${lat})), 2))`;
  const inside = `${lon} BETWEEN ${west} AND ${east} AND ${lat} BETWEEN ${south} AND ${north}`;
  return (
    `CASE WHEN ${inside} THEN {'x': ${lon} + ${shiftX} * 180 / (${semiMajorAxis} / sqrt(${magic}) * cos(radians(${lat})) * pi()), ` +
    `'y': ${lat} + ${shiftY} * 180 / (${semiMajorAxis * (1 - eccentricitySquared)}::DOUBLE / (${magic} * sqrt(${magic})) * pi())} ` +
    `ELSE {'x': ${lon}, 'y': ${lat}} END`
  );
}

function baiduSql(point: string): string {
  const [lon, lat] = [`${point}.x`, `${point}.y`];
  const radius = `(sqrt(${lon} * ${lon} + ${lat} * ${lat}) + 0.00002::DOUBLE * sin(${lat} * ${baiduTurn}))`;
  const angle = `(atan2(${lat}, ${lon}) + 0.000003::DOUBLE * cos(${lon} * ${baiduTurn}))`;
  return `{'x': ${radius} * cos(${angle}) + 0.0065::DOUBLE, 'y': ${radius} * sin(${angle}) + 0.006::DOUBLE}`;
}
