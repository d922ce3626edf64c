import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from './errors.ts';
import { type RemoteRequest, type RemoteResponse, remoteRequest } from './request.ts';

/**
 * The bytes behind an address from an offset; a server that knows no ranges sends all, and the first are passed over.
 * `what` stands for the address in messages: an address may hold a signature.
 */
export async function* readUrl(
  context: Pick<PullContext, 'network' | 'signal'>,
  url: URL,
  options: { from: number; what: string; request?: RemoteRequest; onResponse?: (response: RemoteResponse) => void },
): AsyncGenerator<Buffer> {
  const { from, what, request = {} } = options;
  const headers = from > 0 ? { ...request.headers, range: `bytes=${from}-` } : (request.headers ?? {});
  const response = await remoteRequest(context, url, { ...request, headers });
  if (response.status !== 200 && response.status !== 206) {
    response.discard();
    throw statusError(response.status, { host: response.url.host, what });
  }
  if (response.status === 206 && !(response.headers['content-range'] ?? '').startsWith(`bytes ${from}-`)) {
    response.discard();
    const problem = { zh: '续传的位置不对', en: 'it goes on at another place than was asked' };
    throw new AppError(remoteErrors.remoteAnswer, { host: response.url.host, problem });
  }
  options.onResponse?.(response);
  let pass = response.status === 200 ? from : 0;
  for await (const chunk of response.body) {
    if (pass >= chunk.length) pass -= chunk.length;
    else {
      yield chunk.subarray(pass);
      pass = 0;
    }
  }
}

/** What a status that is no success means for who asked for `what`. */
export function statusError(status: number, { host, what }: { host: string; what: string }): AppError {
  if (status === 401) {
    const problem = { zh: '需要登录，或凭据不对', en: 'it wants credentials, or they are wrong' };
    return new AppError(sourcesErrors.credentialsRefused, { place: host, problem });
  }
  if (status === 403) return new AppError(remoteErrors.remoteForbidden, { host, file: what });
  if (status === 404 || status === 410) return new AppError(remoteErrors.remoteMissing, { host, file: what });
  if (status >= 500 || status === 429) {
    const problem = { zh: `暂时不能应答（${status}）`, en: `it can’t answer just now (${status})` };
    return new AppError(sourcesErrors.unreachable, { place: host, problem });
  }
  return new AppError(remoteErrors.remoteAnswer, { host, problem: { zh: `状态 ${status}`, en: `status ${status}` } });
}
