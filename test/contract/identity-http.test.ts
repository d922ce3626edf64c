import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityRoutes } from '../../src/bureau/identity/index.ts';
import { openTestIdentity, type TestIdentity } from '../../src/bureau/identity/testing.ts';
import { createHttpServer } from '../../src/gateway/http/index.ts';
import { loadConfig, silentLog } from '../../src/kernel/index.ts';

let host: TestIdentity;
let app: FastifyInstance;
beforeAll(async () => {
  host = await openTestIdentity({ publicUrl: 'https://data.example.org' });
  app = await createHttpServer({
    config: loadConfig({}),
    version: '0',
    log: silentLog,
    routes: identityRoutes(host.identity),
    authenticate: host.identity.authenticate,
    require: () => {},
    readiness: async () => [],
    gauges: {},
    webFolder: null,
    checkReplies: true,
  });
});
afterAll(async () => {
  await app.close();
  await host.close();
});

type Person = Awaited<ReturnType<TestIdentity['person']>>;

let lastAddress = 0;
const signIn = async (
  { email, password }: Pick<Person, 'email' | 'password'>,
  headers: Record<string, string> = {},
) => {
  lastAddress += 1;
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password },
    headers,
    remoteAddress: `10.9.0.${lastAddress}`,
  });
  const setCookie = String(reply.headers['set-cookie'] ?? '');
  return { reply, setCookie, cookie: setCookie.split(';')[0]!, csrf: reply.json().csrfToken as string };
};
const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers = {}, payload?: object) =>
  app.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) });

describe('the session cookie', () => {
  test('is HttpOnly, SameSite and Secure, and signing out takes it back', async () => {
    const { reply, setCookie, cookie, csrf } = await signIn(await host.person(['steward']));
    expect(reply.statusCode).toBe(200);
    expect(setCookie).toMatch(/^lingnan_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure$/);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect((await send('GET', '/session', { cookie })).json()).toMatchObject({
      person: { roles: ['steward'] },
      csrfToken: csrf,
      mustChangePassword: false,
    });
    const out = await send('DELETE', '/session', { cookie, 'x-csrf-token': csrf });
    expect(out.statusCode).toBe(204);
    expect(out.headers['set-cookie']).toContain('Max-Age=0');
    expect((await send('GET', '/session', { cookie })).json().person).toBeNull();
  });

  test('among other cookies is found, a stranger’s page is a citizen’s', async () => {
    const person = await host.person(['analyst']);
    const { cookie } = await signIn(person);
    const among = await send('GET', '/session', { cookie: `theme=dark; ${cookie}; x_lingnan_session=abc` });
    expect(among.json().person.id).toBe(person.id);
    expect(among.json().csrfToken).toMatch(/^[\w-]{43}$/);
    expect((await send('GET', '/session')).json()).toEqual({
      person: null,
      csrfToken: null,
      expiresAt: null,
      mustChangePassword: false,
    });
  });
});

