import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { Pull, PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { type RemoteResponse, remoteRequest } from '../remote/request.ts';
import type { HttpSettings } from './settings.ts';

const busy = new Set([429, 500, 502, 503, 504]);
const mostTries = 5;
/** Longer than this the other side asks nobody to wait in one round. */
const longestWaitSeconds = 300;

/** The host and path of an address: what may be shown of it, since parameters may hold keys. */
export const placeOf = (url: URL): string => `${url.host}${url.pathname}`;

/** The headers that sign in; they go to the host of the source alone. */
export async function signInHeaders(
  { signIn }: Pick<HttpSettings, 'signIn'>,
  context: Pick<PullContext, 'secret'>,
): Promise<Record<string, string>> {
  if (!signIn) return {};
  if (signIn.kind === 'basic') {
    const pair = Buffer.from(`${signIn.user}:${await context.secret('password')}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }
  const token = await context.secret('token');
  return signIn.kind === 'bearer' ? { authorization: `Bearer ${token}` } : { [signIn.name]: token };
}

/** Pulls within so many minutes; a pull that takes longer ends as too slow. */
export async function* withinMinutes(
  { url, timeoutMinutes = 60 }: Pick<HttpSettings, 'url' | 'timeoutMinutes'>,
  given: PullContext,
  pull: (context: PullContext) => AsyncGenerator<Pull>,
): AsyncGenerator<Pull> {
  const stop = new AbortController();
  const timer = setTimeout(() => {
    const problem = { zh: `${timeoutMinutes} 分钟内没有发完`, en: `it had not ended after ${timeoutMinutes} minutes` };
    stop.abort(new AppError(remoteErrors.remoteSlow, { host: placeOf(new URL(url)), problem }));
  }, timeoutMinutes * 60_000);
  try {
    yield* pull({ ...given, signal: AbortSignal.any([given.signal, stop.signal]) });
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

export interface AskOptions {
  headers?: Record<string, string>;
  credentials?: Record<string, string>;
  authority?: string | undefined;
  /** Statuses beside 200 that are answers. */
  also?: number[];
  /** The wait before another try; a test makes it short. */
  wait?(seconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * Asks an address and gives an answer that can be used. One that is busy (429, 500 to 504) or can't be reached is asked
 * again: after as long as `Retry-After` says, else 1, 2, 4, 8 seconds. All else is told as what it means.
 */
export async function askHttp(
  url: URL,
  context: Pick<PullContext, 'network' | 'signal' | 'progress' | 'clock'>,
  options: AskOptions = {},
): Promise<RemoteResponse> {
  const { headers = {}, credentials = {}, authority, also = [], wait = waitSeconds } = options;
  for (let tries = 1; ; tries++) {
    let response: RemoteResponse;
    try {
      response = await remoteRequest(context, url, { headers, credentials, ...(authority ? { authority } : {}) });
    } catch (error) {
      const again = error instanceof AppError && error.code === sourcesErrors.unreachable && tries < mostTries;
      if (!again) throw error;
      await wait(2 ** (tries - 1), context.signal);
      continue;
    }
    if (response.status === 200 || also.includes(response.status)) return response;
    response.discard();
    const asked = retryAfter(response.headers['retry-after'], context.clock.now());
    if (!busy.has(response.status) || tries === mostTries || (asked ?? 0) > longestWaitSeconds)
      throw statusError(response.status, url, asked);
    const seconds = asked ?? 2 ** (tries - 1);
    const step = {
      zh: `${url.host} 暂时繁忙，${seconds} 秒后再试`,
      en: `${url.host} is busy; asked again in ${seconds} s`,
    };
    context.progress({ share: null, step });
    await wait(seconds, context.signal);
  }
}

async function waitSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal });
}

/** Seconds of a Retry-After header, as a number or a date (RFC 9110 §10.2.3). */
function retryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - now.getTime()) / 1000));
}

function statusError(status: number, url: URL, asked: number | null): AppError {
  const place = placeOf(url);
  if (status === 401 || status === 403)
    return new AppError(sourcesErrors.credentialsRefused, { place, problem: `HTTP ${status}` });
  if (status === 404 || status === 410)
    return new AppError(remoteErrors.remoteMissing, { host: url.host, file: url.pathname });
  if (busy.has(status)) {
    const later =
      asked === null ? { zh: '', en: '' } : { zh: `，要求 ${asked} 秒后再来`, en: `, to come again in ${asked} s` };
    const problem = { zh: `对方繁忙（HTTP ${status}${later.zh}）`, en: `it is busy (HTTP ${status}${later.en})` };
    return new AppError(sourcesErrors.unreachable, { place, problem });
  }
  return new AppError(remoteErrors.remoteAnswer, { host: url.host, problem: `HTTP ${status}` });
}
