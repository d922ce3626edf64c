import { AwsV4Signer } from 'aws4fetch';
import { AppError, type Text } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { shownName } from '../remote/file-name.ts';
import { FileChanged, type RemoteFolder } from '../remote/folder.ts';
import { type RemoteResponse, readText, remoteRequest } from '../remote/request.ts';
import { readErrorCode, readListing } from './listing.ts';
import type { S3Place } from './settings.ts';

const longestPage = 32 * 1024 * 1024;
const longestError = 64 * 1024;
/** Pages of nothing in a row that a listing may have before it counts as endless. */
const mostEmptyPages = 100;

/** The objects of a bucket under a prefix; their paths are the keys after it. */
export function openS3Folder(place: S3Place, context: PullContext): RemoteFolder {
  const endpoint = new URL(place.endpoint);
  const virtual = place.addressing === 'virtual-host';
  const base = new URL(endpoint);
  if (virtual) base.hostname = `${place.bucket}.${endpoint.hostname}`;
  const prefix = place.prefix ?? '';
  const name = `${base.origin}/${virtual ? '' : `${place.bucket}/`}${prefix}`;

  async function ask(
    key: string,
    options: { method?: 'GET' | 'HEAD'; query?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<RemoteResponse> {
    const url = new URL(base);
    const encoded = encodeKey(key);
    url.pathname = virtual ? `/${encoded}` : `/${place.bucket}/${encoded}`.replace(/\/$/, encoded === '' ? '' : '/');
    for (const [parameter, value] of Object.entries(options.query ?? {})) url.searchParams.set(parameter, value);
    const { method = 'GET', headers = {} } = options;
    if (place.anonymous) return remoteRequest(context, url, { method, headers, redirects: 0 });
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers,
      accessKeyId: await context.secret('accessKey'),
      secretAccessKey: await context.secret('secretKey'),
      service: 's3',
      region: place.region ?? 'us-east-1',
      datetime: context.clock
        .now()
        .toISOString()
        .replace(/[:-]|\.\d{3}/g, ''),
    });
    const signed = await signer.sign();
    return remoteRequest(context, signed.url, { method, headers: Object.fromEntries(signed.headers), redirects: 0 });
  }

  async function refuse(response: RemoteResponse, file: string): Promise<never> {
    const code = readErrorCode(await readText(response, longestError));
    throw failure(response.status, code, { host: base.host, file });
  }

  return {
    name,
    host: base.host,
    async *list() {
      let token: string | null = null;
      let empty = 0;
      const tokens = new Set<string>();
      do {
        const query: Record<string, string> = { 'list-type': '2', 'encoding-type': 'url', prefix };
        if (token !== null) query['continuation-token'] = token;
        const response = await ask('', { query });
        if (response.status !== 200) return await refuse(response, place.bucket);
        const page = readListing(await readText(response, longestPage));
        if (!page) {
          const problem = { zh: '文件列表无法解读', en: 'its listing can’t be read' };
          throw new AppError(remoteErrors.remoteAnswer, { host: base.host, problem });
        }
        for (const { key, bytes, modified, tag } of page.objects) {
          // A key with a slash at its end stands for a folder.
          if (key.startsWith(prefix) && !key.endsWith('/') && key !== prefix)
            yield { path: key.slice(prefix.length), bytes, modified, tag };
        }
        empty = page.objects.length === 0 ? empty + 1 : 0;
        if (page.next !== null && (tokens.has(page.next) || empty > mostEmptyPages)) {
          const problem = { zh: '翻页没有前进', en: 'its pages do not go on' };
          throw new AppError(remoteErrors.remoteListingEndless, { folder: name, count: tokens.size, problem });
        }
        token = page.next;
        if (token !== null) tokens.add(token);
      } while (token !== null);
    },
    async look(file) {
      const response = await ask(prefix + file, { method: 'HEAD' });
      response.discard();
      if (response.status === 404) return null;
      if (response.status !== 200) throw failure(response.status, null, { host: base.host, file: shownName(file) });
      return {
        path: file,
        bytes: Number(response.headers['content-length']),
        modified: new Date(response.headers['last-modified'] ?? ''),
        tag: response.headers.etag ?? '',
      };
    },
    async *read(file, from) {
      const headers: Record<string, string> = file.tag ? { 'if-match': file.tag } : {};
      if (from > 0) headers['range'] = `bytes=${from}-`;
      const response = await ask(prefix + file.path, { headers });
      if (response.status === 412) {
        response.discard();
        throw new FileChanged();
      }
      if (response.status !== (from > 0 ? 206 : 200)) return await refuse(response, shownName(file.path));
      if (from > 0 && !(response.headers['content-range'] ?? '').startsWith(`bytes ${from}-`)) {
        response.discard();
        const problem = { zh: '续传的位置不对', en: 'it goes on at another place than was asked' };
        throw new AppError(remoteErrors.remoteAnswer, { host: base.host, problem });
      }
      yield* response.body;
    },
    close: async () => {},
  };
}

function encodeKey(key: string): string {
  return key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

const credentialProblems: Record<string, Text> = {
  InvalidAccessKeyId: { zh: '没有这个访问密钥 ID', en: 'there is no such access key id' },
  SignatureDoesNotMatch: { zh: '访问密钥不对', en: 'the secret key is wrong' },
  ExpiredToken: { zh: '密钥已过期', en: 'the key has expired' },
  RequestTimeTooSkewed: { zh: '本机时钟与对方相差过大', en: 'the clock of this machine differs too much from its own' },
};

function failure(status: number, code: string | null, { host, file }: { host: string; file: string }): AppError {
  const problem = credentialProblems[code ?? ''];
  if (problem) return new AppError(sourcesErrors.credentialsRefused, { place: host, problem });
  const region = status === 301 || code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed';
  if (!region && (status === 401 || status === 403)) return new AppError(remoteErrors.remoteForbidden, { host, file });
  if (status === 404) return new AppError(remoteErrors.remoteMissing, { host, file });
  if (status >= 500 || status === 429) {
    const busy = { zh: `对方暂时不能应答（${status}）`, en: `it can’t answer just now (${status})` };
    return new AppError(sourcesErrors.unreachable, { place: host, problem: busy });
  }
  const told = region
    ? {
        zh: '桶在另一个区域，请核对 region 与 endpoint',
        en: 'the bucket is in another region; check region and endpoint',
      }
    : { zh: `状态 ${status}${code ? ` ${code}` : ''}`, en: `status ${status}${code ? ` ${code}` : ''}` };
  return new AppError(remoteErrors.remoteAnswer, { host, problem: told });
}
