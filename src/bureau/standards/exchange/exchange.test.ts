import { describe, expect, it } from 'vitest';
import { parseStandard } from '../parse.ts';
import { exportStandard, importStandard } from './index.ts';

const { standard } = parseStandard(`id: demo.clinics
version: 3
title: { zh: 诊所, en: Clinics }
description: { zh: 备案的诊所, en: Clinics on file }
key: [code]
cadence: monthly
coordinates: GCJ-02
timezone: Asia/Shanghai
refuseAbove: 0.2
fields:
  - { name: code, title: { zh: 统一社会信用代码, en: Credit code }, type: credit-code, required: true }
  - { name: name, title: { zh: 名称, en: Name }, type: string, required: true, minLength: 2, maxLength: 80, pattern: "[^<>]+" }
  - { name: beds, title: 床位, type: integer, min: 0, max: 5000 }
  - { name: fee, title: { zh: 费用, en: Fee }, type: decimal, scale: 3, min: 0, unit: CNY }
  - { name: share, title: { zh: 占比, en: Share }, type: number, enum: [0.5, 1] }
  - { name: open, title: { zh: 营业, en: Open }, type: boolean }
  - { name: opened, title: { zh: 开业, en: Opened }, type: date, format: "%Y/%m/%d", min: 1950-01-01 }
  - { name: serial, title: { zh: 序号日期, en: Serial }, type: date, format: excel }
  - { name: seen, title: { zh: 巡查, en: Seen }, type: datetime }
  - { name: from_time, title: { zh: 开门, en: From }, type: time }
  - { name: region, title: { zh: 区划, en: Region }, type: region, codeList: gb.guangdong }
  - { name: phone, title: { zh: 电话, en: Phone }, type: phone, sensitivity: personal, level: general-3, aliases: [联系电话] }
  - { name: owner, title: { zh: 负责人证件, en: Owner id }, type: citizen-id, sensitivity: sensitive, pattern: "44.*" }
  - { name: x, title: { zh: 经度, en: Longitude }, type: longitude, min: 113 }
  - { name: y, title: { zh: 纬度, en: Latitude }, type: latitude }
  - { name: kind, title: { zh: 类别, en: Kind }, type: string, enum: [西医, 中医], description: { zh: 按许可, en: by licence } }
rules:
  - { name: busy, check: "beds is null or fee > 0", message: { zh: 有床位须收费, en: beds cost } }
references:
  - { name: kind-known, fields: [kind], references: { dataset: demo.kinds, fields: [name] } }
`);
const lists = [
  {
    id: 'gb.guangdong',
    title: { zh: '广东', en: 'Guangdong' },
    codes: [{ code: '440305', title: { zh: '南山区', en: 'Nanshan' } }],
  },
];

describe('what we give out we take back whole', () => {
  it.each(['yaml', 'table-schema', 'json-schema'] as const)('%s', (format) => {
    const { text } = exportStandard(standard!, format, lists);
    const back = importStandard(format, text, 'other.id');
    expect(back.findings).toEqual([]);
    expect(back.standard).toEqual(standard);
  });
});

