import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppError, anonymous, type Principal, type Role } from '../../kernel/index.ts';
import { openTestIdentity, operator, type TestIdentity } from './testing.ts';

let host: TestIdentity;
beforeAll(async () => {
  host = await openTestIdentity();
});
afterAll(() => host.close());

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: AppError) => error.code,
  );
const as = (roles: Role[], organisation: string | null = null): Principal => ({
  kind: 'person',
  id: `person_${roles.join('')}`,
  organisation,
  roles,
  scopes: null,
});
const organisation = (id: string, more: object = {}) =>
  host.identity.organisations.create(operator, { id, name: { zh: `${id} 局`, en: id }, ...more });

test('the first administrator: told how, until there are people', async () => {
  expect((await host.identity.firstSteps())?.en).toContain('lingnan people add');
  const { person, password } = await host.identity.people.create(operator, {
    name: '首任',
    email: 'First@Example.org',
    roles: ['administrator'],
  });
  expect(password).toMatch(/^(\w{4}-){3}\w{4}$/);
  expect(person).toMatchObject({ email: 'first@example.org', roles: ['administrator'], disabled: false });
  expect(await host.identity.firstSteps()).toBeNull();
});

test('the last administrator can neither go nor lose the role, also not two at the same time', async () => {
  const [first] = await host.identity.people.list(operator);
  expect(await code(host.identity.people.update(operator, first!.id, { disabled: true }))).toBe(
    'identity.last-administrator',
  );
  const second = await host.person(['administrator']);
  const answers = await Promise.all([
    code(host.identity.people.update(operator, first!.id, { roles: [] })),
    code(host.identity.people.update(operator, second.id, { disabled: true })),
  ]);
  expect(answers.sort()).toEqual(['identity.last-administrator', 'no error']);
  await host.identity.people.update(operator, first!.id, { roles: ['administrator'] });
});

test('only administrators manage people and organisations', async () => {
  const person = await host.person(['steward']);
  const { people, organisations } = host.identity;
  for (const principal of [anonymous, as(['steward']), as(['analyst']), as(['officer']), as(['auditor'])]) {
    const input = { name: 'x', email: 'x@example.org', roles: ['administrator' as const] };
    expect(await code(people.create(principal, input))).toBe('access.denied');
    expect(await code(people.update(principal, person.id, { roles: ['administrator'] }))).toBe('access.denied');
    expect(await code(people.resetPassword(principal, person.id))).toBe('access.denied');
    expect(await code(organisations.create(principal, { name: { zh: '假', en: 'Fake' } }))).toBe('access.denied');
    expect(await code(organisations.update(principal, 'any', { parent: null }))).toBe('access.denied');
  }
  const narrow: Principal = { ...as(['administrator']), kind: 'token', scopes: ['people:read'] };
  expect(await code(people.resetPassword(narrow, person.id))).toBe('access.denied');
});

test('officers see all people; a steward sees the names of the own organisation; others themselves', async () => {
  await organisation('health-bureau');
  await organisation('water-bureau');
  const health = await host.person(['steward'], 'health-bureau');
  const water = await host.person(['steward'], 'water-bureau');
  const seen = async (principal: Principal) =>
    new Map((await host.identity.people.list(principal)).map((person) => [person.id, person.email]));
  const officer = await seen(as(['officer']));
  expect(officer.get(health.id)).toBe(health.email);
  expect(officer.get(water.id)).toBe(water.email);
  const steward = await seen(as(['steward'], 'health-bureau'));
  expect([...steward]).toEqual([[health.id, null]]);
  expect(await seen(as(['analyst'], 'health-bureau'))).toEqual(new Map());
  expect(await seen(anonymous)).toEqual(new Map());
  expect(await code(host.identity.people.get(as(['steward'], 'health-bureau'), water.id))).toBe('kernel.not-found');
  const self = { ...as(['analyst']), id: water.id };
  expect((await host.identity.people.get(self, water.id)).email).toBe(water.email);
});

test('bad input is told: email, role, organisation, duplicates, weak passwords', async () => {
  const add = (more: object) =>
    code(host.identity.people.create(operator, { name: '某', email: 'ok@example.org', roles: [], ...more }));
  for (const email of ['', 'no-at', 'a@b@c', 'a b@c.d', '<script>@x.org', `${'a'.repeat(65)}@x.org`]) {
    expect(await add({ email }), email).toBe('identity.bad-email');
  }
  expect(await add({ roles: ['king'] })).toBe('identity.invalid-role');
  expect(await add({ roles: ['system'] })).toBe('identity.invalid-role');
  expect(await add({ organisation: 'nowhere' })).toBe('kernel.not-found');
  expect(await add({ password: 'ok@example.org' })).toBe('identity.weak-password');
  expect(await add({})).toBe('no error');
  expect(await add({ email: 'OK@example.org' })).toBe('identity.email-taken');
  expect(await code(host.identity.people.get(operator, "x' or 1=1 --"))).toBe('kernel.not-found');
});

test('organisations keep valid codes, once each', async () => {
  const created = await organisation('fire-bureau', { region: '440300', creditCode: '91350100m000100y43' });
  expect(created).toEqual({
    id: 'fire-bureau',
    name: { zh: 'fire-bureau 局', en: 'fire-bureau' },
    region: '440300',
    creditCode: '91350100M000100Y43',
    parent: null,
  });
  expect(await code(organisation('fire-bureau'))).toBe('identity.organisation-taken');
  expect(await code(organisation('other', { creditCode: '91350100M000100Y43' }))).toBe('identity.organisation-taken');
  expect(await code(organisation('other', { creditCode: '91350100M000100Y44' }))).toBe('identity.bad-credit-code');
  expect(await code(organisation('other', { region: '990000' }))).toBe('identity.bad-region');
  expect(await code(organisation('other', { parent: 'nowhere' }))).toBe('kernel.not-found');
});

test('organisations are a tree: no circle, also not by two moves at once', async () => {
  for (const id of ['city', 'bureau', 'office']) await organisation(`t-${id}`);
  const move = (id: string, parent: string | null) =>
    code(host.identity.organisations.update(operator, `t-${id}`, { parent: parent && `t-${parent}` }));
  expect(await move('bureau', 'city')).toBe('no error');
  expect(await move('office', 'bureau')).toBe('no error');
  expect(await move('city', 'office')).toBe('identity.organisation-cycle');
  expect(await move('city', 'city')).toBe('identity.organisation-cycle');
  expect(await move('office', null)).toBe('no error');
  const answers = await Promise.all([move('bureau', 'office'), move('office', 'bureau')]);
  expect(answers.sort()).toEqual(['identity.organisation-cycle', 'no error']);
});
