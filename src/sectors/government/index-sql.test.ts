import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSql, sql } from '../../sector/index.ts';
import { openTestLake } from '../../sector/testing.ts';
import { airQualityIndexSql, type IndexRules } from './index-sql.ts';

type Measured = Partial<Record<'so2' | 'no2' | 'co' | 'o3' | 'pm10' | 'pm25', number | null>>;
/** An hour of the 2026 edition and one of the 2012 edition, in UTC. */
const in2026 = '2026-06-01 04:00:00';
const in2012 = '2026-01-15 04:00:00';
const usual: IndexRules = { hoursOf24: 20, hoursOf8: 6, particles2012: 'moving-24h' };
const quiet = { so2: 10, no2: 20, co: 0.5, o3: 60, pm10: 30, pm25: 20 };

describe('air quality index', () => {
  let lake: Awaited<ReturnType<typeof openTestLake>>;
  beforeAll(async () => {
    lake = await openTestLake();
  });
  afterAll(() => lake.close());

  /** Indices of hours in a row that end at `last`; each row stands for one hour of the same place. */
  async function indices(hours: Measured[], last: string, rules: Partial<IndexRules> = {}) {
    const number = (value: number | null | undefined) =>
      value === null || value === undefined ? 'NULL::DOUBLE' : `${value}::DOUBLE`;
    const rows = hours.map((hour, index) => {
      const { so2, no2, co, o3, pm10, pm25 } = hour;
      const at = `TIMESTAMP '${last}' - INTERVAL ${hours.length - 1 - index} HOUR`;
      return `('A', ${at}, ${[so2, no2, co, o3, pm10, pm25].map(number).join(', ')})`;
    });
    const source = {
      kind: 'sql' as const,
      strings: [`SELECT * FROM (VALUES ${rows.join(', ')}) AS t(place, hour, so2, no2, co, o3, pm10, pm25)`],
      parts: [],
    };
    return lake.engine.rows<Record<string, unknown>>(
      `${renderSql(airQualityIndexSql(source, { ...usual, ...rules }), (id) => id)} ORDER BY hour`,
    );
  }
  /** The last of a whole day of equal hours: then the hour and every moving mean are the same. */
  const day = async (measured: Measured, last: string) =>
    (
      await indices(
        Array.from({ length: 24 }, () => measured),
        last,
      )
    ).at(-1)!;

  it.each([
    // Table 3 of HJ 633-2026 at its limits, one pollutant after the other: [pollutant, concentration, IAQI].
    ...[
      [35, 50],
      [60, 100],
      [115, 150],
      [150, 200],
      [250, 300],
      [350, 400],
      [500, 500],
    ].map(([c, i]) => ['pm25', c!, i!] as const),
    ...[
      [50, 50],
      [120, 100],
      [250, 150],
      [350, 200],
      [420, 300],
      [500, 400],
      [600, 500],
    ].map(([c, i]) => ['pm10', c!, i!] as const),
    ...[
      [150, 50],
      [500, 100],
      [650, 150],
      [800, 200],
    ].map(([c, i]) => ['so2', c!, i!] as const),
    ...[
      [100, 50],
      [200, 100],
      [700, 150],
      [1200, 200],
      [2340, 300],
      [3090, 400],
      [3840, 500],
    ].map(([c, i]) => ['no2', c!, i!] as const),
    ...[
      [5, 50],
      [10, 100],
      [35, 150],
      [60, 200],
      [90, 300],
      [120, 400],
      [150, 500],
    ].map(([c, i]) => ['co', c!, i!] as const),
    ...[
      [160, 50],
      [200, 100],
      [300, 150],
      [400, 200],
      [800, 300],
      [1000, 400],
      [1200, 500],
    ].map(([c, i]) => ['o3', c!, i!] as const),
  ])('2026: %s at the limit %d has the sub-index %d', async (pollutant, concentration, index) => {
    const [row] = await indices([{ ...quiet, [pollutant]: concentration }], in2026);
    expect(row![`iaqi_${pollutant}`]).toBe(index);
  });

  it.each([
    // Table 1 of HJ 633-2012: the two columns that 2026 changed.
    ...[
      [35, 50],
      [75, 100],
      [115, 150],
      [150, 200],
      [250, 300],
      [350, 400],
      [500, 500],
    ].map(([c, i]) => ['pm25', c!, i!] as const),
    ...[
      [50, 50],
      [150, 100],
      [250, 150],
      [350, 200],
      [420, 300],
      [500, 400],
      [600, 500],
    ].map(([c, i]) => ['pm10', c!, i!] as const),
  ])('2012: %s at the limit %d has the sub-index %d', async (pollutant, concentration, index) => {
    expect((await day({ ...quiet, [pollutant]: concentration }, in2012))[`iaqi_${pollutant}`]).toBe(index);
  });

  it.each([
    // By hand: 100 + (75-60)/(115-60)*50 = 113.6…; 50 + (40-35)/(60-35)*50 = 60; 100 + (150-120)/(250-120)*50 = 111.5…
    [in2026, 'pm25', 75, 114],
    [in2026, 'pm25', 40, 60],
    [in2026, 'pm25', 61, 101],
    [in2026, 'pm25', 1, 2],
    [in2026, 'pm10', 150, 112],
    // By hand: (350-200)/(700-200)*50 + 100 = 115; (7.5-5)/(10-5)*50 + 50 = 75; (475-150)/(500-150)*50 + 50 = 96.4…
    [in2026, 'no2', 350, 115],
    [in2026, 'co', 7.5, 75],
    [in2026, 'so2', 475, 97],
    [in2026, 'o3', 161, 52],
    // The same concentrations under 2012: 50 + (40-35)/(75-35)*50 = 56.25; 75 is the limit of 100 itself.
    [in2012, 'pm25', 40, 57],
    [in2012, 'pm25', 75, 100],
    [in2012, 'pm10', 150, 100],
  ])('at %s, %s of %d has the sub-index %d, carried up', async (hour, pollutant, concentration, index) => {
    expect((await day({ ...quiet, [pollutant]: concentration }, hour))[`iaqi_${pollutant}`]).toBe(index);
  });

  it('takes the largest sub-index and names the pollutants that have it', async () => {
    const [row] = await indices([{ ...quiet, pm25: 75, pm10: 150 }], in2026);
    expect(row).toMatchObject({
      aqi: 114,
      level: 3,
      primary_pollutants: 'pm25',
      over_standard: 'pm10,pm25',
      missing: '',
    });
  });

  it('names both on a tie, and none at 50 or below', async () => {
    // 35 µg/m³ PM2.5 and 50 µg/m³ PM10: both 50. 60 and 120: both 100, not above the standard.
    expect((await indices([{ ...quiet, pm25: 35, pm10: 50 }], in2026))[0]).toMatchObject({
      aqi: 50,
      level: 1,
      primary_pollutants: '',
    });
    expect((await indices([{ ...quiet, pm25: 60, pm10: 120 }], in2026))[0]).toMatchObject({
      aqi: 100,
      level: 2,
      primary_pollutants: 'pm10,pm25',
      over_standard: '',
    });
  });

  it('changes the edition with the hour that begins at 2026-03-01T00:00+08:00', async () => {
    const hours = await indices(
      Array.from({ length: 25 }, () => ({ ...quiet, pm25: 75 })),
      '2026-02-28 16:00:00',
    );
    expect(hours.slice(-2).map(({ hour, edition, aqi }) => [String(hour).slice(0, 13), edition, aqi])).toEqual([
      ['2026-02-28T15', 'HJ 633-2012', 100],
      ['2026-02-28T16', 'HJ 633-2026', 114],
    ]);
  });

  it('judges particles by the moving day before the change and by the hour after it', async () => {
    const hours = [...Array.from({ length: 23 }, () => ({ ...quiet, pm25: 20 })), { ...quiet, pm25: 260 }];
    // The day's mean is (23*20 + 260)/24 = 30, whose sub-index is 30/35*50 = 42.8… → 43.
    expect((await indices(hours, in2012)).at(-1)).toMatchObject({ iaqi_pm25: 43, pm25_24h: 30 });
    expect((await indices(hours, in2012, { particles2012: 'hour' })).at(-1)).toMatchObject({ iaqi_pm25: 310 });
    // 300 + (260-250)/(350-250)*100 = 310
    expect((await indices(hours, in2026)).at(-1)).toMatchObject({
      iaqi_pm25: 310,
      primary_pollutants: 'pm25',
      level: 6,
    });
  });

  it('needs 20 valid hours of 24 and 6 of 8 for a mean (GB 3095-2012 table 4)', async () => {
    const hours = (valid: number): Measured[] =>
      Array.from({ length: 24 }, (_, index) => (index < 24 - valid ? { ...quiet, pm25: null, o3: null } : quiet));
    expect((await indices(hours(20), in2012)).at(-1)).toMatchObject({ pm25_24h: 20, iaqi_pm25: 29 });
    expect((await indices(hours(19), in2012)).at(-1)).toMatchObject({
      pm25_24h: null,
      iaqi_pm25: null,
      missing: 'pm25',
    });
    expect((await indices(hours(6), in2026)).at(-1)).toMatchObject({ o3_8h: 60 });
    expect((await indices(hours(5), in2026)).at(-1)).toMatchObject({ o3_8h: null, iaqi_o3: 19 });
    // A gap in time is no hour: the mean reaches over 24 hours of the clock, not over 24 rows.
    const gap = await indices([...hours(24), ...Array.from({ length: 10 }, () => ({}))], in2012);
    expect(gap.at(-1)).toMatchObject({ pm25_24h: null });
  });

  it('leaves a missing or negative value out of the index, and zero in', async () => {
    const [missing] = await indices([{ ...quiet, pm25: null, o3: -3 }], in2026);
    expect(missing).toMatchObject({
      aqi: 30,
      missing: 'o3,pm25',
      iaqi_pm25: null,
      iaqi_o3: null,
      o3: null,
      reportable: false,
    });
    const [above] = await indices([{ pm10: 250 }], in2026);
    expect(above).toMatchObject({ aqi: 150, missing: 'so2,no2,co,o3,pm25', reportable: true });
    const [none] = await indices([{}], in2026);
    expect(none).toMatchObject({
      aqi: null,
      level: null,
      primary_pollutants: '',
      over_standard: '',
      reportable: false,
    });
    const [zero] = await indices([{ ...quiet, pm25: 0 }], in2026);
    expect(zero).toMatchObject({ iaqi_pm25: 0, missing: '', reportable: true });
  });

  it('stops at 500, and at the end of the one-hour column of SO2', async () => {
    const [top] = await indices([{ ...quiet, pm25: 1200, co: 151, o3: 1201, no2: 9000, pm10: 601 }], in2026);
    expect(top).toMatchObject({ aqi: 500, level: 6, primary_pollutants: 'no2,co,o3,pm10,pm25' });
    // 2026 clause 4.3.1: 200 above 800. 2012 table 1 note 2: by the 24-hour mean, here 900: 200 + (900-800)/(1600-800)*100.
    expect((await day({ ...quiet, so2: 900 }, in2026))['iaqi_so2']).toBe(200);
    expect((await day({ ...quiet, so2: 900 }, in2012))['iaqi_so2']).toBe(213);
    expect((await indices([{ ...quiet, so2: 900 }], in2012))[0]).toMatchObject({ iaqi_so2: null });
  });

  it('rounds a concentration half to even before it is judged (GB/T 8170)', async () => {
    const index = async (pm25: number) => (await indices([{ ...quiet, pm25 }], in2026))[0]!['iaqi_pm25'];
    expect(await index(60.5)).toBe(100);
    expect(await index(61.5)).toBe(102);
    expect(await index(35.4)).toBe(50);
    expect((await indices([{ ...quiet, co: 5.05 }], in2026))[0]).toMatchObject({ co: 5, iaqi_co: 50 });
  });

  it('keeps to SQL that a second engine reads', () => {
    const text = renderSql(airQualityIndexSql(sql`SELECT 1`, usual), (id) => id);
    expect(text).not.toMatch(/::|\bEXCLUDE\b|\bQUALIFY\b|\blist_|\bFILTER\b|"/i);
  });
});
