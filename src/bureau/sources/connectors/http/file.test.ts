import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestSources, residents, type TestSources } from '../../testing.ts';
import { pullAll } from '../remote/testing.ts';
import { httpFileConnector } from './file.ts';
import { openTestSite, type TestSite } from './testing.ts';

const csv = 'id,phone,district,registered,amount\n1,,南山区,2020-01-01,1\n2,,福田区,2020-01-02,2\n';
let site: TestSite;
let house: TestSources;
beforeAll(async () => {
  site = await openTestSite();
  house = await openTestSources();
});
afterAll(() => Promise.all([site.close(), house.close()]));
beforeEach(() => void site.asked.splice(0));

const pull = (path: string, more: Record<string, unknown> = {}, options: Parameters<typeof pullAll>[2] = {}) =>
  pullAll(httpFileConnector, { url: site.at(path), ...more }, options);

test('a file is collected end to end, and fetched again only when its ETag has changed', async () => {
  let body = csv;
  let tag = '"one"';
  site.on('/residents.csv', (request, response) => {
    if (request.headers['if-none-match'] === tag) response.writeHead(304).end();
    else response.writeHead(200, { etag: tag, 'content-type': 'text/csv' }).end(body);
  });
  await house.declare({ type: 'http-file', url: site.at('/residents.csv') });
  expect(await house.run()).toMatchObject({ status: 'refused', problem: { code: 'sources.host-not-allowed' } });
  expect(site.asked).toEqual([]);
  await house.allow(`127.0.0.1:${site.port}`);
  expect(await house.run()).toMatchObject({ status: 'done', problem: null });
  expect(await house.run()).toMatchObject({ status: 'unchanged', runs: [] });
  body = `${csv}3,,罗湖区,2020-01-03,3\n`;
  tag = '"two"';
  expect(await house.run()).toMatchObject({ status: 'done' });
  expect(await house.rows(residents.id)).toHaveLength(3);
});

test('without ETag the same bytes are not collected again', async () => {
  site.on('/plain.csv', (_request, response) => void response.end(csv));
  const first = await pull('/plain.csv');
  expect(first.files.map(({ name, text }) => [name, text])).toEqual([['plain.csv', csv]]);
  expect((await pull('/plain.csv', {}, { state: first.state })).files).toEqual([]);
});

test('a file that is cut short is taken up where it broke', async () => {
  let tries = 0;
  site.on('/cut.csv', (request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const bytes = Buffer.from(csv);
    const headers = { etag: '"x"', 'content-length': bytes.length - from };
    if (request.headers.range) {
      response.writeHead(206, { ...headers, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
      response.end(bytes.subarray(from));
      return;
    }
    tries++;
    response.writeHead(200, headers);
    response.write(bytes.subarray(0, 40), () => response.destroy());
  });
  const pulled = await pull('/cut.csv');
  expect(pulled.problem).toBeNull();
  expect(pulled.files[0]!.text).toBe(csv);
  expect(tries).toBe(1);
});

test('a file shorter or longer than it says is never collected', async () => {
  site.on('/short.csv', (_request, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write(csv, () => response.destroy());
  });
  const short = await pull('/short.csv');
  expect(short.files).toEqual([]);
  expect(short.problem?.code).toBe('sources.pull-broken');
  site.on('/long.csv', (_request, response) => {
    response.socket!.end(`HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\n${csv}`);
  });
  const long = await pull('/long.csv');
  expect(long.files).toEqual([]);
  expect(long.problem?.text.zh).toContain('20');
});

test('endless redirects, redirects inside and a web page are refused', async () => {
  site.on('/loop', (_request, response) => response.writeHead(302, { location: '/loop' }).end());
  expect((await pull('/loop')).problem?.code).toBe('sources.remote-redirects');
  expect(site.asked.length).toBeLessThan(10);
  site.on('/away', (_request, response) =>
    response.writeHead(302, { location: `http://localhost:${site.port}/inside` }).end(),
  );
  const allowed = await house.sources.hosts.list({
    kind: 'system',
    id: 'system:test',
    organisation: null,
    roles: [],
    scopes: null,
  });
  expect(allowed.items.map(({ host }) => host)).toEqual(['127.0.0.1']);
  await house.declare({ type: 'http-file', url: site.at('/away') }, { id: 'test.away' });
  // The first hop is allowed; the host that it leads to is not.
  expect(await house.run('test.away')).toMatchObject({ problem: { code: 'sources.host-not-allowed' } });
  expect(site.asked.map(({ path }) => path)).not.toContain('/inside');
  site.on('/page', (_request, response) => void response.setHeader('content-type', 'text/html').end('<html>'));
  expect((await pull('/page')).problem?.code).toBe('sources.source-changed');
});

test('a token goes to its own host alone, and is told nowhere', async () => {
  const other = await openTestSite();
  other.on('/file.csv', (_request, response) => void response.end(csv));
  site.on('/signed', (_request, response) => response.writeHead(302, { location: other.at('/file.csv') }).end());
  const more = { signIn: { kind: 'header', name: 'X-Api-Key' } };
  const pulled = await pull('/signed', more, { secrets: { token: 'clear-text-token' } });
  expect(pulled.files).toHaveLength(1);
  expect(site.asked[0]!.headers['x-api-key']).toBe('clear-text-token');
  expect(other.asked[0]!.headers['x-api-key']).toBeUndefined();
  await other.close();
});

test('a busy server is asked again after the time that it says; too long a wait fails the round', async () => {
  let asked = 0;
  site.on('/busy.csv', (_request, response) => {
    asked++;
    if (asked < 3) response.writeHead(asked === 1 ? 429 : 503, { 'retry-after': '0' }).end();
    else response.end(csv);
  });
  expect((await pull('/busy.csv')).files).toHaveLength(1);
  site.on('/later.csv', (_request, response) => response.writeHead(503, { 'retry-after': '86400' }).end());
  expect((await pull('/later.csv')).problem?.text.zh).toContain('86400');
});

test('a file over the limit and a gzip bomb are stopped', async () => {
  site.on('/large.csv', (_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect((await pull('/large.csv', { limitMegabytes: 1 })).problem?.code).toBe('sources.remote-too-large');
  await house.allow('127.0.0.1');
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
  site.on('/bomb.csv.gz', (_request, response) => void response.setHeader('content-encoding', 'gzip').end(bomb));
  await house.declare({ type: 'http-file', url: site.at('/bomb.csv.gz') }, { id: 'test.bomb' });
  expect(await house.run('test.bomb')).toMatchObject({
    status: 'refused',
    problem: { code: 'collection.archive-bomb' },
  });
});
