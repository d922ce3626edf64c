import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppError, anonymous, type Principal } from '../../kernel/index.ts';
import { openTestIdentity, operator, type TestIdentity } from './testing.ts';

let host: TestIdentity;
beforeAll(async () => {
  host = await openTestIdentity();
});
afterAll(() => host.close());

const ask = (authorization: string | undefined, more: object = {}) =>
  host.identity.authenticate({
    cookie: undefined,
    authorization,
    csrfToken: undefined,
    method: 'POST',
    address: '10.0.0.1',
    ...more,
  });
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: AppError) => error.code,
  );
const asPerson = (person: { id: string; roles: readonly string[] }): Principal => ({
  kind: 'person',
  id: person.id,
  organisation: null,
  roles: person.roles as Principal['roles'],
  scopes: null,
});

test('a token is its owner within its scopes, is shown once, and is stored as a hash', async () => {
  const person = await host.person(['steward']);
  const made = await host.identity.tokens.create(asPerson(person), {
    name: '夜间采集',
    scopes: ['runs:write'],
    days: 30,
  });
  expect(made.secret).toMatch(/^lng_[\w-]{43}$/);
  expect(made.token.expiresAt).toBe('2026-12-24T01:00:00.000Z');
  expect((await ask(`Bearer ${made.secret}`)).principal).toEqual({
    kind: 'token',
    id: person.id,
    organisation: null,
    roles: ['steward'],
    scopes: ['runs:write'],
  });
  const [listed] = await host.identity.tokens.list(asPerson(person));
  expect(listed).toMatchObject({ id: made.token.id, name: '夜间采集', lastUsedAt: '2026-11-24T01:00:00.000Z' });
  expect(JSON.stringify([listed, await host.audit.list()])).not.toContain(made.secret.slice(4));
});

test('forged, cut, revoked and expired tokens are refused, also beside a good cookie', async () => {
  const person = await host.person(['steward']);
  const { secret: cookie } = await host.identity.signIn({
    email: person.email,
    password: person.password,
    address: '10.0.0.1',
  });
  const good = await host.identity.tokens.create(asPerson(person), { name: 'a', scopes: ['*'], days: 1 });
  const forged = [
    'Bearer',
    'Bearer ',
    `Bearer lng_${'A'.repeat(43)}`,
    `Bearer ${good.secret.slice(0, -1)}`,
    `Bearer ${good.secret} x`,
    `Basic ${Buffer.from('a:b').toString('base64')}`,
    good.secret,
    `Bearer ${cookie}`,
    `Bearer lng_${"' or '1'='1".padEnd(43, '-')}`,
    '',
  ];
  for (const authorization of forged) {
    expect(await code(ask(authorization, { cookie, method: 'GET' })), authorization).toBe('identity.bad-token');
  }
  await host.identity.tokens.revoke(asPerson(person), good.token.id);
  expect(await code(ask(`Bearer ${good.secret}`))).toBe('identity.bad-token');
  const short = await host.identity.tokens.create(asPerson(person), { name: 'b', scopes: ['*'], days: 1 });
  expect((await ask(`Bearer ${short.secret}`)).principal.kind).toBe('token');
  host.pass(86_400);
  expect(await code(ask(`Bearer ${short.secret}`))).toBe('identity.bad-token');
});

test('with both a token and a cookie the token alone counts, and neither lends the other its rights', async () => {
  const boss = await host.person(['administrator']);
  const low = await host.person(['analyst']);
  const { secret: cookie } = await host.identity.signIn({
    email: boss.email,
    password: boss.password,
    address: '10.0.0.1',
  });
  const token = await host.identity.tokens.create(asPerson(low), { name: 'x', scopes: ['datasets:read'], days: 1 });
  const both = await ask(`Bearer ${token.secret}`, { cookie });
  expect(both.principal).toMatchObject({ kind: 'token', id: low.id, roles: ['analyst'] });
  expect(both.session).toBeNull();
  // What belongs to the session can't be done so: the cookie's CSRF token was not asked for.
  expect(
    await code(
      host.identity.sessions.changePassword(both.principal, { current: 'x', password: 'y', address: '10.0.0.1' }),
    ),
  ).toBe('identity.session-needed');
});

test('a session secret is no token and a token no session', async () => {
  const person = await host.person(['steward']);
  const token = await host.identity.tokens.create(asPerson(person), { name: 'x', scopes: ['*'], days: 1 });
  expect((await ask(undefined, { cookie: token.secret, method: 'GET' })).principal).toEqual(anonymous);
});

test('no token makes tokens, and nobody makes or revokes those of another', async () => {
  const person = await host.person(['administrator']);
  const other = await host.person(['steward']);
  const token = await host.identity.tokens.create(asPerson(person), { name: 'x', scopes: ['*'], days: 1 });
  const { principal } = await ask(`Bearer ${token.secret}`);
  expect(await code(host.identity.tokens.create(principal, { name: 'y', scopes: ['*'], days: 366 }))).toBe(
    'access.denied',
  );
  expect(await code(host.identity.tokens.create(anonymous, { name: 'y', scopes: ['*'], days: 1 }))).toBe(
    'access.denied',
  );
  expect(await code(host.identity.tokens.revoke(asPerson(other), token.token.id))).toBe('kernel.not-found');
  const forOther = await host.identity.tokens.create(
    asPerson(other),
    { name: 'y', scopes: ['*'], days: 1 },
    { person: person.id },
  );
  expect((await ask(`Bearer ${forOther.secret}`)).principal.id).toBe(other.id);
  await host.identity.tokens.revoke(asPerson(person), forOther.token.id);
  expect(await code(ask(`Bearer ${forOther.secret}`))).toBe('identity.bad-token');
});

test('a disabled person’s tokens stop', async () => {
  const person = await host.person(['steward']);
  const token = await host.identity.tokens.create(asPerson(person), { name: 'x', scopes: ['*'], days: 1 });
  expect((await ask(`Bearer ${token.secret}`)).principal.id).toBe(person.id);
  await host.identity.people.update(operator, person.id, { disabled: true });
  expect(await code(ask(`Bearer ${token.secret}`))).toBe('identity.bad-token');
});

test('a person keeps fifty live tokens at most', async () => {
  const person = await host.person(['steward']);
  const make = () => host.identity.tokens.create(asPerson(person), { name: 'x', scopes: ['*'], days: 1 });
  for (let n = 0; n < 50; n++) await make();
  expect(await code(make())).toBe('identity.too-many-tokens');
});
