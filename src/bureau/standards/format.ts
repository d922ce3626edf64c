import { stringify } from 'yaml';
import { fieldKeys, referenceKeys, ruleKeys, standardKeys } from './keys.ts';
import type { Standard } from './schema.ts';

/** A standard as YAML text that `parseStandard` reads back the same, keys in the order of the guide, one field a line. */
export function formatStandard(standard: Standard): string {
  const head: Record<string, unknown> = {};
  for (const name of Object.keys(standardKeys)) {
    const value = standard[name as keyof Standard];
    if (value !== undefined && !['fields', 'rules', 'references'].includes(name)) head[name] = value;
  }
  const lists: [string, unknown[] | undefined, object][] = [
    ['fields', standard.fields, fieldKeys],
    ['rules', standard.rules, ruleKeys],
    ['references', standard.references, referenceKeys],
  ];
  const parts = Object.entries(head).map(([name, value]) => `${name}: ${flow(value)}\n`);
  for (const [name, items, keys] of lists) {
    if (!items || items.length === 0) continue;
    parts.push(
      `${name}:\n`,
      ...items.map((item) => `  - ${flow(inOrder(item as Record<string, unknown>, Object.keys(keys)))}\n`),
    );
  }
  return parts.join('');
}

function inOrder(item: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]]));
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true })
    .trimEnd()
    .replace(/\n\s*/g, ' ');
}
