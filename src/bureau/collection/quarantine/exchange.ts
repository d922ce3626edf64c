import { Readable } from 'node:stream';
import { AppError, type Language, type Principal } from '../../../kernel/index.ts';
import { rowFindings } from '../checking/finding-kinds.ts';
import type { CollectionParts } from '../dependencies.ts';
import { collectionErrors } from '../errors.ts';
import { detectDelimiter, sampleRecords } from '../reading/dialect.ts';
import { decode, detectEncoding } from '../reading/encoding.ts';
import type { CellMend, createMend } from './mend.ts';
import { type QuarantineRows, textOf } from './rows.ts';

/** A mended file larger than this is collected anew, not taken back. */
const largestMend = 256 * 1024 * 1024;

/**
 * Text of a cell as it goes out to spreadsheets: what they would run as a formula gets an apostrophe before it, which
 * `fromSpreadsheet` takes off again. Plain numbers are no formulas.
 */
export function toSpreadsheet(text: string): string {
  return isFormula(text) || /^'+[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The text before `toSpreadsheet`. */
export function fromSpreadsheet(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text);
}

function csvCell(text: string | null): string {
  if (text === null) return '';
  const safe = toSpreadsheet(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Quarantine as a file to mend in a spreadsheet, and back. */
export function createExchange(
  { audit }: Pick<CollectionParts, 'audit'>,
  rows: QuarantineRows,
  mend: ReturnType<typeof createMend>,
) {
  return {
    /** CSV in UTF-8 with a byte order mark: `__row`, the fields as they now stand, `__findings`. Settled rows are left out. */
    async download(principal: Principal, id: string, language: Language): Promise<Readable> {
      const { run, legend } = await rows.open(principal, id, 'quarantine:read');
      await audit.record({
        principal,
        action: 'collection.quarantine-download',
        target: `run:${id}`,
        outcome: 'done',
        details: { dataset: run.dataset },
      });
      async function* lines(): AsyncGenerator<string> {
        yield `\ufeff${['__row', ...legend.fields, '__findings'].map(csvCell).join(',')}\r\n`;
        for await (const batch of rows.each(run, legend)) {
          let text = '';
          for (const row of batch) {
            if (row.status === 'resubmitted' || row.status === 'discarded') continue;
            const findings = rowFindings(row.stored, legend).map(({ message }) => message[language]);
            const cells = legend.fields.map((field) => textOf(row, legend, field));
            text += `${[String(row.stored.row), ...cells, findings.join('; ')].map(csvCell).join(',')}\r\n`;
          }
          if (text !== '') yield text;
        }
      }
      return Readable.from(lines());
    },

    /** Takes a downloaded and mended file back; columns may be left out, rows too. Returns the cells that changed. */
    async upload(
      principal: Principal,
      id: string,
      stream: AsyncIterable<Buffer>,
    ): Promise<{ rows: number; cells: number }> {
      const { legend } = await rows.open(principal, id, 'quarantine:mend');
      const wrong = (zh: string, en: string) =>
        new AppError(collectionErrors.mendFileWrong, { problem: `${zh} / ${en}` });
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stream) {
        bytes += chunk.length;
        if (bytes > largestMend) throw wrong('文件过大', 'it is too large');
        chunks.push(chunk);
      }
      const content = Buffer.concat(chunks);
      const text = decode(content, detectEncoding(content).encoding);
      const records = sampleRecords(text, {
        delimiter: detectDelimiter(text.slice(0, 1_000_000)),
        quote: '"',
        limit: Number.POSITIVE_INFINITY,
        whole: true,
        cellBytes: Number.POSITIVE_INFINITY,
      });
      const header = records.shift()?.cells.map((cell) => cell.trim()) ?? [];
      const rowColumn = header.indexOf('__row');
      if (rowColumn < 0) throw wrong('没有 __row 列', 'it has no column __row');
      const columns = header.flatMap((name, index) => (legend.fields.includes(name) ? [{ name, index }] : []));
      if (columns.length === 0) throw wrong('没有可识别的字段列', 'it has no column of the standard');
      const cells = records.map(({ cells: record, line }): CellMend => {
        const row = Number(record[rowColumn]);
        if (!Number.isInteger(row))
          throw wrong(`第 ${line} 行的 __row 不是行号`, `__row on line ${line} is no row number`);
        const mended = columns.map(({ name, index }) => [name, fromSpreadsheet(record[index] ?? '')] as const);
        return { row, mended: Object.fromEntries(mended) };
      });
      return { rows: cells.length, cells: await mend.saveCells(principal, id, cells) };
    },
  };
}
