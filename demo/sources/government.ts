import { districts } from '../city.ts';
import { areaOf, blob, course, lines, outline, type Point } from '../geography.ts';
import { between, pick } from '../random.ts';
import { districtList, mobile, personName, placeCount, placesTable } from '../shared-tables.ts';
import { type DemoSource, textList, valuesTable, weighted } from '../source.ts';

const polygon = (ring: Point[]) => JSON.stringify({ type: 'Polygon', coordinates: [ring] });
const lineString = (points: Point[]) => JSON.stringify({ type: 'LineString', coordinates: points });

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** SQL of a credit code of a company, made of a number column, with both check characters. */
export const companyCode = (number: string) => {
  const organisationSum = [3, 7, 9, 10, 5, 8, 4, 2]
    .map((weight, index) => `CAST(substr(n8, ${index + 1}, 1) AS BIGINT) * ${weight}`)
    .join(' + ');
  const creditSum = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    .map((weight, index) => `(strpos('${alphabet}', substr(body, ${index + 1}, 1)) - 1) * ${weight}`)
    .join(' + ');
  return `(SELECT body || substr('${alphabet}', 1 + CAST((31 - (${creditSum}) % 31) % 31 AS BIGINT), 1) FROM (
    SELECT '91446000' || n8 || substr('0X987654321', 1 + CAST((${organisationSum}) % 11 AS BIGINT), 1) AS body
    FROM (SELECT lpad(CAST(${number} AS VARCHAR), 8, '0') AS n8) AS a) AS b)`;
};

const trades = weighted({
  批发和零售业: 30,
  制造业: 14,
  住宿和餐饮业: 12,
  信息技术服务业: 10,
  建筑业: 7,
  交通运输业: 5,
  居民服务业: 8,
  科学研究和技术服务业: 6,
  租赁和商务服务业: 8,
});
const topics = weighted({
  噪声扰民: 17,
  占道经营: 9,
  违法停车: 14,
  供水供电: 8,
  物业管理: 13,
  市容环境: 9,
  劳动维权: 8,
  消费维权: 9,
  公共交通: 6,
  教育入学: 4,
  医疗社保: 5,
  政策咨询: 12,
});

