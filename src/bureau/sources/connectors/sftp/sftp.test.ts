import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestCollection, operator, residents } from '../../../collection/testing.ts';
import type { ConnectorState } from '../connector.ts';
import { pullAll, testContext } from '../remote/testing.ts';
import { sftpConnector } from './index.ts';
import { openTestSftp, type TestSftp } from './testing.ts';

const secrets = { password: 'correct-horse' };
const day = 1_700_000_000;
let server: TestSftp;
let kept: string;
beforeEach(async () => {
  server = await openTestSftp();
  kept = await mkdtemp(path.join(os.tmpdir(), 'lingnan-kept-'));
});
afterEach(async () => {
  await server.close();
  await rm(kept, { recursive: true, force: true });
});

const pull = (state: ConnectorState | null = null, more: Record<string, unknown> = {}) =>
  pullAll(sftpConnector, { ...server.settings(), ...more }, { state, secrets, kept });
const names = (pulled: Awaited<ReturnType<typeof pull>>) => pulled.files.map(({ name }) => name);

describe('new files once', () => {
  test('oldest first, then only what is new', async () => {
    server.put('b.csv', 'id\n2\n', day + 20);
    server.put('a.csv', 'id\n1\n', day + 30);
    server.put('notes.txt', 'x', day);
    const first = await pull(null, { pattern: '*.csv' });
    expect(first.files.map(({ name, text }) => [name, text])).toEqual([
      ['b.csv', 'id\n2\n'],
      ['a.csv', 'id\n1\n'],
    ]);
    server.put('older.csv', 'id\n3\n', day + 1);
    const second = await pull(first.state, { pattern: '*.csv' });
    expect(names(second)).toEqual(['older.csv']);
    expect(names(await pull(second.state, { pattern: '*.csv' }))).toEqual([]);
  });

  test('a rewritten file is collected again and told; one that was only touched is not', async () => {
    server.put('a.csv', 'id\n1\n', day);
    server.put('b.csv', 'id\n2\n', day);
    const first = await pull();
    server.put('a.csv', 'id\n9\n', day + 5);
    server.put('b.csv', 'id\n2\n', day + 5);
    const second = await pull(first.state);
    expect(second.files.map(({ text }) => text)).toEqual(['id\n9\n']);
    expect(second.told).toContain('文件“a.csv”已被改写，重新采集');
    expect(second.told).toContain('文件“b.csv”内容没有变化，不再采集');
    server.put('a.csv', 'id\n1\n', day + 9);
    const third = await pull(second.state);
    expect(
      third.files.map(({ text }) => text),
      'a content that stands again is news',
    ).toEqual(['id\n1\n']);
  });

  test('a renamed file is not collected again, and that is remembered; a copy beside it goes to collection', async () => {
    server.put('a.csv', 'id\n1\n', day);
    const first = await pull();
    const content = server.files.get('a.csv')!;
    server.files.delete('a.csv');
    server.files.set('renamed.csv', content);
    const second = await pull(first.state);
    expect(names(second)).toEqual([]);
    expect(second.told).toContain('文件“renamed.csv”只是改了名，不再采集');
    const opens = server.counts.opens;
    await pull(second.state);
    expect(server.counts.opens).toBe(opens);
    server.files.set('copy.csv', content);
    expect(names(await pull(second.state))).toEqual(['copy.csv']);
  });

  test('a range is pulled again whatever was seen', async () => {
    server.put('a.csv', 'id\n1\n', day);
    server.put('b.csv', 'id\n2\n', day + 100);
    const { state } = await pull();
    const range = { from: new Date((day + 50) * 1000), to: new Date((day + 200) * 1000) };
    const again = await pullAll(sftpConnector, server.settings(), { state, secrets, kept, range });
    expect(names(again)).toEqual(['b.csv']);
  });
});

