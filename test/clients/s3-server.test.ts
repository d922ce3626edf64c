import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pullAll, testContext } from '../../src/bureau/sources/connectors/remote/testing.ts';
import { s3Connector } from '../../src/bureau/sources/connectors/s3/index.ts';
import { pythonWith } from './python.ts';

const python = await pythonWith(['moto[server]==5.2.5']);
const secrets = { accessKey: 'test-access', secretKey: 'test-secret' };

describe.skipIf(!python)('the S3 of moto', { timeout: 240_000 }, () => {
  const client = new AwsClient({
    accessKeyId: 'test-access',
    secretAccessKey: 'test-secret',
    region: 'us-east-1',
    service: 's3',
  });
  let server: ChildProcess;
  let endpoint = '';
  let kept = '';
  let bucket = '';
  let serial = 0;

  beforeAll(async () => {
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    server = spawn(python!, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    for (let tries = 0; tries < 240; tries++) {
      if (await fetch(`${endpoint}/moto-api/`).catch(() => null)) break;
      await sleep(250);
    }
  });
  afterAll(() => {
    server?.kill();
  });
  beforeEach(async () => {
    bucket = `bucket-${++serial}`;
    await put('', '');
    kept = await mkdtemp(path.join(os.tmpdir(), 'lingnan-kept-'));
    return () => rm(kept, { recursive: true, force: true });
  });

  async function put(key: string, text: string): Promise<void> {
    const address = `${endpoint}/${bucket}${key === '' ? '' : `/${key.split('/').map(encodeURIComponent).join('/')}`}`;
    const response = await client.fetch(address, { method: 'PUT', body: text });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
  const settings = (more: Record<string, unknown> = {}) => ({ endpoint, bucket, ...more });

  test('new objects once, those under the prefix and the pattern, whatever their names', async () => {
    const odd = "out/订单 2026+1%20(副本)'~.csv";
    await put('out/a.csv', 'id\n1\n');
    await put(odd, 'id\n2\n');
    await put('out/notes.txt', 'x');
    await put('other/b.csv', 'id\n3\n');
    const first = await pullAll(s3Connector, settings({ prefix: 'out/', pattern: '*.csv' }), { secrets, kept });
    expect(first.problem).toBeNull();
    expect(first.files.map(({ name, text }) => [name, text]).sort()).toEqual(
      [
        ['a.csv', 'id\n1\n'],
        [odd.slice(4), 'id\n2\n'],
      ].sort(),
    );
    await put('out/a.csv', 'id\n9\n');
    const options = { secrets, kept, state: first.state };
    const second = await pullAll(s3Connector, settings({ prefix: 'out/', pattern: '*.csv' }), options);
    expect(second.files.map(({ text }) => text)).toEqual(['id\n9\n']);
    const third = await pullAll(s3Connector, settings({ prefix: 'out/', pattern: '*.csv' }), {
      ...options,
      state: second.state,
    });
    expect([third.files, third.problem]).toEqual([[], null]);
  });

  test('a listing of several pages is read to its end', async () => {
    const keys = Array.from({ length: 1203 }, (_, i) => `part-${i}.csv`);
    for (let at = 0; at < keys.length; at += 40) await Promise.all(keys.slice(at, at + 40).map((key) => put(key, 'x')));
    const context = await testContext({ secrets, kept });
    const probe = await s3Connector.probe(settings(), context);
    expect(probe.found.en).toContain('1203 files');
    await context.close();
  });

  test('a bucket that is not there is named', async () => {
    const { problem } = await pullAll(s3Connector, settings({ bucket: 'no-such-bucket' }), { secrets, kept });
    expect(problem?.code).toBe('sources.remote-missing');
    expect(problem?.text.zh).toContain('no-such-bucket');
  });

  test('a bucket in the host name', async () => {
    await put('a.csv', 'id\n1\n');
    const { port } = new URL(endpoint);
    // Names under localhost lead to this machine everywhere; moto knows a bucket by this host too.
    const virtual = { endpoint: `http://s3.localhost.localstack.cloud:${port}`, bucket, addressing: 'virtual-host' };
    const asked: string[] = [];
    const network = {
      resolve: async (host: string) => {
        asked.push(host);
        return { address: '127.0.0.1', family: 4 as const };
      },
    };
    const { files, problem } = await pullAll(s3Connector, virtual, { secrets, kept, network });
    expect(problem).toBeNull();
    expect(files.map(({ text }) => text)).toEqual(['id\n1\n']);
    expect(new Set(asked)).toEqual(new Set([`${bucket}.s3.localhost.localstack.cloud`]));
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(() => resolve(undefined)));
  return port;
}
