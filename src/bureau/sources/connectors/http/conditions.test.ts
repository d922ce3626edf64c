import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestSources, residents, type TestSources } from '../../testing.ts';
import { download } from '../remote/download.ts';
import { remoteRequest } from '../remote/request.ts';
import { pullAll, testContext } from '../remote/testing.ts';
import { httpFileConnector } from './file.ts';
import { httpJsonConnector } from './json.ts';
import { openTestSite, type TestSite } from './testing.ts';

const csv = 'id,phone,district,registered,amount\n1,,南山区,2020-01-01,1\n';
let site: TestSite;
let house: TestSources;
beforeAll(async () => {
  [site, house] = await Promise.all([openTestSite(), openTestSources()]);
  await house.allow('127.0.0.1');
});
afterAll(() => Promise.all([site.close(), house.close()]));

const pull = (path: string, more: Record<string, unknown> = {}) =>
  pullAll(httpFileConnector, { url: site.at(path), ...more });

describe('a server that is slow', () => {
  /** A byte now and then, and never an end. */
  const drip = (path: string, every: number) =>
    site.on(path, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      const timer = setInterval(() => response.write('1'), every);
      response.on('close', () => clearInterval(timer));
    });

  test('one that drips is given up by its pace, and by the time in all', async () => {
    drip('/drip.csv', 20);
    const context = await testContext();
    const response = await remoteRequest(context, new URL(site.at('/drip.csv')));
    const task = { name: 'drip.csv', bytes: null, limitBytes: 1_000_000, signal: context.signal };
    const pace = { bytes: 1000, milliseconds: 200 };
    await expect(
      download(path.join(context.scratch, 'drip'), { ...task, pace, read: () => response.body }),
    ).rejects.toMatchObject({ code: 'sources.remote-slow' });
    response.discard();
    await context.close();

    const late = await pull('/drip.csv', { timeoutMinutes: 0.005 });
    expect(late.problem?.code).toBe('sources.remote-slow');
    expect(late.problem?.text.zh).toContain('/drip.csv');
    const items = await pullAll(httpJsonConnector, { url: site.at('/drip.csv'), timeoutMinutes: 0.005 });
    expect(items.problem?.code).toBe('sources.remote-slow');
  });

  test('one that falls silent counts as lost', async () => {
    site.on('/silent.csv', () => {});
    const context = await testContext();
    const asked = remoteRequest(context, new URL(site.at('/silent.csv')), { silenceMilliseconds: 100 });
    await expect(asked).rejects.toMatchObject({ code: 'sources.unreachable' });
    await context.close();
  });
});

describe('what is no data', () => {
  test('a sign-in page that calls itself CSV', async () => {
    site.on('/login.csv', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/csv' }).end('\ufeff\n<!DOCTYPE html><title>登录</title>'),
    );
    const { problem, files } = await pull('/login.csv');
    expect([problem?.code, files]).toEqual(['sources.source-changed', []]);
    expect(problem?.text.zh).toContain('可能需要登录');
  });

  test('an empty file is named, and one of a header alone', async () => {
    let body = '';
    site.on('/empty.csv', (_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end(body));
    const source = await house.declare({ type: 'http-file', url: site.at('/empty.csv') }, { id: 'test.empty' });
    const empty = await house.run(source);
    expect(empty).toMatchObject({ status: 'refused', problem: { code: 'collection.empty-file' } });
    body = csv.slice(0, csv.indexOf('\n') + 1);
    const header = await house.run(source);
    expect([header.status, header.problem?.code]).toEqual(['refused', 'collection.no-rows']);
    body = csv;
    expect(await house.run(source)).toMatchObject({ status: 'done' });
    expect(await house.rows(residents.id)).toHaveLength(1);
  });

  test('a host that no name service knows, and one that nobody serves', async () => {
    const named = await house.declare(
      { type: 'http-file', url: 'http://nowhere.invalid/a.csv' },
      { id: 'test.dns', retries: 0 },
    );
    const lost = await house.run(named);
    expect(lost).toMatchObject({ status: 'failed', problem: { code: 'sources.host-unknown' } });
    expect(lost.problem!.message.zh).toContain('nowhere.invalid');
  });
});

describe('certificates', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-tls-'));
  const file = (name: string) => path.join(folder, name);
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const servers: https.Server[] = [];

  beforeAll(() => {
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      file('ca.key'),
      '-out',
      file('ca.pem'),
      '-subj',
      '/CN=Test authority',
    );
    for (const [name, host, days] of [
      ['good', 'localhost', '30'],
      ['other', 'other.example', '30'],
      ['expired', 'localhost', '-1'],
    ] as const) {
      const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
      openssl('req', ...newKey, '-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), ...names);
      const authority = [
        '-CA',
        file('ca.pem'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-copy_extensions',
        'copy',
      ];
      openssl('x509', '-req', '-in', file(`${name}.csr`), ...authority, '-days', days, '-out', file(`${name}.pem`));
    }
  });
  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function serve(name: string): Promise<string> {
    const server = https.createServer(
      { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.pem`)) },
      (_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end(csv),
    );
    servers.push(server);
    await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
    return `https://localhost:${(server.address() as AddressInfo).port}/a.csv`;
  }
  /** As a retry would only repeat it, the first answer counts here. */
  const reached = async (name: string, authority: string | null = readFileSync(file('ca.pem'), 'utf8')) => {
    const context = await testContext();
    const url = new URL(await serve(name));
    const answer = await remoteRequest(context, url, authority === null ? {} : { authority }).then(
      (response) => {
        response.discard();
        return response.status;
      },
      (error: { code: string; text: { zh: string } }) => `${error.code} ${error.text.zh}`,
    );
    await context.close();
    return answer;
  };

  test('one of an authority of their own is known once that is entered; a wrong name or an old date never is', async () => {
    expect(await reached('good')).toBe(200);
    expect(await reached('good', null)).toContain('证书');
    expect(await reached('ca')).toContain('证书不是发给这个主机名的');
    expect(await reached('ca', null)).toContain('证书是自签名的');
    expect(await reached('other')).toContain('证书不是发给这个主机名的');
    expect(await reached('expired')).toContain('证书已过期');
  });

  test('a source with such a certificate is collected', async () => {
    const settings = { url: await serve('good'), certificateAuthority: readFileSync(file('ca.pem'), 'utf8') };
    const { files, problem } = await pullAll(httpFileConnector, settings);
    expect([problem, files.map(({ text }) => text)]).toEqual([null, [csv]]);
  });
});
