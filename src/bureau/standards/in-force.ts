import type { CodeList, Field } from './schema.ts';

type Code = CodeList['codes'][number];

/** Whether a code is in force on a day (`2026-11-24`); the first and the last day are days of it. */
export function inForce({ from, to }: Code, day: string): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

/** Codes that a field may take: of all days where each row has a day of its own or none is named, else of that day. */
export function codesFor(field: Field, { codes }: CodeList, day: string | null): Code[] {
  return day === null || field.codeListDate !== undefined ? codes : codes.filter((code) => inForce(code, day));
}
