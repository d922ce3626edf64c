import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from './errors.ts';

export interface RemoteRequest {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  /** Headers that go only to the origin that was asked, and to none that it redirects to. */
  credentials?: Record<string, string>;
  body?: string;
  /** Redirects followed, 5 unless told; headers named `authorization` go only to the host they were meant for. */
  redirects?: number;
  /** Certificates (PEM) of an authority of one's own, beside those that are known everywhere. */
  authority?: string;
  /** Silence after which the connection counts as lost, a minute unless told. */
  silenceMilliseconds?: number;
}

export interface RemoteResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Where it came from at last. */
  url: URL;
  /** The bytes as they come; a connection that breaks throws. */
  body: AsyncIterable<Buffer>;
  /** What was wrong behind the body once it was read, as bytes beyond its declared length. */
  fault(): Error | null;
  /** Lets go of what was not read. */
  discard(): void;
}

type Network = Pick<PullContext, 'network' | 'signal'>;

/** Silence after which a connection counts as lost. */
const silenceMilliseconds = 60_000;

/**
 * One HTTP exchange. The host's address is asked of the guarded network and connected to as it is, while the name stays
 * for TLS and `Host`; so is that of every redirect. Bytes are not unpacked on the way: what was sent is what is kept.
 */
export async function remoteRequest(
  context: Network,
  address: URL,
  request: RemoteRequest = {},
): Promise<RemoteResponse> {
  let url = address;
  let headers = { ...request.headers, ...request.credentials };
  for (let left = request.redirects ?? 5; ; left--) {
    const response = await exchange(context, url, { ...request, headers });
    const location = response.headers.location;
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
    response.discard();
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    const refuse = (zh: string, en: string) =>
      new AppError(remoteErrors.remoteRedirects, { host: address.host, problem: { zh, en } });
    if (left <= 0) throw refuse('跳转次数过多', 'there are too many');
    if (!next || !/^https?:$/.test(next.protocol)) throw refuse('目标不是网址', 'it leads to no web address');
    if (url.protocol === 'https:' && next.protocol === 'http:')
      throw refuse('从 https 转到 http', 'it leads from https to http');
    if (next.origin !== url.origin) {
      const own = new Set([
        'authorization',
        ...Object.keys(request.credentials ?? {}).map((name) => name.toLowerCase()),
      ]);
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name.toLowerCase())));
    }
    url = next;
  }
}

async function exchange(context: Network, url: URL, request: RemoteRequest): Promise<RemoteResponse> {
  context.signal.throwIfAborted();
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (secure ? 443 : 80);
  const { address } = await context.network.resolve(hostname, port);
  const options: https.RequestOptions = {
    host: address,
    port,
    method: request.method ?? 'GET',
    path: url.pathname + url.search,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'lingnan', ...request.headers, host: url.host },
    signal: context.signal,
    timeout: request.silenceMilliseconds ?? silenceMilliseconds,
    ...(request.authority ? { ca: [...rootCertificates, request.authority] } : {}),
    agent: false,
    ...(secure && isIP(hostname) === 0 ? { servername: hostname } : {}),
  };
  const unreachable = (cause: unknown) =>
    context.signal.aborted
      ? context.signal.reason
      : new AppError(sourcesErrors.unreachable, { place: url.host, problem: networkProblem(cause) }, { cause });
  let fault: Error | null = null;
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const outgoing = (secure ? https : http).request(options, resolve);
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' })));
    outgoing.on('error', (error) => {
      fault = error;
      reject(unreachable(error));
    });
    outgoing.end(request.body);
  });
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    url,
    body: response,
    fault: () => fault,
    discard: () => response.destroy(),
  };
}

/** The whole text of a response that should be short; more than `limitBytes` is refused. */
export async function readText(response: RemoteResponse, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        const problem = { zh: `超过 ${limitBytes} 字节`, en: `it has more than ${limitBytes} bytes` };
        throw new AppError(remoteErrors.remoteAnswer, { host: response.url.host, problem });
      }
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError(
      sourcesErrors.unreachable,
      { place: response.url.host, problem: networkProblem(cause) },
      { cause },
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Why a connection failed, in words; never a text of the other side. */
export function networkProblem(cause: unknown): { zh: string; en: string } {
  const code = String((cause as NodeJS.ErrnoException)?.code ?? '');
  const known: Record<string, [string, string]> = {
    ECONNREFUSED: ['对方拒绝连接，服务可能没有启动', 'it refuses connections; the service may not run'],
    ECONNRESET: ['连接被对方中断', 'the connection was reset'],
    EPIPE: ['连接被对方中断', 'the connection was reset'],
    ETIMEDOUT: ['长时间没有应答', 'it did not answer for a long time'],
    EHOSTUNREACH: ['网络不通', 'there is no way to it'],
    ENETUNREACH: ['网络不通', 'there is no way to it'],
    ENOTFOUND: ['没有这个主机名', 'there is no host of that name'],
    DEPTH_ZERO_SELF_SIGNED_CERT: ['证书是自签名的', 'its certificate is signed by itself'],
    SELF_SIGNED_CERT_IN_CHAIN: ['证书链含自签名证书', 'a certificate of its chain is signed by itself'],
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['证书无法验证', 'its certificate can’t be verified'],
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['证书的签发者未知', 'the issuer of its certificate is unknown'],
    CERT_HAS_EXPIRED: ['证书已过期', 'its certificate has expired'],
    ERR_TLS_CERT_ALTNAME_INVALID: ['证书不是发给这个主机名的', 'its certificate is for another name'],
  };
  const [zh, en] = known[code] ?? ['连接失败', 'the connection failed'];
  return code && !known[code] ? { zh: `${zh}（${code}）`, en: `${en} (${code})` } : { zh, en };
}
