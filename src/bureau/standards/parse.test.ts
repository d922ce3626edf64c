import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { compileStandard } from './compile.ts';
import { formatStandard } from './format.ts';
import { fieldKeys, referenceKeys, ruleKeys, standardKeys } from './keys.ts';
import { parseStandard } from './parse.ts';
import { FieldShape, ReferenceRuleShape, RowRuleShape, StandardShape } from './schema.ts';

const residents = `id: demo.residents
title: { zh: 居民登记, en: Resident register }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: phone, title: { zh: 手机号, en: Phone }, type: phone, sensitivity: personal }
  - { name: district, title: { zh: 区, en: District }, type: string, enum: [南山区, 福田区, 罗湖区] }
  - { name: registered, title: { zh: 登记日期, en: Registered on }, type: date, min: 1980-01-01 }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal, min: 0, unit: CNY }
`;

describe('parseStandard', () => {
  it('reads the standard of the guide', () => {
    const { standard, findings } = parseStandard(residents);
    expect(findings).toEqual([]);
    expect(Value.Check(StandardShape, standard)).toBe(true);
    expect(standard!.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id integer',
      'phone phone',
      'district string',
      'registered date',
      'amount decimal',
    ]);
    expect(compileStandard(standard!).uniques).toEqual([['id']]);
  });

  it('knows the same keys as the shapes', () => {
    expect(Object.keys(standardKeys).sort()).toEqual(Object.keys(StandardShape.properties).sort());
    expect(Object.keys(fieldKeys).sort()).toEqual(Object.keys(FieldShape.properties).sort());
    expect(Object.keys(ruleKeys).sort()).toEqual(Object.keys(RowRuleShape.properties).sort());
    expect(Object.keys(referenceKeys).sort()).toEqual(Object.keys(ReferenceRuleShape.properties).sort());
  });

  it.each([
    ['', 1, '空的'],
    ['id: [', 1, '括号没有闭合'],
    ['id: demo.x\nid: demo.y\n', 2, '相同的键'],
    [residents.replace('type: phone', 'type: mobile'), 6, '是否想写“phone”'],
    [residents.replace('required: true', 'requird: true'), 5, '是否想写“required”'],
    [residents.replace('required: true', 'required: yes'), 5, 'true 或 false'],
    [residents.replace('key: [id]', 'key: [ident]'), 3, '不是本标准的字段'],
    [residents.replace('min: 1980-01-01', 'min: 1980-02-30'), 8, '真实存在的日期'],
    [residents.replace('min: 0', 'pattern: "(?=x)"'), 9, '环视'],
    [residents.replace('enum: [南山区', 'enum: [01'), 7, '引号'],
    [residents.replace('name: phone', 'name: ID'), 6, '重复'],
    [residents.replace('name: phone', 'name: "a;drop"'), 6, '字母'],
    [`${residents}rules:\n  - { name: later, check: "registerd > '2000-01-01'" }\n`, 11, '没有字段“registerd”'],
    [`${residents}timezone: Mars/Olympus\n`, 10, '时区'],
    [residents.replace(/fields:[\s\S]*/, 'fields: []'), 4, '列表'],
    [residents.replace('id: demo.residents', 'id: residents'), 1, '小写字母'],
    [residents.replace('title: { zh: 居民登记, en: Resident register }\n', ''), 1, '缺少“title”'],
  ])('tells what is wrong, where, and how to mend it (%#)', (text, row, words) => {
    const { standard, findings } = parseStandard(text);
    expect(standard).toBeNull();
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]!.row).toBe(row);
    expect(findings[0]!.message.zh).toContain(words);
    expect(findings[0]!.message.en).not.toMatch(/[\u4e00-\u9fff]{3,}/);
  });

  it('tells all problems at once', () => {
    const text = residents.replace('type: integer', 'type: int').replace('min: 0', 'scale: 99');
    expect(parseStandard(text).findings.map(({ field, row }) => [field, row])).toEqual([
      ['id', 5],
      ['amount', 9],
    ]);
  });

  it('is not swollen by aliases, size or depth', () => {
    const levels = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = 'abcdefgh'[index];
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
      }),
    ];
    expect(parseStandard(levels.join('\n')).findings[0]!.message.zh).toContain('别名');
    expect(parseStandard('['.repeat(100_000)).standard).toBeNull();
    expect(parseStandard(`id: ${'x'.repeat(600_000)}`).findings[0]!.message.zh).toContain('512 KB');
    expect(parseStandard('__proto__: { polluted: true }').standard).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('formatStandard', () => {
  it('is read back the same', () => {
    const { standard } = parseStandard(`${residents}description: "多行: 说明\\n第二行 # 不是注释"
timezone: Asia/Shanghai
refuseAbove: 0.1
rules:
  - { name: known, check: "amount is null or amount < 1000000", message: { zh: "金额: 过大", en: "too large" } }
references:
  - { name: district-known, fields: [district], references: { dataset: demo.districts, fields: [name] } }
`);
    expect(standard).not.toBeNull();
    standard!.fields[2]!.enum = ['yes', 'null', '01', '1e3', '- a', "it's", '~', ' b '];
    const again = parseStandard(formatStandard(standard!));
    expect(again.findings).toEqual([]);
    expect(again.standard).toEqual(standard);
  });
});
