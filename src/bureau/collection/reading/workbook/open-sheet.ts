import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Finding, type Text } from '../../../../kernel/index.ts';
import { collectionErrors } from '../../errors.ts';
import { canonicalSegments, type TextRecord } from '../canonical-segments.ts';
import { columnKeys, matchColumns, titleKey } from '../columns.ts';
import { findHeader } from '../header.ts';
import { positions } from '../open-delimited.ts';
import { mostColumns, type OpenOptions, sampleRows, type TextTable } from '../text-table.ts';
import { joinHeader } from './joined-header.ts';
import { type SheetFacts, type SheetRow, sheetRows } from './sheet.ts';
import { createTableBelow, tableBeside } from './table-bounds.ts';
import { openWorkbook, type Sheet, type Workbook } from './workbook.ts';

/** Columns beside the table in which the header of another is looked for. */
const besideTable = 64;

/** Opens one sheet of an XLSX workbook: the one named, else the first that is shown and holds anything. */
export async function openSheet(file: string, bytes: number, options: OpenOptions): Promise<TextTable> {
  const { name, reading, standard } = options;
  const workbook = await openWorkbook(file, name);
  try {
    const choices = workbook.sheets.map((sheet) => sheet.name);
    const { sheet, rows } = await chooseSheet(workbook, options);
    const facts = noFacts();
    const findings: Finding[] = [];
    const tell = (rule: string, message: Text, value: string | null = null, row: number | null = null) =>
      findings.push({ row, field: null, rule, value, message });
    const texts = rows.map(({ cells }) => cells);
    const keys = standard ? columnKeys(standard) : null;
    const found =
      reading.headerRow === undefined
        ? findHeader(texts, standard)
        : reading.headerRow === 0
          ? -1
          : rows.findIndex(({ row }) => row >= reading.headerRow!);
    const joined = found < 0 ? null : await joinHeader(rows, found, { workbook, sheet, file: name, known: keys });
    const headerIndex = joined?.index ?? found;
    const header = joined ? { ...rows[joined.index]!, cells: joined.titles as (string | null)[] } : rows[headerIndex];
    facts.headerRow = header?.row ?? 0;
    const body = rows.slice(headerIndex + 1);
    const near = header
      ? tableBeside(
          header.cells,
          body.map(({ cells }) => cells),
          (title) => keys?.get(titleKey(title)),
        )
      : null;
    const titles = header ? (near === null ? header.cells : header.cells.slice(0, near + 1)) : null;
    const columns = titles
      ? titles.map((title) => (title ?? '').replace(/\s+/g, ' ').trim())
      : positions(
          body.map(({ cells }) => cells),
          standard?.fields.map((field) => field.name),
        );
    while (columns.length > 1 && columns.at(-1) === '') columns.pop();
    if (columns.length > mostColumns) {
      throw new AppError(collectionErrors.tooManyColumns, { file: name, count: columns.length, limit: mostColumns });
    }
    if (header && near !== null) {
      const other = header.cells.slice(near + 1).find((cell) => (cell ?? '').trim() !== '') ?? '';
      tell(
        'second-table',
        {
          zh: `工作表“${sheet.name}”在右侧还有一张表（从“${other}”列起），只采用左边的第一张`,
          en: `the sheet “${sheet.name}” holds another table to the right (from “${other}”); only the first is taken`,
        },
        other,
      );
    }
    const skipped = workbook.sheets.filter((other) => other !== sheet);
    if (skipped.length > 0 && reading.sheet === undefined) {
      const list = skipped.map((other) => (other.hidden ? `${other.name}（隐藏）` : other.name)).join('、');
      tell('other-sheets', {
        zh: `采用工作表“${sheet.name}”，没有采用：${list}`,
        en: `the sheet “${sheet.name}” is taken; not taken: ${skipped.map((other) => (other.hidden ? `${other.name} (hidden)` : other.name)).join(', ')}`,
      });
    }
    const match = standard ? matchColumns(columns, standard, reading.columns) : null;
    const taken = match ? new Set(match.sources.filter((index) => index !== null)) : null;
    const toRecord = (row: SheetRow): TextRecord => {
      const faults = taken ? row.faults.filter((fault) => taken.has(Number(fault.split(':')[1]))) : [];
      return { line: row.row, cells: row.cells.slice(0, columns.length), fault: faults.join(' '), text: '' };
    };
    return {
      reading: {
        format: 'xlsx',
        sheet: sheet.name,
        headerRow: header?.row ?? 0,
        ...(reading.columns ? { columns: reading.columns } : {}),
      },
      columns,
      choices,
      sample: body.slice(0, sampleRows).map(({ cells }) => columns.map((_, index) => cells[index] ?? null)),
      match,
      findings: mergeInto(findings, match?.findings ?? []),
      async *segments() {
        const folder = path.join(options.scratch, 'records');
        await mkdir(folder, { recursive: true });
        yield* canonicalSegments(records(), { columns: columns.length, folder, sourceBytes: () => bytes });
        tellFacts(facts, tell);
      },
      close: async () => workbook.close(),
    };

    async function* records(): AsyncGenerator<TextRecord[]> {
      const below = createTableBelow(columns);
      // What is far to the right of the table is not looked at: each row would hold all the empty cells up to it.
      for await (const batch of sheetRows(workbook, sheet, name, { facts, columns: columns.length + besideTable })) {
        options.signal?.throwIfAborted();
        const ready: TextRecord[] = [];
        for (const row of batch) {
          if (row.row <= (header?.row ?? 0)) continue;
          if (!row.cells.slice(0, columns.length).some((cell) => (cell ?? '').trim() !== '') && row.faults.length === 0)
            continue;
          if (below.begins(row)) {
            tell(
              'second-table',
              {
                zh: `工作表“${sheet.name}”第 ${row.row} 行起是另一张表，只采用上面的第一张`,
                en: `another table begins at row ${row.row} of the sheet “${sheet.name}”; only the first is taken`,
              },
              row.cells.filter(Boolean).join(' ').slice(0, 200),
              row.row,
            );
            yield ready;
            return;
          }
          ready.push(toRecord(row));
        }
        if (ready.length > 0) yield ready;
      }
    }
  } catch (error) {
    workbook.close();
    throw error;
  }
}

