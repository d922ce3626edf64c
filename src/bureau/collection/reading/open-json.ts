import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/index.ts';
import { collectionErrors } from '../errors.ts';
import { canonicalSegments, type TextRecord } from './canonical-segments.ts';
import { columnKeys, matchColumns, titleKey } from './columns.ts';
import { detectEncoding, type Encoding } from './encoding.ts';
import { flattenRecord, type JsonText, jsonLines, jsonRecords } from './json.ts';
import { readParts } from './source-store.ts';
import { allParts, mostColumns, type OpenOptions, type PartStream, sampleRows, type TextTable } from './text-table.ts';

/** So many records show the columns. */
const looked = 1000;

/** Opens a JSON document or NDJSON lines. Columns are the leaves' paths (`address.city`); numbers keep their digits. */
export async function openJson(
  stream: PartStream,
  head: Buffer,
  options: OpenOptions & { format: 'json' | 'ndjson' },
): Promise<TextTable> {
  const { reading, standard } = options;
  const encoding = (reading.encoding as Encoding | undefined) ?? detectEncoding(head).encoding;
  let seen = 0;
  const records = (chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonText[]> => {
    const text = decodedText(chunks, encoding, (bytes) => {
      seen = bytes;
    });
    return options.format === 'json' ? jsonRecords(text, options.name) : jsonLines(text);
  };
  // The parts can be read once only while they arrive, so that those taken for the columns are kept for the rows.
  const source = records(readParts(allParts(stream), options.signal));
  const held: JsonText[][] = [];
  const paths = new Map<string, number>();
  const containers = new Set<string>();
  let counted = 0;
  while (counted < looked) {
    const next = await source.next();
    if (next.done) break;
    held.push(next.value);
    for (const { text } of next.value) {
      if (counted++ >= looked) break;
      const flat = flattenRecord(text);
      for (const key of flat?.leaves.keys() ?? []) if (!paths.has(key)) paths.set(key, paths.size);
      for (const key of flat?.nested.keys() ?? []) containers.add(key);
    }
  }
  if (counted === 0) throw new AppError(collectionErrors.emptyFile, { file: options.name });
  const add = (path: string) => {
    if (!paths.has(path)) paths.set(path, paths.size);
  };
  // What is no single value is a column where the standard names it, or where nothing under it is one.
  const keys = standard ? columnKeys(standard) : null;
  for (const path of containers) {
    if (keys ? keys.has(titleKey(path)) : ![...paths.keys()].some((leaf) => leaf.startsWith(`${path}.`))) add(path);
  }
  if (keys && counted >= looked) {
    // A field may stand for the first time in a later record.
    const found = new Set([...paths.keys()].map((path) => keys.get(titleKey(path))));
    for (const { name } of standard!.fields) if (!found.has(name)) add(name);
  }
  const columns = [...paths.keys()];
  if (columns.length > mostColumns) {
    throw new AppError(collectionErrors.tooManyColumns, {
      file: options.name,
      count: columns.length,
      limit: mostColumns,
    });
  }
  const match = standard ? matchColumns(columns, standard, reading.columns) : null;
  const taken = match ? new Set(match.sources.filter((index) => index !== null)) : null;
  const toRecord = ({ text, row }: JsonText): TextRecord => {
    const flat = flattenRecord(text);
    if (!flat) return { line: row, cells: [], fault: 'json', text };
    const cells: (string | null)[] = new Array(columns.length).fill(null);
    const faults: string[] = [];
    for (const [key, value] of flat.leaves) {
      const index = paths.get(key);
      if (index !== undefined) cells[index] = value;
    }
    for (const [key, value] of flat.nested) {
      const index = paths.get(key);
      if (index === undefined || (taken && !taken.has(index))) continue;
      cells[index] = value;
      if (taken) faults.push(`nested:${index}`);
    }
    return { line: row, cells, fault: faults.join(' '), text: faults.length > 0 ? text : '' };
  };
  const shown = held.flat().slice(0, sampleRows).map(toRecord);
  return {
    reading: { format: options.format, encoding, ...(reading.columns ? { columns: reading.columns } : {}) },
    columns,
    choices: [],
    sample: shown.filter(({ fault }) => fault !== 'json').map(({ cells }) => cells),
    match,
    findings: [...(match?.findings ?? [])],
    async *segments() {
      const folder = path.join(options.scratch, 'records');
      await mkdir(folder, { recursive: true });
      yield* canonicalSegments(rows(), { columns: columns.length, folder, sourceBytes: () => seen });
    },
    close: async () => {
      await source.return(undefined);
    },
  };

  async function* rows(): AsyncGenerator<TextRecord[]> {
    while (held.length > 0) yield held.shift()!.map(toRecord);
    for await (const batch of source) yield batch.map(toRecord);
  }
}

async function* decodedText(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onBytes(bytes);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}
