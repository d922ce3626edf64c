import { parse, stringify } from 'yaml';
import type { Values } from './settings-shape.ts';

const order = ['id', 'title', 'dataset', 'owner', 'connector', 'reading', 'mode', 'schedule', 'retries', 'concurrency'];

/** A declaration as YAML, its parts in the order in which people read them; what is empty is left out. */
export function toYaml(declaration: Values): string {
  const whole = pruned(declaration) as Values;
  const names = [...order, ...Object.keys(whole).filter((name) => !order.includes(name))];
  return stringify(Object.fromEntries(names.filter((name) => name in whole).map((name) => [name, whole[name]])), {
    lineWidth: 0,
  });
}

/** The declaration of a YAML text; null where it is none, however wrong its parts may be. */
export function fromYaml(yaml: string): Values | null {
  try {
    const data: unknown = parse(yaml);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
    const { title, ...rest } = data as Values;
    const whole = typeof title === 'string' ? { zh: title, en: title } : title;
    const { connector } = rest;
    const sound = typeof connector === 'object' && connector !== null && !Array.isArray(connector);
    return sound ? { ...rest, ...(whole === undefined ? {} : { title: whole }) } : null;
  } catch {
    return null;
  }
}

/** Without empty texts, and without groups and lists in which nothing is left. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  if (typeof value !== 'object' || value === null) return value === '' || value === null ? undefined : value;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const left = pruned(inner);
    return left === undefined ? [] : [[name, left]];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** A finding's message without its line, which a form doesn't have. */
export const withoutLine = (message: string) => message.replace(/^(第 \d+ 行|line \d+)(?:[，,] ?[^：: ]+)?[：:] ?/, '');
