import type { Finding } from '../../../kernel/index.ts';
import { toFieldName } from '../propose/field-name.ts';
import { type Imported, isRecord, lost, present } from './loss.ts';

const formats: Record<string, string> = { date: 'date', 'date-time': 'datetime', time: 'time' };

/** Keywords that are read, or that say nothing about the values. */
const readKeywords = [
  'type',
  'format',
  'title',
  'description',
  'enum',
  'const',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'x-lingnan',
  '$ref',
  '$comment',
  'anyOf',
  'oneOf',
];
const rootKeywords = [
  '$schema',
  '$id',
  '$defs',
  'definitions',
  '$comment',
  'title',
  'description',
  'type',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'x-lingnan',
  '$ref',
];

/**
 * Reads a JSON Schema (2020-12, and what earlier drafts share) of an object, or of an array of them, as the content of a
 * standard. Only references within the document are followed; what has no counterpart is told.
 */
export function readJsonSchema(document: unknown, id: string): Imported {
  const findings: Finding[] = [];
  let root = resolve(document, document);
  if (
    isRecord(root) &&
    (root['type'] === 'array' || (root['items'] !== undefined && root['properties'] === undefined))
  ) {
    root = resolve(root['items'], document);
  }
  if (!isRecord(root) || !isRecord(root['properties']) || Object.keys(root['properties']).length === 0) {
    const message = {
      zh: '不是描述记录的 JSON Schema：应有 properties',
      en: 'is no JSON Schema of a record: “properties” is missing',
    };
    return { content: null, findings: [lost(null, 'properties', message)] };
  }
  for (const keyword of Object.keys(root)) {
    if (!rootKeywords.includes(keyword))
      findings.push(lost(null, keyword, { zh: '没有对应的设定', en: 'has no counterpart' }));
  }
  const required = Array.isArray(root['required']) ? root['required'] : [];
  const taken = new Set<string>();
  const rules: Record<string, unknown>[] = [];
  const fields = Object.entries(root['properties']).map(([title, property], index) =>
    readProperty(title, resolve(property, document), {
      document,
      findings,
      taken,
      rules,
      required: required.includes(title),
      index,
    }),
  );
  const own = isRecord(root['x-lingnan']) ? root['x-lingnan'] : {};
  return {
    content: present({
      title: root['title'] ?? id,
      description: root['description'],
      ...own,
      id: typeof own['id'] === 'string' ? own['id'] : id,
      fields,
      rules: own['rules'] ?? (rules.length > 0 ? rules : undefined),
    }),
    findings,
  };
}

interface PropertyContext {
  document: unknown;
  findings: Finding[];
  taken: Set<string>;
  rules: Record<string, unknown>[];
  required: boolean;
  index: number;
}

function readProperty(title: string, given: unknown, context: PropertyContext): Record<string, unknown> {
  const { taken, findings, rules, index } = context;
  const fits = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(title) && !taken.has(title.toLowerCase());
  const name = fits ? title : toFieldName(title, taken, `field_${index + 1}`);
  taken.add(name.toLowerCase());
  const tell = (property: string, zh: string, en: string) => findings.push(lost(name, property, { zh, en }));
  if (!fits)
    tell(
      'properties',
      `属性名“${title}”改为 ${name}，原名保留为 aliases`,
      `the name “${title}” becomes ${name} and is kept in aliases`,
    );
  const source = withoutNull(given, context.document);
  const own = source['x-lingnan'];
  // Our own export says under x-lingnan all that the field is; the keywords beside it only repeat it for others.
  if (isRecord(own) && typeof own['type'] === 'string') return { name, ...own };
  for (const keyword of Object.keys(source)) {
    if (!readKeywords.includes(keyword)) tell(keyword, '没有对应的设定', 'has no counterpart');
  }
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    if (source[keyword] !== undefined)
      tell(keyword, '几种写法的值作为文本收下', 'values of several forms are taken as text');
  }
  const { type, scale } = typeOf(source, tell);
  const bounds: Record<string, unknown> = {};
  if (['integer', 'decimal', 'number'].includes(type)) {
    Object.assign(bounds, { min: source['minimum'], max: source['maximum'] });
    for (const [keyword, sign, word] of [
      ['exclusiveMinimum', '>', 'above'],
      ['exclusiveMaximum', '<', 'below'],
    ] as const) {
      if (typeof source[keyword] === 'number')
        rules.push({
          name: `${name.replaceAll('_', '-').toLowerCase()}-${word}`,
          check: `${name} ${sign} ${source[keyword]}`,
        });
    }
  }
  const text = type === 'string';
  const choices = source['const'] !== undefined ? [source['const']] : source['enum'];
  return present({
    name,
    title: source['title'] ?? title,
    description: source['description'],
    type,
    scale,
    required: context.required || undefined,
    pattern: text && typeof source['pattern'] === 'string' ? wholePattern(source['pattern']) : undefined,
    minLength: text ? source['minLength'] : undefined,
    maxLength: text ? source['maxLength'] : undefined,
    ...present(bounds),
    enum: Array.isArray(choices)
      ? choices
          .filter((choice) => choice !== null)
          .map((choice) => (text || typeof choice === 'boolean' ? String(choice) : choice))
      : undefined,
    aliases: fits ? undefined : [title],
  });
}

