import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStandard } from '../parse.ts';
import type { Field, Standard } from '../schema.ts';
import { compareStandards } from './index.ts';

const base = parseStandard(`id: demo.permits
title: { zh: 许可, en: Permits }
key: [id]
cadence: daily
coordinates: WGS-84
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: string, required: true }
  - { name: status, title: { zh: 状态, en: Status }, type: string, enum: [有效, 注销] }
  - { name: fee, title: { zh: 费用, en: Fee }, type: decimal, min: 0, max: 1000, unit: CNY }
  - { name: phone, title: { zh: 电话, en: Phone }, type: phone, aliases: [联系电话] }
  - { name: issued, title: { zh: 发证日期, en: Issued }, type: date, min: 2000-01-01 }
  - { name: x, title: { zh: 经度, en: Longitude }, type: longitude }
  - { name: y, title: { zh: 纬度, en: Latitude }, type: latitude }
rules:
  - { name: paid, check: "fee > 0 or status = '注销'" }
`).standard!;

type Edit = (standard: Standard, field: (name: string) => Field) => unknown;

function edited(edit: Edit): Standard {
  const copy = structuredClone(base);
  edit(copy, (name) => copy.fields.find((field) => field.name === name)!);
  return copy;
}

describe('compareStandards', () => {
  it.each<[string, 'breaking' | 'compatible', Edit]>([
    [
      'required field added',
      'breaking',
      (standard) => standard.fields.push({ name: 'a', title: { zh: '甲', en: 'A' }, type: 'string', required: true }),
    ],
    [
      'optional field added',
      'compatible',
      (standard) => standard.fields.push({ name: 'a', title: { zh: '甲', en: 'A' }, type: 'string' }),
    ],
    ['field removed', 'breaking', (standard) => standard.fields.splice(1, 1)],
    ['order', 'compatible', (standard) => standard.fields.reverse()],
    ['required', 'breaking', (_, field) => Object.assign(field('fee'), { required: true })],
    ['no longer required', 'compatible', (_, field) => Object.assign(field('id'), { required: false })],
    ['said but not changed', 'compatible', (_, field) => Object.assign(field('fee'), { required: false })],
    ['unique', 'breaking', (_, field) => Object.assign(field('phone'), { unique: true })],
    ['type narrowed', 'breaking', (_, field) => Object.assign(field('id'), { type: 'citizen-id' })],
    ['type widened', 'compatible', (_, field) => Object.assign(field('phone'), { type: 'string' })],
    ['type stored otherwise', 'breaking', (_, field) => Object.assign(field('fee'), { type: 'number' })],
    ['scale', 'breaking', (_, field) => Object.assign(field('fee'), { scale: 4 })],
    ['scale said', 'compatible', (_, field) => Object.assign(field('fee'), { scale: 2 })],
    ['enum value removed', 'breaking', (_, field) => Object.assign(field('status'), { enum: ['有效'] })],
    [
      'enum value added',
      'compatible',
      (_, field) => Object.assign(field('status'), { enum: ['有效', '注销', '暂停'] }),
    ],
    ['enum dropped', 'compatible', (_, field) => Reflect.deleteProperty(field('status'), 'enum')],
    ['enum added', 'breaking', (_, field) => Object.assign(field('id'), { enum: ['1'] })],
    ['min raised', 'breaking', (_, field) => Object.assign(field('issued'), { min: '2001-01-01' })],
    ['min lowered', 'compatible', (_, field) => Object.assign(field('issued'), { min: '1999-01-01' })],
    ['max lowered', 'breaking', (_, field) => Object.assign(field('fee'), { max: 999 })],
    ['max dropped', 'compatible', (_, field) => Reflect.deleteProperty(field('fee'), 'max')],
    ['max length', 'breaking', (_, field) => Object.assign(field('id'), { maxLength: 5 })],
    ['pattern', 'breaking', (_, field) => Object.assign(field('id'), { pattern: '[0-9]+' })],
    ['code list', 'breaking', (_, field) => Object.assign(field('id'), { codeList: 'demo.codes' })],
    ['unit', 'breaking', (_, field) => Object.assign(field('fee'), { unit: 'kCNY' })],
    ['format', 'breaking', (_, field) => Object.assign(field('issued'), { format: '%Y/%m/%d' })],
    ['alias lost', 'breaking', (_, field) => Reflect.deleteProperty(field('phone'), 'aliases')],
    ['alias gained', 'compatible', (_, field) => Object.assign(field('phone'), { aliases: ['联系电话', '手机'] })],
    ['title lost', 'breaking', (_, field) => Object.assign(field('phone'), { title: { zh: '手机', en: 'Phone' } })],
    [
      'title kept as alias',
      'compatible',
      (_, field) =>
        Object.assign(field('phone'), { title: { zh: '手机', en: 'Phone' }, aliases: ['联系电话', '电话'] }),
    ],
    ['sensitivity raised', 'breaking', (_, field) => Object.assign(field('phone'), { sensitivity: 'personal' })],
    ['level raised', 'breaking', (_, field) => Object.assign(field('phone'), { level: 'general-3' })],
    ['key', 'breaking', (standard) => Object.assign(standard, { key: ['id', 'status'] })],
    ['coordinates to an equal system', 'breaking', (standard) => Object.assign(standard, { coordinates: 'CGCS2000' })],
    [
      'coordinates to an equal system, anywhere',
      'compatible',
      (standard) => Object.assign(standard, { coordinates: 'CGCS2000', extent: 'world' }),
    ],
    [
      'coordinates to a shifted system',
      'breaking',
      (standard) => Object.assign(standard, { coordinates: 'GCJ-02', extent: 'world' }),
    ],
    ['extent', 'breaking', (standard) => Object.assign(standard, { extent: [113, 22, 115, 23] })],
    [
      'rule added',
      'breaking',
      (standard) => {
        standard.rules!.push({ name: 'b', check: 'fee < 9', message: { zh: '', en: '' } });
      },
    ],
    ['rule dropped', 'compatible', (standard) => Reflect.deleteProperty(standard, 'rules')],
    [
      'rule message',
      'compatible',
      (standard) => {
        standard.rules![0]!.message = { zh: '未缴费', en: 'not paid' };
      },
    ],
    [
      'rule check',
      'breaking',
      (standard) => {
        standard.rules![0]!.check = 'fee > 1';
      },
    ],
    [
      'reference',
      'breaking',
      (standard) =>
        Object.assign(standard, {
          references: [{ name: 'r', fields: ['id'], references: { dataset: 'a.b', fields: ['id'] } }],
        }),
    ],
    ['partition', 'breaking', (standard) => Object.assign(standard, { partitionBy: ['status'] })],
    ['refuse earlier', 'breaking', (standard) => Object.assign(standard, { refuseAbove: 0.1 })],
    ['refuse later', 'compatible', (standard) => Object.assign(standard, { refuseAbove: 0.9 })],
    ['time zone without datetimes', 'compatible', (standard) => Object.assign(standard, { timezone: 'Asia/Shanghai' })],
    ['description', 'compatible', (standard) => Object.assign(standard, { description: { zh: '说明', en: 'about' } })],
    ['cadence', 'compatible', (standard) => Object.assign(standard, { cadence: 'weekly' })],
  ])('%s is %s', (_, verdict, edit) => {
    const result = compareStandards(base, edited(edit));
    expect(result.verdict).toBe(verdict);
    for (const { message } of result.changes) {
      expect(message.zh.length).toBeGreaterThan(2);
      expect(message.en.length).toBeGreaterThan(2);
    }
  });

  it('sees through a rename', () => {
    const after = edited((_, field) => Object.assign(field('fee'), { name: 'amount' }));
    expect(compareStandards(base, after).changes[0]!.message.zh).toContain('amount');
  });

  it('is identical if and only if both are equal, the version aside', () => {
    const optional = <Key extends string>(key: Key, values: unknown[]) =>
      fc
        .option(fc.constantFrom(...values), { nil: undefined })
        .map((value) => (value === undefined ? {} : { [key]: value }));
    const field = fc
      .tuple(
        fc.constantFrom('string', 'integer', 'date', 'phone'),
        optional('required', [true, false]),
        optional('unique', [true]),
        optional('pattern', ['a', 'b']),
        optional('enum', [['1'], ['2', '1'], ['1', '2']]),
        optional('sensitivity', ['none', 'personal']),
        optional('description', [{ zh: '甲', en: 'a' }]),
        optional('aliases', [['甲'], ['乙']]),
      )
      .map((parts) => Object.assign({ title: { zh: '值', en: 'value' }, type: parts[0] }, ...parts.slice(1)) as Field);
    const standard = fc
      .tuple(
        fc.array(field, { minLength: 1, maxLength: 3 }),
        optional('key', [['f0']]),
        optional('rules', [
          [{ name: 'r', check: 'true', message: { zh: 'a', en: 'a' } }],
          [{ name: 'r', check: 'true', message: { zh: 'b', en: 'a' } }],
          [],
        ]),
        optional('cadence', ['daily', 'weekly']),
        optional('refuseAbove', [0.5, 0.2]),
        optional('version', [1, 2]),
      )
      .map(
        ([fields, ...rest]) =>
          Object.assign(
            {
              id: 'a.b',
              title: { zh: '甲', en: 'A' },
              fields: fields.map((each, index) => ({ ...each, name: `f${index}` })),
            },
            ...rest,
          ) as Standard,
      );
    fc.assert(
      fc.property(standard, standard, fc.boolean(), (before, other, equal) => {
        const after = equal
          ? (Object.fromEntries(Object.entries(structuredClone(before)).reverse()) as Standard)
          : other;
        const strip = ({ version: _, ...content }: Standard) => content;
        let alike = true;
        try {
          expect(strip(after)).toEqual(strip(before));
        } catch {
          alike = false;
        }
        expect(compareStandards(before, after).verdict === 'identical').toBe(alike);
      }),
      { numRuns: 1000 },
    );
  });
});