describe('Table Schema', () => {
  it('speaks the words of the specification', () => {
    const { text, findings } = exportStandard(standard!, 'table-schema', lists);
    const document = JSON.parse(text);
    expect(document.$schema).toBe('https://datapackage.org/profiles/2.0/tableschema.json');
    expect(document.primaryKey).toEqual(['code']);
    expect(document.foreignKeys).toEqual([
      { fields: ['kind'], reference: { resource: 'demo.kinds', fields: ['name'] } },
    ]);
    const field = (name: string) => document.fields.find((each: { name: string }) => each.name === name);
    expect(field('name').constraints).toEqual({ required: true, minLength: 2, maxLength: 80, pattern: '[^<>]+' });
    expect(field('opened')).toMatchObject({ type: 'date', format: '%Y/%m/%d', constraints: { minimum: '1950-01-01' } });
    expect(field('y').constraints).toEqual({ minimum: -90, maximum: 90 });
    expect(field('region').constraints.enum).toEqual(['440305']);
    const told = findings.map(({ field: name, value }) => `${name ?? ''}.${value}`);
    for (const loss of ['.rules', '.coordinates', 'phone.sensitivity', 'fee.unit', 'code.type', 'region.codeList'])
      expect(told).toContain(loss);
  });

  it('takes one that others wrote, and tells what it cannot keep', () => {
    const { standard: read, findings } = importStandard(
      'table-schema',
      JSON.stringify({
        fields: [
          { name: 'id', type: 'integer', constraints: { required: true } },
          { name: '企业名称', type: 'string', title: '企业名称' },
          { name: 'mail', type: 'string', format: 'email' },
          { name: 'price', type: 'number', groupChar: ',', bareNumber: false, constraints: { exclusiveMinimum: 0 } },
          { name: 'where', type: 'geopoint' },
          { name: 'month', type: 'yearmonth' },
          { name: 'yes', type: 'boolean', trueValues: ['Y'], falseValues: ['N'] },
          { name: 'grade', type: 'string', categories: ['a', { value: 'b', label: 'B' }] },
        ],
        primaryKey: 'id',
        uniqueKeys: [['mail'], ['id', 'mail']],
        missingValues: ['', 'NA'],
      }),
      'demo.imported',
    );
    expect(read!.key).toEqual(['id']);
    expect(read!.fields[1]).toMatchObject({ name: 'company_name', aliases: ['企业名称'], title: { zh: '企业名称' } });
    expect(read!.fields[2]!.unique).toBe(true);
    expect(read!.fields[7]!.enum).toEqual(['a', 'b']);
    expect(read!.rules).toEqual([expect.objectContaining({ check: 'price > 0' })]);
    const told = findings.map(({ field, value }) => `${field ?? ''}.${value}`);
    expect(told.sort()).toEqual(
      [
        '.missingValues',
        '.uniqueKeys',
        'company_name.name',
        'mail.format',
        'price.bareNumber',
        'price.groupChar',
        'where.type',
        'yes.falseValues',
        'yes.trueValues',
      ].sort(),
    );
  });
});

describe('JSON Schema', () => {
  it('speaks draft 2020-12', () => {
    const document = JSON.parse(exportStandard(standard!, 'json-schema', lists).text);
    expect(document).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['code', 'name'],
      properties: {
        name: { type: 'string', pattern: '^(?:[^<>]+)$', minLength: 2 },
        beds: { type: ['integer', 'null'], minimum: 0, maximum: 5000 },
        fee: { type: ['number', 'null'], multipleOf: 0.001 },
        opened: { type: ['string', 'null'], format: 'date' },
        kind: { enum: ['西医', '中医', null] },
        y: { minimum: -90, maximum: 90 },
      },
    });
  });

  it('takes one that others wrote, and tells what it cannot keep', () => {
    const { standard: read, findings } = importStandard(
      'json-schema',
      JSON.stringify({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'array',
        items: { $ref: '#/$defs/row' },
        $defs: {
          row: {
            type: 'object',
            title: 'Rows',
            required: ['id'],
            if: {},
            properties: {
              id: { type: 'integer', exclusiveMinimum: 0 },
              at: { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
              code: { type: 'string', pattern: '^[A-Z]{2}' },
              amount: { type: ['number', 'null'], multipleOf: 0.01, default: 0 },
              tags: { type: 'array', items: { type: 'string' } },
              mail: { type: 'string', format: 'email' },
              fixed: { const: 'x' },
              either: { type: ['string', 'integer'] },
              elsewhere: { $ref: 'https://example.org/other.json' },
            },
          },
        },
      }),
      'demo.imported',
    );
    expect(read!.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id integer',
      'at datetime',
      'code string',
      'amount decimal',
      'tags string',
      'mail string',
      'fixed string',
      'either string',
      'elsewhere string',
    ]);
    expect(read!.rules).toEqual([expect.objectContaining({ check: 'id > 0' })]);
    expect(read!.fields[2]!.pattern).toBe('[A-Z]{2}[\\s\\S]*');
    const told = findings.map(({ field, value }) => `${field ?? ''}.${value}`);
    for (const loss of ['.if', 'amount.default', 'tags.type', 'tags.items', 'mail.format', 'either.type'])
      expect(told).toContain(loss);
  });

  it.each(['', '[]', '{}', '{"properties":{}}', 'null', '{"$ref":"#"}', '{"fields":[]}', '{"fields":[{}]}'])(
    'is not upset by %s',
    (text) => {
      for (const format of ['json-schema', 'table-schema'] as const) {
        const { standard: read, findings } = importStandard(format, text, 'demo.x');
        expect(read !== null || findings.length > 0).toBe(true);
      }
    },
  );
});
