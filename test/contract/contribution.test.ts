import { readdirSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Offer } from '../../src/bureau/contribution/index.ts';
import { soundOffer } from '../../src/bureau/contribution/testing.ts';
import { type Role, systemPrincipal } from '../../src/kernel/index.ts';
import { openWholeProduct, type WholeProduct } from './whole-product.ts';

const self = systemPrincipal('test');
let product: WholeProduct;
let parts: App;
let folder: string;
let port: number;

beforeAll(async () => {
  product = await openWholeProduct();
  ({ parts, folder } = product);
  for (const id of ['bureau', 'bikes', 'rival']) {
    await parts.identity.organisations.create(self, { id, name: { zh: id, en: id } });
  }
  await product.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = product.app.server.address() as AddressInfo);
});
afterAll(() => product?.close());

async function tokenOf(role: Role, organisation: string): Promise<string> {
  const email = `${role}-${organisation}-${Math.random().toString(36).slice(2)}@example.org`;
  const given = { name: '某人', email, password: 'harbour lights at dusk', roles: [role], organisation };
  const { person } = await parts.identity.people.create(self, given);
  return (await parts.identity.tokens.create(self, { name: 'x', scopes: ['*'], days: 1 }, { person: person.id }))
    .secret;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown> & Partial<Offer>;
}

let lastAddress = 1;
/** An address of this machine that nobody has asked from yet: limits are per address. */
const freshAddress = () => `127.0.1.${++lastAddress}`;

function ask(
  method: string,
  url: string,
  options: { body?: unknown; raw?: Buffer; headers?: Record<string, string>; from?: string } = {},
): Promise<Answer> {
  const { body, headers = {}, from = freshAddress() } = options;
  const sent = options.raw ?? (body === undefined ? null : Buffer.from(JSON.stringify(body)));
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        localAddress: from,
        method,
        path: `/api/v1${url}`,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(sent ? { 'content-length': String(sent.length) } : {}),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json = text.startsWith('{') ? (JSON.parse(text) as Answer['json']) : {};
          resolve({ status: answer.statusCode!, headers: answer.headers, text, json });
        });
      },
    );
    // A server that has had enough may hang up before all is sent.
    asked.on('error', reject);
    asked.end(sent ?? undefined);
  });
}

function sendFile(id: string, secret: string, { name, content }: { name: string; content: Buffer }) {
  const boundary = 'sample-of-an-offer';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`;
  return ask('POST', `/offers/${id}/sample`, {
    raw: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'offer-secret': secret },
  });
}

async function offer(change: object = {}, headers: Record<string, string> = {}) {
  const made = await ask('POST', '/offers', { body: { ...soundOffer, ...change }, headers });
  expect(made.status, made.text).toBe(201);
  const { offer: found, secret } = made.json as unknown as { offer: Offer; secret: string };
  return { id: found.id, secret };
}

test('offers from one address are limited, and those of others go on', async () => {
  const from = freshAddress();
  const answers = [];
  for (let count = 0; count < 7; count++) answers.push(await ask('POST', '/offers', { body: soundOffer, from }));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429, 429]);
  const [, , , , , refused] = answers;
  expect(Number(refused!.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused!.json).toMatchObject({ code: expect.any(String), remedy: expect.anything() });
  expect((await ask('POST', '/offers', { body: soundOffer })).status).toBe(201);
  // A header that says another address is not believed.
  const forged = { body: soundOffer, from, headers: { 'x-forwarded-for': '203.0.113.9' } };
  expect((await ask('POST', '/offers', forged)).status).toBe(429);
});

test('hostile samples are told apart or refused, and harm nothing', async () => {
  const { id, secret } = await offer();
  const good = Buffer.from('id,bikes\n1,20\n2,30\n');
  const samples: [string, Buffer][] = [
    ['../../../etc/cron.d/evil.csv', good],
    ['C:\\Windows\\evil.csv', good],
    [`${'a'.repeat(5000)}.csv`, good],
    ['empty.csv', Buffer.alloc(0)],
    ['picture.csv', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(3000, 7)])],
    ['zeros.csv', Buffer.alloc(100_000)],
    ['bomb.csv.gz', gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a,b\n'), { level: 9 })],
    ['broken.xlsx', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(2000, 1)])],
    ['broken.parquet', Buffer.from('PAR1nothing of the kindPAR1')],
    ['deep.json', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ['wide.csv', Buffer.from(`${Array.from({ length: 20_000 }, (_, index) => `c${index}`).join(',')}\n`)],
    ['quote.csv', Buffer.from(`a,b\n"${'x'.repeat(2_000_000)}`)],
    ['page.csv', Buffer.from('<html><script>alert(1)</script>,b\n<img src=x onerror=alert(1)>,1\n')],
    ['formula.csv', Buffer.from('id,name\n1,"=cmd|\' /C calc\'!A0"\n2,@SUM(1)\n')],
    ['sql.csv', Buffer.from("a');DROP TABLE contribution_offers;--,b\n1,2\n")],
    ['large.csv', Buffer.alloc(5 * 1024 * 1024 + 10, 'abcdefg,1\n')],
  ];
  for (const [name, content] of samples) {
    const answer = await sendFile(id, secret, { name, content }).catch((error: Error) => error);
    if (answer instanceof Error) {
      expect(name, answer.message).toBe('large.csv');
      continue;
    }
    expect([200, 400, 413, 415, 422], `${name.slice(0, 30)}: ${answer.text.slice(0, 300)}`).toContain(answer.status);
    if (answer.status !== 200) expect(answer.json, name.slice(0, 30)).toMatchObject({ code: expect.any(String) });
    if (name === 'large.csv') expect(answer.status).toBe(413);
  }
  const seen = await ask('GET', `/offers/${id}`, { headers: { 'offer-secret': secret } });
  expect(seen.json).toMatchObject({ status: 'offered' });
  expect(readdirSync(path.dirname(folder)).filter((name) => name.includes('evil'))).toEqual([]);
  expect((await sendFile(id, secret, { name: 'good.csv', content: good })).json.sample).toMatchObject({ checked: 2 });
});

