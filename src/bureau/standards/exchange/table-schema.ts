import type { Finding } from '../../../kernel/index.ts';
import type { CodeList, Field, Standard } from '../schema.ts';
import { falseTexts, trueTexts } from '../types/number-kinds.ts';
import { type Exported, kindPatterns, lost, present } from './loss.ts';

/** The profile that the exported document follows. */
export const tableSchemaProfile = 'https://datapackage.org/profiles/2.0/tableschema.json';

const tableTypes: Record<Field['type'], string> = {
  string: 'string',
  integer: 'integer',
  decimal: 'number',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  datetime: 'datetime',
  'citizen-id': 'string',
  'credit-code': 'string',
  region: 'string',
  phone: 'string',
  plate: 'string',
  longitude: 'number',
  latitude: 'number',
};

/**
 * A standard as a Frictionless Table Schema (Data Package 2.0). What the form has no word for stands under `lingnan`,
 * which our import reads back and other tools ignore; the findings name it.
 */
export function toTableSchema(standard: Standard, codeLists: readonly CodeList[] = []): Exported {
  const findings: Finding[] = [];
  const { id, version, title, description, cadence, coordinates, extent, timezone, partitionBy, rules, refuseAbove } =
    standard;
  for (const rule of rules ?? []) {
    findings.push(
      lost(null, 'rules', {
        zh: `规则 ${rule.name} 在 Table Schema 中没有对应，其他工具不会检查`,
        en: `the rule ${rule.name} has no word in Table Schema; other tools will not check it`,
      }),
    );
  }
  if (coordinates) {
    findings.push(
      lost(null, 'coordinates', {
        zh: 'Table Schema 不记坐标系',
        en: 'Table Schema has no word for the coordinate system',
      }),
    );
  }
  if (timezone)
    findings.push(
      lost(null, 'timezone', { zh: 'Table Schema 不记时区', en: 'Table Schema has no word for the time zone' }),
    );
  const document = present({
    $schema: tableSchemaProfile,
    fields: standard.fields.map((field) => writeField(field, codeLists, findings)),
    primaryKey: standard.key,
    foreignKeys: standard.references?.map(({ fields, references }) => ({
      fields,
      reference: { resource: references.dataset, fields: references.fields },
    })),
    lingnan: present({
      id,
      version,
      title,
      description,
      cadence,
      coordinates,
      extent,
      timezone,
      partitionBy,
      rules,
      references: standard.references?.map(({ name, message }) => present({ name, message })),
      refuseAbove,
    }),
  });
  return { document, findings };
}

function writeField(field: Field, codeLists: readonly CodeList[], findings: Finding[]): Record<string, unknown> {
  const type = tableTypes[field.type];
  const own: Record<string, unknown> = {};
  const text = type === 'string';
  const tell = (property: string, zh: string, en: string) => findings.push(lost(field.name, property, { zh, en }));
  if (type !== field.type) own['type'] = field.type;
  if (Object.hasOwn(kindPatterns, field.type))
    tell('type', '其他工具只检查格式，不检查校验码', 'other tools check the pattern only, not the check character');
  else if (text && field.type !== 'string')
    tell('type', '其他工具把它当作任意文本', 'other tools take it for any text');
  if (field.title.en !== field.title.zh) own['titleEn'] = field.title.en;
  if (field.description && field.description.en !== field.description.zh) own['descriptionEn'] = field.description.en;
  for (const key of ['scale', 'unit', 'aliases', 'sensitivity', 'level', 'codeList', 'codeListDate'] as const) {
    if (field[key] === undefined) continue;
    own[key] = field[key];
    if (key !== 'aliases') tell(key, 'Table Schema 没有对应的属性', 'Table Schema has no property for it');
  }
  const choices = field.enum ?? codeLists.find(({ id }) => id === field.codeList)?.codes.map(({ code }) => code);
  const constraints: Record<string, unknown> = present({
    required: field.required,
    unique: field.unique,
    minLength: text ? field.minLength : undefined,
    maxLength: text ? field.maxLength : undefined,
    minimum: field.min ?? (field.type === 'longitude' ? -180 : field.type === 'latitude' ? -90 : undefined),
    maximum: field.max ?? (field.type === 'longitude' ? 180 : field.type === 'latitude' ? 90 : undefined),
    pattern: text ? (field.pattern ?? kindPatterns[field.type]) : undefined,
    enum: choices,
  });
  // What was not the field's own is marked, so that it does not come back as a rule that nobody wrote.
  const implied = [
    field.min === undefined ? 'minimum' : '',
    field.max === undefined ? 'maximum' : '',
    field.pattern === undefined ? 'pattern' : '',
  ].filter((name) => constraints[name] !== undefined);
  if (implied.length > 0) own['implied'] = implied;
  for (const key of ['pattern', 'minLength', 'maxLength'] as const) {
    if (text || field[key] === undefined) continue;
    own[key] = field[key];
    tell(key, `“${key}”在 Table Schema 中只用于文本`, `“${key}” is for strings only in Table Schema`);
  }
  return present({
    name: field.name,
    type,
    format: writeFormat(field, own, tell),
    title: field.title.zh,
    description: field.description?.zh,
    constraints: Object.keys(constraints).length > 0 ? constraints : undefined,
    ...(field.type === 'boolean' ? { trueValues: trueTexts, falseValues: falseTexts } : {}),
    lingnan: Object.keys(own).length > 0 ? own : undefined,
  });
}

function writeFormat(
  field: Field,
  own: Record<string, unknown>,
  tell: (property: string, zh: string, en: string) => void,
): string | undefined {
  if (field.format === 'excel') {
    own['format'] = 'excel';
    tell('format', 'Table Schema 不能表示 Excel 日期序号', 'Table Schema cannot say that days are Excel numbers');
    return 'any';
  }
  if (field.format) return field.format;
  // Ours may lack seconds, and a blank may stand for the T, which the form's default forbids.
  return field.type === 'datetime' || field.type === 'time' ? 'any' : undefined;
}
