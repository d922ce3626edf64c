import type { Field, Standard } from '../../src/bureau/standards/index.ts';

/**
 * A SELECT of rows that follow a standard well enough to run any analysis on: keys that never repeat, numbers within
 * their bounds, some of them missing, times one hour apart.
 */
export function sampleSelect(standard: Standard, rows: number): string {
  const key = standard.key ?? [];
  const groups = key.length > 1 ? 8 : rows;
  const columns = standard.fields.map(
    (field) => `${sampleValue(field, { isGroup: field.name === key[0], groups })} AS "${field.name}"`,
  );
  return `SELECT ${columns.join(', ')} FROM range(${rows}) AS t(i)`;
}

function sampleValue(field: Field, { isGroup, groups }: { isGroup: boolean; groups: number }): string {
  const choice = isGroup ? `i % ${groups}` : `i // ${Math.min(groups, 8)}`;
  switch (field.type) {
    case 'integer':
    case 'decimal':
    case 'number': {
      const low = typeof field.min === 'number' ? field.min : 0;
      const high = typeof field.max === 'number' ? field.max : low + 300;
      const value = `${low} + (i * 7919 % 10007) / 10007.0 * ${high - low}`;
      return field.required || isGroup ? value : `CASE WHEN i % 53 = 7 THEN NULL ELSE ${value} END`;
    }
    case 'boolean':
      return 'i % 2 = 0';
    case 'date':
      return `DATE '2026-01-01' + CAST((${choice}) % 300 AS INTEGER)`;
    // From before the change of editions of the air quality index to after it.
    case 'datetime':
      return `TIMESTAMP '2026-02-20 00:00:00' + to_hours(CAST(${choice} AS BIGINT))`;
    case 'time':
      return "'08:30'";
    case 'longitude':
      return '115.5 + (i % 97) / 200.0';
    case 'latitude':
      return '22.3 + (i % 89) / 300.0';
    case 'region':
      return "'440300'";
    default:
      return field.enum ? `'${field.enum[0]}'` : sampleText(field, choice);
  }
}

function sampleText(field: Field, choice: string): string {
  if (field.pattern === '[A-Z]{2}[0-9]{2}') return `'AQ' || lpad(CAST((${choice}) % 100 AS VARCHAR), 2, '0')`;
  if (field.pattern === '[0-9]{6}') return `CAST(440000 + (${choice}) % 9 AS VARCHAR)`;
  return `'T' || CAST(${choice} AS VARCHAR)`;
}
