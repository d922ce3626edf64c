import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pullAll } from '../remote/testing.ts';
import { httpJsonConnector } from './json.ts';
import { rawItems } from './raw-items.ts';
import { openTestSite, type TestSite } from './testing.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site.close());

const all = Array.from({ length: 25 }, (_, index) => ({ id: index + 1 }));
const pull = (path: string, more: Record<string, unknown> = {}, options: Parameters<typeof pullAll>[2] = {}) =>
  pullAll(httpJsonConnector, { url: site.at(path), ...more }, options);
const ids = (text: string | undefined) =>
  (text ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { id: number }).id);
const slice = (parameters: URLSearchParams, from: number) =>
  all.slice(from, from + Number(parameters.get('size') ?? 10));

test('items are cut out of a text as they stand', () => {
  const text = '{"a":{"x]":[1]},"data":{"items":[ {"n":12345678901234567890.10,"t":"a,\\"]}"} , 2, "z" ]}}';
  expect(rawItems(text, 'data.items')).toEqual(['{"n":12345678901234567890.10,"t":"a,\\"]}"}', '2', '"z"']);
  expect(rawItems('[]', '')).toEqual([]);
  expect(rawItems('{"a":1}', 'a')).toBeNull();
  expect(rawItems('{"a":1}', 'b')).toBeNull();
});

test('every way to page gives the whole list', async () => {
  const expected = all.map(({ id }) => id);
  site.json('/page', (p) => ({ data: { items: slice(p, (Number(p.get('page')) - 1) * 10), total: 25 } }));
  const page = await pull('/page', {
    items: 'data.items',
    total: 'data.total',
    paging: { kind: 'page', parameter: 'page', size: { parameter: 'size', value: 10 } },
  });
  expect(ids(page.files[0]?.text)).toEqual(expected);
  site.json('/offset', (p) => slice(p, Number(p.get('offset'))));
  expect(ids((await pull('/offset', { paging: { kind: 'offset', parameter: 'offset' } })).files[0]?.text)).toEqual(
    expected,
  );
  site.json('/cursor', (p) => {
    const from = Number(p.get('after') ?? 0);
    return { items: slice(p, from), next: from + 10 < all.length ? from + 10 : null };
  });
  const cursor = await pull('/cursor', {
    items: 'items',
    paging: { kind: 'cursor', parameter: 'after', next: 'next' },
  });
  expect(ids(cursor.files[0]?.text)).toEqual(expected);
  site.on('/link', (request, response) => {
    const from = Number(new URL(request.url!, 'http://site').searchParams.get('from') ?? 0);
    if (from + 10 < all.length) response.setHeader('link', `<?from=0>; rel="first", <?from=${from + 10}>; rel="next"`);
    response.end(JSON.stringify(all.slice(from, from + 10)));
  });
  expect(ids((await pull('/link', { paging: { kind: 'link' } })).files[0]?.text)).toEqual(expected);
});

test('a list that changes between its pages is read anew, and refused when it goes on', async () => {
  let answers = 0;
  site.json('/changing', (p) => {
    answers++;
    // One row goes while the first reading is at its second page.
    const rows = answers > 1 ? all.slice(1) : all;
    return rows.slice(Number(p.get('offset')), Number(p.get('offset')) + 10);
  });
  const paging = { kind: 'offset', parameter: 'offset' };
  const pulled = await pull('/changing', { paging });
  expect(ids(pulled.files[0]?.text)).toEqual(all.slice(1).map(({ id }) => id));
  let growing = 0;
  site.json('/growing', (p) => ({ items: slice(p, Number(p.get('offset'))), total: 25 + growing++ }));
  const refused = await pull('/growing', { items: 'items', total: 'total', paging });
  expect(refused.files).toEqual([]);
  expect(refused.problem?.code).toBe('sources.pull-broken');
});

test('pages without an end are stopped', async () => {
  site.json('/same', () => [{ id: 1 }]);
  const same = await pull('/same', { paging: { kind: 'page', parameter: 'page' } });
  expect(same.problem?.code).toBe('sources.remote-listing-endless');
  site.json('/circle', () => ({ items: [{ id: Math.random() }], next: 'x' }));
  const circle = await pull('/circle', { items: 'items', paging: { kind: 'cursor', parameter: 'c', next: 'next' } });
  expect(circle.problem?.code).toBe('sources.remote-listing-endless');
});

test('what is no JSON, no list, or a gzip bomb is told', async () => {
  site.on('/half', (_request, response) => void response.end('[{"id": 1}, {"id"'));
  expect((await pull('/half')).problem?.code).toBe('sources.remote-answer');
  site.json('/other', () => ({ rows: [] }));
  expect((await pull('/other', { items: 'items' })).problem?.text.zh).toContain('rows');
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
  site.on('/bomb', (_request, response) => void response.setHeader('content-encoding', 'gzip').end(bomb));
  expect((await pull('/bomb', { limitMegabytes: 1 })).problem?.text.zh).toContain('解压后');
});

test('what is new is asked for by the greatest value seen; a clock of 2099 moves nothing', async () => {
  const rows = [
    { id: 1, at: '2026-11-01T00:00:00Z' },
    { id: 2, at: '2026-11-02T00:00:00Z' },
    { id: 3, at: '2099-01-01T00:00:00Z' },
  ];
  site.json('/since', (p) => rows.filter(({ at }) => at >= (p.get('since') ?? '')));
  const since = { parameter: 'since', field: 'at' };
  const first = await pull('/since', { since });
  expect(first.state).toMatchObject({ since: '2026-11-02T00:00:00Z' });
  expect(first.told.join()).toContain('未来');
  const second = await pull('/since', { since }, { state: first.state });
  expect(ids(second.files[0]?.text)).toEqual([2, 3]);
});
