import { joinSql, name, type PortableSql, type SqlPart, sql } from '../../sector/index.ts';
import {
  dailySo2Breakpoints,
  type Edition,
  editionChange,
  hourlyBreakpoints,
  type Pollutant,
  particleBreakpoints,
  pollutants,
  subIndexValues,
} from './breakpoints.ts';

/** Concentrations are counted in these steps, so that all arithmetic is on whole numbers: CO by 0.1 mg/m³, others by 1 µg/m³. */
const stepsPerUnit = (pollutant: Pollutant) => (pollutant === 'co' ? 10 : 1);

/** Rounds a non-negative number half to even (GB/T 8170), as HJ 633-2026 clause 4.2 and HJ 663 ask of concentrations. */
function roundHalfEven(value: PortableSql): PortableSql {
  return sql`CASE WHEN ${value} - FLOOR(${value}) = 0.5 AND MOD(CAST(FLOOR(${value}) AS BIGINT), 2) = 0
    THEN CAST(FLOOR(${value}) AS BIGINT) ELSE CAST(FLOOR(${value} + 0.5) AS BIGINT) END`;
}

/** A measured concentration in steps; null when it is missing or negative, which is no valid measurement. */
function inSteps(column: SqlPart, pollutant: Pollutant): PortableSql {
  const scaled = sql`CAST(CAST(${column} AS DECIMAL(18, 4)) * ${stepsPerUnit(pollutant)} AS DOUBLE)`;
  return sql`CASE WHEN ${column} >= 0 THEN ${roundHalfEven(scaled)} END`;
}

/**
 * The sub-index by formula (1) of both editions (2012 clause 4.3, 2026 clause 4.3): linear between the neighbouring
 * limits, carried up to the next integer (向上进位取整), 500 above the last limit unless `above` says otherwise. In whole
 * numbers: ceil(a / b) = floor((a + b - 1) / b), so that no boundary is overshot by a rounding error.
 */
function subIndex(
  steps: SqlPart,
  limits: readonly number[],
  pollutant: Pollutant,
  above: PortableSql = sql`500`,
): PortableSql {
  const scaled = limits.map((limit) => limit * stepsPerUnit(pollutant));
  const cases = scaled.slice(1).map((high, index) => {
    const low = scaled[index]!;
    const base = subIndexValues[index]!;
    const rise = subIndexValues[index + 1]! - base;
    const width = high - low;
    return sql`WHEN ${steps} <= ${high} THEN ${base} + CAST(FLOOR((${rise} * (${steps} - ${low}) + ${width - 1}) / CAST(${width} AS DOUBLE)) AS BIGINT)`;
  });
  return sql`CASE WHEN ${steps} IS NULL THEN NULL ${joinSql(cases, ' ')} ELSE ${above} END`;
}

/** Mean over the hours up to this one, in steps, where enough of them are valid. */
function movingMean(pollutant: Pollutant, hours: number, needed: number): PortableSql {
  const window = sql`(PARTITION BY place ORDER BY hour RANGE BETWEEN INTERVAL '${name0(hours - 1)}' HOUR PRECEDING AND CURRENT ROW)`;
  const mean = sql`(SUM(${name(pollutant)}) OVER ${window} / CAST(COUNT(${name(pollutant)}) OVER ${window} AS DOUBLE))`;
  return sql`CASE WHEN COUNT(${name(pollutant)}) OVER ${window} >= ${needed} THEN ${roundHalfEven(mean)} END`;
}

/** Digits inside an interval literal, where a parameter can't stand. */
function name0(count: number): PortableSql {
  return { kind: 'sql', strings: [String(Math.trunc(count))], parts: [] };
}

/** What an analysis may set. */
export interface IndexRules {
  hoursOf24: number;
  hoursOf8: number;
  /** Which value of particles the 2012 edition's only column, of 24-hour means, is read at in the hourly report. */
  particles2012: 'moving-24h' | 'hour';
}

const column = (prefix: string, pollutant: Pollutant) => name(`${prefix}_${pollutant}`);
const perEdition = (make: (edition: Edition) => PortableSql) =>
  sql`CASE WHEN edition = 'HJ 633-2026' THEN ${make('HJ 633-2026')} ELSE ${make('HJ 633-2012')} END`;

/**
 * The index of the hourly report (实时报) at each place and hour. `source` gives the columns place, hour (UTC, beginning
 * of the hour measured), so2, no2, co, o3, pm10, pm25 with one row a place and hour.
 *
 * - Gases: one-hour means in both editions. SO2 above 800 µg/m³: by its 24-hour mean (2012, table 1 note 2), 200 (2026,
 *   clause 4.3.1). O3 by the one-hour column, which goes on above the 800 at which the eight-hour column ends.
 * - Particles: 24-hour moving mean (2012), one-hour mean (2026).
 * - AQI: the largest sub-index, formula (2). Primary pollutants: above 50, all whose sub-index is the largest. Above the
 *   standard (超标): all whose sub-index is above 100. 2012 clauses 4.4 and 4.5.
 * - Means need 20 of 24 and 6 of 8 hours: GB 3095-2012 table 4.
 */
