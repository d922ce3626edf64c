import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppError, anonymous } from '../../kernel/index.ts';
import { csrfTokenOf } from './secrets.ts';
import { openTestIdentity, operator, type TestIdentity } from './testing.ts';

let host: TestIdentity;
beforeAll(async () => {
  host = await openTestIdentity();
});
afterAll(() => host.close());

const address = '10.0.0.1';
const signIn = (email: string, password: string, more: { address?: string; cookie?: string } = {}) =>
  host.identity.signIn({ email, password, address, ...more });
const get = (cookie?: string, more: object = {}) =>
  host.identity.authenticate({
    cookie,
    authorization: undefined,
    csrfToken: undefined,
    method: 'GET',
    address,
    ...more,
  });
const failure = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  );

describe('sign-in', () => {
  test('gives a session whose secret is stored nowhere', async () => {
    const person = await host.person(['steward']);
    const { secret, session } = await signIn(` ${person.email.toUpperCase()}`, person.password);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(session.person).toMatchObject({ id: person.id, roles: ['steward'] });
    const { principal } = await get(secret);
    expect(principal).toEqual({ kind: 'person', id: person.id, organisation: null, roles: ['steward'], scopes: null });
    const { rows } = await host.database.kysely.executeQuery<{ all: string }>({
      sql: `select string_agg(s::text, ' ') || (select string_agg(p::text, ' ') from identity_people p) as all from identity_sessions s`,
      parameters: [],
      query: { kind: 'RawNode' } as never,
      queryId: { queryId: 'x' },
    });
    expect(rows[0]!.all).not.toContain(secret);
    expect(rows[0]!.all).not.toContain(person.password);
  });

  test('an unknown account and a wrong password look the same, and take about as long', async () => {
    const person = await host.person(['steward']);
    const time = async (email: string) => {
      const start = performance.now();
      const error = await failure(signIn(email, 'not the password', { address: `10.1.0.${Math.random()}` }));
      return { milliseconds: performance.now() - start, error };
    };
    await time('warm@example.org');
    const known = await time(person.email);
    const unknown = await time('nobody@example.org');
    expect(unknown.error).toMatchObject({ code: 'identity.wrong-credentials', status: 401 });
    expect({ ...unknown.error, stack: '' }).toEqual({ ...known.error, stack: '' });
    // Without the decoy an unknown account would answer in a tenth of the time.
    expect(unknown.milliseconds).toBeGreaterThan(known.milliseconds / 4);
  });

  test('fixation: the session that the browser held before ends, and a made-up one is never taken over', async () => {
    const person = await host.person(['steward']);
    const planted = 'A'.repeat(43);
    const first = await signIn(person.email, person.password, { cookie: planted });
    expect(first.secret).not.toBe(planted);
    expect((await get(planted)).principal).toEqual(anonymous);
    const second = await signIn(person.email, person.password, { cookie: first.secret });
    expect((await get(first.secret)).principal).toEqual(anonymous);
    expect((await get(second.secret)).principal.id).toBe(person.id);
  });

  test('a session ends when idle, after its time, and at sign-out', async () => {
    const person = await host.person(['steward']);
    const idle = await signIn(person.email, person.password);
    host.pass(2 * 3600 + 1);
    expect((await get(idle.secret)).principal).toEqual(anonymous);
    const busy = await signIn(person.email, person.password);
    for (let hour = 0; hour < 11; hour++) {
      host.pass(3600);
      expect((await get(busy.secret)).principal.id).toBe(person.id);
    }
    host.pass(3601);
    expect((await get(busy.secret)).principal).toEqual(anonymous);
    const left = await signIn(person.email, person.password);
    await host.identity.signOut(left.secret);
    expect((await get(left.secret)).principal).toEqual(anonymous);
  });

  test('a disabled person with a live session is a stranger at once, and can’t sign in', async () => {
    const person = await host.person(['steward']);
    const { secret } = await signIn(person.email, person.password);
    expect((await get(secret)).principal.id).toBe(person.id);
    const elsewhere = host.open();
    expect(
      (
        await elsewhere.authenticate({
          cookie: secret,
          authorization: undefined,
          csrfToken: undefined,
          method: 'GET',
          address,
        })
      ).principal.id,
    ).toBe(person.id);
    await host.identity.people.update(operator, person.id, { disabled: true });
    expect((await get(secret)).principal).toEqual(anonymous);
    // Another server may remember the session for five seconds and not longer.
    host.pass(5);
    const late = await elsewhere.authenticate({
      cookie: secret,
      authorization: undefined,
      csrfToken: undefined,
      method: 'GET',
      address,
    });
    expect(late.principal).toEqual(anonymous);
    expect(await failure(signIn(person.email, person.password))).toMatchObject({ code: 'identity.disabled' });
    await host.identity.people.update(operator, person.id, { disabled: false });
    expect((await get(secret)).principal).toEqual(anonymous);
  });

  test('roles that were taken away are gone for live sessions', async () => {
    const person = await host.person(['steward', 'analyst']);
    const { secret } = await signIn(person.email, person.password);
    expect((await get(secret)).principal.roles).toEqual(['steward', 'analyst']);
    await host.identity.people.update(operator, person.id, { roles: ['analyst'] });
    expect((await get(secret)).principal.roles).toEqual(['analyst']);
  });
});

