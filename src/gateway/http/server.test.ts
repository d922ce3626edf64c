import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AppError,
  anonymous,
  defineRoute,
  kernelErrors,
  loadConfig,
  type Principal,
  silentLog,
} from '../../kernel/index.ts';
import { createHttpServer } from './server.ts';

const steward: Principal = { kind: 'person', id: 'person_1', organisation: 'org_1', roles: ['steward'], scopes: null };
const narrow: Principal = {
  kind: 'token',
  id: 'person_1',
  organisation: 'org_1',
  roles: ['steward'],
  scopes: ['things:read'],
};

const routes = [
  defineRoute({
    method: 'GET',
    path: '/things/{id}',
    tag: 'things',
    audience: 'anyone',
    summary: { zh: '看', en: 'See' },
    parameters: Type.Object({ id: Type.String({ maxLength: 10 }) }),
    query: Type.Object({ limit: Type.Integer({ default: 20, maximum: 100 }) }),
    response: Type.Object({ id: Type.String(), limit: Type.Integer() }),
    handle: async ({ parameters, query }) => ({ id: parameters.id, limit: query.limit }),
  }),
  defineRoute({
    method: 'POST',
    path: '/things',
    tag: 'things',
    audience: 'signed-in',
    summary: { zh: '建', en: 'Make' },
    body: Type.Object({ size: Type.Integer() }, { additionalProperties: false }),
    handle: async ({ body }) => ({ size: body.size }),
  }),
  defineRoute({
    method: 'POST',
    path: '/things/{id}/files',
    tag: 'things',
    audience: 'anyone',
    upload: 1000,
    summary: { zh: '传', en: 'Send' },
    handle: async ({ upload }) => {
      const parts: Buffer[] = [];
      for await (const part of upload!.stream) parts.push(part as Buffer);
      return {
        name: upload!.name,
        type: upload!.mediaType,
        text: Buffer.concat(parts).toString(),
        fields: upload!.fields,
      };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/failures/{kind}',
    tag: 'things',
    audience: 'anyone',
    summary: { zh: '错', en: 'Fail' },
    handle: async ({ parameters }) => {
      if ((parameters as { kind: string }).kind === 'known') throw new AppError(kernelErrors.notFound, { what: 'x' });
      throw new Error('secret inner text');
    },
  }),
];

describe('http gateway', () => {
  let app: FastifyInstance;
  let missing: string[] = [];
  beforeAll(async () => {
    app = await createHttpServer({
      config: loadConfig({ LINGNAN_ANONYMOUS_PER_MINUTE: '60' }),
      version: '0',
      log: silentLog,
      routes,
      authenticate: async ({ authorization }) => ({
        principal: authorization === 'Bearer full' ? steward : authorization === 'Bearer narrow' ? narrow : anonymous,
      }),
      require: () => {},
      readiness: async () => missing,
      gauges: { depth: { help: 'x', read: () => 7 } },
      webFolder: null,
      checkReplies: true,
    });
  });
  afterAll(() => app.close());

  test('validates, coerces and defaults what stands in the address', async () => {
    const good = await app.inject('/api/v1/things/a?limit=5');
    expect(good.json()).toEqual({ id: 'a', limit: 5 });
    expect((await app.inject('/api/v1/things/a')).json().limit).toBe(20);
    const bad = await app.inject({ url: '/api/v1/things/a?limit=many', headers: { 'accept-language': 'en' } });
    expect(bad.statusCode).toBe(400);
    expect(bad.headers['content-type']).toContain('application/problem+json');
    expect(bad.json()).toMatchObject({ code: 'kernel.invalid-input', details: { at: 'query/limit' } });
  });

  test('leads from a problem to its code, in the language of the reader', async () => {
    const { type, code } = (await app.inject('/api/v1/failures/known')).json() as { type: string; code: string };
    const page = await app.inject({ url: type, headers: { 'accept-language': 'en' } });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain(`id="${code}"`);
    expect(page.body).toContain('Error codes');
    expect((await app.inject(`${type.split('#')[0]}?language=zh`)).body).toContain('错误代码');
  });

  test('refuses a NUL in the address, which no database text can hold', async () => {
    for (const [url, at] of [
      ['/api/v1/things/a%00', 'parameters/id'],
      ['/api/v1/things/a?limit=5&name=%00', 'query/name'],
    ]) {
      const bad = await app.inject(url!);
      expect(bad.statusCode).toBe(400);
      expect(bad.json()).toMatchObject({ code: 'http.text-unstorable', details: { at, character: 'U+0000' } });
    }
    expect((await app.inject('/api/v1/things/a%2500')).json().id).toBe('a%00');
  });

  test('a problem is told in the caller’s language, and inner text of a fault never leaves', async () => {
    const zh = (await app.inject('/api/v1/failures/known')).json();
    const en = (await app.inject({ url: '/api/v1/failures/known', headers: { 'accept-language': 'en-GB' } })).json();
    expect(zh.title).toContain('没有找到');
    expect(en.title).toContain('Not found');
    const fault = await app.inject('/api/v1/failures/inner');
    expect(fault.statusCode).toBe(500);
    expect(fault.body).not.toContain('secret');
    expect(fault.json().requestId).toBe(fault.headers['x-request-id']);
  });

  test('refuses strangers and tokens without the scope before the handler', async () => {
    const post = (authorization?: string) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/things',
        payload: { size: 1 },
        headers: authorization ? { authorization } : {},
      });
    expect((await post()).statusCode).toBe(401);
    expect((await post('Bearer narrow')).json().code).toBe('http.scope-missing');
    expect((await post('Bearer full')).json()).toEqual({ size: 1 });
  });

  test('refuses a body that is not JSON, too large, of another type, or with unknown members', async () => {
    const send = (payload: string, type = 'application/json') =>
      app.inject({
        method: 'POST',
        url: '/api/v1/things',
        payload,
        headers: { authorization: 'Bearer full', 'content-type': type },
      });
    expect((await send('{"size":')).json().code).toBe('http.body-malformed');
    expect((await send('a=1', 'text/x-thing')).json().code).toBe('http.media-type-unsupported');
    expect((await send(JSON.stringify({ size: 1, pad: 'x'.repeat(5 * 1024 * 1024) }))).json().code).toBe(
      'http.body-too-large',
    );
    expect((await send('{"size":1,"more":2}')).json().code).toBe('kernel.invalid-input');
    expect((await send('{"size":"1"}')).statusCode).toBe(400);
  });

  test('takes a file as a bare body of any type and as a multipart part with its fields', async () => {
    const bare = await app.inject({
      method: 'POST',
      url: '/api/v1/things/a/files',
      payload: '{"not": parsed',
      headers: { 'content-type': 'application/json', 'x-file-name': encodeURIComponent('表.json') },
    });
    expect(bare.json()).toEqual({ name: '表.json', type: 'application/json', text: '{"not": parsed', fields: {} });
    const form = [
      '--b\r\nContent-Disposition: form-data; name="mode"\r\n\r\nappend\r\n',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\na,b\r\n--b--\r\n',
    ].join('');
    const multipart = await app.inject({
      method: 'POST',
      url: '/api/v1/things/a/files',
      payload: form,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(multipart.json()).toEqual({ name: 'a.csv', type: 'text/csv', text: 'a,b', fields: { mode: 'append' } });
    const large = await app.inject({
      method: 'POST',
      url: '/api/v1/things/a/files',
      payload: 'x'.repeat(1500),
      headers: { 'content-type': 'text/csv' },
    });
    expect(large.statusCode).toBe(413);
    const empty = await app.inject({ method: 'POST', url: '/api/v1/things/a/files' });
    expect(empty.json().code).toBe('http.file-missing');
  });

  test('describes itself, and answers probes and scrapes', async () => {
    const document = (await app.inject('/api/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    expect(document.paths['/api/v1/things/{id}'].get.summary).toBe('看');
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready', missing: [] });
    missing = ['database'];
    const waiting = await app.inject('/readyz');
    missing = [];
    expect(waiting.statusCode).toBe(503);
    expect(waiting.json()).toEqual({ status: 'waiting', missing: ['database'] });
    const scrape = await app.inject({ url: '/metrics', headers: { authorization: 'Bearer full' } });
    expect(scrape.body).toContain('lingnan_depth 7');
  });

  test('sends the security headers and never lets an answer be cached unasked', async () => {
    const { headers } = await app.inject('/api/v1/things/a');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  });

  test('slows a client that asks too often', async () => {
    let last = await app.inject('/api/v1/things/a');
    for (let count = 0; count < 80 && last.statusCode === 200; count += 1) last = await app.inject('/api/v1/things/a');
    expect(last.statusCode).toBe(429);
    expect(last.json().code).toBe('http.too-many-requests');
  });
});
