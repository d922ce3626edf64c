import { type FileHandle, open, rm } from 'node:fs/promises';
import { quoteLiteral } from '../../../lake/index.ts';

/** Largest cell that is taken, in bytes of UTF-8; longer ones make a finding. */
export const longestCell = 1024 * 1024;
/** So much of a spoiled record's raw text is kept with its findings; the source keeps it all. */
const keptText = 32 * 1024;
const unit = 0x1f;
const innerNewline = 0x1e;
const innerReturn = 0x1d;

/**
 * Writes records in the one form that the engine reads without any doubt: line, fault and raw text, then the cells, parted
 * by the unit separator, never quoted; line ends inside a cell stand as U+001E and U+001D until `canonicalRelation`
 * turns them back. Control characters that would upset this become U+2400 and a fault.
 */
export interface CanonicalWriter {
  /** A record as spans of bytes, as the scanner found it. */
  spans(record: SpanRecord): void;
  /** A record as texts. */
  texts(line: number, cells: (string | null)[], fault?: string, text?: string): void;
  /** Records written so far. */
  records(): number;
  bytes(): number;
  /** Waits until what was written is on its way to the file: call it now and then. */
  drain(): Promise<void>;
  close(): Promise<void>;
  relation: string;
}

export interface SpanRecord {
  line: number;
  bytes: Buffer;
  from: number;
  to: number;
  cells: number;
  spans: Int32Array;
  doubled: Uint8Array;
  quote: number;
  fault: string;
}

export async function createCanonicalWriter(file: string, columns: number): Promise<CanonicalWriter> {
  const handle: FileHandle = await open(file, 'wx');
  let out = Buffer.allocUnsafe(4 * 1024 * 1024);
  let used = 0;
  let records = 0;
  let flushed = 0;
  /** Largest record, for the engine's line limit. */
  let longest = 0;

  function room(bytes: number): void {
    if (used + bytes <= out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(out.length * 2, used + bytes));
    out.copy(larger, 0, 0, used);
    out = larger;
  }

  /** Copies text bytes; true when a control character had to be replaced. */
  function copy(bytes: Buffer, from: number, to: number, doubledQuote: number): { control: boolean; odd: boolean } {
    room((to - from) * 3 + 8);
    let control = false;
    let odd = false;
    let at = used;
    for (let i = from; i < to; i++) {
      const byte = bytes[i]!;
      if (byte >= 0x20) {
        out[at++] = byte;
        if (byte === doubledQuote && bytes[i + 1] === doubledQuote) i++;
        else if (byte === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2] === 0xbd) odd = true;
      } else if (byte === 10) out[at++] = innerNewline;
      else if (byte === 13) out[at++] = innerReturn;
      else if (byte === 9) out[at++] = 9;
      else {
        // U+2400 and following show control characters.
        out[at++] = 0xe2;
        out[at++] = 0x90;
        out[at++] = 0x80 + byte;
        control = true;
      }
    }
    used = at;
    return { control, odd };
  }

  function plain(text: string): void {
    room(text.length * 3 + 8);
    used += out.write(text, used);
  }

  function spans(record: SpanRecord): void {
    const { bytes, cells, doubled, quote } = record;
    const begin = used;
    const faults: string[] = record.fault === '' ? [] : [record.fault];
    const found = { control: false, odd: false, size: 0 };
    // The cells come first, into the buffer's free end, for what they hold decides the fault before them.
    for (let i = 0; i < Math.min(cells, columns); i++) {
      const from = record.spans[2 * i]!;
      let to = record.spans[2 * i + 1]!;
      if (to - from > longestCell) {
        found.size = Math.max(found.size, to - from);
        to = wholeCharacter(bytes, from, from + keptText);
      }
      const seen = copy(bytes, from, to, doubled[i] === 1 ? quote : -1);
      found.control ||= seen.control;
      found.odd ||= seen.odd;
      out[used++] = unit;
    }
    for (let i = cells; i < columns; i++) {
      room(8);
      out[used++] = unit;
    }
    const body = Buffer.from(out.subarray(begin, used - (columns > 0 ? 1 : 0)));
    used = begin;
    if (found.control) faults.push('control');
    if (found.odd) faults.push('encoding');
    if (found.size > 0) faults.push(`cell-size:${found.size}`);
    plain(String(record.line));
    out[used++] = unit;
    plain(faults.join(' '));
    out[used++] = unit;
    if (faults.length > 0)
      copy(bytes, record.from, wholeCharacter(bytes, record.from, Math.min(record.to, record.from + keptText)), -1);
    finish(body, begin);
  }

  function finish(body: Buffer, begin: number): void {
    room(body.length + 8);
    out[used++] = unit;
    used += body.copy(out, used);
    out[used++] = 10;
    longest = Math.max(longest, used - begin);
    records++;
  }

  function texts(line: number, cells: (string | null)[], fault = '', text = ''): void {
    const faults = fault === '' ? [] : [fault];
    const shown: string[] = [];
    for (let i = 0; i < columns; i++) {
      let cell = cells[i] ?? '';
      if (cell.length > longestCell) {
        faults.push(`cell-size:${Buffer.byteLength(cell)}`);
        cell = cell.slice(0, keptText);
      }
      const clean = showControls(cell);
      if (clean !== cell && clean.search(pictures) >= 0 && !faults.includes('control')) faults.push('control');
      shown.push(clean);
    }
    const begin = used;
    plain(String(line));
    room(16);
    out[used++] = unit;
    plain(faults.join(' '));
    room(16);
    out[used++] = unit;
    plain(showControls(text.slice(0, keptText)));
    finish(Buffer.from(shown.join('\u001f')), begin);
  }

  return {
    spans,
    texts,
    records: () => records,
    bytes: () => flushed + used,
    async drain() {
      if (used < 1024 * 1024) return;
      await write();
    },
    async close() {
      await write();
      await handle.close();
    },
    get relation() {
      return canonicalRelation(file, columns, longest);
    },
  };

  async function write(): Promise<void> {
    let written = 0;
    while (written < used) written += (await handle.write(out, written, used - written)).bytesWritten;
    flushed += used;
    used = 0;
  }
}

