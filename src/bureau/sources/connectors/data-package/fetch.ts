import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../kernel/index.ts';
import type { PullContext } from '../connector.ts';
import { download } from '../remote/download.ts';
import { remoteErrors } from '../remote/errors.ts';
import { parseJson, type Resource } from './descriptor.ts';
import type { PackagePlace } from './place.ts';

const largestDescriptor = 16 * 1024 * 1024;

type Json = Record<string, unknown>;

/** A JSON file of the package. */
export async function fetchJson(place: PackagePlace, name: string, context: PullContext): Promise<Json> {
  const target = path.join(context.scratch, 'part.json');
  const read = (from: number) => place.read(name, from);
  await download(target, {
    name: place.file,
    bytes: null,
    limitBytes: largestDescriptor,
    signal: context.signal,
    read,
  });
  const text = await readFile(target, 'utf8');
  await rm(target);
  return parseJson(text, place.file);
}

/** The content of a property that may be a path to it. */
export async function fetchPart(place: PackagePlace, part: Json | string | null, context: PullContext) {
  return typeof part === 'string' ? fetchJson(place, part, context) : part;
}

/** Fetches the files of a resource and checks what the package says of their bytes. */
export async function fetchResource(
  place: PackagePlace,
  resource: Resource,
  options: { context: PullContext; limitBytes: number },
): Promise<{ files: string[]; sha256: string }> {
  const { context, limitBytes } = options;
  const declared = createHash(resource.hash?.algorithm ?? 'sha256');
  const sha256 = createHash('sha256');
  const files: string[] = [];
  let bytes = 0;
  for (const [index, name] of resource.paths.entries()) {
    const target = path.join(context.scratch, `resource-${index}`);
    const only = resource.paths.length === 1 ? resource.bytes : null;
    const step = { zh: `读取“${resource.name}”`, en: `Reading “${resource.name}”` };
    const before = bytes;
    const fetched = await download(target, {
      name: resource.name,
      // What the package says is checked below; a length that differs is no broken connection.
      bytes: null,
      limitBytes: limitBytes - before,
      signal: context.signal,
      read: (from) => place.read(name, from),
      onBytes: (read) =>
        context.progress({ share: only ? Math.min(1, read / only) : null, bytes: before + read, step }),
    });
    bytes += fetched.bytes;
    files.push(target);
    for await (const chunk of createReadStream(target)) {
      declared.update(chunk as Buffer);
      sha256.update(chunk as Buffer);
    }
  }
  const mismatch = (zh: string, en: string) =>
    new AppError(remoteErrors.packageMismatch, { resource: resource.name, problem: { zh, en } });
  if (resource.bytes !== null && bytes !== resource.bytes)
    throw mismatch(`应有 ${resource.bytes} 字节，实有 ${bytes}`, `it has ${bytes} bytes instead of ${resource.bytes}`);
  if (resource.hash && declared.digest('hex') !== resource.hash.hex)
    throw mismatch(`${resource.hash.algorithm} 校验值不同`, `its ${resource.hash.algorithm} hash differs`);
  return { files, sha256: sha256.digest('hex') };
}

/** The files one after the other as one: a line end between them, and the header of the first alone where all repeat it. */
export async function* joinFiles(
  files: string[],
  options: { header: string | null; text: boolean },
): AsyncGenerator<Buffer> {
  if (options.header !== null) yield Buffer.from(options.header);
  if (!options.text || files.length === 1) {
    for (const file of files) yield* createReadStream(file) as AsyncIterable<Buffer>;
    return;
  }
  let first: Buffer | null = null;
  let last = 0x0a;
  for (const file of files) {
    if (last !== 0x0a) yield Buffer.from('\n');
    let line: Buffer | null = Buffer.alloc(0);
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      let rest: Buffer = chunk;
      if (line !== null) {
        const joined: Buffer = Buffer.concat([line, chunk]);
        const end = joined.indexOf(0x0a);
        if (end < 0 && joined.length < longestLine) {
          line = joined;
          continue;
        }
        const head: Buffer = joined.subarray(0, end + 1);
        const repeats = first !== null && options.header === null && plain(head).equals(plain(first));
        first ??= head;
        rest = repeats ? joined.subarray(end + 1) : joined;
        line = null;
      }
      if (rest.length > 0) {
        last = rest.at(-1)!;
        yield rest;
      }
    }
    if (line !== null && line.length > 0 && !(first !== null && plain(line).equals(plain(first)))) {
      first ??= line;
      last = line.at(-1)!;
      yield line;
    }
  }
}

const longestLine = 1024 * 1024;

/** A line without its end and without a byte order mark. */
function plain(line: Buffer): Buffer {
  const text = line.subarray(line.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0);
  let end = text.length;
  while (end > 0 && (text[end - 1] === 0x0a || text[end - 1] === 0x0d)) end--;
  return text.subarray(0, end);
}
