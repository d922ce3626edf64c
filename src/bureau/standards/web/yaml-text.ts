import { parse, stringify } from 'yaml';
import type { Field, Standard } from '../schema.ts';

const headOrder: (keyof Standard)[] = [
  'id',
  'version',
  'title',
  'description',
  'key',
  'cadence',
  'coordinates',
  'extent',
  'timezone',
  'partitionBy',
  'refuseAbove',
];
const fieldOrder: (keyof Field)[] = [
  'name',
  'title',
  'description',
  'type',
  'scale',
  'unit',
  'format',
  'required',
  'unique',
  'pattern',
  'minLength',
  'maxLength',
  'min',
  'max',
  'enum',
  'codeList',
  'codeListDate',
  'aliases',
  'sensitivity',
  'level',
];

/** Chinese before English, wherever the two stand: a database gives them back in another order. */
function chineseFirst(_key: unknown, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('zh' in value)) return value;
  const { zh, ...rest } = value;
  return { zh, ...rest };
}

function flow(value: unknown): string {
  return stringify(value, chineseFirst, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true })
    .trimEnd()
    .replace(/\n\s*/g, ' ');
}

/** A standard as the YAML that departments write: the head, then one field, rule or reference a line. */
export function standardToYaml(standard: Standard): string {
  const lines: string[] = [];
  for (const name of headOrder) {
    const value = standard[name];
    if (value !== undefined && value !== null && value !== '') lines.push(`${name}: ${flow(value)}`);
  }
  const known = new Set<string>(fieldOrder);
  lines.push('fields:');
  for (const field of standard.fields) {
    const entries = [
      ...fieldOrder.map((key) => [key, field[key]] as const),
      ...Object.entries(field).filter(([key]) => !known.has(key)),
    ].filter(([, value]) => value !== undefined && value !== '' && value !== false);
    lines.push(`  - ${flow(Object.fromEntries(entries))}`);
  }
  for (const name of ['rules', 'references'] as const) {
    const items = standard[name];
    if (!items || items.length === 0) continue;
    lines.push(`${name}:`, ...items.map((item) => `  - ${flow(item)}`));
  }
  return `${lines.join('\n')}\n`;
}

/** What the form can show of YAML text; null while it is no standard yet. The server's check says what is wrong. */
export function yamlToStandard(text: string): Standard | null {
  try {
    const value = parse(text) as Partial<Standard> | null;
    if (typeof value !== 'object' || value === null || !Array.isArray(value.fields)) return null;
    if (!value.fields.every((field) => typeof field === 'object' && field !== null)) return null;
    return { id: '', title: { zh: '', en: '' }, ...value, fields: value.fields } as Standard;
  } catch {
    return null;
  }
}
