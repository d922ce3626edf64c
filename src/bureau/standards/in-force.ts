import type { CodeList } from './schema.ts';

/** Whether a code is in force on a day (`2026-11-24`); the first and the last day are days of it. */
export function inForce({ from, to }: CodeList['codes'][number], day: string): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}
