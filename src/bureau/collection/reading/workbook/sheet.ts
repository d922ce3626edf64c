import { AppError } from '../../../../kernel/index.ts';
import { collectionErrors } from '../../errors.ts';
import { plainNumber, serialText } from './number-format.ts';
import type { Sheet, Workbook } from './workbook.ts';
import { attribute, localName, readXml } from './xml.ts';

/** A row of a sheet: its number as the spreadsheet shows it, its cells as text, and what is wrong with some of them. */
export interface SheetRow {
  row: number;
  cells: (string | null)[];
  /** `formula:3`, `error-value:0`: a rule and the index of the column. */
  faults: string[];
}

/** What a sheet told beside its rows; complete when its rows have been read. */
export interface SheetFacts {
  formulas: number;
  firstFormula: string | null;
  /** Merged areas that go over several rows, all of them below `headerRow`. */
  merged: number;
  headerRow: number;
}

/** What is wanted of a sheet; the rest is read over and takes no memory. */
export interface SheetBounds {
  /** Columns from the left. */
  columns?: number;
  /** Rows of one batch. */
  rows?: number;
}

/** A sheet ends at XFD1048576; a cell beyond is a trap, for every empty one before it would take its place. */
const lastColumn = 16_383;
const lastRow = 1_048_576;
/** Characters of one cell; spreadsheet programs stop at 32,767. */
const cellLimit = 16_000_000;

/** Rows of a sheet that hold anything, as they stream. */
export async function* sheetRows(
  workbook: Workbook,
  sheet: Sheet,
  file: string,
  { facts, columns = lastColumn + 1, rows = Number.POSITIVE_INFINITY }: { facts: SheetFacts } & SheetBounds,
): AsyncGenerator<SheetRow[]> {
  let ready: SheetRow[] = [];
  let row: SheetRow | null = null;
  let rowNumber = 0;
  let column = -1;
  let cellsOfRow = 0;
  let type = 'n';
  let style = 0;
  let reference = '';
  let text: string | null = null;
  let formula = false;
  let inValue = false;
  let inPhonetic = false;

  const damaged = (problem: string) => new AppError(collectionErrors.damagedFile, { file, problem });

  function take(): void {
    if (!row || column >= columns) return;
    const cell = cellText();
    if (formula) {
      facts.formulas++;
      facts.firstFormula ??= reference;
      if (cell === null) row.faults.push(`formula:${column}`);
    }
    if (type === 'e' && cell !== null) row.faults.push(`error-value:${column}`);
    while (row.cells.length < column) row.cells.push(null);
    row.cells[column] = cell;
  }

  function cellText(): string | null {
    if (text === null) return null;
    if (type === 's') return workbook.shared[Number(text)] ?? null;
    if (type === 'b') return text === '1' ? 'true' : 'false';
    if (type === 'd') return text.replace('T', ' ');
    if (type !== 'n') return text;
    const kind = workbook.styles[style] ?? 'number';
    if (kind === 'number') return plainNumber(text);
    return serialText(Number(text), kind, workbook.from1904) ?? plainNumber(text);
  }

  const reading = readXml(workbook.open(sheet), file, {
    open(tag) {
      const name = localName(tag.name);
      if (name === 'c') {
        reference = attribute(tag, 'r') ?? '';
        column = reference === '' ? column + 1 : columnIndex(reference);
        if (column < 0 || column > lastColumn || ++cellsOfRow > lastColumn + 1)
          throw damaged(`cell ${reference.slice(0, 40)}`);
        type = attribute(tag, 't') ?? 'n';
        style = Number(attribute(tag, 's') ?? 0);
        text = null;
        formula = false;
      } else if (name === 'v' || name === 't') inValue = true;
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 'f') formula = true;
      else if (name === 'row') {
        const given = attribute(tag, 'r');
        const next = given === undefined ? rowNumber + 1 : Number(given);
        // Rows are told by their numbers, so that each must have its own.
        if (!Number.isInteger(next) || next <= rowNumber || next > lastRow) {
          throw damaged(`row ${(given ?? String(next)).slice(0, 40)}`);
        }
        rowNumber = next;
        row = { row: rowNumber, cells: [], faults: [] };
        column = -1;
        cellsOfRow = 0;
      } else if (name === 'mergeCell') {
        const [from, to] = (attribute(tag, 'ref') ?? '').split(':').map((corner) => Number(/\d+/.exec(corner)?.[0]));
        if (from && to && to > from && from > facts.headerRow) facts.merged++;
      }
    },
    text(value) {
      if (!inValue || inPhonetic) return;
      text = (text ?? '') + value;
      if (text.length > cellLimit) throw damaged(`cell ${reference.slice(0, 40)}`);
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'c') take();
      else if (name === 'row') {
        const holds = row?.cells.some((cell) => cell !== null && cell.trim() !== '') || row?.faults.length;
        if (holds && ready.length < rows) ready.push(row!);
        row = null;
      }
    },
  });
  for await (const _ of reading) {
    if (ready.length === 0) continue;
    yield ready;
    ready = [];
  }
}

/** `AB12` is column 27. */
export function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    index = index * 26 + value;
  }
  return index - 1;
}
