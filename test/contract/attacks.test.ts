import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import { actions } from '../../src/bureau/access/schema.ts';
import { type Role, type Route, systemPrincipal } from '../../src/kernel/index.ts';
import { openWholeProduct, type WholeProduct } from './whole-product.ts';

const self = systemPrincipal('test');
const password = 'harbour lights at dusk';
let product: WholeProduct;
let parts: App;
let app: FastifyInstance;
beforeAll(async () => {
  product = await openWholeProduct();
  ({ parts, app } = product);
  await parts.identity.organisations.create(self, { id: 'water', name: { zh: '水务局', en: 'Water' } });
});
afterAll(() => product?.close());

async function personWith(roles: Role[], scopes = ['*']) {
  const email = `${roles.join('-')}-${Math.random().toString(36).slice(2)}@example.org`;
  const { person } = await parts.identity.people.create(self, {
    name: '某人',
    email,
    password,
    roles,
    organisation: 'water',
  });
  const { secret } = await parts.identity.tokens.create(self, { name: 'x', scopes, days: 1 }, { person: person.id });
  return { email, person, secret };
}

interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  isPublic: boolean;
}

/** Every call that the API describes, with something in the place of each parameter. */
async function everyOperation(): Promise<Operation[]> {
  const { paths } = (await app.inject('/api/openapi.json')).json() as {
    paths: Record<string, Record<string, { security: object[] }>>;
  };
  return Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase() as Operation['method'],
      url: url.replace('{source}', 'a'.repeat(64)).replace(/\{\w+\}/g, 'demo.nothing'),
      isPublic: security.some((way) => Object.keys(way).length === 0),
    })),
  );
}
const isChange = ({ method }: Operation) => method !== 'GET';
const ask = ({ method, url }: Operation, headers: Record<string, string> = {}) =>
  app.inject({ method, url, headers, ...(method === 'GET' || method === 'DELETE' ? {} : { payload: {} }) });

test('what is not for everyone is refused to a stranger, call by call', async () => {
  const operations = await everyOperation();
  expect(operations.length).toBeGreaterThan(70);
  expect(operations.length).toBe(parts.routes.length);
  expect(operations.filter(isChange).length).toBeGreaterThan(25);
  for (const operation of operations) {
    const { statusCode } = await ask(operation);
    const name = `${operation.method} ${operation.url} ${statusCode}`;
    if (!operation.isPublic) expect([401, 403], name).toContain(statusCode);
    else expect(statusCode, name).toBeLessThan(500);
  }
  // Signing in and out, and offering data with the secret of the offer, are the only changes that a stranger may ask for.
  const changes = operations.filter((operation) => operation.isPublic && isChange(operation));
  expect(changes.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
    'DELETE /api/v1/offers/demo.nothing',
    'DELETE /api/v1/session',
    'POST /api/v1/offers',
    'POST /api/v1/offers/demo.nothing/deliveries',
    'POST /api/v1/offers/demo.nothing/sample',
    'POST /api/v1/session',
    'PUT /api/v1/offers/demo.nothing',
  ]);
});

test('every change under a cookie needs the CSRF token of that session, and never comes from another site', async () => {
  const { email } = await personWith(['administrator']);
  const signedIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } });
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
  const csrf = signedIn.json().csrfToken as string;
  for (const operation of (await everyOperation()).filter(isChange)) {
    const attempts: Record<string, string>[] = [
      {},
      { 'x-csrf-token': 'x'.repeat(csrf.length) },
      { 'x-csrf-token': csrf, origin: 'https://evil.example' },
      { 'x-csrf-token': csrf, origin: 'null' },
    ];
    for (const headers of attempts) {
      const reply = await ask(operation, { cookie, ...headers });
      const told = `${operation.method} ${operation.url} ${JSON.stringify(Object.keys(headers))}`;
      expect([reply.statusCode, reply.json().code], told).toEqual([403, 'identity.cross-site']);
    }
  }
  // The session was not touched by any of it.
  expect((await app.inject({ url: '/api/v1/session', headers: { cookie } })).json().csrfToken).toBe(csrf);
});

test('a session is new at each sign-in, and one that an attacker planted stays nobody’s', async () => {
  const { email } = await personWith(['steward']);
  const planted = `lingnan_session=${'A'.repeat(43)}`;
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password },
    headers: { cookie: planted },
  });
  const cookie = String(reply.headers['set-cookie']).split(';')[0]!;
  expect(cookie).not.toBe(planted);
  const whose = async (held: string) =>
    (await app.inject({ url: '/api/v1/session', headers: { cookie: held } })).json().person?.email ?? null;
  expect(await whose(cookie)).toBe(email);
  expect(await whose(planted)).toBeNull();
});

