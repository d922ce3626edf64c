import type { Text } from '../../../kernel/index.ts';
import type { Compatibility } from '../schema.ts';

export type Change = Compatibility['changes'][number];

/** A change that old sources, tables or readers do not survive. */
export function breaks(field: string | null, message: Text): Change {
  return { field, breaking: true, message };
}

/** A change that they survive. */
export function keeps(field: string | null, message: Text): Change {
  return { field, breaking: false, message };
}

/** Equal as data: the order of an object's keys and absent ones do not count. */
export function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  );
}

/** A value as it is shown in a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
