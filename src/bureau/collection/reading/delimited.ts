import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteLiteral } from '../../../lake/index.ts';
import { createCanonicalWriter, dropFile } from './canonical.ts';
import type { Part } from './parts.ts';
import { createRecordScanner } from './record-scan.ts';
import type { Segment } from './segment.ts';

export interface DelimitedOptions {
  delimiter: string;
  quote: string;
  /** Cells that a record must have. */
  columns: number;
  /** Lines before the first record. */
  skipLines: number;
  /** Where files of its own go; the caller empties it. */
  folder: string;
  /** The parts are files made for this reading and are deleted once read. */
  ownParts: boolean;
}

/** Marks of a byte order mark in UTF-8. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Parts of a delimited text as segments. A part that is clean (or whose quotes stand as they should) is read in place;
 * any other is rewritten record by record.
 */
export async function* delimitedSegments(
  parts: AsyncIterable<Part>,
  options: DelimitedOptions,
): AsyncGenerator<Segment> {
  let carry: Buffer | null = null;
  let first = true;
  for await (const { part, last } of withLast(parts)) {
    const skip = first ? options.skipLines : 0;
    const clean: boolean = carry === null && part.utf8 && !part.nul && !part.blank;
    first = false;
    if (clean && (!part.quote || options.quote === '')) {
      yield plainSegment(part, skip, options);
      continue;
    }
    let bytes: Buffer = await readFile(part.file);
    if (carry) bytes = Buffer.concat([carry, bytes]);
    if (clean && pairsUp(bytes, { ...options, last })) {
      yield plainSegment(part, skip, options);
      continue;
    }
    const converted = await convert(bytes, { skip, last, part, options, utf8: part.utf8 });
    carry = converted.carry;
    if (options.ownParts) await dropFile(part.file);
    yield converted.segment;
  }
}

function plainSegment(part: Part, skip: number, options: DelimitedOptions): Segment {
  const columns = Array.from({ length: options.columns }, (_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  // Not in parallel: parts are read side by side, each on one core, which saves the engine putting pieces together again.
  const quote = quoteLiteral(options.quote);
  const relation =
    `read_csv(${quoteLiteral(part.file)}, auto_detect = false, header = false, columns = {${columns}}, ` +
    `delim = ${quoteLiteral(options.delimiter)}, quote = ${quote}, escape = ${quote}, comment = '', strict_mode = true, parallel = false, ` +
    `skip = ${skip}${part.carriage ? '' : ", new_line = '\\n'"})`;
  const dispose = async () => {
    if (options.ownParts) await dropFile(part.file);
  };
  return {
    relation,
    marked: false,
    bytes: part.bytes,
    leadingLines: skip,
    lines: null,
    careful: async () => {
      const bytes = await readFile(part.file);
      const { segment } = await convert(bytes, { skip, last: true, part, options, utf8: part.utf8 });
      await dispose();
      return segment;
    },
    dispose,
  };
}

/** Whether each record ends on its own line and no quote is astray, so that the engine reads it as we would. */
function pairsUp(bytes: Buffer, options: DelimitedOptions & { last: boolean }): boolean {
  const scanner = createRecordScanner(options.delimiter.charCodeAt(0), options.quote.charCodeAt(0));
  let at = 0;
  while (at < bytes.length) {
    const next = scanner.next(bytes, at, options.last);
    if (next < 0 || scanner.broken || scanner.innerLines > 0) return false;
    at = next;
  }
  return true;
}

interface Conversion {
  skip: number;
  last: boolean;
  part: Part;
  options: DelimitedOptions;
  utf8: boolean;
}

/** Writes the records of some bytes in canonical form; what is left of a record that goes on in the next part is carried. */
async function convert(
  source: Buffer,
  { skip, last, part, options, utf8 }: Conversion,
): Promise<{ segment: Segment; carry: Buffer | null }> {
  // Bytes that are no UTF-8 become U+FFFD here, which marks their records.
  const bytes = utf8 ? source : Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(source));
  const file = path.join(options.folder, `${path.basename(part.file)}-${randomBytes(4).toString('hex')}.records`);
  const writer = await createCanonicalWriter(file, options.columns);
  const quote = options.quote === '' ? 0 : options.quote.charCodeAt(0);
  const scanner = createRecordScanner(options.delimiter.charCodeAt(0), quote);
  let at = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  let line = 1;
  for (; line <= skip && at < bytes.length; line++) at = bytes.indexOf(10, at) + 1 || bytes.length;
  let written = 0;
  while (at < bytes.length) {
    const next = scanner.next(bytes, at, last);
    if (next < 0) break;
    if (!isBlank(bytes, scanner.cells, scanner.spans)) {
      writer.spans({
        line,
        bytes,
        from: at,
        to: withoutLineEnd(bytes, at, next),
        cells: scanner.cells,
        spans: scanner.spans,
        doubled: scanner.doubled,
        quote,
        fault: scanner.broken ? 'quote' : misfit(bytes, scanner, options.columns),
      });
      if (++written % 4096 === 0) await writer.drain();
    }
    line += 1 + scanner.innerLines;
    at = next;
  }
  await writer.close();
  const segment: Segment = {
    relation: writer.relation,
    marked: true,
    bytes: part.bytes,
    leadingLines: 0,
    lines: line - 1,
    careful: null,
    dispose: () => dropFile(file),
  };
  return { segment, carry: at < bytes.length ? Buffer.from(bytes.subarray(at)) : null };
}

function isBlank(bytes: Buffer, cells: number, spans: Int32Array): boolean {
  if (cells !== 1) return false;
  for (let i = spans[0]!; i < spans[1]!; i++) if (bytes[i] !== 32 && bytes[i] !== 9 && bytes[i] !== 13) return false;
  return true;
}

/** `columns:found` when the cells do not fit; empty cells at the end, as of a line that ends in a comma, do. */
function misfit(bytes: Buffer, scanner: { cells: number; spans: Int32Array }, columns: number): string {
  const { cells, spans } = scanner;
  if (cells === columns) return '';
  for (let i = columns; i < cells; i++) {
    for (let at = spans[2 * i]!; at < spans[2 * i + 1]!; at++) {
      if (bytes[at] !== 32) return `columns:${cells}`;
    }
  }
  return cells > columns ? '' : `columns:${cells}`;
}

function withoutLineEnd(bytes: Buffer, from: number, to: number): number {
  let end = to;
  if (end > from && bytes[end - 1] === 10) end--;
  if (end > from && bytes[end - 1] === 13) end--;
  return end;
}

async function* withLast(parts: AsyncIterable<Part>): AsyncGenerator<{ part: Part; last: boolean }> {
  let held: Part | null = null;
  for await (const part of parts) {
    if (held) yield { part: held, last: false };
    held = part;
  }
  if (held) yield { part: held, last: true };
}
