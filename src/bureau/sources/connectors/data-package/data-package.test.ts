import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestCollection, operator, residents, type TestCollection } from '../../../collection/testing.ts';
import { parseStandard } from '../../../standards/index.ts';
import { pullAll, testContext } from '../remote/testing.ts';
import { openTestSftp } from '../sftp/testing.ts';
import { dataPackageConnector } from './index.ts';

const head = 'id;phone;district;registered;amount';
const rows = ['1;13800138000;南山区;2024-01-02;1.5', '2;13800138001;福田区;2024-01-03;2.5'];
const content = `${[head, ...rows].join('\n')}\n`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let own: TestCollection;
let server: Server;
let base: string;
const files = new Map<string, string>();
const asked: { url: string; authorization: string | undefined }[] = [];
const faults = { cutOnce: false };
beforeAll(async () => {
  own = await openTestCollection();
});
afterAll(() => own?.close());
beforeEach(async () => {
  files.clear();
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push({ url: request.url!, authorization: request.headers.authorization });
    const text = files.get(decodeURIComponent(request.url!));
    if (text === undefined) return response.writeHead(404).end();
    const bytes = Buffer.from(text);
    // A server that knows no ranges.
    response.writeHead(200, { 'content-length': bytes.length });
    if (!faults.cutOnce || request.url!.endsWith('.json')) return response.end(bytes);
    faults.cutOnce = false;
    response.write(bytes.subarray(0, 20), () => setTimeout(() => response.destroy(), 20));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const schema = {
  primaryKey: 'id',
  fields: ['id', 'phone', 'district', 'registered', 'amount'].map((name) => ({ name, type: 'string' })),
};
function publish(resource: Record<string, unknown>, more: Record<string, unknown> = {}): void {
  const one = { name: 'residents', path: 'data/residents.csv', dialect: { delimiter: ';' }, schema, ...resource };
  files.set('/open/datapackage.json', JSON.stringify({ name: 'city', resources: [one], ...more }));
}
const settings = () => ({ url: `${base}/open/datapackage.json`, resource: 'residents' });
const pull = (state: Record<string, unknown> | null = null, more = {}) =>
  pullAll(dataPackageConnector, { ...settings(), ...more }, { state, secrets: { token: 'package-token' } });

test.each([
  ['1', { profile: 'tabular-data-package' }, `${md5(content)}`],
  ['2', { $schema: 'https://datapackage.org/profiles/2.0/datapackage.json' }, `sha256:${sha256(content)}`],
])('a resource of version %s becomes a run, once', async (version, more, hash) => {
  files.set('/open/data/residents.csv', content);
  publish({ hash, bytes: Buffer.byteLength(content), format: 'csv', encoding: 'utf-8' }, more);
  const dataset = await own.dataset(residents, `demo.residents-${version}`);
  const context = await testContext();
  let state: Record<string, unknown> | null = null;
  for await (const one of dataPackageConnector.pull(settings(), context)) {
    const upload = { name: one.name, stream: one.stream };
    const run = await own.collection.collect({ principal: operator, dataset, upload, reading: one.reading });
    expect([run.status, run.accepted, run.reading?.delimiter]).toEqual(['done', 2, ';']);
    state = one.state();
  }
  await context.close();
  expect(await own.rows(dataset)).toMatchObject([{ id: 1 }, { id: 2, district: '福田区' }]);
  const before = asked.length;
  expect((await pull(state)).files).toEqual([]);
  expect(
    asked.slice(before).map(({ url }) => url),
    'its hash says that it is the same',
  ).toEqual(['/open/datapackage.json']);
});

test('several files are one; a header that each repeats stands once, a missing line end is mended', async () => {
  files.set('/open/a.csv', `\ufeff${head}\r\n${rows[0]}`);
  files.set('/open/b.csv', `${head}\r\n${rows[1]}\r\n`);
  files.set('/open/c.csv', `${rows[1]}\r\n`);
  publish({ path: ['a.csv', 'b.csv', 'c.csv'] });
  const { files: pulled } = await pull();
  expect(pulled[0]!.text).toBe(`\ufeff${head}\r\n${rows[0]}\n${rows[1]}\r\n${rows[1]}\r\n`);
});

test('a file without a header takes its names from the schema; dialect and schema may stand in files of their own', async () => {
  files.set('/open/data/residents.csv', `${rows.join('\n')}\n`);
  files.set('/open/dialect.json', JSON.stringify({ delimiter: ';', header: false }));
  files.set('/open/schema.json', JSON.stringify(schema));
  publish({ dialect: 'dialect.json', schema: 'schema.json' });
  const { files: pulled } = await pull();
  expect(pulled[0]!.text.split('\n')[0]).toBe('"id";"phone";"district";"registered";"amount"');
  expect(pulled[0]!.pull.reading).toMatchObject({ format: 'csv', delimiter: ';', headerRow: 1 });
});

test('data inside the package', async () => {
  publish({ path: undefined, data: [{ id: 1 }, { id: 2 }] });
  const first = await pull();
  expect(first.files.map(({ text }) => text)).toEqual(['[{"id":1},{"id":2}]\n']);
  expect((await pull(first.state)).files).toEqual([]);
});

test('a cut connection is taken up, and a token goes to the host of the package alone', async () => {
  files.set('/open/data/residents.csv', content);
  faults.cutOnce = true;
  publish({ hash: md5(content) });
  const pulled = await pull(null, { signIn: 'bearer' });
  expect(pulled.files.map(({ text }) => text)).toEqual([content]);
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer package-token']));
  asked.length = 0;
  files.set('/elsewhere.csv', content);
  publish({ path: `${base.replace('127.0.0.1', 'localhost')}/elsewhere.csv` });
  expect((await pull(null, { signIn: 'bearer' })).files).toHaveLength(1);
  expect(asked.at(-1)).toEqual({ url: '/elsewhere.csv', authorization: undefined });
});

test('a package in a folder of an SFTP server', async () => {
  const sftp = await openTestSftp();
  sftp.put('residents.csv', content, 1_700_000_000);
  const resource = {
    name: 'residents',
    path: 'residents.csv',
    bytes: Buffer.byteLength(content),
    dialect: { delimiter: ';' },
  };
  sftp.put('datapackage.json', JSON.stringify({ resources: [resource] }), 1_700_000_000);
  const { settleSeconds: _, ...place } = sftp.settings();
  const inside = { sftp: place, resource: 'residents' };
  const pulled = await pullAll(dataPackageConnector, inside, { secrets: { password: 'correct-horse' } });
  expect([pulled.problem, pulled.files.map(({ text }) => text)]).toEqual([null, [content]]);
  await sftp.close();
});

test('the probe shows the columns and proposes a standard', async () => {
  publish({});
  const context = await testContext();
  const probe = await dataPackageConnector.probe(settings(), context);
  await context.close();
  expect(probe.columns[0]).toEqual({ name: 'id', type: 'string' });
  expect(parseStandard(probe.standard!).standard?.key).toEqual(['id']);
});

describe('what does not fit is named', () => {
  test.each([
    ['a path that leads out', { path: '../../etc/passwd' }, 'package-invalid'],
    ['an absolute path', { path: '/etc/passwd' }, 'package-invalid'],
    ['a path that is no web address', { path: 'file:///etc/passwd' }, 'package-invalid'],
    ['neither path nor data', { path: undefined }, 'package-invalid'],
    ['a format of no table', { format: 'shp' }, 'package-invalid'],
    ['a dialect that can’t be followed', { dialect: { escapeChar: '\\' } }, 'package-invalid'],
    ['an encoding that can’t be read', { encoding: 'ebcdic' }, 'package-invalid'],
    ['a hash of no known kind', { hash: 'crc:12' }, 'package-invalid'],
    ['another hash', { hash: md5('other') }, 'package-mismatch'],
    ['another length', { bytes: 3 }, 'package-mismatch'],
    ['a file that is not there', { path: 'gone.csv' }, 'remote-missing'],
    ['another name', { name: 'other' }, 'package-invalid'],
  ])('%s', async (_, resource, code) => {
    files.set('/open/data/residents.csv', content);
    publish(resource);
    expect((await pull()).problem?.code).toBe(`sources.${code}`);
  });

  test('no JSON, a file over the limit, an address inside, two places', async () => {
    files.set('/open/datapackage.json', '<html>');
    expect((await pull()).problem?.code).toBe('sources.package-invalid');
    publish({});
    files.set('/open/data/residents.csv', 'x'.repeat(1024 * 1024 + 1));
    expect((await pull(null, { limitMegabytes: 1 })).problem?.code).toBe('sources.remote-too-large');
    const inside = await pullAll(dataPackageConnector, settings(), { loopback: false });
    expect(inside.problem?.code).toBe('sources.host-not-allowed');
    expect((await pullAll(dataPackageConnector, { resource: 'x' })).problem?.code).toBe('sources.remote-settings');
  });
});
