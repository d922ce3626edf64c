import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/index.ts';
import type { Engine } from '../../../lake/index.ts';
import { collectionErrors } from '../errors.ts';
import type { Reading } from '../schema.ts';
import { gunzip, openZip, type ZipEntry } from './archive.ts';
import { decode, detectEncoding } from './encoding.ts';
import { openDelimited } from './open-delimited.ts';
import { openJson } from './open-json.ts';
import { openParquet } from './open-parquet.ts';
import { createPartWriter, type Part } from './parts.ts';
import { isText, readHead } from './source-store.ts';
import { allParts, type OpenOptions, type PartStream, type TextTable } from './text-table.ts';
import { openSheet } from './workbook/open-sheet.ts';

const headBytes = 1024 * 1024;

/**
 * Opens a source as a table of texts: unpacks it, finds its format, and hands it to that format's reader. What the reading
 * says is taken; what it leaves open is detected.
 */
export async function openTable(
  parts: AsyncIterable<Part>,
  options: OpenOptions & { engine: Engine },
): Promise<TextTable> {
  const iterator = parts[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done || first.value.bytes === 0) throw new AppError(collectionErrors.emptyFile, { file: options.name });
  const rest: AsyncIterable<Part> = { [Symbol.asyncIterator]: () => iterator };
  return openStream({ first: first.value, rest, own: false }, options, 0);
}

async function openStream(
  stream: PartStream,
  options: OpenOptions & { engine: Engine },
  depth: number,
): Promise<TextTable> {
  const { name, reading } = options;
  const head = await readHead(stream.first.file, headBytes);
  const magic = head.toString('latin1', 0, 8);
  if (magic.startsWith('\x1f\x8b')) {
    if (depth > 0) throw nestedArchive(name);
    const inner = name.replace(/\.gz$/i, '');
    const unpacked = await unpack(gunzip(stream.first.file, name), options, inner);
    return within(await openStream(unpacked, { ...options, name: inner }, depth + 1), { container: 'gzip' });
  }
  if (magic.startsWith('PK\x03\x04') || magic.startsWith('PK\x05\x06')) return openArchive(stream, options, depth);
  if (magic.startsWith('PAR1') || reading.format === 'parquet') {
    await drain(stream);
    return openParquet(stream.first.file, stream.first.bytes, options);
  }
  if (magic.startsWith('\xd0\xcf\x11\xe0')) {
    throw unknownFormat(name, '旧版 Excel（.xls）或加密的工作簿', 'an old Excel file (.xls) or an encrypted workbook');
  }
  if (magic.startsWith('%PDF')) throw unknownFormat(name, 'PDF 不是数据文件', 'a PDF is no data file');
  const format = (reading.format as Format | undefined) ?? detectFormat(head);
  if (format === 'binary' || format === 'xlsx') throw unknownFormat(name, '不是文本文件', 'it is no text');
  if (format === 'json' || format === 'ndjson') return openJson(stream, head, { ...options, format });
  return openDelimited(stream, head, options);
}

async function openArchive(
  stream: PartStream,
  options: OpenOptions & { engine: Engine },
  depth: number,
): Promise<TextTable> {
  const { name, reading } = options;
  await drain(stream);
  const zip = await openZip(stream.first.file, name);
  try {
    if (zip.entries.some((entry) => entry.name.toLowerCase() === 'xl/workbook.xml')) {
      return await openSheet(stream.first.file, stream.first.bytes, options);
    }
    if (depth > 0) throw nestedArchive(name);
    const entry = chooseEntry(zip.entries, name, reading.entry);
    const unpacked = await unpack(zip.open(entry), options, entry.name);
    const table = await openStream(unpacked, { ...options, name: `${name}/${entry.name}` }, depth + 1);
    const opened = within(table, { container: 'zip', entry: entry.name });
    return {
      ...opened,
      choices: opened.choices.length > 0 ? opened.choices : zip.entries.map((candidate) => candidate.name),
    };
  } finally {
    zip.close();
  }
}

