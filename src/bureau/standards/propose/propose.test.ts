import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { compileStandard } from '../compile.ts';
import { readStandard } from '../read-standard.ts';
import { StandardShape } from '../schema.ts';
import { citizenCheckCharacter } from '../types/citizen-id.ts';
import { toFieldName } from './field-name.ts';
import { proposeStandard } from './index.ts';

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

describe('proposeStandard', () => {
  const rows = Array.from({ length: 200 }, (_, index) => {
    const digits = `4403051980${String((index % 12) + 1).padStart(2, '0')}${String((index % 28) + 1).padStart(2, '0')}${String(index % 1000).padStart(3, '0')}`;
    return [
      String(index + 1),
      index === 7 ? 'x' : digits + citizenCheckCharacter(digits),
      `张${index}`,
      `1380013${String(index).padStart(4, '0')}`,
      ['南山区', '福田区', '罗湖区'][index % 3]!,
      `2026/${(index % 12) + 1}/${(index % 28) + 1}`,
      `2026-03-0${(index % 9) + 1} 08:30:00`,
      (index * 1.25).toFixed(2),
      String(114 + index / 1000),
      String(22.5 + index / 1000),
      `00${index % 10}`,
      index % 2 ? '是' : '否',
      index % 5 ? '' : '12.5',
      '46266',
    ];
  });
  const columns = [
    '编号',
    '身份证号',
    '姓名',
    '手机号',
    '所在区',
    '登记日期',
    '更新时间',
    '缴费金额（元）',
    '经度',
    '纬度',
    '网格代码',
    '是否常住',
    '人均面积(㎡)',
    '受理日期',
  ];
  const proposal = proposeStandard({ id: 'demo.residents', title: '居民', columns, rows });
  const field = (column: string) => proposal.standard.fields[columns.indexOf(column)]!;

  it('makes a whole standard that compiles', () => {
    expect(Value.Check(StandardShape, proposal.standard)).toBe(true);
    expect(readStandard(proposal.standard).problems).toEqual([]);
    expect(compileStandard(proposal.standard).fields).toHaveLength(columns.length);
  });

  it('infers types with formats, units and choices', () => {
    expect(
      proposal.standard.fields.map(({ name, type, format }) => [name, type, format].filter(Boolean).join(' ')),
    ).toEqual([
      'id integer',
      'citizen_id citizen-id',
      'name string',
      'mobile phone',
      'suozaiqu string',
      'registered_on date %Y/%m/%d',
      'updated_at datetime',
      'jiaofei_amount decimal',
      'longitude longitude',
      'latitude latitude',
      'wangge_code string',
      'is_changzhu boolean',
      'renjun_area number',
      'shouli_date date excel',
    ]);
    expect(field('所在区').enum?.toSorted()).toEqual(['南山区', '福田区', '罗湖区'].toSorted());
    expect(field('缴费金额（元）')).toMatchObject({
      unit: 'CNY',
      scale: 2,
      title: { zh: '缴费金额' },
      aliases: ['缴费金额（元）'],
    });
    expect(field('人均面积(㎡)').unit).toBe('m2');
    expect(proposal.standard.timezone).toBe('Asia/Shanghai');
  });

  it('proposes the key, and guards what is personal', () => {
    expect(proposal.keys[0]).toEqual(['id']);
    expect(proposal.standard.key).toEqual(['id']);
    expect(field('身份证号').sensitivity).toBe('sensitive');
    expect(field('手机号').sensitivity).toBe('personal');
    expect(field('姓名').sensitivity).toBe('personal');
    expect(field('所在区').sensitivity).toBeUndefined();
  });

  it('says how sure it is, why, and what does not fit', () => {
    const notes = proposal.fields[columns.indexOf('身份证号')]!;
    expect(notes.misfits).toEqual(['x']);
    expect(notes.confidence).toBeGreaterThan(0.9);
    expect(notes.confidence).toBeLessThan(1);
    expect(proposal.fields[columns.indexOf('网格代码')]!.reasons[0]!.zh).toContain('前导零');
    for (const { reasons } of proposal.fields) expect(reasons.length).toBeGreaterThan(0);
  });

  it('is not upset by odd samples', () => {
    for (const odd of [
      { columns: ['a', 'a', '', 'A'], rows: [] },
      { columns: ['a'], rows: [[null], [''], [' ']] },
      { columns: ['a', 'b'], rows: [['1']] },
      { columns: ['<script>alert(1)</script>'], rows: [['1'], ['2']] },
    ]) {
      const { standard } = proposeStandard({ id: 'demo.odd', ...odd });
      expect(readStandard(standard).problems).toEqual([]);
    }
  });

  it('takes wide tables in its stride', () => {
    const wide = Array.from({ length: 5000 }, (_, index) => `列${index}`);
    const started = performance.now();
    const { standard } = proposeStandard({
      id: 'demo.wide',
      columns: wide,
      rows: Array.from({ length: 50 }, () => wide.map(String)),
    });
    expect(standard.fields).toHaveLength(5000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
