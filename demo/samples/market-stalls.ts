import { mobile, placesTable } from '../shared-tables.ts';
import type { DemoSource } from '../source.ts';
import { textList } from '../source.ts';
import { companyCode } from '../sources/government.ts';

const source: DemoSource = {
  dataset: 'government.market-stalls',
  file: '夜市摊位登记-样例.csv',
  format: 'gb18030',
  rows: 96,
  chineseHeader: true,
  titleRows: ['鹏城市夜市临时摊位登记表（2026年11月）'],
  before: [placesTable],
  select: (rows) => `
    SELECT t.i, 'T' || lpad(CAST(t.i + 1 AS VARCHAR), 3, '0') AS stall_no, ${companyCode('47000000 + i * 13').replaceAll('+ i *', '+ t.i *')} AS credit_code, phone,
      pick(${textList(['望海区', '望海区', '榕江区', '凤岭区', '木棉区', '沙洲区', '东屏区', '湾心新区'])}, t.i, 251) AS district, p.longitude, p.latitude,
      strftime(DATE '2026-11-15' - to_days(CAST(floor(chance(t.i, 252) * 600) AS INTEGER)), '%Y-%m-%d') AS registered_on,
      600 + 50 * CAST(floor(chance(t.i, 253) * 40) AS BIGINT) AS rent
    FROM (SELECT i, ${mobile(254)} AS phone FROM range(${rows}) AS r(i)) AS t JOIN demo_places AS p ON p.i = t.i * 31 ORDER BY t.i`,
  plants: [
    { row: 4, field: 'credit_code', value: '91446000470000539A', rule: 'check-digit' },
    { row: 11, field: 'registered_on', value: '2026-02-30', rule: 'type' },
    { row: 19, field: 'stall_no', sameAs: 18, rule: 'unique' },
    { row: 27, field: 'rent', value: 'N/A', rule: 'type' },
    { row: 38, field: 'longitude', value: '22.45812', rule: 'coordinates-swapped' },
    { row: 38, field: 'latitude', value: '115.73105', rule: '' },
    { row: 52, field: 'district', value: '望海', rule: 'enum' },
    { row: 66, field: 'phone', value: '暂无', rule: 'type' },
    { row: 80, field: 'rent', value: '-900', rule: 'min' },
  ],
};

/** The sample of the first ten minutes: small, in GB18030, with one of each common error; the same as a workbook. */
export const sampleSources: DemoSource[] = [source, { ...source, file: '夜市摊位登记-样例.xlsx', format: 'xlsx' }];