test('a link is not guessed: what is there and what is not look the same, and guessing is limited', async () => {
  const { id, secret } = await offer();
  const from = freshAddress();
  const guess = (of: string, given: string) =>
    ask('GET', `/offers/${of}`, { headers: { 'offer-secret': given }, from });
  const plain = ({ status, text }: Answer, of: string) =>
    `${status} ${text.replaceAll(of, '').replace(/"(requestId|instance)":"[^"]*"/g, '')}`;
  const absent = `offer_${'0'.repeat(id.length - 6)}`;
  const nothing = plain(await guess(absent, secret), absent);
  expect(nothing).toMatch(/^404 /);
  const other = await offer();
  for (const given of [
    '',
    'x',
    secret.slice(0, -1),
    `${secret}x`,
    secret.toUpperCase(),
    other.secret,
    'a'.repeat(9000),
  ]) {
    expect(plain(await guess(id, given), id), given.slice(0, 12)).toBe(nothing);
  }
  expect((await guess(id, secret)).status).toBe(200);
  const statuses = [];
  for (let count = 0; count < 60; count++) statuses.push((await guess(id, `guess-${count}`)).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await ask('GET', `/offers/${id}`, { headers: { 'offer-secret': secret } })).status).toBe(200);
  // The secret goes in a header alone; in the address it opens nothing.
  expect((await ask('GET', `/offers/${id}?secret=${secret}`)).status).toBeGreaterThanOrEqual(400);
});

test('markup in an offer is text: kept as it was typed, and answered as data that no browser runs', async () => {
  const title = '<img src=x onerror=alert(1)>停放点';
  const { id, secret } = await offer({
    title,
    description: '<script>alert(1)</script>',
    rights: 'javascript:alert(1)',
  });
  const seen = await ask('GET', `/offers/${id}`, { headers: { 'offer-secret': secret } });
  expect(seen.json.body).toMatchObject({ title, description: '<script>alert(1)</script>' });
  expect(seen.headers['content-type']).toMatch(/^application\/json/);
  expect(seen.headers['x-content-type-options']).toBe('nosniff');
  expect(seen.headers['content-security-policy']).toBeTruthy();
  const control = await ask('POST', '/offers', { body: { ...soundOffer, title: 'a\u001b[31mb' } });
  expect(control.status).toBe(400);
});

test('nobody offers in the name of another organisation without its being seen', async () => {
  const [forger, rival, company, officer, steward] = await Promise.all([
    tokenOf('steward', 'rival'),
    tokenOf('steward', 'rival'),
    tokenOf('steward', 'bikes'),
    tokenOf('officer', 'bureau'),
    tokenOf('steward', 'bureau'),
  ]);
  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  for (const forged of [
    { organisation: 'bikes' },
    { offeredBy: 'person_officer' },
    { status: 'accepted' },
    { dataset: 'transit.stops' },
    { contributor: { ...soundOffer.contributor, verified: true } },
  ]) {
    const answer = await ask('POST', '/offers', { body: { ...soundOffer, ...forged }, headers: as(forger) });
    expect(answer.status, JSON.stringify(forged)).toBe(400);
  }
  // The name of the company, typed by its rival: the officer sees whose account it was.
  const { id, secret } = await offer({}, as(rival));
  const judged = await ask('GET', `/offers/${id}`, { headers: as(officer) });
  expect(judged.json.account).toMatchObject({ organisation: 'rival' });
  const stranger = await offer();
  expect((await ask('GET', `/offers/${stranger.id}`, { headers: as(officer) })).json.account).toBeNull();
  // Not the company itself, nor any other steward, has a part in it.
  for (const token of [company, steward]) {
    expect((await ask('GET', `/offers/${id}`, { headers: as(token) })).status).toBe(404);
    expect((await ask('PUT', `/offers/${id}`, { body: soundOffer, headers: as(token) })).status).toBe(404);
    expect((await ask('DELETE', `/offers/${id}`, { headers: as(token) })).status).toBe(404);
  }
  const acceptance = { revision: 1, dataset: 'contributed.taken', owner: 'bikes' };
  for (const headers of [as(rival), as(company), { 'offer-secret': secret }]) {
    for (const [method, url, body] of [
      ['POST', 'acceptance', acceptance],
      ['POST', 'refusal', { revision: 1, note: 'no' }],
      ['PUT', 'source', { yaml: 'id: a.b' }],
    ] as const) {
      const { status } = await ask(method, `/offers/${id}/${url}`, { body, headers });
      expect([401, 403, 404], `${method} ${url}`).toContain(status);
    }
  }
  expect((await ask('GET', `/offers/${id}`, { headers: { 'offer-secret': secret } })).json.status).toBe('offered');
  // The owner of what is accepted must be an organisation of the house.
  const sample = Buffer.from('id,bikes\n1,20\n2,30\n');
  const { json } = await sendFile(id, secret, { name: 'sample.csv', content: sample });
  const unknown = { ...acceptance, revision: json.revision, owner: 'no-such-organisation' };
  const refused = await ask('POST', `/offers/${id}/acceptance`, { body: unknown, headers: as(officer) });
  expect(refused.status, refused.text).toBe(404);
  expect((await ask('GET', `/offers/${id}`, { headers: as(officer) })).json.status).toBe('offered');
});
