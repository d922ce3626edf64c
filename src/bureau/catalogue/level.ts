import type { Field } from '../standards/schema.ts';
import type { Dataset } from './schema.ts';

export type Level = Dataset['level'];

const order = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core'];

/** Level of a field (GB/T 43697-2024): its own, else 3 for personal and 4 for sensitive personal data, 1 for the rest. */
export function fieldLevel(field: Field): string {
  if (field.level && order.includes(field.level)) return field.level;
  if (field.sensitivity === 'sensitive') return 'general-4';
  return field.sensitivity === 'personal' ? 'general-3' : 'general-1';
}

/** The highest of a declared level and the levels of the fields: the highest wins. */
export function highestLevel(fields: Field[], declared: string = 'general-1'): Level {
  const rank = Math.max(order.indexOf(declared), 0, ...fields.map((field) => order.indexOf(fieldLevel(field))));
  return order[rank] as Level;
}