function chooseEntry(entries: ZipEntry[], file: string, wanted: string | undefined): ZipEntry {
  const names = entries.map((entry) => entry.name);
  if (wanted !== undefined) {
    const entry = entries.find((candidate) => candidate.name === wanted);
    if (!entry) throw new AppError(collectionErrors.entryMissing, { file, entry: wanted, choices: names });
    return entry;
  }
  const filled = entries.filter(({ bytes }) => bytes > 0);
  const tables = filled.filter((entry) => /\.(csv|tsv|txt|xlsx|json|ndjson|jsonl|parquet)$/i.test(entry.name));
  const candidates = tables.length > 0 ? tables : filled;
  if (candidates.length === 0) throw new AppError(collectionErrors.emptyFile, { file });
  if (candidates.length > 1) throw new AppError(collectionErrors.chooseEntry, { file, entries: names });
  return candidates[0]!;
}

/** Unpacks into files of our own making, named by number. */
async function unpack(chunks: AsyncGenerator<Buffer>, options: OpenOptions, name: string): Promise<PartStream> {
  const folder = path.join(options.scratch, 'unpacked');
  await mkdir(folder, { recursive: true });
  const parts = unpackedParts(chunks, folder, options.signal);
  const first = await parts.next();
  if (first.done) throw new AppError(collectionErrors.emptyFile, { file: name });
  return { first: first.value, rest: parts, own: true };
}

async function* unpackedParts(
  chunks: AsyncGenerator<Buffer>,
  folder: string,
  signal?: AbortSignal,
): AsyncGenerator<Part> {
  let writer: ReturnType<typeof createPartWriter> | null = null;
  let done = false;
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      const binary = !isText(chunk);
      writer ??= createPartWriter(folder, { cut: !binary });
      yield* await writer.write(chunk);
    }
    if (writer) yield* await writer.end();
    done = true;
  } finally {
    if (!done) await writer?.abort();
  }
}

/** Binary formats are read by position, so that all of them must have arrived; they come in one part. */
async function drain(stream: PartStream): Promise<void> {
  for await (const _ of allParts(stream));
}

function within(table: TextTable, container: Pick<Reading, 'container' | 'entry'>): TextTable {
  return { ...table, reading: { ...table.reading, ...container } };
}

type Format = 'csv' | 'json' | 'ndjson' | 'xlsx' | 'parquet' | 'binary';

/** By the first characters: brackets mean JSON, a whole object on the first line NDJSON, control bytes no text at all. */
function detectFormat(head: Buffer): Format {
  const { encoding } = detectEncoding(head);
  const text = decode(head, encoding).trimStart();
  let controls = 0;
  for (const character of text.slice(0, 4096)) if (character < ' ' && !'\t\r\n\f\v\0'.includes(character)) controls++;
  if (controls > 40) return 'binary';
  if (text.startsWith('[')) return /^\[\s*[[{\]]/.test(text) ? 'json' : 'csv';
  if (!text.startsWith('{')) return 'csv';
  const line = text.split('\n', 1)[0]!;
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    const holdsTable = Object.values(value).some((item) => Array.isArray(item) && typeof item[0] === 'object');
    return holdsTable && text.trim() === line.trim() ? 'json' : 'ndjson';
  } catch {
    // A broken first record of NDJSON is still followed by lines that begin a record each.
    return /^\{[^\n]*\n\{/.test(text) ? 'ndjson' : 'json';
  }
}

function unknownFormat(file: string, zh: string, en: string): AppError {
  return new AppError(collectionErrors.unknownFormat, { file, problem: `${zh} / ${en}` });
}

function nestedArchive(file: string): AppError {
  return new AppError(collectionErrors.archiveUnsafe, {
    file,
    problem: '压缩包内还有压缩包 / an archive inside an archive',
  });
}
