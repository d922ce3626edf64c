import type { Finding } from '../../../kernel/index.ts';
import type { CodeList, Field, Standard } from '../schema.ts';
import { scaleOf } from '../types/number-kinds.ts';
import { type Exported, kindPatterns, lost, present } from './loss.ts';

export const jsonSchemaDialect = 'https://json-schema.org/draft/2020-12/schema';

/**
 * One record of a standard as a JSON Schema (2020-12): an object whose empty values are null. What the form has no word
 * for stands under `x-lingnan`, which our import reads back and validators ignore; the findings name it.
 */
export function toJsonSchema(standard: Standard, codeLists: readonly CodeList[] = []): Exported {
  const findings: Finding[] = [];
  const {
    id,
    version,
    title,
    description,
    key,
    cadence,
    coordinates,
    extent,
    timezone,
    partitionBy,
    rules,
    references,
    refuseAbove,
  } = standard;
  const own = present({
    id,
    version,
    title,
    description,
    key,
    cadence,
    coordinates,
    extent,
    timezone,
    partitionBy,
    rules,
    references,
    refuseAbove,
  });
  for (const name of ['key', 'coordinates', 'timezone', 'rules', 'references'] as const) {
    if (own[name] === undefined) continue;
    findings.push(
      lost(null, name, {
        zh: 'JSON Schema 只描述单条记录，没有对应的关键字',
        en: 'JSON Schema describes single records and has no keyword for it',
      }),
    );
  }
  const document = {
    $schema: jsonSchemaDialect,
    $id: `urn:lingnan:standard:${id}${version === undefined ? '' : `:${version}`}`,
    title: title.zh,
    ...(description ? { description: description.zh } : {}),
    type: 'object',
    properties: Object.fromEntries(
      standard.fields.map((field) => [field.name, writeProperty(field, { standard, codeLists, findings })]),
    ),
    required: standard.fields.filter((field) => field.required || key?.includes(field.name)).map(({ name }) => name),
    additionalProperties: false,
    'x-lingnan': own,
  };
  return { document, findings };
}

interface PropertyContext {
  standard: Standard;
  codeLists: readonly CodeList[];
  findings: Finding[];
}

function writeProperty(field: Field, { standard, codeLists, findings }: PropertyContext): Record<string, unknown> {
  const tell = (property: string, zh: string, en: string) => findings.push(lost(field.name, property, { zh, en }));
  const base = baseOf(field);
  const text = base['type'] === 'string' && base['format'] === undefined;
  const required = field.required || standard.key?.includes(field.name);
  if (Object.hasOwn(kindPatterns, field.type))
    tell('type', '其他工具只检查格式，不检查校验码', 'other tools check the pattern only, not the check character');
  for (const key of ['unique', 'unit', 'sensitivity', 'level', 'codeList', 'codeListDate'] as const) {
    if (field[key] !== undefined) tell(key, 'JSON Schema 没有对应的关键字', 'JSON Schema has no keyword for it');
  }
  const numeric = base['type'] === 'integer' || base['type'] === 'number';
  for (const bound of ['min', 'max'] as const) {
    if (!numeric && field[bound] !== undefined)
      tell(bound, 'JSON Schema 的 minimum、maximum 只用于数', 'minimum and maximum are for numbers only');
  }
  const pattern = field.pattern ?? kindPatterns[field.type];
  const choices = field.enum ?? codeLists.find(({ id }) => id === field.codeList)?.codes.map(({ code }) => code);
  const { name: _name, ...own } = field;
  return present({
    ...base,
    type: required ? base['type'] : [base['type'], 'null'],
    title: field.title.zh,
    description: field.description?.zh,
    // Ours match whole texts; the keyword finds its pattern anywhere.
    pattern: text && pattern !== undefined ? `^(?:${pattern})$` : undefined,
    minLength: text ? field.minLength : undefined,
    maxLength: text ? field.maxLength : undefined,
    minimum: numeric ? (field.min ?? base['minimum']) : undefined,
    maximum: numeric ? (field.max ?? base['maximum']) : undefined,
    enum: choices === undefined ? undefined : required ? choices : [...choices, null],
    'x-lingnan': own,
  });
}

function baseOf(field: Field): Record<string, unknown> {
  switch (field.type) {
    case 'integer':
      return { type: 'integer' };
    case 'decimal':
      return { type: 'number', multipleOf: Number(`1e-${scaleOf(field)}`) };
    case 'number':
      return { type: 'number' };
    case 'longitude':
      return { type: 'number', minimum: -180, maximum: 180 };
    case 'latitude':
      return { type: 'number', minimum: -90, maximum: 90 };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    default:
      return { type: 'string' };
  }
}
