import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import Type, { type Static } from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import { defineConnector, type Probe, type Pull, type PullContext } from '../connector.ts';
import { download } from '../remote/download.ts';
import { remoteErrors } from '../remote/errors.ts';
import type { RemoteResponse } from '../remote/request.ts';
import { askHttp, placeOf, signInHeaders, withinMinutes } from './ask.ts';
import { httpSecrets, httpSecretsWith, httpSettings, limitOf } from './settings.ts';

const Settings = Type.Object(httpSettings, { additionalProperties: false });
type Settings = Static<typeof Settings>;

const probeBytes = 64 * 1024;
const shownLines = 5;

/**
 * A file at an address. It is fetched again only when its ETag or Last-Modified says that it has changed, or, where the
 * other side tells neither, when its bytes have. A connection that breaks is taken up where it broke, if the file is
 * still the same; what ends early or late against its length is never collected.
 */
export const httpFileConnector = defineConnector({
  type: 'http-file',
  title: { zh: '网址上的文件', en: 'File at a web address' },
  about: { zh: '填网址；只在文件变化时采集。', en: 'An address; the file is taken whenever it has changed.' },
  settings: Settings,
  secrets: httpSecrets,
  secretsWith: httpSecretsWith,

  async probe(settings, context): Promise<Probe> {
    const url = new URL(settings.url);
    const response = await askFile(url, settings, context);
    const lines = await firstLines(response);
    const type = response.headers['content-type'] ?? '?';
    const bytes = response.headers['content-length'] ?? '?';
    return {
      found: {
        zh: `${placeOf(url)}：类型 ${type}，${bytes} 字节`,
        en: `${placeOf(url)}: type ${type}, ${bytes} bytes`,
      },
      columns: [{ name: '开头几行 · first lines', type: 'text' }],
      sample: lines.map((line) => [line]),
    };
  },

  pull: (settings, given) => withinMinutes(settings, given, (context) => pullFile(settings, context)),
});

async function* pullFile(settings: Settings, context: PullContext): AsyncGenerator<Pull> {
  const url = new URL(settings.url);
  const seen = context.range || context.state?.['url'] !== settings.url ? null : context.state;
  const response = await askFile(url, settings, context, {
    ...(typeof seen?.['etag'] === 'string' ? { 'if-none-match': seen['etag'] } : {}),
    ...(typeof seen?.['modified'] === 'string' ? { 'if-modified-since': seen['modified'] } : {}),
  });
  if (response.status === 304) {
    response.discard();
    return;
  }
  const { etag, 'last-modified': modified } = response.headers;
  let begun = false;
  const target = path.join(context.scratch, 'fetched');
  const { sha256 } = await download(target, {
    name: placeOf(response.url),
    bytes: lengthOf(response),
    limitBytes: limitOf(settings),
    signal: context.signal,
    read: (from) => {
      if (begun) return goOn(url, settings, context, { from, etag });
      begun = true;
      return response.body;
    },
    onBytes: (bytes) => context.progress({ share: null, bytes, step: { zh: '下载文件', en: 'Fetching the file' } }),
  });
  if (response.fault()) throw wrongLength(response);
  const state = { url: settings.url, sha256, ...(etag ? { etag } : {}), ...(modified ? { modified } : {}) };
  if (seen?.['sha256'] === sha256) {
    await context.remember?.(state);
    return;
  }
  if (await isWebPage(target)) throw webPage(url);
  yield { name: fileName(response), stream: createReadStream(target), reading: {}, state: () => state };
}

/** Asks for the file and refuses what can't be it. */
async function askFile(
  url: URL,
  settings: Settings,
  context: PullContext,
  conditions: Record<string, string> = {},
): Promise<RemoteResponse> {
  const credentials = await signInHeaders(settings, context);
  const headers = { ...settings.headers, ...conditions };
  const response = await askHttp(url, context, {
    headers,
    credentials,
    authority: settings.certificateAuthority,
    also: [304],
  });
  const coding = response.headers['content-encoding'] ?? 'identity';
  // Gzip is kept as it came: the reader knows it, and knows a bomb.
  if (!/^(identity|gzip|x-gzip)$/i.test(coding)) {
    response.discard();
    const problem = { zh: `内容编码 ${coding} 未经请求`, en: `the content coding ${coding} was not asked for` };
    throw new AppError(remoteErrors.remoteAnswer, { host: url.host, problem });
  }
  if (/^(text\/html|application\/xhtml)/i.test(response.headers['content-type'] ?? '')) {
    response.discard();
    throw webPage(url);
  }
  return response;
}

function webPage(url: URL): AppError {
  const problem = {
    zh: '返回的是网页而不是数据文件，可能需要登录，或地址有误',
    en: 'a web page came instead of a file; it may ask to sign in, or the address is wrong',
  };
  return new AppError(sourcesErrors.sourceChanged, { place: placeOf(url), problem });
}

/** Some sign-in pages call themselves CSV. */
async function isWebPage(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return /^\ufeff?\s*<(!doctype html|html)/i.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The rest of the file from a byte on, if it is still the same. */
async function* goOn(
  url: URL,
  settings: Settings,
  context: PullContext,
  { from, etag }: { from: number; etag: string | undefined },
): AsyncGenerator<Buffer> {
  const changed = new AppError(sourcesErrors.pullBroken, {
    place: placeOf(url),
    problem: {
      zh: `在第 ${from} 字节处中断，对方不支持续传，或文件已变`,
      en: `it broke off at byte ${from}, and can’t be taken up there or has changed`,
    },
  });
  // A weak tag does not say that the bytes are the same (RFC 9110 §13.1.5).
  if (!etag || etag.startsWith('W/')) throw changed;
  const credentials = await signInHeaders(settings, context);
  const headers = { ...settings.headers, range: `bytes=${from}-`, 'if-range': etag };
  const response = await askHttp(url, context, {
    headers,
    credentials,
    authority: settings.certificateAuthority,
    also: [206],
  });
  if (response.status !== 206 || !response.headers['content-range']?.startsWith(`bytes ${from}-`)) {
    response.discard();
    throw changed;
  }
  yield* response.body;
}

function lengthOf({ headers }: RemoteResponse): number | null {
  const written = headers['content-length'];
  return written !== undefined && /^\d{1,15}$/.test(written) ? Number(written) : null;
}

function wrongLength(response: RemoteResponse): AppError {
  const bytes = response.headers['content-length'] ?? '?';
  return new AppError(sourcesErrors.pullBroken, {
    place: placeOf(response.url),
    problem: {
      zh: `对方声明 ${bytes} 字节，实际发送的更多`,
      en: `it declared ${bytes} bytes and sent more`,
    },
  });
}

/** As the other side calls it, else the end of its path. */
function fileName(response: RemoteResponse): string {
  const told = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(response.headers['content-disposition'] ?? '')?.[1];
  const last = told ?? response.url.pathname.split('/').filter(Boolean).at(-1) ?? response.url.host;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function firstLines(response: RemoteResponse): Promise<string[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= probeBytes) break;
  }
  response.discard();
  const head = Buffer.concat(chunks).subarray(0, probeBytes);
  if (head.includes(0) || (head[0] === 0x1f && head[1] === 0x8b)) return [];
  return head
    .toString('utf8')
    .split(/\r?\n/)
    .slice(0, shownLines)
    .map((line) => line.slice(0, 500));
}
