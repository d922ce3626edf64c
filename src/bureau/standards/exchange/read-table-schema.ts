import type { Finding } from '../../../kernel/index.ts';
import { toFieldName } from '../propose/field-name.ts';
import { falseTexts, trueTexts } from '../types/number-kinds.ts';
import { type Imported, isRecord, lost, present } from './loss.ts';

/** Types of Table Schema and what they become; a note where something is lost. */
const ownTypes: Record<string, { type: string; note?: { zh: string; en: string }; more?: Record<string, unknown> }> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  time: { type: 'time' },
  datetime: { type: 'datetime' },
  year: { type: 'integer', more: { min: 0, max: 9999 } },
  yearmonth: { type: 'string', more: { pattern: '[0-9]{4}-(0[1-9]|1[0-2])' } },
  ...Object.fromEntries(
    ['object', 'array', 'list', 'duration', 'geopoint', 'geojson', 'any'].map((type) => [
      type,
      {
        type: 'string',
        note: { zh: `类型 ${type} 没有对应，作为文本收下`, en: `the type ${type} has no counterpart; taken as text` },
      },
    ]),
  ),
};

/** Reads a Frictionless Table Schema (1.x or 2.0) as the content of a standard; what has no counterpart is told. */
export function readTableSchema(document: unknown, id: string): Imported {
  if (!isRecord(document) || !Array.isArray(document['fields'])) {
    const message = { zh: '不是 Table Schema：应有 fields 列表', en: 'is no Table Schema: a list “fields” is missing' };
    return { content: null, findings: [lost(null, 'fields', message)] };
  }
  const findings: Finding[] = [];
  const own = isRecord(document['lingnan']) ? document['lingnan'] : {};
  const taken = new Set<string>();
  const rules: Record<string, unknown>[] = Array.isArray(own['rules']) ? [...own['rules']] : [];
  const names = new Map<string, string>();
  const fields = document['fields'].filter(isRecord).map((field, index) => {
    const read = readField(field, { taken, findings, rules, index });
    names.set(String(field['name']), String(read['name']));
    return read;
  });
  const named = (value: unknown) => list(value).map((name) => names.get(name) ?? name);
  const unique = Array.isArray(document['uniqueKeys']) ? document['uniqueKeys'] : [];
  for (const key of unique) {
    const [only, ...others] = named(key);
    const field = fields.find(({ name }) => name === only);
    if (others.length === 0 && field) field['unique'] = true;
    else
      findings.push(
        lost(null, 'uniqueKeys', {
          zh: `多字段的唯一约束 ${named(key).join(', ')} 没有对应`,
          en: `a unique key of several fields (${named(key).join(', ')}) has no counterpart`,
        }),
      );
  }
  const missing = document['missingValues'];
  if (Array.isArray(missing) && missing.some((value) => value !== '' && !(isRecord(value) && value['value'] === ''))) {
    findings.push(
      lost(null, 'missingValues', {
        zh: '只有空文本表示缺失；其他写法将被当作错误值',
        en: 'only empty text means missing here; other marks will be findings',
      }),
    );
  }
  for (const property of ['fieldsMatch', 'rowTitle'] as const) {
    if (document[property] !== undefined)
      findings.push(lost(null, property, { zh: '没有对应的设定', en: 'has no counterpart' }));
  }
  const ownReferences = Array.isArray(own['references']) ? own['references'].filter(isRecord) : [];
  const references = (Array.isArray(document['foreignKeys']) ? document['foreignKeys'] : [])
    .filter(isRecord)
    .map((key, index) => {
      const reference = isRecord(key['reference']) ? key['reference'] : {};
      const from = named(key['fields']);
      const dataset =
        typeof reference['resource'] === 'string' && reference['resource'] !== '' ? reference['resource'] : id;
      return {
        name: `reference-${index + 1}`,
        ...ownReferences[index],
        fields: from,
        references: { dataset, fields: list(reference['fields']) },
      };
    });
  const { rules: _rules, references: _references, ...head } = own;
  return {
    content: present({
      title: typeof document['title'] === 'string' ? document['title'] : id,
      description: document['description'],
      ...head,
      id: typeof own['id'] === 'string' ? own['id'] : id,
      key: document['primaryKey'] === undefined ? undefined : named(document['primaryKey']),
      fields,
      rules: rules.length > 0 ? rules : undefined,
      references: references.length > 0 ? references : undefined,
    }),
    findings,
  };
}

interface FieldContext {
  taken: Set<string>;
  findings: Finding[];
  rules: Record<string, unknown>[];
  index: number;
}

