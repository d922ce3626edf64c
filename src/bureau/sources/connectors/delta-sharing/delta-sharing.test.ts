import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestCollection, operator, readStandardText, type TestCollection } from '../../../collection/testing.ts';
import { type Pulled, pullAll, testContext } from '../remote/testing.ts';
import { deltaSharingConnector } from './index.ts';
import { openTestSharing } from './testing.ts';

const settings = { share: 'city', schema: 'open', table: 'counts' };
const standard = readStandardText(`
id: demo.counts
title: { zh: 计数, en: Counts }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
  - { name: amount, title: { zh: 数量, en: Amount }, type: number }
  - { name: day, title: { zh: 日期, en: Day }, type: date }
  - { name: area, title: { zh: 区, en: Area }, type: string }
`);

let own: TestCollection;
let server: Awaited<ReturnType<typeof openTestSharing>>;
beforeAll(async () => {
  own = await openTestCollection();
});
afterAll(() => own?.close());
beforeEach(async () => {
  server = await openTestSharing();
  server.tables.set('counts', {
    version: 3,
    schema: [
      { name: 'id', type: 'long' },
      { name: 'amount', type: 'decimal(10,2)' },
      { name: 'day', type: 'date' },
      { name: 'area', type: 'string' },
    ],
    partitionBy: ['day', 'area'],
    files: [
      // An older file without a column that came later, and one with columns in another order.
      { id: 'old', content: await parquet('SELECT 1::BIGINT AS id'), partition: { day: '2026-01-01', area: '南山区' } },
      {
        id: 'new',
        content: await parquet('SELECT 2.50::DECIMAL(10,2) AS amount, i::BIGINT AS id FROM range(2, 4) t(i)'),
        partition: { day: '2026-01-02', area: '' },
      },
    ],
  });
});
afterEach(() => server.close());

async function parquet(sql: string): Promise<Buffer> {
  const file = path.join(own.dataFolder, 'made.parquet');
  await own.lake.engine.run(`COPY (${sql}) TO '${file}' (FORMAT parquet)`);
  return readFile(file);
}

const secrets = () => ({ profile: server.profile() });
const pull = (state: Pulled['state'] = null) => pullAll(deltaSharingConnector, settings, { secrets: secrets(), state });

test('the whole table becomes one run, partition values included; an unchanged version is not pulled again', async () => {
  await own.dataset(standard);
  const context = await testContext({ secrets: secrets() });
  let state: Pulled['state'] = null;
  for await (const one of deltaSharingConnector.pull(settings, context)) {
    const upload = { name: one.name, stream: one.stream };
    const { reading, mode } = one;
    const run = await own.collection.collect({
      principal: operator,
      dataset: standard.id,
      upload,
      reading,
      mode: mode!,
    });
    expect([run.status, run.accepted, run.mode]).toEqual(['done', 3, 'replace']);
    state = one.state();
  }
  await context.close();
  expect(await own.rows(standard.id)).toEqual([
    { id: 1, amount: null, day: '2026-01-01', area: '南山区' },
    { id: 2, amount: 2.5, day: '2026-01-02', area: null },
    { id: 3, amount: 2.5, day: '2026-01-02', area: null },
  ]);
  expect(state).toEqual({ version: '3' });
  const { fetches, queries } = server.counts;
  expect((await pull(state)).files).toEqual([]);
  expect(server.counts).toMatchObject({ fetches, queries });
  server.tables.get('counts')!.version = 4;
  expect((await pull(state)).state).toEqual({ version: '4' });
});

test('an empty table is a file without rows', async () => {
  server.tables.get('counts')!.files = [];
  const pulled = await pull();
  expect(pulled.problem).toBeNull();
  expect(pulled.files).toHaveLength(1);
});

test('a file cut off is taken up where it broke, and an address that has expired is asked for anew', async () => {
  server.faults.cutOnce = true;
  expect((await pull()).problem).toBeNull();
  expect(server.counts.ranges).toEqual(['bytes=100-']);
  server.faults.expireFirst = true;
  const second = await openTestSharing();
  second.tables.set('counts', server.tables.get('counts')!);
  second.faults.expireFirst = true;
  const renewed = await pullAll(deltaSharingConnector, settings, { secrets: { profile: second.profile() } });
  expect([renewed.problem, second.counts.queries]).toEqual([null, 2]);
  await second.close();
});

test('the probe names the tables and the columns', async () => {
  const context = await testContext({ secrets: secrets() });
  const probe = await deltaSharingConnector.probe(settings, context);
  expect(probe.found.zh).toContain('city.open.counts');
  expect(probe.columns).toContainEqual({ name: 'amount', type: 'decimal(10,2)' });
  await context.close();
});

describe('what goes wrong is named', () => {
  test('a wrong token, a table that is not there, a server that is inside', async () => {
    const wrong = { profile: server.profile({ bearerToken: 'another-secret-token' }) };
    const refused = await pullAll(deltaSharingConnector, settings, { secrets: wrong });
    expect(refused.problem?.code).toBe('sources.credentials-refused');
    expect(JSON.stringify([refused.problem, refused.problem?.stack])).not.toContain('another-secret-token');
    const missing = await pullAll(deltaSharingConnector, { ...settings, table: 'none' }, { secrets: secrets() });
    expect(missing.problem?.text.zh).toContain('city.open.none');
    const inside = await pullAll(deltaSharingConnector, settings, { secrets: secrets(), loopback: false });
    expect(inside.problem?.code).toBe('sources.host-not-allowed');
  });

  test.each([
    ['no JSON', 'sharing-token-that-stays-secret'],
    ['a version of tomorrow', JSON.stringify({ shareCredentialsVersion: 2 })],
    ['no address', JSON.stringify({ shareCredentialsVersion: 1, endpoint: 'ftp://x', bearerToken: 'sharing-token' })],
    [
      'a token with a line break',
      JSON.stringify({ shareCredentialsVersion: 1, endpoint: 'https://x.cn', bearerToken: 'a\r\nb' }),
    ],
    [
      'an end in the past',
      JSON.stringify({
        shareCredentialsVersion: 1,
        endpoint: 'https://x.cn',
        bearerToken: 't',
        expirationTime: '2020-01-01T00:00:00Z',
      }),
    ],
  ])('a profile with %s', async (_, profile) => {
    const { problem } = await pullAll(deltaSharingConnector, settings, { secrets: { profile } });
    expect(problem?.code).toBe('sources.share-profile');
    expect(JSON.stringify([problem, problem?.stack])).not.toContain('sharing-token');
  });

  test('files that are always short, no Parquet, over the limit; a listing in a circle', async () => {
    server.faults.short = true;
    expect((await pull()).problem?.code).toBe('sources.remote-cut');
    server.faults.short = false;
    const table = server.tables.get('counts')!;
    const [first] = table.files;
    table.files = [{ ...first!, content: Buffer.from('no parquet at all') }];
    expect((await pull()).problem?.code).toBe('sources.remote-answer');
    table.files = [{ ...first!, content: Buffer.alloc(1024 * 1024 + 1) }];
    const tight = await pullAll(deltaSharingConnector, { ...settings, limitMegabytes: 1 }, { secrets: secrets() });
    expect(tight.problem?.code).toBe('sources.remote-too-large');
    server.faults.circle = true;
    const context = await testContext({ secrets: secrets() });
    await expect(deltaSharingConnector.probe(settings, context)).rejects.toMatchObject({
      code: 'sources.remote-listing-endless',
    });
    await context.close();
  });
});
