import { pathsTable, routeCount, routesTable, stopCount, stopsOnPath, stopsTable } from '../shared-tables.ts';
import { type DemoSource, textList, weighted } from '../source.ts';

/** Hours of boarding on a working day and at the weekend, by weight. */
const workHours = weighted({
  5: 1,
  6: 4,
  7: 13,
  8: 15,
  9: 7,
  10: 5,
  11: 4,
  12: 5,
  13: 4,
  14: 4,
  15: 5,
  16: 6,
  17: 12,
  18: 14,
  19: 8,
  20: 5,
  21: 4,
  22: 2,
  23: 1,
});
const freeHours = weighted({
  6: 1,
  7: 3,
  8: 5,
  9: 7,
  10: 9,
  11: 9,
  12: 8,
  13: 8,
  14: 9,
  15: 9,
  16: 9,
  17: 8,
  18: 7,
  19: 6,
  20: 5,
  21: 4,
  22: 2,
});
/** The last 14 days by weight: 2026-11-10 is a Tuesday; Saturdays and Sundays carry two thirds. */
const days = textList(
  Array.from({ length: 14 }, (_, day) => day).flatMap((day) =>
    Array.from({ length: [4, 5, 11, 12].includes(day) ? 4 : 6 }, () => String(day)),
  ),
);

