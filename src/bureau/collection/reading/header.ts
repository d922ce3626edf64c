import type { Standard } from '../../standards/schema.ts';
import { columnKeys, titleKey } from './columns.ts';

type Row = (string | null)[];

/**
 * Index of the row that names the columns, among the first rows of a table; -1 when there is none. Rows above it (a title,
 * a date, who made it) are not part of the table. A row that names fields of the standard wins; else the first row that is
 * as wide as the table and holds words where later rows hold values.
 */
export function findHeader(rows: Row[], standard?: Standard): number {
  const looked = rows.slice(0, 40);
  if (standard) {
    const keys = columnKeys(standard);
    let best = -1;
    let bestScore = 0;
    looked.forEach((row, index) => {
      const names = new Set(row.flatMap((cell) => keys.get(titleKey(cell ?? '')) ?? []));
      if (names.size > bestScore) [best, bestScore] = [index, names.size];
    });
    if (bestScore >= Math.min(2, standard.fields.length)) return best;
  }
  const widths = looked.map((row) => row.filter((cell) => (cell ?? '').trim() !== '').length);
  const width = usual(widths.slice(0, 30));
  for (let index = 0; index < looked.length; index++) {
    if (widths[index]! < Math.max(1, Math.ceil(width * 0.6))) continue;
    // A lone cell above a wider table is its title.
    if (widths[index] === 1 && width > 1) continue;
    return namesColumns(looked[index]!, looked.slice(index + 1)) ? index : -1;
  }
  return looked.length > 0 ? 0 : -1;
}

/** The most frequent count; of equals the larger. */
function usual(counts: number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) if (count > 0) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function namesColumns(row: Row, below: Row[]): boolean {
  const cells = row.map((cell) => (cell ?? '').trim());
  const filled = cells.filter((cell) => cell !== '');
  if (new Set(filled).size < filled.length * 0.8) return false;
  const values = cells.filter(isValue).length;
  if (values === 0) return true;
  // Years as column names stand over values of another kind.
  return values < filled.length / 2 && below.length > 0;
}

/** Numbers, dates and the like, which name no column. */
function isValue(cell: string): boolean {
  return /^[-+]?[\d,]*\.?\d+%?$/.test(cell) || /^\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}/.test(cell);
}