const wanted = (route: Route) => route.scope ?? `${route.tag}:${route.method === 'GET' ? 'read' : 'write'}`;

test('a token with one scope does what that scope names and nothing else', async () => {
  const scopes = [...new Set(parts.routes.map(wanted))];
  const none = await personWith(['administrator'], ['nothing:read']);
  for (const operation of await everyOperation()) {
    const reply = await ask(operation, { authorization: `Bearer ${none.secret}` });
    const told = `${operation.method} ${operation.url}`;
    expect([reply.statusCode, reply.json().code], told).toEqual([403, 'http.scope-missing']);
  }
  // A route's scope and those of the actions that it asks for must meet, or no narrow token can use it.
  const ofActions = new Set<string>(Object.values(actions).flatMap((action) => action.scopes as readonly string[]));
  const known = (scope: string) => ofActions.has(scope) || ofActions.has(scope.replace(':write', ':read'));
  const own = ['session:read', 'session:write', 'tokens:read', 'tokens:write', 'platform:read', 'government:read'];
  expect(scopes.filter((scope) => !known(scope) && !own.includes(scope))).toEqual([]);
});

test('the scopes of the guide are those that work', async () => {
  const guide = readFileSync(new URL('../../docs/guide/access.md', import.meta.url), 'utf8');
  const told = new Set([...guide.matchAll(/`(\w+:(?:read|write))`/g)].map((match) => match[1]!));
  expect(told.size).toBeGreaterThan(10);
  const routes = new Set([...parts.routes.map(wanted), 'metrics:read']);
  expect([...told].filter((scope) => !routes.has(scope) && !routes.has(scope.replace(':read', ':write')))).toEqual([]);
  const { secret } = await personWith(['analyst'], ['queries:read']);
  const reply = await app.inject({
    method: 'POST',
    url: '/api/v1/queries',
    payload: { sql: 'select 1 as one' },
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(reply.json().rows).toEqual([[1]]);
});

test('no id, however odd, reaches a file or makes the server fail', async () => {
  const ids = [
    '..%2F..%2F..%2Fetc%2Fpasswd',
    '%2e%2e',
    '..%5C..%5Cx',
    '%0d%0aX-Evil:%201',
    '__proto__',
    'constructor',
    'a%27--',
    '%F0%9F%92%A9',
    'x'.repeat(250),
    '%ED%A0%80',
    '%00',
    '-1',
    '9'.repeat(40),
  ];
  const { paths } = (await app.inject('/api/openapi.json')).json() as { paths: Record<string, Record<string, object>> };
  const { secret } = await personWith(['administrator', 'officer', 'steward', 'auditor', 'analyst']);
  let asked = 0;
  const answered = new Set<string>();
  for (const [path, methods] of Object.entries(paths).filter(([path]) => path.includes('{'))) {
    for (const method of Object.keys(methods)) {
      for (const id of ids) {
        const operation = { method: method.toUpperCase() as 'GET', url: path.replace(/\{\w+\}/g, id), isPublic: true };
        const reply = await ask(operation, { authorization: `Bearer ${secret}` });
        if (reply.statusCode < 400 || reply.statusCode >= 500)
          answered.add(`${operation.method} ${path} ${reply.statusCode}`);
        expect(reply.body).not.toMatch(/root:x|SELECT |at .*\.ts:/);
        expect(Object.keys(reply.headers)).not.toContain('x-evil');
        asked++;
      }
    }
  }
  expect([...answered]).toEqual([]);
  expect(asked).toBeGreaterThan(400);
});

test('only an administrator scrapes the metrics, with a token for nothing else too', async () => {
  const scrape = (secret?: string) =>
    app.inject({ url: '/metrics', headers: secret ? { authorization: `Bearer ${secret}` } : {} });
  expect((await scrape()).statusCode).toBe(401);
  for (const role of ['steward', 'analyst', 'officer', 'auditor'] as Role[]) {
    expect((await scrape((await personWith([role])).secret)).statusCode, role).toBe(403);
  }
  expect((await scrape((await personWith(['administrator'], ['datasets:read'])).secret)).statusCode).toBe(403);
  const narrow = await scrape((await personWith(['administrator'], ['metrics:read'])).secret);
  expect([narrow.statusCode, narrow.body.includes('lingnan_jobs_waiting')]).toEqual([200, true]);
});
