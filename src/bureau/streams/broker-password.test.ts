import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward, stranger } from '../collection/testing.ts';
import type { StreamDeclaration } from './schema.ts';
import { openTestStreams, readingsStream } from './testing.ts';

const clear = 'clear-text-of-a-password-0815';
let house: Awaited<ReturnType<typeof openTestStreams>>;
beforeAll(async () => {
  house = await openTestStreams();
});
afterAll(() => house?.close());

const declare = async (name: string, broker: StreamDeclaration['broker']) => {
  const declaration = {
    ...readingsStream,
    payload: 'json' as const,
    id: `demo.${name}`,
    ...(broker ? { broker } : {}),
  };
  await house.streams.add(steward, declaration);
  return declaration;
};
const statusOf = async (name: string) => (await house.streams.get(steward, `demo.${name}`)).brokerPassword;
const eventsOf = async (name: string) =>
  (await house.audit.list({ target: `stream:demo.${name}` })).items
    .map(({ action }) => action)
    .filter((action) => action.includes('password'));

test('is sealed at rest, opened for its broker alone, and told nowhere', async () => {
  const declaration = await declare('sealed', { url: 'mqtts://broker.example', username: 'lingnan' });
  expect(await statusOf('sealed')).toEqual({ set: false, setAt: null });
  const answer = await house.streams.setBrokerPassword(steward, 'demo.sealed', clear);
  expect(answer.brokerPassword).toEqual({ set: true, setAt: expect.stringMatching(/^20/) });
  expect(await house.streams.brokerPassword(declaration)).toBe(clear);
  const told = [answer, await house.streams.list(steward), await house.audit.list()];
  expect(JSON.stringify(told)).not.toContain(clear);
  const { rows } = await sql<{ all: string }>`
    select string_agg(query_to_xml('select * from ' || table_name, true, false, '')::text, '') as all
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
  `.execute(house.database.kysely);
  expect(rows[0]!.all).toContain('demo.sealed');
  expect(rows[0]!.all).not.toContain(clear);
  expect(rows[0]!.all).not.toContain(Buffer.from(clear).toString('base64'));
  expect(await house.streams.removeBrokerPassword(steward, 'demo.sealed')).toMatchObject({
    brokerPassword: { set: false },
  });
  expect(await house.streams.brokerPassword(declaration)).toBeNull();
  expect((await eventsOf('sealed')).sort()).toEqual(['streams.broker-password-removed', 'streams.broker-password-set']);
});

const own = { url: 'mqtts://broker.example', username: 'lingnan' };
test.each([
  ['host', { ...own, url: 'mqtts://other.example' }],
  ['port', { ...own, url: 'mqtts://broker.example:8884' }],
  ['scheme', { ...own, url: 'mqtt://broker.example:8883' }],
  ['user name', { ...own, username: 'somebody' }],
  ['no-user name', { url: own.url }],
  ['no-broker', undefined],
])('is taken away when another %s is named, and does not come back', async (what, other) => {
  const name = `moved-${what.replace(' ', '-')}`;
  const before = await declare(name, own);
  await house.streams.setBrokerPassword(steward, before.id, clear);
  const after = await declare(name, other);
  expect(await statusOf(name)).toEqual(other ? { set: false, setAt: null } : null);
  expect(await house.streams.brokerPassword(after)).toBeNull();
  await declare(name, own);
  expect(await house.streams.brokerPassword(before)).toBeNull();
  expect(await eventsOf(name)).toContain('streams.broker-password-removed');
});

test('stays when the place is the same in other words', async () => {
  await declare('stays', own);
  await house.streams.setBrokerPassword(steward, 'demo.stays', clear);
  const after = await declare('stays', { ...own, url: 'mqtts://BROKER.example:8883/', version: 4 });
  expect(await house.streams.brokerPassword(after)).toBe(clear);
  expect(await eventsOf('stays')).toEqual(['streams.broker-password-set']);
});

test('opens for no other place and no other stream, wherever its row is brought', async () => {
  const [one, other] = [await declare('one', own), await declare('other', own)];
  await house.streams.setBrokerPassword(steward, one.id, clear);
  const unreadable = { code: 'streams.password-unreadable' };
  const elsewhere = { ...one, broker: { ...own, url: 'mqtts://elsewhere.example' } };
  await expect(house.streams.brokerPassword(elsewhere)).rejects.toMatchObject(unreadable);
  await sql`
    insert into streams_secrets select ${other.id}, nonce, sealed, set_by, set_at from streams_secrets
    where stream = ${one.id}`.execute(house.database.kysely);
  await expect(house.streams.brokerPassword(other)).rejects.toMatchObject(unreadable);
});

test('is set and removed by those alone who may change the stream, and only where there is a broker', async () => {
  const declaration = await declare('guarded', own);
  await house.streams.setBrokerPassword(steward, declaration.id, clear);
  for (const act of [
    () => house.streams.setBrokerPassword(stranger, declaration.id, 'mine'),
    () => house.streams.removeBrokerPassword(stranger, declaration.id),
  ])
    await expect(act()).rejects.toMatchObject({ status: 404 });
  expect(await house.streams.brokerPassword(declaration)).toBe(clear);
  await declare('inside', undefined);
  await expect(house.streams.setBrokerPassword(steward, 'demo.inside', clear)).rejects.toMatchObject({
    code: 'streams.no-broker',
  });
});

test('goes with its stream', async () => {
  const declaration = await declare('gone', own);
  await house.streams.setBrokerPassword(steward, declaration.id, clear);
  expect(await house.streams.remove(operator, declaration.id)).toMatchObject({ removed: true });
  await declare('gone', own);
  expect(await statusOf('gone')).toEqual({ set: false, setAt: null });
});

test('a broker at no address is refused with its declaration', async () => {
  await expect(declare('nowhere', { url: 'mqtt://broker.example:99999' })).rejects.toMatchObject({
    code: 'streams.invalid',
    text: { zh: expect.stringContaining('mqtt://broker.example:99999') },
  });
});
