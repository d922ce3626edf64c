import { titleKey } from '../columns.ts';
import type { SheetRow } from './sheet.ts';

const filled = (cell: string | null | undefined) => cell !== null && cell !== undefined && cell.trim() !== '';
const isValue = (cell: string) => /^[-+]?[\d,]*\.?\d+%?$/.test(cell) || /^\d{2,4}[-/.年]\d{1,2}/.test(cell);

/**
 * Last column of the first table when a second stands beside it: an empty column, under an empty title, with titles on both
 * sides. Null when there is one table. `wanted` tells which titles the standard knows: a known one on the far side that
 * the near side lacks means that the gap is but a gap.
 */
export function tableBeside(
  titles: (string | null)[],
  rows: (string | null)[][],
  wanted: (title: string) => string | undefined,
): number | null {
  for (let gap = 1; gap < titles.length - 1; gap++) {
    if (filled(titles[gap]) || rows.some((row) => filled(row[gap]))) continue;
    const near = titles.slice(0, gap).filter(filled) as string[];
    const far = titles.slice(gap + 1).filter(filled) as string[];
    if (near.length === 0 || far.length === 0) continue;
    const known = new Set(near.map(wanted));
    const adds = far.some((title) => wanted(title) !== undefined && !known.has(wanted(title)));
    if (!adds) return gap - 1;
  }
  return null;
}

/** Sees the header of a second table below the first: after an empty row, words where the columns held values. */
export function createTableBelow(titles: string[]) {
  const keys = titles.map(titleKey);
  const values = new Array<number>(titles.length).fill(0);
  let rows = 0;
  let lastRow = 0;
  return {
    /** True when this row begins another table. */
    begins(row: SheetRow): boolean {
      const gap = lastRow > 0 && row.row > lastRow + 1;
      lastRow = row.row;
      const cells = row.cells.map((cell) => cell?.trim() ?? '');
      if (gap && rows > 0) {
        const words = cells.filter((cell) => cell !== '');
        const distinct = new Set(words).size === words.length;
        if (words.length >= 2 && distinct && !words.some(isValue)) {
          const again = cells.filter((cell, index) => cell !== '' && titleKey(cell) === keys[index]).length >= 2;
          const outside = cells.some((cell, index) => cell !== '' && index >= titles.length);
          const overValues = cells.some((cell, index) => cell !== '' && (values[index] ?? 0) > rows * 0.8);
          if (again || outside || overValues) return true;
        }
      }
      rows++;
      cells.forEach((cell, index) => {
        if (index < values.length && isValue(cell)) values[index]!++;
      });
      return false;
    },
  };
}
