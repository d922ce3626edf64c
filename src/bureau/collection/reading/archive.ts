import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import { AppError } from '../../../kernel/index.ts';
import { collectionErrors } from '../errors.ts';

/** What an archive may grow to. Tables of text shrink 3 to 30 times; a bomb 1000 times and more. */
export interface ArchiveLimits {
  bytes: number;
  ratio: number;
  /** Below this size no ratio is judged. */
  ratioFrom: number;
  entries: number;
}

export const archiveLimits: ArchiveLimits = {
  bytes: 64 * 1024 ** 3,
  ratio: 250,
  ratioFrom: 128 * 1024 ** 2,
  entries: 10_000,
};

const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024).toLocaleString('en')} MB`;

/** The unpacked bytes of a GZIP file; stops with `archive-bomb` or `damaged-file`. */
export async function* gunzip(file: string, name: string, limits = archiveLimits): AsyncGenerator<Buffer> {
  const packed = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const unpacked = createGunzip({ chunkSize: 1024 * 1024 });
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      watch(bytes, Math.max(packed.bytesRead, 1), name, limits);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError || isSystemError(cause)) throw cause;
    throw new AppError(collectionErrors.damagedFile, { file: name, problem: 'GZIP' }, { cause });
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

function watch(bytes: number, packed: number, name: string, limits: ArchiveLimits): void {
  if (bytes > limits.bytes || (bytes > limits.ratioFrom && bytes / packed > limits.ratio)) {
    const problem = `${mebibytes(packed)} → ${mebibytes(bytes)}`;
    throw new AppError(collectionErrors.archiveBomb, { file: name, problem });
  }
}

function isSystemError(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException)?.code ?? '';
  return /^E[A-Z]+$/.test(code) || (cause as Error)?.name === 'AbortError';
}

export interface ZipEntry {
  name: string;
  bytes: number;
  packed: number;
  entry: yauzl.Entry;
}

export interface ZipArchive {
  entries: ZipEntry[];
  open(entry: ZipEntry): AsyncGenerator<Buffer>;
  close(): void;
}

/** Opens a ZIP and looks at every name and size before anything is unpacked. Nothing is ever written under an entry's name. */
export async function openZip(file: string, name: string, limits = archiveLimits): Promise<ZipArchive> {
  const unsafe = (zh: string, en: string) =>
    new AppError(collectionErrors.archiveUnsafe, { file: name, problem: `${zh} / ${en}` });
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
  }).catch((cause) => {
    if (isSystemError(cause)) throw cause;
    throw new AppError(collectionErrors.damagedFile, { file: name, problem: 'ZIP' }, { cause });
  });
  try {
    const entries: ZipEntry[] = [];
    const names = new Set<string>();
    let total = 0;
    for (const entry of await listEntries(zip, limits, name)) {
      const entryName = nameOf(entry);
      if (entryName.endsWith('/')) continue;
      if (/^\/|^[A-Za-z]:|(^|[\\/])\.\.([\\/]|$)|\\/.test(entryName) || entryName.includes('\0')) {
        throw unsafe(`条目名“${entryName}”指向包外`, `the entry name “${entryName}” points outside`);
      }
      if (isJunk(entryName)) continue;
      if (entry.generalPurposeBitFlag & 1)
        throw unsafe(`条目“${entryName}”已加密`, `the entry “${entryName}” is encrypted`);
      if (names.has(entryName)) throw unsafe(`条目“${entryName}”重复`, `the entry “${entryName}” stands twice`);
      names.add(entryName);
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > limits.ratioFrom || total > limits.bytes) {
        watch(
          Math.max(entry.uncompressedSize, total > limits.bytes ? total : 0),
          Math.max(entry.compressedSize, 1),
          name,
          limits,
        );
      }
      entries.push({ name: entryName, bytes: entry.uncompressedSize, packed: entry.compressedSize, entry });
    }
    return { entries, open: (entry) => readEntry(zip, entry, name, limits), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function listEntries(zip: yauzl.ZipFile, limits: ArchiveLimits, name: string): Promise<yauzl.Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: yauzl.Entry[] = [];
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      if (entries.length > limits.entries) {
        reject(new AppError(collectionErrors.archiveBomb, { file: name, problem: `> ${limits.entries} entries` }));
      } else zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (cause) =>
      reject(new AppError(collectionErrors.damagedFile, { file: name, problem: 'ZIP' }, { cause })),
    );
    zip.readEntry();
  });
}

async function* readEntry(
  zip: yauzl.ZipFile,
  entry: ZipEntry,
  name: string,
  limits: ArchiveLimits,
): AsyncGenerator<Buffer> {
  const damaged = (cause: unknown) =>
    new AppError(collectionErrors.damagedFile, { file: name, problem: entry.name }, { cause });
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry.entry, (error, opened) => (error ? reject(damaged(error)) : resolve(opened)));
  });
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Sizes in the directory may lie, so that what comes out is counted.
      watch(bytes, Math.max(entry.packed, 1), name, limits);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof AppError || isSystemError(cause)) throw cause;
    throw damaged(cause);
  } finally {
    stream.destroy();
  }
}

/** UTF-8 where the entry says so or where it is valid; else GB18030, in which Chinese Windows writes names. */
function nameOf(entry: yauzl.Entry): string {
  const raw = (entry as unknown as { fileNameRaw?: Buffer }).fileNameRaw ?? (entry.fileName as unknown as Buffer);
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(String(raw));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What operating systems leave in archives. */
function isJunk(name: string): boolean {
  return /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/i.test(name);
}