function readField(
  source: Record<string, unknown>,
  { taken, findings, rules, index }: FieldContext,
): Record<string, unknown> {
  const title = String(source['name'] ?? `field_${index + 1}`);
  const fits = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(title) && !taken.has(title.toLowerCase());
  const name = fits ? title : toFieldName(title, taken, `field_${index + 1}`);
  taken.add(name.toLowerCase());
  const tell = (property: string, zh: string, en: string) => findings.push(lost(name, property, { zh, en }));
  if (!fits)
    tell(
      'name',
      `字段名“${title}”改为 ${name}，原名保留为 aliases`,
      `the name “${title}” becomes ${name} and is kept in aliases`,
    );
  const own = isRecord(source['lingnan']) ? source['lingnan'] : {};
  const { titleEn, descriptionEn, implied, ...ownKeys } = own;
  const written = typeof source['type'] === 'string' ? source['type'] : 'string';
  const known = Object.hasOwn(ownTypes, written) ? ownTypes[written]! : ownTypes['any']!;
  if (known.note && own['type'] === undefined) tell('type', known.note.zh, known.note.en);
  const constraints = isRecord(source['constraints']) ? { ...source['constraints'] } : {};
  for (const name of list(implied)) delete constraints[name];
  const limits = { min: constraints['minimum'], max: constraints['maximum'], pattern: constraints['pattern'] };
  for (const [property, sign] of [
    ['exclusiveMinimum', '>'],
    ['exclusiveMaximum', '<'],
  ] as const) {
    if (typeof constraints[property] === 'number') {
      rules.push({
        name: `${name.replaceAll('_', '-').toLowerCase()}-${property === 'exclusiveMinimum' ? 'above' : 'below'}`,
        check: `${name} ${sign} ${constraints[property]}`,
      });
    } else if (constraints[property] !== undefined) tell(property, '没有对应的设定', 'has no counterpart');
  }
  if (constraints['jsonSchema'] !== undefined) tell('jsonSchema', '没有对应的设定', 'has no counterpart');
  const categories = Array.isArray(source['categories'])
    ? source['categories'].map((category) => (isRecord(category) ? category['value'] : category))
    : undefined;
  // A code list was written out for other tools; the list itself says it better.
  const choices = own['codeList'] === undefined ? (constraints['enum'] ?? categories) : undefined;
  tellOthers(source, tell);
  return present({
    name,
    title: { zh: String(source['title'] ?? title), en: String(titleEn ?? source['title'] ?? title) },
    description:
      source['description'] === undefined
        ? undefined
        : { zh: String(source['description']), en: String(descriptionEn ?? source['description']) },
    type: known.type,
    ...known.more,
    format: readFormat(source, known.type, tell),
    required: constraints['required'],
    unique: constraints['unique'],
    minLength: constraints['minLength'],
    maxLength: constraints['maxLength'],
    ...present(limits),
    enum: choices,
    aliases: fits ? undefined : [title],
    ...ownKeys,
  });
}

function readFormat(
  source: Record<string, unknown>,
  type: string,
  tell: (property: string, zh: string, en: string) => void,
): string | undefined {
  const format = source['format'];
  if (typeof format !== 'string' || format === 'default') return undefined;
  if (type === 'date' || type === 'datetime') {
    if (format.includes('%')) return format;
    if (format === 'any' && !isRecord(source['lingnan']) && type === 'date')
      tell('format', '格式 any 不被接受，按 ISO 8601 读取', 'the format any is not taken; ISO 8601 is read');
    return undefined;
  }
  if (format !== 'any') tell('format', `格式 ${format} 不检查`, `the format ${format} is not checked`);
  return undefined;
}

function tellOthers(source: Record<string, unknown>, tell: (property: string, zh: string, en: string) => void): void {
  const same = (property: string, texts: string[]) =>
    !Array.isArray(source[property]) ||
    JSON.stringify([...source[property]].sort()) === JSON.stringify([...texts].sort());
  if (!same('trueValues', trueTexts))
    tell('trueValues', `真值只能写作 ${trueTexts.join('、')}`, `true is written ${trueTexts.join(', ')} only`);
  if (!same('falseValues', falseTexts))
    tell('falseValues', `假值只能写作 ${falseTexts.join('、')}`, `false is written ${falseTexts.join(', ')} only`);
  for (const property of [
    'groupChar',
    'decimalChar',
    'bareNumber',
    'rdfType',
    'example',
    'examples',
    'categoriesOrdered',
    'itemType',
    'delimiter',
    'missingValues',
  ]) {
    const plain =
      (property === 'decimalChar' && source[property] === '.') ||
      (property === 'bareNumber' && source[property] === true);
    if (source[property] !== undefined && !plain) tell(property, '没有对应的设定', 'has no counterpart');
  }
}

function list(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.map(String) : [];
}
