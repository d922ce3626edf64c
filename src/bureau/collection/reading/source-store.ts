import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/index.ts';
import { collectionErrors } from '../errors.ts';
import { createPartWriter, type Part } from './parts.ts';

/** The bytes of a source as they are kept: files whose concatenation they are. */
export interface StoredSource {
  sha256: string;
  bytes: number;
  name: string;
  parts: Part[];
  /** Ids of who sent it without collecting it yet. */
  sentBy?: string[];
}

/** A source that is being stored; each part may be read as soon as it is yielded, until `finish` moves them. */
export interface Ingestion {
  parts(): AsyncGenerator<Part>;
  bytes(): number;
  /** Makes the source durable under its hash. Call when nothing reads the parts any more. */
  finish(): Promise<StoredSource>;
  abort(): Promise<void>;
}

export interface SourceStore {
  ingest(
    chunks: AsyncIterable<Buffer>,
    options: { name: string; signal?: AbortSignal; limitBytes?: number; onBytes?: (bytes: number) => void },
  ): Promise<Ingestion>;
  find(sha256: string): Promise<StoredSource | null>;
  /** Notes who has sent a source, so that they may name it by its hash. */
  remember(sha256: string, principal: string): Promise<void>;
  /** A new folder for files that live no longer than a run. */
  scratch(name: string): Promise<string>;
}

/** Keeps sources by SHA-256 under `<folder>/<first two digits>/<hash>/`. */
export function createSourceStore(folder: string, options: { partBytes?: number } = {}): SourceStore {
  const home = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256);

  async function find(sha256: string): Promise<StoredSource | null> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
    const text = await readFile(path.join(home(sha256), 'manifest.json'), 'utf8').catch(() => null);
    if (text === null) return null;
    // Upkeep deletes only what nobody has looked for in a while.
    const now = new Date();
    await utimes(path.join(home(sha256), 'manifest.json'), now, now).catch(() => {});
    const manifest = JSON.parse(text) as StoredSource;
    return {
      ...manifest,
      parts: manifest.parts.map((part) => ({ ...part, file: path.join(home(sha256), part.file) })),
    };
  }

  /** Folders that killed processes have left; none is in use for so long. */
  async function sweep(): Promise<void> {
    const incoming = path.join(folder, 'incoming');
    for (const name of await readdir(incoming).catch(() => [])) {
      const { mtimeMs } = await stat(path.join(incoming, name)).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > 24 * 3_600_000) await rm(path.join(incoming, name), { recursive: true, force: true });
    }
  }

  async function scratch(name: string): Promise<string> {
    await sweep();
    const made = path.join(folder, 'incoming', `${name}-${randomBytes(6).toString('hex')}`);
    await mkdir(made, { recursive: true });
    return made;
  }

  return {
    find,
    scratch,
    async remember(sha256, principal) {
      const manifest = path.join(home(sha256), 'manifest.json');
      const known = JSON.parse(await readFile(manifest, 'utf8')) as StoredSource;
      if (known.sentBy?.includes(principal)) return;
      const changed = `${manifest}.${randomBytes(4).toString('hex')}`;
      await writeFile(changed, JSON.stringify({ ...known, sentBy: [...(known.sentBy ?? []), principal] }), {
        flush: true,
      });
      await rename(changed, manifest);
    },
    async ingest(chunks, { name, signal, limitBytes, onBytes }) {
      const incoming = await scratch('source');
      const hash = createHash('sha256');
      const parts: Part[] = [];
      const syncs: Promise<void>[] = [];
      let bytes = 0;
      let complete = false;
      const sync = async (handle: FileHandle) => {
        // The disk writes while the next part is read; `finish` waits for all.
        const synced = handle.datasync().finally(() => handle.close());
        synced.catch(() => {});
        syncs.push(synced);
      };
      const abort = async () => {
        await Promise.allSettled(syncs);
        await rm(incoming, { recursive: true, force: true });
      };
      return {
        bytes: () => bytes,
        abort,
        async *parts() {
          let writer: ReturnType<typeof createPartWriter> | null = null;
          try {
            for await (const chunk of chunks) {
              signal?.throwIfAborted();
              bytes += chunk.length;
              if (limitBytes !== undefined && bytes > limitBytes) {
                throw new AppError(collectionErrors.tooLarge, { limit: Math.round(limitBytes / 1024 / 1024) });
              }
              hash.update(chunk);
              writer ??= createPartWriter(incoming, {
                ...(options.partBytes === undefined ? {} : { targetBytes: options.partBytes }),
                cut: isText(chunk),
                sync,
              });
              for (const part of await writer.write(chunk)) {
                parts.push(part);
                yield part;
              }
              onBytes?.(bytes);
            }
            for (const part of (await writer?.end()) ?? []) {
              parts.push(part);
              yield part;
            }
            complete = true;
          } finally {
            if (!complete) await writer?.abort();
          }
        },
        async finish() {
          if (!complete) throw new Error('a source is finished only after all its parts were taken');
          await Promise.all(syncs);
          const sha256 = hash.digest('hex');
          const known = await find(sha256);
          if (known) {
            await rm(incoming, { recursive: true, force: true });
            return known;
          }
          const manifest = {
            sha256,
            bytes,
            name,
            parts: parts.map((part) => ({ ...part, file: path.basename(part.file) })),
          };
          await writeFile(path.join(incoming, 'manifest.json'), JSON.stringify(manifest), { flush: true });
          await mkdir(path.dirname(home(sha256)), { recursive: true });
          await rename(incoming, home(sha256)).catch(async (cause) => {
            // Another process has just stored the same bytes.
            if (!(await find(sha256))) throw cause;
            await rm(incoming, { recursive: true, force: true });
          });
          await syncFolder(path.dirname(home(sha256)));
          return (await find(sha256))!;
        },
      };
    },
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Archives, workbooks and other binary files stay in one file; text is cut at line ends. */
export function isText(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, 4);
  if (magic.startsWith('PK') || magic.startsWith('\x1f\x8b') || magic === 'PAR1' || magic === '\xd0\xcf\x11\xe0')
    return false;
  return !head.subarray(0, 4096).includes(0);
}

/** The bytes of a source again, from its parts. */
export async function* readParts(
  parts: Iterable<Part> | AsyncIterable<Part>,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  for await (const part of parts) yield* readFileChunks(part.file, signal);
}

/** A file in chunks that the caller may keep. */
export async function* readFileChunks(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    while (true) {
      signal?.throwIfAborted();
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

const chunkBytes = 2 * 1024 * 1024;

/** The first bytes of a file. */
export async function readHead(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Bytes of a file, or null when there is none. */
export async function fileSize(file: string): Promise<number | null> {
  return stat(file).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
}