function typeOf(
  source: Record<string, unknown>,
  tell: (property: string, zh: string, en: string) => void,
): { type: string; scale?: number } {
  const types = (Array.isArray(source['type']) ? source['type'] : [source['type']]).filter((type) => type !== 'null');
  const [type] = types;
  if (types.length > 1) {
    tell(
      'type',
      `多种类型（${types.join('、')}）作为文本收下`,
      `several types (${types.join(', ')}) are taken as text`,
    );
    return { type: 'string' };
  }
  if (type === 'integer' || type === 'boolean') return { type };
  if (type === 'number') {
    const digits = typeof source['multipleOf'] === 'number' ? -Math.log10(source['multipleOf']) : Number.NaN;
    if (digits === 0) return { type: 'integer' };
    if (digits > 0 && digits <= 18 && Math.abs(digits - Math.round(digits)) < 1e-9)
      return { type: 'decimal', scale: Math.round(digits) };
    if (source['multipleOf'] !== undefined)
      tell('multipleOf', '只对应 0.1、0.01 等小数位数', 'only 0.1, 0.01 and so on have a counterpart');
    return { type: 'number' };
  }
  if (type === 'object' || type === 'array') {
    tell('type', `嵌套的 ${type} 作为 JSON 文本收下`, `nested ${type}s are taken as JSON text`);
    return { type: 'string' };
  }
  const format = source['format'];
  if (typeof format === 'string') {
    if (Object.hasOwn(formats, format)) return { type: formats[format]! };
    tell('format', `格式 ${format} 不检查`, `the format ${format} is not checked`);
  }
  return { type: 'string' };
}

/** The keyword finds its pattern anywhere in a text; ours match the whole of it. */
function wholePattern(pattern: string): string {
  const inner =
    /^\^\(\?:([\s\S]*)\)\$$/.exec(pattern)?.[1] ?? (/^\^([^|]*)\$$/.exec(pattern)?.[1] as string | undefined);
  if (inner !== undefined) return inner;
  const front = pattern.startsWith('^') && !pattern.includes('|') ? pattern.slice(1) : `[\\s\\S]*(?:${pattern})`;
  return pattern.endsWith('$') && !pattern.endsWith('\\$') && !pattern.includes('|')
    ? front.slice(0, -1)
    : `${front}[\\s\\S]*`;
}

/** `anyOf: [X, {type: null}]` as X. */
function withoutNull(given: unknown, document: unknown): Record<string, unknown> {
  if (!isRecord(given)) return {};
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const options = given[keyword];
    if (!Array.isArray(options)) continue;
    const rest = options
      .map((option) => resolve(option, document))
      .filter((option) => !(isRecord(option) && option['type'] === 'null'));
    const { [keyword]: _taken, ...others } = given;
    if (rest.length === 1 && isRecord(rest[0])) return { ...rest[0], ...others };
  }
  return given;
}

/** Follows `$ref` within the document, a few steps at most; a reference elsewhere is not fetched. */
function resolve(given: unknown, document: unknown): unknown {
  let node = given;
  for (let step = 0; step < 16 && isRecord(node) && typeof node['$ref'] === 'string'; step++) {
    const { $ref: reference, ...others } = node;
    if (!String(reference).startsWith('#')) return others;
    let target: unknown = document;
    for (const part of String(reference).slice(1).split('/').slice(1)) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      target =
        (isRecord(target) || Array.isArray(target)) && Object.hasOwn(target, key)
          ? (target as Record<string, unknown>)[key]
          : undefined;
    }
    node = isRecord(target) ? { ...target, ...others } : others;
  }
  return node;
}
