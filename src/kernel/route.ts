import type { Readable } from 'node:stream';
import type { Static, TSchema } from 'typebox';
import type { Principal } from './principal.ts';
import type { Language, Text } from './text.ts';

/** What a handler is given: validated parts, who asks, and the raw body where the route takes one. */
export interface RouteRequest<P extends TSchema, Q extends TSchema, B extends TSchema> {
  principal: Principal;
  language: Language;
  requestId: string;
  parameters: Static<P>;
  query: Static<Q>;
  body: Static<B>;
  headers: Record<string, string | undefined>;
  /** Client address, for rate limits and audit only. */
  address: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** The uploaded file, when the route declares `upload`: the first file part of a multipart form or the bare body. */
  upload?: Upload;
}

export interface Upload {
  name: string;
  mediaType: string;
  stream: Readable;
  /** Text fields that came before the file in a multipart form. */
  fields: Record<string, string>;
}

/** A reply that is not a JSON object: a file or a stream of text. */
export interface FileReply {
  file: Readable | Buffer | string;
  mediaType: string;
  /** Sent as an attachment under this name when given. */
  name?: string;
  length?: number;
  /** Called when sending has ended, however it ended. */
  done?: () => Promise<void> | void;
}

export class Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string | string[]>;
  constructor(body: unknown, options: { status?: number; headers?: Record<string, string | string[]> } = {}) {
    this.body = body;
    this.status = options.status ?? 200;
    this.headers = options.headers ?? {};
  }
}

export function isFileReply(value: unknown): value is FileReply {
  return typeof value === 'object' && value !== null && 'file' in value && 'mediaType' in value;
}

/** One HTTP route as data. The gateway collects routes, validates, renders problems and writes the OpenAPI document. */
export interface Route<P extends TSchema = TSchema, Q extends TSchema = TSchema, B extends TSchema = TSchema> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path under `/api/v1`, with `{name}` parameters: `/datasets/{id}/records`. */
  path: string;
  summary: Text;
  tag: string;
  /** `anyone`, or `signed-in`: the gateway refuses others before the handler, which still asks `access`. */
  audience: 'anyone' | 'signed-in';
  /** Token scope that a token principal needs for this route, `read` or `write` of its tag, unless it says otherwise. */
  scope?: string;
  parameters?: P;
  query?: Q;
  body?: B;
  /** Takes a file (multipart or bare body) of at most so many bytes, or of the configured limit for `true`. */
  upload?: true | number;
  /** Shape of a JSON reply; absent for files. */
  response?: TSchema;
  /** Tighter rate limit than the general one, per client address: so many requests a minute. */
  perMinute?: number;
  handle(request: RouteRequest<P, Q, B>): Promise<unknown>;
}

/** Keeps the types of one route's schemas together with its handler. */
export function defineRoute<P extends TSchema, Q extends TSchema, B extends TSchema>(route: Route<P, Q, B>): Route {
  return route as unknown as Route;
}
