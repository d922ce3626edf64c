import { districts } from './city.ts';
import { chance } from './random.ts';

export type Point = [number, number];

/** Corners of the map; borders run between them and are roughened, each border once, so that neighbours fit. */
const corners: Record<string, Point> = {
  a: [115.5, 22.58],
  b: [115.68, 22.62],
  c: [115.84, 22.6],
  d: [116.0, 22.63],
  e: [116.1, 22.58],
  f: [115.49, 22.46],
  g: [115.66, 22.48],
  h: [115.8, 22.49],
  i: [115.95, 22.5],
  j: [116.11, 22.46],
  k: [115.52, 22.36],
  l: [115.62, 22.39],
  m: [115.72, 22.42],
  n: [115.8, 22.435],
  o: [115.88, 22.42],
  p: [115.98, 22.38],
  q: [116.09, 22.36],
  r: [115.55, 22.27],
  s: [115.63, 22.29],
  t: [116.0, 22.28],
  u: [116.07, 22.27],
  w: [115.78, 22.29],
  x: [115.82, 22.33],
  y: [115.87, 22.3],
  z: [115.83, 22.265],
};

const rings: Record<string, string> = {
  '446002': 'abgf',
  '446003': 'bchg',
  '446004': 'cdih',
  '446005': 'deji',
  '446006': 'ghnml',
  '446007': 'fglsrk',
  '446008': 'ijqutpo',
  '446009': 'hion',
  '446010': 'wxyz',
};

const round = (value: number) => Math.round(value * 100_000) / 100_000;

/** A border from one corner to another, broken by halving: the same points in the other direction. */
function border(from: string, to: string): Point[] {
  const [start, end] = from < to ? [from, to] : [to, from];
  const salt = start.charCodeAt(0) * 131 + end.charCodeAt(0);
  let line: Point[] = [corners[start]!, corners[end]!];
  for (let level = 0; level < 4; level++) {
    const finer: Point[] = [];
    for (let index = 0; index + 1 < line.length; index++) {
      const [x1, y1] = line[index]!;
      const [x2, y2] = line[index + 1]!;
      const shift = (chance(index + level * 64, salt) - 0.5) * 0.34;
      finer.push([x1, y1], [round((x1 + x2) / 2 - (y2 - y1) * shift), round((y1 + y2) / 2 + (x2 - x1) * shift)]);
    }
    line = [...finer, line[line.length - 1]!];
  }
  return from < to ? line : line.toReversed();
}

/** Closed outline of a district. */
export function outline(code: string): Point[] {
  const ring = rings[code]!;
  const points: Point[] = [];
  for (let index = 0; index < ring.length; index++) {
    points.push(...border(ring[index]!, ring[(index + 1) % ring.length]!).slice(0, -1));
  }
  return [...points, points[0]!];
}

const outlines = new Map(districts.map(({ code }) => [code, outline(code)]));

/** True when a point lies in a district. */
export function isInside([x, y]: Point, code: string): boolean {
  const ring = outlines.get(code)!;
  let inside = false;
  for (let index = 0; index + 1 < ring.length; index++) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[index + 1]!;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** A point in a district, near its centre more often than far from it. */
export function placeIn(code: string, counter: number, salt: number): Point {
  const { centre } = districts.find((district) => district.code === code)!;
  const reach = code === '446010' ? 0.03 : 0.085;
  for (let attempt = 0; attempt < 60; attempt++) {
    const draw = (part: number) => chance(counter * 61 + attempt, salt + part) - 0.5;
    const point: Point = [
      round(centre[0] + (draw(1) + draw(2)) * reach),
      round(centre[1] + (draw(3) + draw(4)) * reach * 0.8),
    ];
    if (isInside(point, code)) return point;
  }
  return centre;
}

/** A district, more populous ones more often. */
export function districtFor(counter: number, salt: number): string {
  const all = districts.reduce((sum, { population }) => sum + population, 0);
  let left = chance(counter, salt) * all;
  for (const { code, population } of districts) {
    left -= population;
    if (left < 0) return code;
  }
  return districts[0]!.code;
}

/** Area of a district in km², by the shoelace formula on a plane at this latitude. */
export function areaOf(code: string): number {
  const ring = outlines.get(code)!;
  let twice = 0;
  for (let index = 0; index + 1 < ring.length; index++) {
    twice += ring[index]![0] * ring[index + 1]![1] - ring[index + 1]![0] * ring[index]![1];
  }
  return Math.round((Math.abs(twice) / 2) * 111.32 * 110.57 * Math.cos((22.45 * Math.PI) / 180) * 100) / 100;
}

/** Polygon of a blob: a lake or a reservoir. */
export function blob([x, y]: Point, width: number, height: number, salt: number): Point[] {
  const points: Point[] = [];
  for (let step = 0; step < 24; step++) {
    const angle = (step / 24) * 2 * Math.PI;
    const radius = 0.75 + chance(step, salt) * 0.5;
    points.push([round(x + Math.cos(angle) * width * radius), round(y + Math.sin(angle) * height * radius)]);
  }
  return [...points, points[0]!];
}

/** A line through points, roughened. */
export function course(points: Point[], salt: number, roughness = 0.2): Point[] {
  const line: Point[] = [];
  for (let index = 0; index + 1 < points.length; index++) {
    const [x1, y1] = points[index]!;
    const [x2, y2] = points[index + 1]!;
    for (let step = 0; step < 6; step++) {
      const share = step / 6;
      const shift = step === 0 ? 0 : (chance(index * 8 + step, salt) - 0.5) * roughness;
      line.push([round(x1 + (x2 - x1) * share - (y2 - y1) * shift), round(y1 + (y2 - y1) * share + (x2 - x1) * shift)]);
    }
  }
  return [...line, points[points.length - 1]!];
}

export const centreOf = (code: string): Point => districts.find((district) => district.code === code)!.centre;

/** Rail lines and main roads, by the places that they join. */
export const lines: { code: string; name: string; nameEn: string; kind: string; points: Point[] }[] = [
  line('M1', '轨道1号线', 'Metro line 1', '轨道', ['446002', '446003', '446006', '446009', '446008']),
  line('M2', '轨道2号线', 'Metro line 2', '轨道', ['446007', '446006', '446003', '446004', '446005']),
  line('M3', '轨道3号线', 'Metro line 3', '轨道', ['446004', '446009', '446006']),
  line('R1', '滨海大道', 'Coast Avenue', '主干道', ['446007', '446006', '446009', '446008']),
  line('R2', '北环路', 'North Ring Road', '主干道', ['446002', '446003', '446004', '446005']),
  line('R3', '榕凤路', 'Rongfeng Road', '主干道', ['446003', '446009']),
  line('R4', '木屏路', 'Muping Road', '主干道', ['446005', '446008']),
  line('R5', '麓洲路', 'Luzhou Road', '主干道', ['446002', '446007']),
];

function line(code: string, name: string, nameEn: string, kind: string, places: string[]) {
  return {
    code,
    name,
    nameEn,
    kind,
    points: course(places.map(centreOf), code.charCodeAt(0) * 17 + code.charCodeAt(1)),
  };
}