describe('files that are not whole', () => {
  test('a young file and one that grows while it is read are left for the next pull', async () => {
    server.put('young.csv', 'id\n1\n', day);
    const clock = { now: () => new Date((day + 10) * 1000) };
    const settings = { ...server.settings(), settleSeconds: 60 };
    const young = await pullAll(sftpConnector, settings, { secrets, clock });
    expect(names(young)).toEqual([]);
    expect(young.told).toContain('文件“young.csv”刚刚修改过，留待下次采集');

    server.faults.onRead = () => server.put('young.csv', 'id\n1\n2\n', day + 1);
    const growing = await pull();
    expect(names(growing)).toEqual([]);
    expect(growing.told).toContain('文件“young.csv”在读取时有变化，留待下次采集');
    server.faults.onRead = () => {};
    expect((await pull(growing.state)).files.map(({ text }) => text)).toEqual(['id\n1\n2\n']);
  });

  test('a time of 2099 does not keep a file out', async () => {
    server.put('future.csv', 'id\n1\n', 4_080_000_000);
    expect(names(await pull(null, { settleSeconds: 60 }))).toEqual(['future.csv']);
  });

  test('a connection that breaks is taken up where it broke; one that always breaks leaves the file for later', async () => {
    const text = `id\n${Array.from({ length: 100_000 }, (_, i) => i).join('\n')}\n`;
    server.put('a.csv', 'id\n1\n', day - 1);
    server.put('large.csv', text, day);
    server.faults.cutAfter = 200_000;
    server.faults.cuts = 2;
    const resumed = await pull();
    expect(resumed.files.at(-1)!.text === text).toBe(true);
    expect(server.counts.connections).toBe(3);

    server.faults.cutAfter = 0;
    server.faults.cuts = 0;
    server.put('b.csv', 'id\n5\n', day - 5);
    server.put('large.csv', `${text}1\n`, day + 1);
    const collected = await pullAll(sftpConnector, { ...server.settings(), pattern: 'b.csv' }, { secrets, kept });
    server.faults.cuts = Number.POSITIVE_INFINITY;
    const broken = await pull(collected.state);
    expect(broken.problem?.code).toBe('sources.remote-cut');
    expect(broken.problem?.text.zh).toContain('连接中断');
    server.faults.cuts = 0;
    expect(names(await pull(broken.state))).toEqual(['a.csv', 'large.csv']);
  });
});

