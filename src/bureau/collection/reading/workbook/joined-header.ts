import { titleKey } from '../columns.ts';
import { columnIndex, type SheetRow } from './sheet.ts';
import type { Sheet, Workbook } from './workbook.ts';
import { attribute, drainXml, localName } from './xml.ts';

/** A merged area within the rows of a header: first and last row and column, as the sheet numbers rows. */
interface Area {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

const filled = (cell: string | null | undefined) => (cell ?? '').trim() !== '';

/**
 * A header of two rows, the upper merged over columns that the lower names (`联系方式` over `电话` and `邮箱`), as one
 * row of titles: `联系方式 电话`, or `电话` alone where the standard knows just that. Null when the header is one row.
 * `index` is the row that was found to name columns, which may be either of the two.
 */
export async function joinHeader(
  rows: SheetRow[],
  index: number,
  source: { workbook: Workbook; sheet: Sheet; file: string; known: ReadonlyMap<string, string> | null },
): Promise<{ index: number; titles: string[] } | null> {
  const pairs = [index - 1, index].filter((upper) => looksJoined(rows[upper], rows[upper + 1]));
  if (pairs.length === 0) return null;
  // Merges stand after the cells, so they are looked for only under a header that may have some.
  const areas = await mergedAreas(source, rows[index]!.row + 1);
  for (const upper of pairs) {
    const titles = titlesOf(rows[upper]!, rows[upper + 1]!, areas, source.known);
    if (titles) return { index: upper + 1, titles };
  }
  return null;
}

/** Whether the upper row leaves cells empty, right of a title, that the row just below it fills. */
function looksJoined(upper: SheetRow | undefined, lower: SheetRow | undefined): boolean {
  if (!upper || !lower || lower.row !== upper.row + 1) return false;
  const first = upper.cells.findIndex(filled);
  if (first < 0 || upper.cells.filter(filled).length < 2) return false;
  return lower.cells.some((cell, column) => column > first && filled(cell) && !filled(upper.cells[column]));
}

function titlesOf(
  upper: SheetRow,
  lower: SheetRow,
  areas: Area[],
  known: ReadonlyMap<string, string> | null,
): string[] | null {
  const width = Math.max(upper.cells.length, lower.cells.length);
  const spans = areas.filter(({ top, bottom, left, right }) => top === upper.row && bottom === top && right > left);
  const over = (column: number) => spans.find(({ left, right }) => left <= column && column <= right);
  // Each cell of the lower row stands under a merged title; else it would be a row of data.
  const joined = lower.cells.every((cell, column) => !filled(cell) || over(column) !== undefined);
  if (!joined || !lower.cells.some(filled)) return null;
  const text = (cell: string | null | undefined) => (cell ?? '').replace(/\s+/g, ' ').trim();
  const below = lower.cells.map(text);
  return Array.from({ length: width }, (_, column) => {
    const above = text(upper.cells[over(column)?.left ?? column]);
    const own = below[column] ?? '';
    if (own === '' || above === '') return own || above;
    const whole = `${above} ${own}`;
    const alone = below.indexOf(own) === below.lastIndexOf(own) && known?.has(titleKey(own));
    return alone && !known?.has(titleKey(whole)) ? own : whole;
  });
}

/** Merged areas that begin no lower than a row. */
async function mergedAreas(
  { workbook, sheet, file }: { workbook: Workbook; sheet: Sheet; file: string },
  lastRow: number,
): Promise<Area[]> {
  const areas: Area[] = [];
  await drainXml(workbook.open(sheet), file, {
    open(tag) {
      if (localName(tag.name) !== 'mergeCell') return;
      const [from, to] = (attribute(tag, 'ref') ?? '').split(':');
      const [top, bottom] = [from, to].map((corner) => Number(/\d+/.exec(corner ?? '')?.[0]));
      if (!from || !to || !top || !bottom || top > lastRow) return;
      areas.push({ top, bottom, left: columnIndex(from), right: columnIndex(to) });
    },
  });
  return areas;
}
