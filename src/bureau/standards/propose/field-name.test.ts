import { describe, expect, it } from 'vitest';
import { toFieldName } from './field-name.ts';

describe('toFieldName', () => {
  it.each([
    ['编号', 'id'],
    ['企业名称', 'company_name'],
    ['统一社会信用代码', 'credit_code'],
    ['登记日期', 'registered_on'],
    ['联系电话', 'phone'],
    ['建筑面积（平方米）', 'jianzhu_area'],
    ['PM2.5浓度', 'pm2_5_concentration'],
    ['stopName', 'stop_name'],
    ['2026年', 'n_2026_year'],
    ['', 'field'],
    ['！！', 'field'],
    ['ＩＤ', 'id'],
    ["x'; drop table", 'x_drop_table'],
    ['绿道', 'lvdao'],
  ])('%s becomes %s', (title, name) => {
    expect(toFieldName(title)).toBe(name);
    expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
  });

  it('tells doubles apart', () => {
    expect(toFieldName('名称', new Set(['name', 'name_2']))).toBe('name_3');
  });
});
