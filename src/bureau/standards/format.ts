import { stringify } from 'yaml';
import { fieldKeys, referenceKeys, ruleKeys, standardKeys } from './keys.ts';
import type { Field, Standard } from './schema.ts';

/** Comments for a standard's YAML: above the whole, and above single fields by their name. */
export interface StandardComments {
  head: string[];
  fields: Map<string, string[]>;
}

/** A standard as YAML text that `parseStandard` reads back the same, keys in the order of the guide, one field a line. */
export function formatStandard(standard: Standard, comments?: StandardComments): string {
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
  const parts = [
    ...(comments?.head ?? []).map((line) => comment(line, '')),
    ...Object.entries(head).map(([name, value]) => `${name}: ${flow(value)}\n`),
  ];
  for (const [name, items, keys] of lists) {
    if (!items || items.length === 0) continue;
    parts.push(
      `${name}:\n`,
      ...items.flatMap((item) => [
        ...(name === 'fields' ? (comments?.fields.get((item as Field).name) ?? []) : []).map((line) =>
          comment(line, '  '),
        ),
        `  - ${flow(inOrder(item as Record<string, unknown>, Object.keys(keys)))}\n`,
      ]),
    );
  }
  return parts.join('');
}

/** A comment of one line, whatever the text: values of a source may hold line ends and control characters. */
function comment(text: string, indent: string): string {
  return `${indent}# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]+/gu, ' ')}\n`;
}

function inOrder(item: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => item[key] !== undefined).map((key) => [key, item[key]]));
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true })
    .trimEnd()
    .replace(/\n\s*/g, ' ');
}
