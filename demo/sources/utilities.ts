import { districtList } from '../shared-tables.ts';
import { type DemoSource, textList, weighted } from '../source.ts';

const meters = 16_000;
const season = (day: string) => `cos(2 * pi() * (dayofyear(${day}) - 205) / 365)`;

/** Files of the water bureau and the power centre. */
export const utilitySources: DemoSource[] = [
  {
    dataset: 'utilities.water-meters',
    file: '水表台账.csv',
    format: 'gb18030',
    rows: meters,
    scales: true,
    chineseHeader: true,
    select: (rows) => `
      SELECT i, 'WM' || lpad(CAST(i + 1 AS VARCHAR), 7, '0') AS meter_no, pick(${districtList}, i, 191) AS district,
        pick(${weighted({ 居民: 82, 商业: 11, 工业: 4, 公共: 3 })}, i, 192) AS kind, pick(${textList(['15', '15', '15', '20', '20', '25', '40', '80'])}, i, 193) AS diameter,
        strftime(DATE '2026-10-31' - to_days(CAST(floor(chance(i, 194) * 2900) AS INTEGER)), '%Y-%m-%d') AS installed_on
      FROM range(${rows}) AS t(i) ORDER BY i`,
    plants: [
      { row: 66, field: 'diameter', value: '17', rule: 'enum' },
      { row: 1111, field: 'meter_no', sameAs: 1110, rule: 'unique' },
      { row: 1200, field: 'installed_on', value: '2019-02-29', rule: 'type' },
    ],
  },
  {
    dataset: 'utilities.water-readings',
    file: 'water-readings-2026-11.csv.gz',
    format: 'csv.gz',
    rows: 320_000,
    scales: true,
    // Each meter of the sample reads on every day; a leaking one runs at night and shows as a steep line.
    select: (rows) => `
      SELECT i, 'WM' || lpad(CAST(1 + i % ${meters / 4} AS VARCHAR), 7, '0') AS meter_no, strftime(day, '%Y-%m-%d') AS read_on,
        round(120 + (i % ${meters / 4}) % 397 + number * use, 2) AS reading, round(use, 2) AS used
      FROM (
        SELECT i, number, DATE '2026-11-23' - to_days(CAST(${79} - number AS INTEGER)) AS day,
          (0.18 + pow(chance(i % ${meters / 4}, 201), 4) * 3.1) * CASE WHEN (i % ${meters / 4}) % 211 = 0 THEN 6 ELSE 1 END AS use
        FROM (SELECT i, i // ${meters / 4} AS number FROM range(${rows}) AS t(i)) AS numbered
      ) AS readings ORDER BY i`,
    plants: [
      { row: 1000, field: 'reading', value: 'N/A', rule: 'type' },
      { row: 20_000, field: 'read_on', value: '2026-09-31', rule: 'type' },
      { row: 25_001, field: 'meter_no', sameAs: 25_000, rule: 'unique' },
      { row: 30_000, field: 'used', value: '-4.2', rule: 'min' },
    ],
  },
  {
    dataset: 'utilities.electricity-loads',
    file: 'feeder-loads.parquet',
    format: 'parquet',
    rows: 280_800,
    scales: true,
    select: (rows) => `
      SELECT i, 'F' || lpad(CAST(1 + i % 130 AS VARCHAR), 3, '0') AS feeder, strftime(moment, '%Y-%m-%d %H:%M:%S') AS hour,
        round((1.4 + (i % 130) % 17 * 0.21) * (1 + 0.16 * ${season('moment')} - 0.21 * cos(2 * pi() * (hour(moment) - 4) / 24)
          + 0.09 * (hour(moment) BETWEEN 10 AND 12)::INTEGER + 0.14 * (hour(moment) BETWEEN 19 AND 22)::INTEGER - 0.09 * (dayofweek(moment) IN (0, 6))::INTEGER) * (0.95 + chance(i, 211) * 0.1), 3) AS load,
        round(10.1 + chance(i, 212) * 0.5, 2) AS voltage
      FROM (SELECT i, TIMESTAMP '2026-08-26 00:00:00' + to_hours(i // 130) AS moment FROM range(${rows}) AS t(i)) AS loads ORDER BY i`,
    plants: [
      { row: 2000, field: 'load', value: 'N/A', rule: 'type' },
      { row: 14_141, field: 'voltage', value: '105', rule: 'max' },
      { row: 20_131, field: 'feeder', sameAs: 20_001, rule: 'unique' },
    ],
  },
  {
    dataset: 'utilities.outages',
    file: 'outages-2026.xlsx',
    format: 'xlsx',
    rows: 1400,
    select: (rows) => `
      SELECT i, 'T' || lpad(CAST(i + 1 AS VARCHAR), 5, '0') AS outage_no, 'F' || lpad(CAST(between_of(1, 130, i, 221) AS VARCHAR), 3, '0') AS feeder, pick(${districtList}, i, 222) AS district,
        strftime(began, '%Y-%m-%d %H:%M:%S') AS began_at, strftime(began + to_minutes(CAST(15 + floor(pow(chance(i, 224), 2) * 420) AS BIGINT)), '%Y-%m-%d %H:%M:%S') AS ended_at,
        CASE WHEN chance(i, 225) < 0.62 THEN '计划' ELSE '故障' END AS kind, between_of(40, 5200, i, 226) AS households,
        pick(${textList(['设备检修', '线路改造', '雷击', '外力破坏', '树障', '设备故障'])}, i, 227) AS cause
      FROM (SELECT i, TIMESTAMP '2026-01-01 06:00:00' + to_minutes(CAST(floor(chance(i, 223) * 326 * 1440) AS BIGINT)) AS began FROM range(${rows}) AS t(i)) AS outages ORDER BY i`,
    plants: [
      { row: 300, field: 'ended_at', value: '2025-06-01 00:00:00', rule: 'ended-after-began' },
      { row: 800, field: 'households', value: '若干', rule: 'type' },
    ],
  },
  {
    dataset: 'utilities.rainfall',
    file: 'rainfall.csv',
    format: 'csv',
    rows: 43_200,
    scales: true,
    select: (rows) => `
      SELECT i, 'G' || lpad(CAST(1 + i % 18 AS VARCHAR), 2, '0') AS gauge, strftime(TIMESTAMP '2026-08-16 00:00:00' + to_hours(i // 18), '%Y-%m-%d %H:%M:%S') AS hour,
        CASE WHEN chance(i // 18 // 7, 231) < 0.09 THEN round(pow(chance(i, 232), 3) * 46 * (0.4 + chance(i // 18 // 7, 233)), 1) ELSE 0 END AS rain
      FROM range(${rows}) AS t(i) ORDER BY i`,
    plants: [
      { row: 700, field: 'rain', value: 'N/A', rule: 'type' },
      { row: 1500, field: 'rain', value: '-9999', rule: 'min' },
    ],
  },
  {
    dataset: 'utilities.reservoirs',
    file: '水库水情.csv',
    format: 'gb18030',
    rows: 1962,
    chineseHeader: true,
    select: (rows) => `
      SELECT i, pick_name AS reservoir, strftime(day, '%Y-%m-%d') AS read_on, round(base + 3.6 * sin(2 * pi() * (dayofyear(day) - 150) / 365) + chance(i // 42, 241) * 0.7, 2) AS level,
        round(share * (0.62 + 0.24 * sin(2 * pi() * (dayofyear(day) - 150) / 365) + chance(i // 42, 241) * 0.04), 1) AS storage, round(0.2 + chance(i, 242) * 2.6, 2) AS inflow
      FROM (
        SELECT i, DATE '2026-01-01' + to_days(CAST(i // 6 AS INTEGER)) AS day,
          list_extract(${textList(['南麓水库', '凤岭水库', '东屏水库', '松岗水库', '竹溪水库', '石湾水库'])}, 1 + i % 6) AS pick_name,
          list_extract([62.0, 48.5, 39.2, 71.4, 33.8, 27.5], 1 + i % 6) AS base, list_extract([4200.0, 2650.0, 1800.0, 980.0, 640.0, 410.0], 1 + i % 6) AS share
        FROM range(${rows}) AS t(i)
      ) AS levels ORDER BY i`,
    plants: [
      { row: 120, field: 'level', value: '超汛限', rule: 'type' },
      { row: 1000, field: 'read_on', value: '2026-06-31', rule: 'type' },
    ],
  },
];
