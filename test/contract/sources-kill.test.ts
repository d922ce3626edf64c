import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSite, type TestSite } from '../../src/bureau/sources/connectors/http/testing.ts';
import { openTestSftp, type TestSftp } from '../../src/bureau/sources/connectors/sftp/testing.ts';
import type { Round } from '../../src/bureau/sources/schema.ts';
import { openTestDatabase } from '../../src/database/testing.ts';
import { type Product, startProduct } from '../e2e/product.ts';

/** More at full length (`SOURCES_KILLS=40`); a dozen show that nothing has changed. */
const kills = Number(process.env['SOURCES_KILLS'] ?? 12);
const rowsAtOnce = 4000;
const open = new Set(['waiting', 'running']);

let product: Product;
let server: Awaited<ReturnType<typeof openTestDatabase>>;
let sql: pg.Client;
/** The product's own database, which outlives each kill. */
let own: pg.Client;
let site: TestSite;
let sftp: TestSftp;
let token: string;

beforeAll(async () => {
  server = await openTestDatabase({ connections: 1 });
  [site, sftp, product] = await Promise.all([openTestSite(), openTestSftp(), startProduct({ demo: false })]);
  sql = new pg.Client({ connectionString: server.url });
  const kept = JSON.parse(await readFile(path.join(product.folder, 'postgres.json'), 'utf8'));
  own = new pg.Client({ ...kept, host: '127.0.0.1', user: 'lingnan', database: 'postgres' });
  await Promise.all([sql.connect(), own.connect()]);
}, 240_000);
afterAll(async () => {
  await Promise.all([sql?.end(), own?.end()]);
  await product?.close();
  await Promise.all([site?.close(), sftp?.close(), server?.close()]);
});