describe('what is refused', () => {
  test('another host key, before credentials are sent', async () => {
    const settings = server.settings();
    await server.changeHostKey();
    const pulled = await pullAll(sftpConnector, settings, { secrets });
    expect(pulled.problem?.code).toBe('sources.remote-host-key');
    expect(pulled.problem?.text.en).toContain(settings.hostKey);
    expect(pulled.problem?.text.en).toContain(server.settings().hostKey);
    expect(server.counts.signIns).toBe(0);
  });

  test('a host whose key nobody confirmed: the trial shows it, no credential is sent, nothing is collected', async () => {
    server.put('a.csv', 'id\n1\n', day);
    const { hostKey, ...unconfirmed } = server.settings();
    const pulled = await pullAll(sftpConnector, unconfirmed, { secrets });
    expect(pulled).toMatchObject({ files: [], problem: { code: 'sources.remote-host-key-unknown' } });
    expect(pulled.problem?.text.zh).toContain(hostKey);
    const context = await testContext();
    const probe = await sftpConnector.probe(unconfirmed, context);
    await context.close();
    expect(probe.sample).toEqual([[hostKey]]);
    expect(server.counts.signIns).toBe(0);
    expect(names(await pullAll(sftpConnector, { ...unconfirmed, hostKey: probe.sample[0]![0] }, { secrets }))).toEqual([
      'a.csv',
    ]);
  });

  test('wrong credentials and hosts that are not allowed, without a secret in the message', async () => {
    const wrong = await pullAll(sftpConnector, server.settings(), { secrets: { password: 'not-this-one' } });
    expect(wrong.problem?.code).toBe('sources.credentials-refused');
    expect(JSON.stringify([wrong.problem, wrong.problem?.stack])).not.toContain('not-this-one');
    const key = await pullAll(
      sftpConnector,
      { ...server.settings(), signIn: 'private-key' },
      { secrets: { privateKey: 'no key at all' } },
    );
    expect(key.problem?.code).toBe('sources.credentials-refused');
    const inside = await pullAll(sftpConnector, server.settings(), { secrets, loopback: false });
    expect(inside.problem?.code).toBe('sources.host-not-allowed');
    const gone = { ...server.settings(), port: 1 };
    expect((await pullAll(sftpConnector, gone, { secrets })).problem?.code).toBe('sources.unreachable');
  });

  test('a folder that is not there, a listing without end', async () => {
    expect((await pull(null, { folder: '/none' })).problem?.code).toBe('sources.remote-missing');
    server.faults.endless = true;
    expect((await pull()).problem?.code).toBe('sources.remote-listing-endless');
  });

  test('hostile names and files over the limit are told after all others are collected', async () => {
    for (const name of ['../escape.csv', 'a\\b.csv', 'line\nbreak.csv', 'turned\u202etxt.csv', 'x/../../y.csv'])
      server.put(name, 'id\n1\n', day);
    server.put('big.csv', 'x'.repeat(1024 * 1024 + 1), day);
    server.put('good.csv', 'id\n1\n', day + 1);
    const pulled = await pull(null, { limitMegabytes: 1 });
    expect(names(pulled)).toEqual(['good.csv']);
    expect(pulled.problem?.code).toBe('sources.remote-files-left');
    expect(pulled.problem?.details['count']).toBe(6);
    expect(pulled.problem?.text.zh).toContain('../escape.csv');
    expect(pulled.problem?.text.en).not.toMatch(/[\n\u202e]/);
  });
});

test('signs in with a private key', async () => {
  server.put('a.csv', 'id\n1\n', day);
  const settings = { ...server.settings(), signIn: 'private-key' };
  const pulled = await pullAll(sftpConnector, settings, { secrets: { privateKey: server.privateKey } });
  expect(names(pulled)).toEqual(['a.csv']);
});

test('a folder of a hundred thousand files is listed whole and remembered', async () => {
  for (let i = 0; i < 100_000; i++) server.put(`part-${i}.csv`, 'id\n1\n', day + i);
  const first = await pull(null, { pattern: 'part-9999?.csv' });
  expect(names(first)).toHaveLength(10);
  const context = await testContext({ secrets, kept });
  const probe = await sftpConnector.probe(server.settings(), context);
  expect(probe.found.en).toContain('100000 files');
  expect(probe.sample[0]![0]).toBe('part-99999.csv');
  await context.close();
});

test('collects into a dataset: a run each, and none the second time', async () => {
  const own = await openTestCollection();
  try {
    await own.dataset(residents);
    const head = 'id,phone,district,registered,amount\n';
    server.put('one.csv', `${head}1,13800138000,南山区,2024-01-02,1.5\n`, day);
    server.put('two.csv', `${head}1,13800138000,福田区,2024-01-02,2.5\n2,13800138001,罗湖区,2024-01-03,3\n`, day + 1);
    const context = await testContext({ secrets, kept });
    const runs = [];
    let state: ConnectorState | null = null;
    for await (const one of sftpConnector.pull(server.settings(), context)) {
      const upload = { name: one.name, stream: one.stream };
      runs.push(await own.collection.collect({ principal: operator, dataset: residents.id, upload }));
      state = one.state();
    }
    await context.close();
    expect(runs.map(({ status, accepted }) => [status, accepted])).toEqual([
      ['done', 1],
      ['done', 2],
    ]);
    expect(await own.rows(residents.id)).toMatchObject([
      { id: 1, district: '福田区' },
      { id: 2, district: '罗湖区' },
    ]);
    expect(names(await pull(state))).toEqual([]);
  } finally {
    await own.close();
  }
});
