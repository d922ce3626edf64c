/** A record of CSV (RFC 4180) ending in LF; null is nothing, an empty text is `""`. */
export function csvRecord(values: (string | null)[]): string {
  let record = '';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) record += ',';
    const value = values[index];
    if (value === null || value === undefined) continue;
    record += value === '' || needsQuotes.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  }
  return `${record}\n`;
}

const needsQuotes = /[",\r\n]/;

const lineFeed = 0x0a;
const quote = 0x22;

/** Cuts chunks of CSV into whole records, each with its LF; quoted line breaks stay inside. */
export async function* csvRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const records: Buffer[] = [];
    let start = 0;
    while (start < bytes.length) {
      const end = recordEnd(bytes, start);
      if (end < 0) break;
      records.push(bytes.subarray(start, end));
      start = end;
    }
    rest = bytes.subarray(start);
    if (records.length > 0) yield records;
  }
}

/** Where the record ends that starts here, after its LF; -1 when more bytes are needed. */
function recordEnd(bytes: Buffer, start: number): number {
  let line = start;
  let open = false;
  while (true) {
    const end = bytes.indexOf(lineFeed, line);
    if (end < 0) return -1;
    for (let at = line; at < end; at++) if (bytes[at] === quote) open = !open;
    if (!open) return end + 1;
    line = end + 1;
  }
}