/** One array for all, so that what is told later reaches who holds it. */
function mergeInto(findings: Finding[], more: Finding[]): Finding[] {
  findings.unshift(...more);
  return findings;
}

function tellFacts(facts: SheetFacts, tell: (rule: string, message: Text, value?: string | null) => void): void {
  if (facts.formulas > 0) {
    tell(
      'formula',
      {
        zh: `有 ${facts.formulas} 个单元格是公式（如 ${facts.firstFormula}），采用文件中保存的计算结果`,
        en: `${facts.formulas} cells hold formulas (${facts.firstFormula} is one); the results saved in the file are taken`,
      },
      facts.firstFormula,
    );
  }
  if (facts.merged > 0) {
    tell('merged-cells', {
      zh: `数据区有 ${facts.merged} 处纵向合并单元格，只有第一行有值`,
      en: `${facts.merged} areas of merged cells go over several data rows; only their first row has the value`,
    });
  }
}

/** The sheet to read and its first rows. */
async function chooseSheet(workbook: Workbook, options: OpenOptions): Promise<{ sheet: Sheet; rows: SheetRow[] }> {
  const { name, reading } = options;
  if (reading.sheet !== undefined) {
    const sheet = workbook.sheets.find((candidate) => candidate.name === reading.sheet);
    if (!sheet) {
      const choices = workbook.sheets.map((candidate) => candidate.name);
      throw new AppError(collectionErrors.entryMissing, { file: name, entry: reading.sheet, choices });
    }
    const rows = await firstRows(workbook, sheet, name);
    if (rows.length === 0) throw new AppError(collectionErrors.emptyFile, { file: `${name} / ${sheet.name}` });
    return { sheet, rows };
  }
  for (const sheet of workbook.sheets.filter(({ hidden }) => !hidden)) {
    const rows = await firstRows(workbook, sheet, name);
    if (rows.length > 0) return { sheet, rows };
  }
  throw new AppError(collectionErrors.emptyFile, { file: name });
}

async function firstRows(workbook: Workbook, sheet: Sheet, file: string): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  const wanted = sampleRows + 40;
  for await (const batch of sheetRows(workbook, sheet, file, { facts: noFacts(), rows: wanted })) {
    rows.push(...batch);
    if (rows.length >= wanted) break;
  }
  return rows.slice(0, wanted);
}

const noFacts = (): SheetFacts => ({ formulas: 0, firstFormula: null, merged: 0, headerRow: 0 });