/** Files of the transport bureau. */
export const transitSources: DemoSource[] = [
  {
    dataset: 'transit.stops',
    file: '公交站点.csv',
    format: 'gb18030',
    rows: stopCount,
    chineseHeader: true,
    before: [stopsTable],
    select: (rows) =>
      `SELECT i, stop_id, name, district, kind, shelter, longitude, latitude FROM demo_stops WHERE i < ${rows}`,
    plants: [
      { row: 57, field: 'longitude', value: '22.43121', rule: 'coordinates-swapped' },
      { row: 57, field: 'latitude', value: '115.71822', rule: '' },
      { row: 301, field: 'longitude', value: '22.51204', rule: 'coordinates-swapped' },
      { row: 301, field: 'latitude', value: '115.74410', rule: '' },
      { row: 418, field: 'kind', value: '临时站点', rule: 'enum' },
      { row: 700, field: 'stop_id', sameAs: 699, rule: 'unique' },
    ],
  },
  {
    dataset: 'transit.routes',
    file: '线路表.xlsx',
    format: 'xlsx',
    rows: routeCount,
    chineseHeader: true,
    titleRows: ['鹏城市公共交通线路一览表', '填报单位：鹏城市交通运输局　　填报日期：2026-11-20'],
    before: [routesTable],
    select: (rows) =>
      `SELECT i, route_id, name, mode, operator, first_bus, last_bus, length_km, fare, stops FROM demo_routes WHERE i < ${rows}`,
    plants: [
      { row: 21, field: 'fare', value: '两元', rule: 'type' },
      { row: 40, field: 'first_bus', value: '25:30', rule: 'type' },
    ],
  },
  {
    dataset: 'transit.card-taps',
    file: 'card-taps-2026-11.csv.gz',
    format: 'csv.gz',
    rows: 620_000,
    scales: true,
    before: [routesTable, pathsTable],
    // The card stands as a token that was made at the source: no card number ever leaves the operator.
    select: (rows) => `
      SELECT i, 100000000 + i AS tap_id,
        lower(hex(CAST(mix(CAST(floor(pow(chance(i, 11), 1.6) * 90000) AS BIGINT), 12) AS BIGINT))) AS card_token,
        route_id, stop_id,
        strftime(DATE '2026-11-10' + to_days(CAST(day AS INTEGER)) + to_hours(CAST(
          CASE WHEN day IN ('4', '5', '11', '12') THEN pick(${freeHours}, i, 16) ELSE pick(${workHours}, i, 16) END AS INTEGER))
          + to_seconds(between_of(0, 3599, i, 17)), '%Y-%m-%d %H:%M:%S') AS tapped_at,
        kind, CASE kind WHEN '敬老卡' THEN 0 WHEN '学生卡' THEN fare * 0.5 ELSE fare * 0.9 END AS fare
      FROM (
        SELECT t.i, pick(${days}, t.i, 15) AS day, r.route_id, p.stop_id, r.fare,
          pick(${weighted({ 普通卡: 66, 学生卡: 16, 敬老卡: 12, 二维码: 26 })}, t.i, 18) AS kind
        FROM range(${rows}) AS t(i)
        JOIN demo_routes AS r ON r.i = CAST(floor(pow(chance(t.i, 13), 2.2) * ${routeCount}) AS BIGINT)
        JOIN demo_paths AS p ON p.route = r.i AND p.k = CAST(floor(chance(t.i, 14) * ${stopsOnPath}) AS BIGINT)
      ) AS taps ORDER BY i`,
    plants: [
      { row: 1200, field: 'fare', value: 'N/A', rule: 'type' },
      { row: 20_417, field: 'tapped_at', value: '2026-11-31 08:12:00', rule: 'type' },
      { row: 31_000, field: 'fare', value: '-2', rule: 'min' },
      { row: 44_444, field: 'tap_id', sameAs: 44_443, rule: 'unique' },
      { row: 50_123, field: 'kind', value: '测试卡', rule: 'enum' },
    ],
  },
  {
    dataset: 'transit.vehicle-positions',
    file: 'vehicle-positions.parquet',
    format: 'parquet',
    rows: 260_000,
    scales: true,
    before: [routesTable, pathsTable],
    // Each vehicle runs to and fro between the stops of its route, forty minutes one way, slower at rush hours.
    select: (rows) => `
      WITH placed AS (
        SELECT t.i, t.i % 220 AS vehicle, t.i // 220 AS step, 5 + (t.i % 220) % ${routeCount - 5} AS route,
          abs(((t.i // 220) * 30 / 2400.0 + (t.i % 220) * 0.137) % 2 - 1) * ${stopsOnPath - 1} AS along,
          TIMESTAMP '2026-11-23 05:30:00' + to_seconds(CAST((t.i // 220) * 30 + (t.i % 220) % 30 AS BIGINT)) AS moment
        FROM range(${rows}) AS t(i)
      )
      SELECT placed.i, '粤Z' || lpad(CAST(10000 + vehicle * 37 AS VARCHAR), 5, '0') AS vehicle, r.route_id,
        strftime(moment, '%Y-%m-%d %H:%M:%S') AS reported_at,
        round(a.longitude + (b.longitude - a.longitude) * (along - a.k) + (chance(placed.i, 22) - 0.5) * 0.0004, 5) AS longitude,
        round(a.latitude + (b.latitude - a.latitude) * (along - a.k) + (chance(placed.i, 23) - 0.5) * 0.0004, 5) AS latitude,
        CASE WHEN chance(placed.i, 24) < 0.18 THEN 0
          ELSE round(10 + chance(placed.i, 25) * 34 - 9 * (hour(moment) IN (7, 8, 17, 18))::INTEGER, 1) END AS speed
      FROM placed JOIN demo_routes AS r ON r.i = placed.route
      JOIN demo_paths AS a ON a.route = placed.route AND a.k = least(${stopsOnPath - 2}, CAST(floor(along) AS BIGINT))
      JOIN demo_paths AS b ON b.route = placed.route AND b.k = a.k + 1
      ORDER BY placed.i`,
    plants: [
      { row: 8000, field: 'speed', value: '318', rule: 'max' },
      { row: 15_500, field: 'vehicle', value: '粤Z1', rule: 'type' },
      { row: 23_456, field: 'longitude', value: '22.47310', rule: 'coordinates-swapped' },
      { row: 23_456, field: 'latitude', value: '115.73300', rule: '' },
    ],
  },
];