describe('attacks over HTTP', () => {
  test('a change without, with a wrong, or with another session’s CSRF token', async () => {
    const person = await host.person(['steward']);
    const one = await signIn(person);
    const two = await signIn(person);
    const make = (headers: object) => send('POST', '/tokens', headers, { name: 'x', scopes: ['*'], days: 1 });
    for (const headers of [{}, { 'x-csrf-token': 'x' }, { 'x-csrf-token': two.csrf }]) {
      const refused = await make({ cookie: one.cookie, ...headers });
      expect([refused.statusCode, refused.json().code]).toEqual([403, 'identity.cross-site']);
    }
    expect((await make({ cookie: one.cookie, 'x-csrf-token': one.csrf })).statusCode).toBe(201);
  });

  test('signing a victim in from another site', async () => {
    const attacker = await host.person(['steward']);
    const { reply, setCookie } = await signIn(attacker, { origin: 'https://evil.example' });
    expect(reply.json().code).toBe('identity.cross-site');
    expect(setCookie).toBe('');
    expect((await signIn(attacker, { origin: 'https://data.example.org' })).reply.statusCode).toBe(200);
  });

  test('a token beside an administrator’s cookie: the cookie lends nothing and can’t be signed out', async () => {
    const boss = await signIn(await host.person(['administrator']));
    const low = await signIn(await host.person(['analyst']));
    const made = await send(
      'POST',
      '/tokens',
      { cookie: low.cookie, 'x-csrf-token': low.csrf },
      {
        name: 'x',
        scopes: ['people:write', 'session:write'],
        days: 1,
      },
    );
    const both = { cookie: boss.cookie, authorization: `Bearer ${made.json().secret}`, 'x-csrf-token': boss.csrf };
    const added = await send('POST', '/people', both, { name: 'x', email: 'x@example.org', roles: ['administrator'] });
    expect([added.statusCode, added.json().code]).toEqual([403, 'access.denied']);
    expect((await send('DELETE', '/session', both)).json().code).toBe('identity.session-needed');
    expect((await send('GET', '/session', { cookie: boss.cookie })).json().person).not.toBeNull();
  });

  test('a broken Authorization header never falls back to the cookie', async () => {
    const boss = await signIn(await host.person(['administrator']));
    const reply = await send('GET', '/people', { cookie: boss.cookie, authorization: 'Bearer lng_nothing' });
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'identity.bad-token']);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  test('forged ids in the path, more members in the body, and scopes that are none', async () => {
    const boss = await signIn(await host.person(['administrator']));
    const headers = { cookie: boss.cookie, 'x-csrf-token': boss.csrf };
    for (const id of ["x' or '1'='1", '../../session', 'person_1;drop']) {
      expect((await send('GET', `/people/${encodeURIComponent(id)}`, headers)).statusCode, id).toBe(400);
    }
    expect((await send('GET', '/people/person_none', headers)).statusCode).toBe(404);
    for (const id of ['%00', '%ff', 'a%0ab', '%2e%2e', 'x'.repeat(200)]) {
      const { statusCode } = await send('GET', `/people/${id}`, headers);
      expect([400, 404], id).toContain(statusCode);
    }
    expect((await send('GET', '/people?search=%00', headers)).statusCode).toBe(400);
    expect(
      (await send('POST', '/people', headers, { name: 'a\0b', email: 'n@example.org', roles: [] })).statusCode,
    ).toBe(400);
    expect((await send('POST', '/people', headers, { name: ' ', email: 'n@example.org', roles: [] })).statusCode).toBe(
      400,
    );
    const nul = await signIn({ email: `a\0${'b'}@example.org`, password: 'x\0y' });
    expect(nul.reply.statusCode).toBe(400);
    const self = boss.reply.json().person.id as string;
    expect((await send('PATCH', `/people/${self}`, headers, { password_hash: 'x' })).statusCode).toBe(400);
    expect((await send('PATCH', `/people/${self}`, headers, { id: 'x' })).statusCode).toBe(400);
    const token = (scopes: unknown) => send('POST', '/tokens', headers, { name: 'x', scopes, days: 1 });
    expect((await token(['a:b:c'])).statusCode).toBe(400);
    expect((await token([])).statusCode).toBe(400);
    expect((await token(Array.from({ length: 31 }, (_, n) => `a${'b'.repeat(n)}:read`))).statusCode).toBe(400);
    const long = await send('POST', '/tokens', headers, { name: 'x', scopes: ['*'], days: 367 });
    expect(long.statusCode).toBe(400);
  });
});

test('the lockout is told in the reader’s language with the time left', async () => {
  const person = await host.person(['steward']);
  for (let n = 0; n < 5; n++) expect((await signIn({ ...person, password: 'wrong' })).reply.statusCode).toBe(401);
  const zh = (await signIn(person)).reply;
  expect([zh.statusCode, zh.json().title]).toEqual([429, '登录失败次数过多，还需等待 1 分钟。']);
  const en = (await signIn(person, { 'accept-language': 'en' })).reply;
  expect(en.json().title).toBe('Too many failed sign-ins; 1 minute left to wait.');
});

test('a person sees and changes the own password over HTTP', async () => {
  const person = await host.person(['steward']);
  const { cookie, csrf } = await signIn(person);
  const change = (current: string, password: string) =>
    send('POST', '/session/password', { cookie, 'x-csrf-token': csrf }, { current, password });
  expect((await change('wrong', 'harbour lights at dusk')).statusCode).toBe(401);
  const weak = await change(person.password, 'woaini1314520');
  expect([weak.statusCode, weak.json().title]).toEqual([400, '密码不符合要求：过于常见。']);
  const changed = await change(person.password, 'harbour lights at dusk');
  expect(changed.statusCode).toBe(200);
  expect((await send('GET', '/session', { cookie })).json().person).toBeNull();
  const renewed = String(changed.headers['set-cookie']).split(';')[0]!;
  expect((await send('GET', '/session', { cookie: renewed })).json().person.id).toBe(person.id);
});
