import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { limitBodyTime } from './slow-body.ts';

const person = (id: string): Principal => ({ kind: 'person', id, organisation: null, roles: [], scopes: null });
const routes = [
  defineRoute({
    method: 'POST',
    path: '/things',
    tag: 'things',
    audience: 'anyone',
    summary: { zh: '建', en: 'Make' },
    body: Type.Object({ name: Type.String(), more: Type.Optional(Type.Unknown()) }),
    handle: async ({ body }) => ({ name: body.name }),
  }),
  defineRoute({
    method: 'POST',
    path: '/costly',
    tag: 'things',
    audience: 'anyone',
    perMinute: 3,
    summary: { zh: '算', en: 'Compute' },
    handle: async () => ({}),
  }),
  defineRoute({
    method: 'POST',
    path: '/files',
    tag: 'things',
    audience: 'anyone',
    upload: true,
    summary: { zh: '传', en: 'Send' },
    handle: async ({ upload }) => {
      for await (const _ of upload!.stream);
      return { name: upload!.name };
    },
  }),
];

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-pages-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), '<title>Lingnan</title>');
  writeFileSync(path.join(folder, '.stamp'), 'secret');
  writeFileSync(path.join(folder, 'pages.json'), JSON.stringify(['/', '/about', '/datasets/:id', '/api/docs']));
  app = await createHttpServer({
    config: loadConfig({}),
    version: '0',
    log: silentLog,
    routes,
    authenticate: async ({ authorization }) => ({
      principal: authorization ? person(authorization.slice('Bearer '.length)) : anonymous,
    }),
    require: ({ id }) => {
      if (id !== 'scraper') throw new AppError(kernelErrors.notFound, { what: 'metrics' });
    },
    readiness: async () => [],
    gauges: {},
    webFolder: folder,
    checkReplies: true,
  });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = (url: string, payload: object | string, headers: Record<string, string> = {}, remoteAddress?: string) =>
  app.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
    ...(remoteAddress ? { remoteAddress } : {}),
  });

test('a character that no database holds is refused with its place, in values and in names', async () => {
  for (const [body, at, character] of [
    [{ name: 'a\0b' }, 'body/name', 'U+0000'],
    [{ name: 'a', more: { list: ['x', { deep: '\0' }] } }, 'body/more/list/1/deep', 'U+0000'],
    [{ name: 'a', more: { 'k\0': 1 } }, 'body/more', 'U+0000'],
    ['{"name":"half \\ud83d"}', 'body/name', 'U+D83D'],
  ] as const) {
    const { statusCode, headers, ...reply } = await post('/things', body);
    expect(statusCode).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(reply.json()).toMatchObject({ code: 'http.text-unstorable', details: { at, character } });
  }
  expect((await post('/things', { name: 'whole \u{1f600}, tab\t' })).json().name).toBe('whole \u{1f600}, tab\t');
  const named = await app.inject({
    method: 'POST',
    url: '/api/v1/files',
    payload: 'a',
    headers: { 'content-type': 'text/csv', 'x-file-name': 'a%00.csv' },
  });
  expect(named.json()).toMatchObject({ code: 'http.text-unstorable', details: { at: 'X-File-Name' } });
  const form =
    '--b\r\nContent-Disposition: form-data; name="mode"\r\n\r\na\0\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na\r\n--b--\r\n';
  const field = await app.inject({
    method: 'POST',
    url: '/api/v1/files',
    payload: form,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  });
  expect(field.json()).toMatchObject({ code: 'http.text-unstorable', details: { at: 'form/mode' } });
});

test('a body nested a million deep, or with names that reach for prototypes, is a bad request', async () => {
  const deep = `{"name":"a","more":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
  expect((await post('/things', deep)).json().code).toBe('http.nested-too-deep');
  for (const body of [
    '{"name":"a","__proto__":{"admin":true}}',
    '{"name":"a","more":{"constructor":{"prototype":{}}}}',
  ]) {
    expect((await post('/things', body)).json().code).toBe('http.body-malformed');
  }
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('a tight limit counts a person from all addresses, and does not count persons of one address together', async () => {
  const ask = async (id: string | null, address: string) =>
    (await post('/costly', {}, id ? { authorization: `Bearer ${id}` } : {}, address)).statusCode;
  for (const last of [1, 2, 3]) expect(await ask('one', `10.1.0.${last}`)).toBe(200);
  expect(await ask('one', '10.1.0.4')).toBe(429);
  expect(await ask('two', '10.1.0.1')).toBe(200);
  for (let n = 0; n < 3; n++) expect(await ask(null, '10.2.0.1')).toBe(200);
  expect(await ask(null, '10.2.0.1')).toBe(429);
  expect(await ask(null, '10.2.0.2')).toBe(200);
});

test('metrics are for whom the gate lets in', async () => {
  const scrape = (id?: string) =>
    app.inject({ url: '/metrics', headers: id ? { authorization: `Bearer ${id}` } : {}, remoteAddress: '127.0.0.1' });
  expect((await scrape()).statusCode).toBe(401);
  expect((await scrape('somebody')).statusCode).toBe(404);
  const { statusCode, body, headers } = await scrape('scraper');
  expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toContain('lingnan_http_request_seconds');
});

test('only a page is answered as a page; elsewhere a browser gets one that says so, a program a problem', async () => {
  const get = (url: string, accept = '*/*') => app.inject({ url, headers: { accept } });
  for (const url of ['/', '/about', '/about/', '/datasets/transit.stops', '/datasets/a%2Fb?view=chart', '/api/docs']) {
    const { statusCode, body } = await get(url);
    expect([url, statusCode, body]).toEqual([url, 200, '<title>Lingnan</title>']);
  }
  const strays =
    '/.env /.git/config /.stamp /wp-login.php /datasets /datasets/a/b /abouts /..%2f..%2fetc/passwd /console/x';
  for (const url of strays.split(' ')) {
    const program = await get(url);
    expect([url, program.statusCode, program.json().code]).toEqual([url, 404, 'http.route-missing']);
    const browser = await get(url, 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([url, browser.statusCode, browser.body]).toEqual([url, 404, '<title>Lingnan</title>']);
  }
  for (const url of ['/assets/old.js', '/api/v1/nothing', '/api/nothing']) {
    expect((await get(url, 'text/html')).headers['content-type']).toContain('problem+json');
  }
});

test('a body that trickles in is given up', async () => {
  const slow = Fastify();
  limitBodyTime(slow, 0.2);
  slow.setErrorHandler((error, _request, reply) =>
    reply.status((error as AppError).status).send((error as AppError).code),
  );
  slow.post('/', async () => 'done');
  await slow.listen({ port: 0, host: '127.0.0.1' });
  const { port } = slow.server.address() as net.AddressInfo;
  const send = (more: boolean) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.write(
          'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
        );
        if (more) socket.write('}');
      });
      let text = '';
      socket.on('data', (data) => {
        text += data;
        if (/http\.|done/.test(text)) socket.destroy();
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });
  expect(await send(true)).toContain('done');
  const late = await send(false);
  expect(late).toContain('408');
  expect(late).toContain('http.body-too-slow');
  await slow.close();
});