export function airQualityIndexSql(source: PortableSql, rules: IndexRules): PortableSql {
  const needed = { of24: rules.hoursOf24, of8: rules.hoursOf8 };
  const measured = joinSql(
    pollutants.map((pollutant) => sql`${inSteps(name(pollutant), pollutant)} AS ${name(pollutant)}`),
    ', ',
  );
  const so2Above = perEdition((edition) =>
    edition === 'HJ 633-2026' ? sql`200` : subIndex(name('so2_24h'), dailySo2Breakpoints, 'so2'),
  );
  const particle = (pollutant: 'pm10' | 'pm25') =>
    perEdition((edition) =>
      subIndex(
        name(edition === 'HJ 633-2026' || rules.particles2012 === 'hour' ? pollutant : `${pollutant}_24h`),
        particleBreakpoints[edition][pollutant],
        pollutant,
      ),
    );
  const indices: Record<Pollutant, PortableSql> = {
    so2: subIndex(name('so2'), hourlyBreakpoints.so2, 'so2', so2Above),
    no2: subIndex(name('no2'), hourlyBreakpoints.no2, 'no2'),
    co: subIndex(name('co'), hourlyBreakpoints.co, 'co'),
    o3: subIndex(name('o3'), hourlyBreakpoints.o3, 'o3'),
    pm10: particle('pm10'),
    pm25: particle('pm25'),
  };
  const iaqis = joinSql(
    pollutants.map((pollutant) => sql`${indices[pollutant]} AS ${column('iaqi', pollutant)}`),
    ', ',
  );
  const largest = sql`GREATEST(${joinSql(
    pollutants.map((pollutant) => sql`COALESCE(${column('iaqi', pollutant)}, -1)`),
    ', ',
  )})`;
  const listed = (condition: (index: SqlPart) => PortableSql) =>
    sql`SUBSTRING(CONCAT(${joinSql(
      pollutants.map(
        (pollutant) => sql`CASE WHEN ${condition(column('iaqi', pollutant))} THEN ${`,${pollutant}`} ELSE '' END`,
      ),
      ', ',
    )}), 2)`;
  const missing = listed((index) => sql`${index} IS NULL`);
  const inUnits = joinSql(
    [
      ...pollutants.map(
        (pollutant) => sql`${name(pollutant)} / CAST(${stepsPerUnit(pollutant)} AS DOUBLE) AS ${name(pollutant)}`,
      ),
      ...['o3_8h', 'pm10_24h', 'pm25_24h', 'so2_24h'].map(
        (mean) => sql`CAST(${name(mean)} AS DOUBLE) AS ${name(mean)}`,
      ),
    ],
    ', ',
  );
  return sql`
    WITH measured AS (
      SELECT place, hour,
        CASE WHEN hour >= CAST(${editionChange} AS TIMESTAMP) THEN 'HJ 633-2026' ELSE 'HJ 633-2012' END AS edition,
        ${measured}
      FROM (${source}) AS source
    ), means AS (
      SELECT *, ${movingMean('o3', 8, needed.of8)} AS o3_8h, ${movingMean('pm10', 24, needed.of24)} AS pm10_24h,
        ${movingMean('pm25', 24, needed.of24)} AS pm25_24h, ${movingMean('so2', 24, needed.of24)} AS so2_24h
      FROM measured
    ), indices AS (
      SELECT *, ${iaqis} FROM means
    ), largest AS (
      SELECT *, CASE WHEN ${largest} >= 0 THEN ${largest} END AS aqi, ${missing} AS missing FROM indices
    )
    SELECT place, hour, edition, aqi,
      CASE WHEN aqi <= 50 THEN 1 WHEN aqi <= 100 THEN 2 WHEN aqi <= 150 THEN 3 WHEN aqi <= 200 THEN 4
        WHEN aqi <= 300 THEN 5 WHEN aqi > 300 THEN 6 END AS level,
      CASE WHEN aqi > 50 THEN ${listed((index) => sql`${index} = aqi`)} ELSE '' END AS primary_pollutants,
      ${listed((index) => sql`${index} > 100`)} AS over_standard,
      missing,
      aqi IS NOT NULL AND (edition = 'HJ 633-2012' OR missing = '' OR aqi > 100) AS reportable,
      ${joinSql(
        pollutants.map((pollutant) => sql`${column('iaqi', pollutant)}`),
        ', ',
      )},
      ${inUnits}
    FROM largest`;
}
