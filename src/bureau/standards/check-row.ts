import type { Finding } from '../../kernel/index.ts';
import type { CompiledStandard } from './compiled.ts';
import type { Value } from './types/kind.ts';

/** A row as read: its typed values (null where empty or not of the type) and every rule it breaks by itself. */
export interface CheckedRow {
  values: Record<string, Value | null>;
  findings: Finding[];
}

/**
 * Checks one row of raw texts in TypeScript, with the same answer as the compiled SQL: for the mending of single rows.
 * Uniqueness and references need the other rows and are not looked at.
 */
export function checkRow(
  compiled: CompiledStandard,
  raw: Record<string, string | null>,
  row: number | null,
): CheckedRow {
  const values: Record<string, Value | null> = {};
  const findings: Finding[] = [];
  for (const { field, read, checks } of compiled.fields) {
    const text = raw[field.name] ?? null;
    const value = read(text);
    values[field.name] = value;
    for (const { rule, message, breaks } of checks) {
      if (breaks(text, value)) findings.push({ row, field: field.name, rule, value: cut(text), message });
    }
  }
  for (const { rule, fields, message, breaks } of compiled.rows) {
    if (!breaks((name) => values[name] ?? null)) continue;
    const text = fields.map((name) => raw[name] ?? '').join(', ');
    findings.push({ row, field: fields.length === 1 ? fields[0]! : null, rule, value: cut(text), message });
  }
  return { values, findings };
}

function cut(text: string | null): string | null {
  return text === null ? null : [...text.slice(0, 400)].slice(0, 200).join('');
}
