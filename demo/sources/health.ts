import { cityCode } from '../city.ts';
import { clinicCount, clinicsTable, personName } from '../shared-tables.ts';
import { type DemoSource, textList, weighted } from '../source.ts';

/** SQL of a citizen id with its check character (GB 11643), made of `i`. */
const citizenId = (salt: number) => `(
  SELECT body || substr('10X98765432', 1 + CAST((${[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    .map((weight, index) => `CAST(substr(body, ${index + 1}, 1) AS BIGINT) * ${weight}`)
    .join(' + ')}) % 11 AS BIGINT), 1)
  FROM (SELECT '${cityCode.slice(0, 4)}02' || strftime(DATE '2025-12-31' - to_days(CAST(floor(pow(chance(i, ${salt}), 1.5) * 32000) AS INTEGER)), '%Y%m%d') || lpad(CAST(between_of(1, 999, i, ${salt + 1}) AS VARCHAR), 3, '0') AS body) AS person)`;

const departments = weighted({
  内科: 30,
  儿科: 18,
  外科: 13,
  妇产科: 9,
  眼科: 5,
  口腔科: 9,
  皮肤科: 6,
  中医科: 10,
  急诊科: 12,
  发热门诊: 8,
});
/** Chapters of ICD-10. */
const chapters = weighted({
  J呼吸系统: 30,
  I循环系统: 20,
  K消化系统: 16,
  E内分泌代谢: 12,
  M肌肉骨骼: 9,
  S损伤: 8,
  L皮肤: 6,
  N泌尿生殖: 7,
  R症状体征: 8,
});

/** Files of the health bureau. */
export const healthSources: DemoSource[] = [
  {
    dataset: 'health.clinics',
    file: '医疗机构.csv',
    format: 'gb18030',
    rows: clinicCount,
    chineseHeader: true,
    before: [clinicsTable],
    select: (rows) =>
      `SELECT i, clinic_id, name, grade, district, longitude, latitude, beds, phone FROM demo_clinics WHERE i < ${rows}`,
    plants: [
      { row: 33, field: 'beds', value: '约20', rule: 'type' },
      { row: 90, field: 'longitude', value: '22.45530', rule: 'coordinates-swapped' },
      { row: 90, field: 'latitude', value: '115.72010', rule: '' },
    ],
  },
  {
    dataset: 'health.visits',
    file: 'visits-2026.csv',
    format: 'csv',
    rows: 180_000,
    scales: true,
    before: [clinicsTable],
    // Winter and the flu weeks of February and November carry more visits, Sundays fewer.
    select: (rows) => `
      SELECT i, 'V' || lpad(CAST(20260000000 + i AS VARCHAR), 11, '0') AS visit_id,
        'C' || lpad(CAST(1 + CAST(floor(pow(chance(i, 31), 2.4) * ${clinicCount}) AS BIGINT) AS VARCHAR), 3, '0') AS clinic_id,
        strftime(CASE WHEN dayofweek(day) = 0 AND chance(i, 33) < 0.5 THEN day + INTERVAL 1 DAY ELSE day END, '%Y-%m-%d') AS visited_on,
        pick(${weighted({ '0-6岁': 15, '7-17岁': 12, '18-44岁': 34, '45-59岁': 20, '60岁及以上': 28 })}, i, 34) AS age_band,
        pick(${textList(['男', '女', '女', '男', '女'])}, i, 35) AS sex,
        pick(${departments}, i, 36) AS department, pick(${chapters}, i, 37) AS chapter,
        round(18 + pow(chance(i, 38), 3) * 900, 2) AS fee
      FROM (
        SELECT i, CAST(DATE '2026-01-01' + to_days(CAST(floor(
          CASE WHEN chance(i, 32) < 0.1 THEN 10 + chance(i, 39) * 50 WHEN chance(i, 32) < 0.18 THEN 285 + chance(i, 39) * 42 ELSE chance(i, 39) * 326 END) AS INTEGER)) AS DATE) AS day
        FROM range(${rows}) AS t(i)
      ) AS days ORDER BY i`,
    plants: [
      { row: 400, field: 'fee', value: 'N/A', rule: 'type' },
      { row: 5120, field: 'visited_on', value: '2026-02-30', rule: 'type' },
      { row: 9001, field: 'visit_id', sameAs: 9000, rule: 'unique' },
      { row: 14_000, field: 'sex', value: '未知', rule: 'enum' },
      { row: 17_777, field: 'fee', value: '-35.00', rule: 'min' },
    ],
  },
  {
    dataset: 'health.vaccinations',
    file: '预防接种记录.csv',
    format: 'gb18030',
    rows: 60_000,
    scales: true,
    chineseHeader: true,
    before: [clinicsTable],
    select: (rows) => `
      SELECT i, 'Z' || lpad(CAST(600000000 + i AS VARCHAR), 9, '0') AS record_id, ${citizenId(41)} AS citizen_id, ${personName(43)} AS person,
        pick(${textList(['流感疫苗', '流感疫苗', '流感疫苗', '乙肝疫苗', '麻腮风疫苗', '百白破疫苗', '水痘疫苗', 'HPV疫苗', '肺炎球菌疫苗', '狂犬病疫苗'])}, i, 46) AS vaccine,
        between_of(1, 3, i, 47) AS dose,
        strftime(DATE '2026-09-01' + to_days(CAST(floor(pow(chance(i, 48), 0.7) * 83) AS INTEGER)), '%Y-%m-%d') AS vaccinated_on,
        'C' || lpad(CAST(between_of(1, ${clinicCount}, i, 49) AS VARCHAR), 3, '0') AS clinic_id,
        pick(${textList(['A', 'B', 'C', 'D'])}, i, 50) || lpad(CAST(between_of(2026001, 2026480, i, 51) AS VARCHAR), 8, '0') AS lot
      FROM range(${rows}) AS t(i) ORDER BY i`,
    plants: [
      { row: 77, field: 'citizen_id', value: '446002199003071239', rule: 'check-digit' },
      { row: 2048, field: 'citizen_id', value: '446002198802309998', rule: 'birth-date' },
      { row: 3001, field: 'vaccinated_on', value: '2026-13-05', rule: 'type' },
      { row: 4200, field: 'dose', value: '9', rule: 'max' },
      { row: 5005, field: 'record_id', sameAs: 5004, rule: 'unique' },
    ],
  },
];
