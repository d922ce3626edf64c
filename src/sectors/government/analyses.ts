import Type from 'typebox';
import { defineAnalysis, sql } from '../../sector/index.ts';
import { airQualityIndexSql } from './index-sql.ts';
import { airMeasurements, airStations, placeIndex, stationIndex } from './standards.ts';

const parameters = Type.Object(
  {
    /** Valid hours that a 24-hour mean needs: GB 3095-2012 table 4. */
    hoursOf24: Type.Integer({ minimum: 1, maximum: 24, default: 20 }),
    /** Valid hours that an 8-hour mean needs: GB 3095-2012 table 4. */
    hoursOf8: Type.Integer({ minimum: 1, maximum: 8, default: 6 }),
    /** HJ 633-2012 limits particles by the 24-hour mean; some reports put the one-hour value into that column. */
    particles2012: Type.Union([Type.Literal('moving-24h'), Type.Literal('hour')], { default: 'moving-24h' }),
  },
  { additionalProperties: false },
);

const formula = {
  zh: 'IAQI = (IAQI高 − IAQI低) ÷ (BP高 − BP低) × (C − BP低) + IAQI低，向上进位取整；AQI 取各项 IAQI 的最大值。AQI 大于 50 时，IAQI 最大的为首要污染物；IAQI 大于 100 的为超标污染物。',
  en: 'IAQI = (IAQI_hi − IAQI_lo) / (BP_hi − BP_lo) × (C − BP_lo) + IAQI_lo, carried up to an integer; AQI is the largest IAQI. Above 50 the pollutants with the largest IAQI are the primary ones; those above 100 exceed the standard.',
};
const source = 'HJ 633-2026 (hours from 2026-03-01, UTC+8); HJ 633-2012 (before); GB 3095-2012 table 4';

/** Index and primary pollutants of every station and hour. */
export const stationAirQuality = defineAnalysis({
  id: 'government.air-quality-index',
  title: { zh: '站点空气质量指数', en: 'Air quality index by station' },
  formula,
  source,
  inputs: { measurements: airMeasurements },
  parameters,
  result: stationIndex,
  run: ({ inputs, parameters: rules }) => {
    const index = airQualityIndexSql(
      sql`SELECT station AS place, hour, so2, no2, co, o3, pm10, pm25 FROM ${inputs.measurements}`,
      rules,
    );
    return sql`SELECT place AS station, * FROM (${index}) AS result`;
  },
});

/**
 * Index of the city and of each district: by the arithmetic means of the concentrations at their stations (HJ 633-2012
 * clause 5.2), not by the mean or the largest of the stations' indices. Negative values do not enter the means.
 */
export const placeAirQuality = defineAnalysis({
  id: 'government.place-air-quality',
  title: { zh: '全市与各区空气质量指数', en: 'Air quality index of the city and its districts' },
  formula: {
    zh: `浓度先取所辖站点有效值的算术平均。${formula.zh}`,
    en: `Concentrations are first averaged over the valid values of the stations. ${formula.en}`,
  },
  source,
  inputs: { measurements: airMeasurements, stations: airStations },
  parameters,
  result: placeIndex,
  run: ({ inputs, parameters: rules }) => {
    // Sums of whole steps (0.0001), so that the order of adding does not show in the last digit.
    const mean = (column: string) => {
      const steps = `CASE WHEN ${column} >= 0 THEN CAST(ROUND(${column} * 10000) AS BIGINT) END`;
      return { kind: 'sql' as const, strings: [`SUM(${steps}) / (10000.0 * COUNT(${steps})) AS ${column}`], parts: [] };
    };
    const columns = sql`${mean('so2')}, ${mean('no2')}, ${mean('co')}, ${mean('o3')}, ${mean('pm10')}, ${mean('pm25')}`;
    const places = sql`
      SELECT 'city' AS place, hour, ${columns} FROM ${inputs.measurements} AS measured GROUP BY hour
      UNION ALL
      SELECT district AS place, hour, ${columns} FROM ${inputs.measurements} AS measured
      JOIN (SELECT station AS id, district FROM ${inputs.stations}) AS stations ON stations.id = measured.station
      GROUP BY district, hour`;
    return airQualityIndexSql(places, rules);
  },
});