test('killed at any moment of its rounds, the server ends them by itself: no row is lost and none doubled', async () => {
  let written = 0;
  let file = '';
  let files = 0;
  site.on('/stock.csv', (request, response) => {
    const etag = `"${written}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag, 'content-type': 'text/csv' }).end(file);
  });
  /** Gives every source something new: changed and further rows, another file, and further files in the folder. */
  const feed = async () => {
    const from = written;
    written += rowsAtOnce;
    await sql.query(`INSERT INTO orders SELECT i, now(), i FROM generate_series(${from + 1}, ${written}) i;
      UPDATE orders SET at = now(), value = value + 1 WHERE id % 7 = 0`);
    const numbers = (first: number, last: number) =>
      Array.from({ length: last - first }, (_, at) => `${first + at + 1},${first + at + 1}\n`).join('');
    file = `id,value\n${numbers(0, written)}`;
    for (let part = 0; part < 3; part++) {
      const [first, last] = [part, part + 1].map((share) => from + Math.floor((rowsAtOnce * share) / 3));
      sftp.put(`part-${++files}.csv`, `id,value\n${numbers(first!, last!)}`, 1_700_000_000 + files);
    }
  };

  await sql.query('CREATE TABLE orders (id int PRIMARY KEY, at timestamptz NOT NULL, value int NOT NULL)');
  await declare();
  const ids = ['kill.orders', 'kill.stock', 'kill.parts'];
  const ask = async () => {
    const asked: string[] = [];
    for (const id of ids) asked.push((await api<Round>(`/sources/${id}/rounds`, 'POST')).id);
    return asked;
  };
  /** Waits until the rounds have ended, and says how. */
  const ended = async (rounds: string[]) => {
    for (const round of rounds)
      await expect.poll(async () => open.has((await api<Round>(`/rounds/${round}`)).status), waiting).toBe(false);
    return Promise.all(rounds.map((round) => api<Round>(`/rounds/${round}`)));
  };

  // Once undisturbed, to know how long rounds take here: the kills are spread over that time.
  await feed();
  const began = Date.now();
  expect((await ended(await ask())).map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  const whole = Date.now() - began;
  let cut = 0;
  const asked: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    await feed();
    const rounds = await ask();
    await pause((whole * (kill + Math.random())) / kills);
    const found = await Promise.all([...asked, ...rounds].map((round) => api<Round>(`/rounds/${round}`)));
    cut += found.filter(({ status }) => status === 'running').length;
    await product.kill();
    // As if it had been down for longer than the leases of its jobs, which another test waits for.
    await own.query(`UPDATE jobs_jobs SET lease_until = now() WHERE status = 'running'`);
    await product.restart();
    asked.push(...rounds);
    // Two kills of three come before the rounds of the one before have ended.
    if (kill % 3 !== 2) continue;
    const problems = (await ended(asked.splice(0))).filter(({ status }) => status !== 'done' && status !== 'unchanged');
    expect(problems, `kill ${kill}`).toEqual([]);
  }
  expect(cut, 'rounds that a kill cut off').toBeGreaterThan(kills / 2);

  const counted = async (dataset: string) => {
    const { out } = await product.lingnan(
      'query',
      `select count(*) as n, count(distinct id) as ids, max(id) as top, sum(value) as total from "${dataset}"`,
      '--json',
    );
    return JSON.parse(out) as Record<string, number>;
  };
  const total = (written * (written + 1)) / 2;
  const all = { n: written, ids: written, top: written };
  const [source] = (await sql.query<{ total: string }>('SELECT sum(value) AS total FROM orders')).rows;
  expect(await counted('kill.orders')).toEqual({ ...all, total: Number(source!.total) });
  expect(await counted('kill.stock')).toEqual({ ...all, total });
  expect(await counted('kill.parts')).toEqual({ ...all, total });
  // And there is nothing more to come.
  expect((await ended(await ask())).map(({ status }) => status).slice(1)).toEqual(['unchanged', 'unchanged']);
}, 600_000);

const waiting = { timeout: 120_000, interval: 100 };

async function api<Answer>(address: string, method = 'GET', given: unknown = {}): Promise<Answer> {
  const body = method === 'GET' ? {} : { body: given };
  const { status, json } = await product.api(`/api/v1${address}`, { token, method, ...body });
  if (status >= 300) throw new Error(`${address}: ${status} ${JSON.stringify(json)}`);
  return json as Answer;
}

async function lingnan(...argv: string[]) {
  const { code, out, error } = await product.lingnan(...argv, '--json');
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${out}${error}`);
  return JSON.parse(out);
}

/** A dataset by key for the table, another for the file at an address, and one that is appended to for the folder. */
async function declare(): Promise<void> {
  const { hostname, port, pathname, username, password } = new URL(server.url);
  const person = ['--email', 'keeper@example.org', '--name', 'Keeper', '--password', 'Keeper-of-sources-1'];
  await lingnan('organisations', 'add', '--id', 'keepers', '--zh', '采集处');
  await lingnan('people', 'add', ...person, '--role', 'administrator,officer,steward', '--organisation', 'keepers');
  const made = await lingnan('tokens', 'create', '--person', 'keeper@example.org', '--name', 'kill', '--scopes', '*');
  token = made.secret;
  const { host, port: folderPort, ...place } = sftp.settings();
  const sources = {
    orders: {
      type: 'postgresql',
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      user: decodeURIComponent(username),
      ssl: 'off',
      table: 'orders',
      columns: ['id', 'value'],
      mode: 'incremental',
      watermark: 'at',
      overlap: 0,
    },
    stock: { type: 'http-file', url: site.at('/stock.csv') },
    parts: { type: 'sftp', host, port: folderPort, ...place },
  };
  for (const allowed of new Set(['127.0.0.1', hostname]))
    await api('/source-hosts', 'POST', { host: allowed, reason: 'test' });
  for (const [name, connector] of Object.entries(sources)) {
    const id = `kill.${name}`;
    const key = name === 'parts' ? '' : 'key: [id]\n';
    const yaml = `id: ${id}
title: { zh: 数据, en: Rows }
${key}fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
  - { name: value, title: { zh: 值, en: Value }, type: integer }
`;
    await api('/standards', 'POST', { yaml });
    await api('/datasets', 'POST', { id, owner: 'keepers', standard: id });
    await api('/sources', 'POST', { yaml: JSON.stringify({ id, dataset: id, connector }) });
  }
  await api('/sources/kill.orders/secrets/password', 'PUT', { value: decodeURIComponent(password) });
  await api('/sources/kill.parts/secrets/password', 'PUT', { value: 'correct-horse' });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
