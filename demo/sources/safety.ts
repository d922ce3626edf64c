import { districtList, placeCount, placesTable } from '../shared-tables.ts';
import { type DemoSource, textList, weighted } from '../source.ts';

const nights = weighted({
  0: 5,
  1: 4,
  2: 3,
  3: 2,
  4: 2,
  5: 2,
  6: 3,
  7: 5,
  8: 7,
  9: 7,
  10: 7,
  11: 8,
  12: 8,
  13: 7,
  14: 7,
  15: 7,
  16: 8,
  17: 10,
  18: 11,
  19: 10,
  20: 9,
  21: 8,
  22: 7,
  23: 6,
});

/** Files of the emergency bureau. */
export const safetySources: DemoSource[] = [
  {
    dataset: 'safety.incidents',
    file: 'incidents-2026.csv',
    format: 'csv',
    rows: 36_000,
    scales: true,
    before: [placesTable],
    select: (rows) => `
      SELECT c.i, 'E2026' || lpad(CAST(c.i + 1 AS VARCHAR), 6, '0') AS incident_no, strftime(reported, '%Y-%m-%d %H:%M:%S') AS reported_at,
        pick(${weighted({ 交通事故: 34, 火灾: 9, 医疗救助: 24, 溺水: 2, 电梯困人: 9, 危化品泄漏: 1, 树木倒伏: 7, 内涝积水: 6, 治安求助: 18 })}, c.i, 161) AS kind,
        p.district, p.longitude, p.latitude, pick(${textList(['4', '4', '4', '3', '3', '2', '1'])}, c.i, 162) AS severity,
        round(2.5 + pow(chance(c.i, 163), 2) * 21, 1) AS response_minutes,
        strftime(reported + to_minutes(CAST(12 + floor(pow(chance(c.i, 164), 2) * 300) AS BIGINT)), '%Y-%m-%d %H:%M:%S') AS closed_at
      FROM (
        SELECT i, CAST(floor(pow(chance(i, 165), 1.4) * ${placeCount}) AS BIGINT) AS place,
          TIMESTAMP '2026-01-01 00:00:00' + to_days(CAST(floor(chance(i, 166) * 326) AS INTEGER)) + to_hours(CAST(pick(${nights}, i, 167) AS BIGINT)) + to_seconds(between_of(0, 3599, i, 168)) AS reported
        FROM range(${rows}) AS t(i)
      ) AS c JOIN demo_places AS p ON p.i = c.place ORDER BY c.i`,
    plants: [
      { row: 250, field: 'longitude', value: '22.46100', rule: 'coordinates-swapped' },
      { row: 250, field: 'latitude', value: '115.74200', rule: '' },
      { row: 1717, field: 'response_minutes', value: 'N/A', rule: 'type' },
      { row: 2600, field: 'closed_at', value: '2025-01-01 00:00:00', rule: 'closed-after-reported' },
      { row: 3100, field: 'severity', value: '8', rule: 'max' },
      { row: 3333, field: 'incident_no', sameAs: 3332, rule: 'unique' },
    ],
  },
  {
    dataset: 'safety.hydrants',
    file: '消防栓.csv',
    format: 'gb18030',
    rows: 3200,
    chineseHeader: true,
    before: [placesTable],
    select: (rows) => `
      SELECT i, 'H' || lpad(CAST(i + 1 AS VARCHAR), 5, '0') AS hydrant_id, district, round(longitude + 0.0007, 5) AS longitude, round(latitude - 0.0006, 5) AS latitude,
        round(0.14 + chance(i, 171) * 0.32, 2) AS pressure, strftime(DATE '2026-11-20' - to_days(CAST(floor(chance(i, 172) * 400) AS INTEGER)), '%Y-%m-%d') AS checked_on,
        pick(${weighted({ 完好: 90, 待修: 7, 停用: 3 })}, i, 173) AS state
      FROM demo_places WHERE i < ${rows} ORDER BY i`,
    // The month before: better pressure, and no hydrant out of use.
    earlier: {
      file: '消防栓-10月.csv',
      select: (rows) => `
      SELECT i, 'H' || lpad(CAST(i + 1 AS VARCHAR), 5, '0') AS hydrant_id, district, round(longitude + 0.0007, 5) AS longitude, round(latitude - 0.0006, 5) AS latitude,
        round(0.24 + chance(i, 174) * 0.32, 2) AS pressure, strftime(DATE '2026-10-20' - to_days(CAST(floor(chance(i, 175) * 400) AS INTEGER)), '%Y-%m-%d') AS checked_on,
        pick(${weighted({ 完好: 95, 待修: 5 })}, i, 176) AS state
      FROM demo_places WHERE i < ${rows} ORDER BY i`,
    },
    plants: [
      { row: 404, field: 'longitude', value: '22.47000', rule: 'coordinates-swapped' },
      { row: 404, field: 'latitude', value: '115.72900', rule: '' },
      { row: 900, field: 'pressure', value: 'N/A', rule: 'type' },
      { row: 1800, field: 'checked_on', value: '2026-04-31', rule: 'type' },
    ],
  },
  {
    dataset: 'safety.cameras',
    file: '公共区域摄像机台账.xlsx',
    format: 'xlsx',
    rows: 420,
    chineseHeader: true,
    titleRows: ['鹏城市公共区域图像采集设备台账（不含人脸识别设备）'],
    select: (rows) => `
      SELECT i, 'K' || lpad(CAST(i + 1 AS VARCHAR), 4, '0') AS camera_id, pick(${districtList}, i, 181) AS district,
        pick(${textList(['路口', '公交站', '地铁站厅', '公园入口', '河道', '码头', '学校周边道路'])}, i, 182) AS place,
        pick(${textList(['交通流量', '客流计数', '水位观察', '公共安全', '公共安全'])}, i, 183) AS purpose, pick(${textList(['30', '30', '30', '15', '90'])}, i, 184) AS retention_days, '否' AS face_recognition, '是' AS sign_in_place
      FROM range(${rows}) AS t(i) ORDER BY i`,
    plants: [
      { row: 88, field: 'face_recognition', value: '是', rule: 'enum' },
      { row: 300, field: 'retention_days', value: '3650', rule: 'max' },
    ],
  },
];
