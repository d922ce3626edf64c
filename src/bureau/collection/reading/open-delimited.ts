import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/index.ts';
import { collectionErrors } from '../errors.ts';
import { matchColumns } from './columns.ts';
import { delimitedSegments } from './delimited.ts';
import { detectDelimiter, sampleRecords } from './dialect.ts';
import { decode, decodedParts, detectEncoding, type Encoding } from './encoding.ts';
import { findHeader } from './header.ts';
import { readParts } from './source-store.ts';
import { allParts, mostColumns, type OpenOptions, type PartStream, sampleRows, type TextTable } from './text-table.ts';

/** Opens CSV, TSV and their kin. */
export async function openDelimited(stream: PartStream, head: Buffer, options: OpenOptions): Promise<TextTable> {
  const { reading, standard } = options;
  const detected = detectEncoding(head);
  const encoding = (reading.encoding as Encoding | undefined) ?? detected.encoding;
  const whole = head.length >= stream.first.bytes;
  const returnsOnly = head.includes(13) && !head.includes(10) && !encoding.startsWith('utf-16');
  let text = decode(whole ? head : head.subarray(0, wholeLines(head, encoding)), encoding);
  if (returnsOnly) text = text.replaceAll('\r', '\n');
  const quote = reading.quote ?? '"';
  const delimiter = reading.delimiter ?? detectDelimiter(text);
  const records = sampleRecords(text, { delimiter, quote, limit: sampleRows + 40, whole });
  if (records.length === 0) throw new AppError(collectionErrors.emptyFile, { file: options.name });
  const headerIndex =
    reading.headerRow === undefined
      ? findHeader(
          records.map(({ cells }) => cells),
          standard,
        )
      : reading.headerRow === 0
        ? -1
        : records.findIndex(({ line }) => line >= reading.headerRow!);
  const header = records[headerIndex];
  const rows = records.slice(headerIndex + 1, headerIndex + 1 + sampleRows).map(({ cells }) => cells);
  const columns = header
    ? titlesOf(header.cells, rows)
    : positions(
        rows,
        standard?.fields.map(({ name }) => name),
      );
  if (columns.length > mostColumns) {
    throw new AppError(collectionErrors.tooManyColumns, {
      file: options.name,
      count: columns.length,
      limit: mostColumns,
    });
  }
  const match = standard ? matchColumns(columns, standard, reading.columns) : null;
  const findings = [...(match?.findings ?? [])];
  if (!detected.sure && reading.encoding === undefined) {
    findings.push({
      row: null,
      field: null,
      rule: 'encoding',
      value: encoding,
      message: {
        zh: `文件编码无法确定，按 ${encoding} 读取；无法解码的行已单独标出`,
        en: `the encoding is not certain; it is read as ${encoding}, and rows that do not decode are told`,
      },
    });
  }
  const direct = encoding === 'utf-8' && !returnsOnly;
  return {
    reading: {
      format: 'csv',
      encoding,
      delimiter,
      quote,
      headerRow: header?.line ?? 0,
      ...(reading.columns ? { columns: reading.columns } : {}),
    },
    columns,
    choices: [],
    sample: rows.map((cells) => columns.map((_, index) => cells[index] || null)),
    match,
    findings,
    async *segments() {
      const folder = path.join(options.scratch, 'records');
      await mkdir(folder, { recursive: true });
      let parts = allParts(stream);
      if (!direct) {
        const decodedFolder = path.join(options.scratch, 'decoded');
        await mkdir(decodedFolder, { recursive: true });
        parts = decodedParts(readParts(parts, options.signal), { encoding, folder: decodedFolder, returnsOnly });
      }
      yield* delimitedSegments(parts, {
        delimiter,
        quote,
        columns: columns.length,
        skipLines: header ? header.nextLine - 1 : 0,
        folder,
        ownParts: stream.own || !direct,
      });
    },
    close: async () => {},
  };
}

/** End of the last whole line of a sample. */
function wholeLines(head: Buffer, encoding: Encoding): number {
  if (encoding === 'utf-16le') return (head.lastIndexOf('\n\0', undefined, 'latin1') & ~1) + 2;
  if (encoding === 'utf-16be') return head.length & ~1;
  const last = head.lastIndexOf(10);
  return last < 0 ? head.length : last + 1;
}

/** Titles of a header; empty ones at its end, which the rows do not have, are left out. */
function titlesOf(cells: string[], rows: string[][]): string[] {
  const titles = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
  const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  while (titles.length > Math.max(1, widest) && titles.at(-1) === '') titles.pop();
  return titles;
}

/** Names for the columns of a table without a header: the fields in order where as many, else numbers. */
export function positions(rows: (string | null)[][], fields: string[] | undefined): string[] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (fields && fields.length === width) return fields;
  return Array.from({ length: width }, (_, index) => `column${index + 1}`);
}