/** Pictures of control characters, U+2400 to U+241F. */
const pictures = /[\u2400-\u241f]/;

/** Control characters as their pictures; line ends as the form's own marks. */
function showControls(text: string): string {
  let shown = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 || code === 9) continue;
    shown +=
      text.slice(from, at) + (code === 10 ? '\u001e' : code === 13 ? '\u001d' : String.fromCharCode(0x2400 + code));
    from = at + 1;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** Steps back from the middle of a UTF-8 character. */
function wholeCharacter(bytes: Buffer, from: number, to: number): number {
  let end = Math.min(to, bytes.length);
  if (end === bytes.length) return end;
  while (end > from && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

/** The file as a relation: `line`, `fault`, `text`, `c0`, `c1`, … all but the first VARCHAR, empty text as NULL. */
function canonicalRelation(file: string, columns: number, longest: number): string {
  const names = ['fault', 'text', ...Array.from({ length: columns }, (_, index) => `c${index}`)];
  const types = ["'line': 'BIGINT'", ...names.map((name) => `'${name}': 'VARCHAR'`)].join(', ');
  const back = (name: string) => `translate(${name}, chr(30) || chr(29), chr(10) || chr(13)) AS ${name}`;
  const limit = Math.max(2 * 1024 * 1024, longest + 1024);
  return (
    `(SELECT line, ${names.map(back).join(', ')} FROM read_csv(${quoteLiteral(file)}, auto_detect = false, header = false, ` +
    `columns = {${types}}, delim = '\u001f', quote = '', escape = '', new_line = '\\n', comment = '', ` +
    `max_line_size = ${limit}, buffer_size = ${Math.max(16 * 1024 * 1024, limit * 2)}, parallel = false))`
  );
}

/** Deletes a segment's file; a missing one is fine. */
export async function dropFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
