/**
 * Concentrations at which the sub-index (IAQI) of a pollutant takes the values 0, 50, 100, 150, 200, 300, 400, 500.
 *
 * HJ 633-2012, table 1 (空气质量分指数及对应的污染物项目浓度限值), and HJ 633-2026, table 3, which changes the columns of
 * PM2.5 and PM10 and leaves the others. Units: µg/m³; CO in mg/m³. The lists that end early have no further limits.
 */
export const subIndexValues = [0, 50, 100, 150, 200, 300, 400, 500] as const;

export type Pollutant = 'so2' | 'no2' | 'co' | 'o3' | 'pm10' | 'pm25';

export const pollutants: Pollutant[] = ['so2', 'no2', 'co', 'o3', 'pm10', 'pm25'];

/** One-hour means: table 1 (2012) and table 3 (2026), columns “1 小时平均”; equal in both editions. */
export const hourlyBreakpoints = {
  // Above 800 the one-hour column ends: 2012 table 1 note (2), 2026 clause 4.3.1.
  so2: [0, 150, 500, 650, 800],
  no2: [0, 100, 200, 700, 1200, 2340, 3090, 3840],
  co: [0, 5, 10, 35, 60, 90, 120, 150],
  o3: [0, 160, 200, 300, 400, 800, 1000, 1200],
} as const satisfies Record<string, readonly number[]>;

/** 24-hour means of the gas whose one-hour column ends at 800. */
export const dailySo2Breakpoints = [0, 50, 150, 475, 800, 1600, 2100, 2620] as const;

/** Particles: one column for both the 24-hour mean (2012) and the one-hour mean of the hourly report (2026). */
export const particleBreakpoints = {
  'HJ 633-2012': {
    pm10: [0, 50, 150, 250, 350, 420, 500, 600],
    pm25: [0, 35, 75, 115, 150, 250, 350, 500],
  },
  'HJ 633-2026': {
    pm10: [0, 50, 120, 250, 350, 420, 500, 600],
    pm25: [0, 35, 60, 115, 150, 250, 350, 500],
  },
} as const;

export type Edition = keyof typeof particleBreakpoints;

/** HJ 633-2026 applies from 2026-03-01, China Standard Time: the first hour of that day begins at this instant (UTC). */
export const editionChange = '2026-02-28 16:00:00';

/** Classes of the index: HJ 633-2012 table 2, HJ 633-2026 table 1; `upTo` is inclusive, the last has no end. */
export const grades = [
  { upTo: 50, level: 1, zh: '优', en: 'Excellent', state: 'good' },
  { upTo: 100, level: 2, zh: '良', en: 'Good', state: 'good' },
  { upTo: 150, level: 3, zh: '轻度污染', en: 'Lightly polluted', state: 'attention' },
  { upTo: 200, level: 4, zh: '中度污染', en: 'Moderately polluted', state: 'bad' },
  { upTo: 300, level: 5, zh: '重度污染', en: 'Heavily polluted', state: 'bad' },
  { upTo: Number.POSITIVE_INFINITY, level: 6, zh: '严重污染', en: 'Severely polluted', state: 'bad' },
] as const;

/** The class of an index; null where there is no index. */
export function gradeOf(aqi: number | null): (typeof grades)[number] | null {
  if (aqi === null) return null;
  return grades.find(({ upTo }) => aqi <= upTo) ?? null;
}
