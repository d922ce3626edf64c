import type { Text } from '../../kernel/text.ts';

/** A problem+json reply, or a connection that failed, as a page shows it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly remedy: string;
  readonly requestId: string | null;
  readonly details: Record<string, unknown>;

  constructor(parts: {
    message: string;
    status: number;
    code: string;
    remedy?: string;
    requestId?: string | null;
    details?: Record<string, unknown>;
  }) {
    super(parts.message);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.remedy = parts.remedy ?? '';
    this.requestId = parts.requestId ?? null;
    this.details = parts.details ?? {};
  }
}

export type QueryValues = Record<string, string | number | boolean | null | undefined | string[]>;

export interface CallOptions {
  query?: QueryValues;
  body?: unknown;
  signal?: AbortSignal;
}

const base = '/api/v1';
let csrfToken: string | null = null;

/** Keeps the token that every change under the session cookie must carry. */
export function keepCsrfToken(token: string | null): void {
  csrfToken = token;
}

let offerSecret: string | null = null;

/** Keeps the secret of an offer's link for the calls of its page: it travels as a header and stands in no address. */
export function keepOfferSecret(secret: string | null): void {
  offerSecret = secret;
}

const offline: Text = {
  zh: '暂时连不上服务器。您填写的内容仍保留在本页。',
  en: 'The server can’t be reached for now. What you typed is still on this page.',
};
const offlineRemedy: Text = {
  zh: '请检查网络，稍后重试。',
  en: 'Check the network and try again in a moment.',
};
const unreadable: Text = {
  zh: '服务器的答复无法识别，本次操作可能没有完成。',
  en: 'The server’s reply could not be read; the operation may not have been completed.',
};

function say(text: Text): string {
  return document.documentElement.lang.startsWith('zh') ? text.zh : text.en;
}

/** The address of an API path with its query; empty values are left out, lists are repeated. */
export function apiAddress(path: string, query: QueryValues = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else search.set(name, String(value));
  }
  const text = search.toString();
  return `${base}${path}${text ? `?${text}` : ''}`;
}

/** Headers that every call carries: the reader's language and, for changes, the CSRF token. */
export function callHeaders(method: string): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': document.documentElement.lang || 'zh-CN',
  };
  if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;
  if (offerSecret) headers['Offer-Secret'] = offerSecret;
  return headers;
}

/** Turns a reply's body into an error; a body that is no problem document is described without its text. */
export function problemFrom(status: number, body: string, requestId: string | null): ApiError {
  try {
    const problem = JSON.parse(body) as Record<string, unknown>;
    const text = (name: string) => (typeof problem[name] === 'string' ? (problem[name] as string) : '');
    return new ApiError({
      message: text('title') || text('detail') || say(unreadable),
      status,
      code: text('code') || text('type') || 'web.unreadable',
      remedy: text('remedy') || (text('title') ? text('detail') : ''),
      requestId: text('requestId') || text('instance') || requestId,
      details: (problem['details'] as Record<string, unknown>) ?? {},
    });
  } catch {
    return new ApiError({ message: say(unreadable), status, code: 'web.unreadable', requestId });
  }
}

/** The error of a connection that did not come about. */
export function connectionError(): ApiError {
  return new ApiError({ message: say(offline), remedy: say(offlineRemedy), status: 0, code: 'web.offline' });
}

/** One call to the API; throws `ApiError`, or the signal's reason when it was cancelled. */
export async function call<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const headers = callHeaders(method);
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(apiAddress(path, options.query), init);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw connectionError();
  }
  const text = await response.text();
  if (!response.ok) throw problemFrom(response.status, text, response.headers.get('x-request-id'));
  if (!text) return undefined as Answer;
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw problemFrom(response.status, text, response.headers.get('x-request-id'));
  }
}