/** Files of the services bureau, the market bureau and the data bureau. */
export const governmentSources: DemoSource[] = [
  {
    dataset: 'government.districts',
    file: 'districts.ndjson',
    format: 'ndjson',
    rows: districts.length,
    before: [
      valuesTable('demo_districts', ['code', 'name', 'name_en', 'kind', 'population', 'area', 'geometry'], () =>
        districts.map(({ code, name, nameEn, kind, population }) => [
          code,
          name,
          nameEn,
          kind,
          population,
          areaOf(code),
          polygon(outline(code)),
        ]),
      ),
    ],
    select: () => 'SELECT * FROM demo_districts',
  },
  {
    dataset: 'government.water-areas',
    file: 'water-areas.ndjson',
    format: 'ndjson',
    rows: 8,
    before: [
      valuesTable('demo_water', ['code', 'name', 'name_en', 'kind', 'geometry'], () => [
        [
          'W01',
          '鹏湾',
          'Peng Bay',
          '海域',
          polygon([
            [115.3, 22.05],
            [116.3, 22.05],
            [116.3, 22.75],
            [115.3, 22.75],
            [115.3, 22.05],
          ]),
        ],
        [
          'W02',
          '榕江河',
          'Rong River',
          '河流',
          lineString(
            course(
              [
                [115.7, 22.61],
                [115.74, 22.55],
                [115.77, 22.49],
                [115.8, 22.435],
              ],
              71,
            ),
          ),
        ],
        [
          'W03',
          '凤溪',
          'Feng Brook',
          '河流',
          lineString(
            course(
              [
                [115.93, 22.6],
                [115.9, 22.53],
                [115.88, 22.42],
              ],
              72,
            ),
          ),
        ],
        [
          'W04',
          '沙洲涌',
          'Shazhou Creek',
          '河流',
          lineString(
            course(
              [
                [115.53, 22.48],
                [115.56, 22.42],
                [115.62, 22.39],
              ],
              73,
            ),
          ),
        ],
        ['W05', '南麓水库', 'Nanlu Reservoir', '水库', polygon(blob([115.565, 22.555], 0.017, 0.011, 74))],
        ['W06', '凤岭水库', 'Fengling Reservoir', '水库', polygon(blob([115.93, 22.585], 0.013, 0.009, 75))],
        ['W07', '木棉湖', 'Mumian Lake', '湖泊', polygon(blob([116.055, 22.52], 0.011, 0.008, 76))],
        ['W08', '东屏水库', 'Dongping Reservoir', '水库', polygon(blob([116.06, 22.42], 0.01, 0.008, 77))],
      ]),
    ],
    select: () => 'SELECT * FROM demo_water',
  },
  {
    dataset: 'government.map-lines',
    file: 'map-lines.ndjson',
    format: 'ndjson',
    rows: lines.length,
    before: [
      valuesTable('demo_lines', ['code', 'name', 'name_en', 'kind', 'geometry'], () =>
        lines.map(({ code, name, nameEn, kind, points }) => [code, name, nameEn, kind, lineString(points)]),
      ),
    ],
    select: () => 'SELECT * FROM demo_lines',
  },
  {
    dataset: 'government.businesses',
    file: '市场主体登记.csv',
    format: 'gb18030',
    rows: 52_000,
    scales: true,
    chineseHeader: true,
    titleRows: ['鹏城市市场主体登记信息（2026年11月）'],
    select: (rows) => `
      SELECT i, ${companyCode('46000000 + i * 7')} AS credit_code,
        '鹏城' || pick(${textList(['海晟', '榕信', '恒岭', '望潮', '木棉', '鹭江', '凤仪', '湾畔', '东屏', '麓源', '青屿', '澜石', '启航', '嘉禾', '众诚'])}, i, 61) || pick(${textList(['', '新', '联', '达', '佳', '源', '盛'])}, i, 62) || pick(${textList(['贸易', '科技', '餐饮管理', '建筑工程', '物流', '服饰', '电子', '食品', '信息咨询', '装饰', '海产'])}, i, 63) || pick(${textList(['有限公司', '有限公司', '有限公司', '个体工商户', '合伙企业'])}, i, 64) AS name,
        pick(${districtList}, i, 65) AS district, pick(${trades}, i, 66) AS trade, ${personName(67)} AS representative, ${mobile(71)} AS phone,
        strftime(DATE '2026-11-22' - to_days(CAST(floor(pow(chance(i, 73), 2.2) * 9000) AS INTEGER)), '%Y-%m-%d') AS registered_on,
        round(pow(10, 0.5 + chance(i, 74) * 3.2)) AS capital,
        pick(${weighted({ 存续: 82, 迁出: 4, 注销: 11, 吊销: 3 })}, i, 75) AS status
      FROM range(${rows}) AS t(i) ORDER BY i`,
    plants: [
      { row: 12, field: 'credit_code', value: '91446000MA0000001X', rule: 'check-digit' },
      { row: 345, field: 'registered_on', value: '2026-06-31', rule: 'type' },
      { row: 1000, field: 'phone', value: '1380000', rule: 'type' },
      { row: 2222, field: 'capital', value: 'N/A', rule: 'type' },
      { row: 3456, field: 'credit_code', sameAs: 3455, rule: 'unique' },
      { row: 4001, field: 'status', value: '正常营业', rule: 'enum' },
    ],
  },
  {
    dataset: 'government.permits',
    file: 'permits-2026.csv',
    format: 'csv',
    rows: 24_000,
    scales: true,
    select: (rows) => `
      SELECT i, '鹏许〔2026〕' || lpad(CAST(i + 1 AS VARCHAR), 6, '0') || '号' AS permit_no, ${companyCode('46000000 + CAST(floor(chance(i, 81) * 5000) AS BIGINT) * 7')} AS credit_code,
        pick(${weighted({ 食品经营许可: 30, 建设工程规划许可: 8, 公共场所卫生许可: 18, 道路运输经营许可: 12, 特种设备使用登记: 10, 排污许可: 6, 户外广告设置: 9, 取水许可: 4 })}, i, 82) AS matter,
        strftime(accepted, '%Y-%m-%d') AS accepted_on, strftime(accepted + to_days(CAST(1 + floor(pow(chance(i, 84), 2) * 24) AS INTEGER)), '%Y-%m-%d') AS decided_on,
        pick(${weighted({ 准予: 88, 不予: 5, 撤回: 7 })}, i, 85) AS result, pick(${textList(['网上', '网上', '网上', '窗口', '自助机'])}, i, 86) AS channel
      FROM (SELECT i, CAST(DATE '2026-01-04' + to_days(CAST(floor(chance(i, 83) * 295) AS INTEGER)) AS DATE) AS accepted FROM range(${rows}) AS t(i)) AS days ORDER BY i`,
    plants: [
      { row: 99, field: 'decided_on', value: '2025-12-01', rule: 'decided-after-accepted' },
      { row: 1500, field: 'accepted_on', value: '2026-02-29', rule: 'type' },
      { row: 2001, field: 'permit_no', sameAs: 2000, rule: 'unique' },
    ],
  },
  {
    dataset: 'government.hotline-cases',
    file: '12345热线工单.csv',
    format: 'gb18030',
    rows: 110_000,
    scales: true,
    chineseHeader: true,
    select: (rows) => `
      SELECT i, 'PC2026' || lpad(CAST(i + 1 AS VARCHAR), 7, '0') AS case_no, strftime(received, '%Y-%m-%d %H:%M:%S') AS received_at, pick(${districtList}, i, 91) AS district, topic,
        '市民反映' || pick(${textList(['小区', '路口', '市场附近', '学校门口', '工地', '公交站', '河道边', '商铺'])}, i, 92) || topic || pick(${textList(['问题', '情况，请求处理', '，多次反映未解决', '，咨询办理流程', '，建议改进'])}, i, 93) AS content,
        pick(${weighted({ 电话: 60, 微信: 22, 网站: 10, APP: 8 })}, i, 94) AS channel, ${mobile(95)} AS phone,
        CASE WHEN chance(i, 97) < 0.06 THEN '办理中' ELSE '已办结' END AS status,
        CASE WHEN chance(i, 97) < 0.06 THEN NULL ELSE strftime(received + to_minutes(CAST(60 + floor(pow(chance(i, 98), 3) * 14000) AS BIGINT)), '%Y-%m-%d %H:%M:%S') END AS closed_at,
        CASE WHEN chance(i, 97) < 0.06 OR chance(i, 99) < 0.3 THEN NULL ELSE pick(${textList(['5', '5', '5', '4', '4', '3', '2', '1'])}, i, 100) END AS satisfaction
      FROM (
        SELECT i, pick(${topics}, i, 101) AS topic,
          TIMESTAMP '2026-01-01 00:00:00' + to_days(CAST(floor(sqrt(chance(i, 102)) * 325) AS INTEGER)) + to_hours(CAST(pick(${weighted({ 7: 2, 8: 6, 9: 12, 10: 12, 11: 9, 12: 5, 13: 5, 14: 8, 15: 9, 16: 9, 17: 7, 18: 5, 19: 5, 20: 5, 21: 4, 22: 3, 23: 2, 0: 1 })}, i, 103) AS BIGINT)) + to_seconds(between_of(0, 3599, i, 104)) AS received
        FROM range(${rows}) AS t(i)
      ) AS cases ORDER BY i`,
    plants: [
      { row: 808, field: 'received_at', value: '2026-00-12 09:15:00', rule: 'type' },
      { row: 5000, field: 'satisfaction', value: '满意', rule: 'type' },
      { row: 7777, field: 'case_no', sameAs: 7776, rule: 'unique' },
      { row: 9999, field: 'phone', value: '无', rule: 'type' },
    ],
  },
  {
    dataset: 'government.budget',
    file: '部门预算执行.xlsx',
    format: 'xlsx',
    rows: 288,
    chineseHeader: true,
    titleRows: ['鹏城市部门预算执行情况表', '单位：万元', ''],
    before: [
      valuesTable('demo_budget', ['code', 'department', 'item', 'kind', 'amount', 'executed'], () =>
        Array.from({ length: 288 }, (_, index) => {
          const amount = between(40, 9000, index, 111);
          return [
            `Y${String(index + 1).padStart(4, '0')}`,
            pick(
              [
                '交通运输局',
                '卫生健康局',
                '市场监督管理局',
                '政务服务局',
                '生态环境局',
                '应急管理局',
                '水务局',
                '数据局',
              ],
              index,
              112,
            ),
            pick(
              [
                '人员经费',
                '公用经费',
                '信息化建设',
                '基础设施维护',
                '公共服务购买',
                '专项检查',
                '宣传培训',
                '设备更新',
              ],
              index,
              113,
            ),
            pick(['基本支出', '项目支出', '项目支出'], index, 114),
            amount,
            Math.round(amount * (0.55 + between(0, 44, index, 115) / 100)),
          ];
        }),
      ),
    ],
    select: (rows) => `SELECT * FROM demo_budget WHERE i < ${rows}`,
    plants: [
      { row: 17, field: 'amount', value: '待定', rule: 'type' },
      { row: 140, field: 'executed', value: '-80', rule: 'min' },
      { row: 200, field: 'code', sameAs: 199, rule: 'unique' },
    ],
  },
  {
    dataset: 'government.facilities',
    file: '公园与图书馆.xlsx',
    format: 'xlsx',
    rows: 235,
    chineseHeader: true,
    before: [placesTable],
    select: (rows) => `
      SELECT p.i // 17 AS i, 'P' || lpad(CAST(p.i // 17 + 1 AS VARCHAR), 4, '0') AS facility_id,
        replace(replace(p.name, '公园', ''), '图书馆', '') || CASE p.i // 17 % 4 WHEN 0 THEN '图书馆' WHEN 1 THEN '体育馆' ELSE '公园' END AS name,
        CASE p.i // 17 % 4 WHEN 0 THEN '图书馆' WHEN 1 THEN '体育馆' ELSE '公园' END AS kind, p.district, p.longitude, p.latitude,
        pick(${textList(['06:00', '08:30', '09:00', '09:00'])}, p.i, 121) AS opens, pick(${textList(['22:00', '21:00', '18:00'])}, p.i, 122) AS closes, between_of(300, 90000, p.i, 123) AS area
      FROM demo_places AS p WHERE p.i % 17 = 0 AND p.i // 17 < least(${rows}, ${Math.floor(placeCount / 17)}) ORDER BY p.i`,
    plants: [{ row: 60, field: 'opens', value: '全天', rule: 'type' }],
  },
];