describe('changes under a session', () => {
  test('need its CSRF token, and that of another session is none', async () => {
    const person = await host.person(['steward']);
    const { secret, session } = await signIn(person.email, person.password);
    const other = await signIn(person.email, person.password);
    const post = (csrfToken?: string, more: object = {}) => get(secret, { method: 'POST', csrfToken, ...more });
    expect((await post(session.csrfToken!)).principal.id).toBe(person.id);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'patch']) {
      expect(await failure(post(undefined, { method }))).toMatchObject({ code: 'identity.cross-site', status: 403 });
    }
    expect(await failure(post(other.session.csrfToken!))).toMatchObject({ code: 'identity.cross-site' });
    expect(await failure(post(''))).toMatchObject({ code: 'identity.cross-site' });
    expect(session.csrfToken).toBe(csrfTokenOf(secret));
    expect(session.csrfToken).not.toContain(secret);
  });

  test('from a page of another site are refused, token or not', async () => {
    const person = await host.person(['steward']);
    const { secret, session } = await signIn(person.email, person.password);
    const post = (origin: string, host?: string) =>
      get(secret, { method: 'POST', csrfToken: session.csrfToken, origin, host });
    for (const origin of ['http://127.0.0.1:8080', 'http://localhost:8080']) {
      expect((await post(origin)).principal.id).toBe(person.id);
    }
    expect((await post('https://data.example.org', 'data.example.org')).principal.id).toBe(person.id);
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:9999',
      'http://127.0.0.1.evil.example:8080',
    ]) {
      expect(await failure(post(origin)), origin).toMatchObject({ code: 'identity.cross-site' });
    }
    // Also without a session: nobody is to be signed in to a stranger's account unawares.
    expect(await failure(get(undefined, { method: 'POST', origin: 'https://evil.example' }))).toMatchObject({
      code: 'identity.cross-site',
    });
  });
});

describe('the own password', () => {
  test('is changed with the old one, and ends every session but the new one', async () => {
    const person = await host.person(['steward']);
    const here = await signIn(person.email, person.password);
    const there = await signIn(person.email, person.password);
    const { principal } = await get(here.secret);
    const change = (current: string, password: string) =>
      host.identity.sessions.changePassword(principal, { current, password, address });
    expect(await failure(change('wrong one', 'harbour lights at dusk'))).toMatchObject({
      code: 'identity.wrong-credentials',
    });
    expect(await failure(change(person.password, 'woaini1314520'))).toMatchObject({ code: 'identity.weak-password' });
    const next = await change(person.password, 'harbour lights at dusk');
    expect((await get(here.secret)).principal).toEqual(anonymous);
    expect((await get(there.secret)).principal).toEqual(anonymous);
    expect((await get(next.secret)).principal.id).toBe(person.id);
    expect(await failure(signIn(person.email, person.password))).toMatchObject({ code: 'identity.wrong-credentials' });
    await signIn(person.email, 'harbour lights at dusk');
  });

  test('set by an administrator has to be changed before anything else', async () => {
    const administrator = await host.person(['administrator']);
    const boss = (await get((await signIn(administrator.email, administrator.password)).secret)).principal;
    const { person, password } = await host.identity.people.create(boss, {
      name: '新人',
      email: 'new@example.org',
      roles: ['officer'],
    });
    const started = await signIn('new@example.org', password!);
    expect(started.session.mustChangePassword).toBe(true);
    const { principal, session } = await get(started.secret);
    expect(principal).toMatchObject({ id: person.id, roles: [] });
    expect(session?.mustChangePassword).toBe(true);
    const next = await host.identity.sessions.changePassword(principal, {
      current: password!,
      password: 'harbour lights at dusk',
      address,
    });
    expect((await get(next.secret)).principal.roles).toEqual(['officer']);
  });
});

test('every sign-in, good or bad, is in the audit without the email', async () => {
  const person = await host.person(['steward']);
  await signIn(person.email, person.password);
  await failure(signIn(person.email, 'wrong password'));
  await failure(signIn('who@example.org', 'wrong password'));
  const { items } = await host.audit.list();
  const events = items.filter(({ action }) => action === 'identity.sign-in').slice(0, 3);
  expect(events.map(({ target, outcome }) => [target, outcome])).toEqual([
    ['person:unknown', 'refused'],
    [`person:${person.id}`, 'refused'],
    [`person:${person.id}`, 'done'],
  ]);
  expect(JSON.stringify(items)).not.toContain('example.org');
});
