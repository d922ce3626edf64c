import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { operator, steward } from '../../bureau/collection/testing.ts';
import { createIdentity, type Identity } from '../../bureau/identity/index.ts';
import { openTestStreams, readingsStream } from '../../bureau/streams/testing.ts';
import { type Role, silentLog, systemClock } from '../../kernel/index.ts';
import { createMqttGateway, type MqttGateway } from './index.ts';

let house: Awaited<ReturnType<typeof openTestStreams>>;
let identity: Identity;
let gateway: MqttGateway;

beforeAll(async () => {
  house = await openTestStreams();
  const { database, audit, access } = house;
  const config = { publicUrl: 'http://127.0.0.1' };
  identity = createIdentity({ database, audit, access, clock: systemClock, config });
  await identity.organisations.create(operator, { id: 'org_a', name: { zh: '甲局', en: 'Bureau A' } });
  gateway = createMqttGateway({
    streams: house.streams,
    authenticate: identity.authenticate,
    network: { resolve: async (address) => ({ address, family: 4 }) },
    config: { mqttPort: 0, mqttHost: '127.0.0.1', mqttTls: null },
    log: silentLog,
  });
  await house.streams.start();
  await house.streams.add(steward, readingsStream);
  await vi.waitFor(() => expect(gateway.port).not.toBeNull(), { timeout: 10_000 });
});
afterAll(async () => {
  await gateway?.stop();
  await house?.close();
});

async function person(name: string) {
  const roles: Role[] = ['steward'];
  const email = `${name}@example.org`;
  const made = await identity.people.create(operator, { email, name, roles, organisation: 'org_a' });
  const owner = { kind: 'person' as const, id: made.person.id, organisation: 'org_a', roles, scopes: null };
  const token = () => identity.tokens.create(owner, { name: 'gateway', scopes: ['*'], days: 1 });
  return { owner, token };
}

async function connect(password: string) {
  const url = `mqtt://127.0.0.1:${gateway.port}`;
  const client = await connectAsync(url, { username: 'token', password, protocolVersion: 4, reconnectPeriod: 0 });
  let closed = false;
  client.on('close', () => {
    closed = true;
  });
  return { client, closed: () => closed };
}

let minute = 0;
const send = (client: MqttClient) =>
  client.publishAsync(
    'meters/m1/reading',
    JSON.stringify({ at: new Date(Date.UTC(2026, 0, 1, 0, minute++)).toISOString(), value: 1 }),
    { qos: 1 },
  );

type Sender = Awaited<ReturnType<typeof person>>;
const endings: Record<string, (sender: Sender, token: string) => Promise<unknown>> = {
  'its token is revoked': ({ owner }, token) => identity.tokens.revoke(owner, token),
  'its owner is disabled': ({ owner }) => identity.people.update(operator, owner.id, { disabled: true }),
  'its owner may not send any more': ({ owner }) => identity.people.update(operator, owner.id, { roles: ['analyst'] }),
};

test.each(Object.keys(endings))('a connection is ended when %s, and others go on', async (what) => {
  const name = what.replaceAll(' ', '-');
  const [sender, other] = [await person(name), await person(`${name}-other`)];
  const made = await sender.token();
  const one = await connect(made.secret);
  const own = await connect((await other.token()).secret);
  await Promise.all([send(one.client), send(own.client)]);
  await endings[what]!(sender, made.token.id);
  await expect.poll(one.closed, { timeout: 10_000 }).toBe(true);
  await expect(connect(made.secret)).rejects.toThrow();
  await send(own.client);
  expect(own.closed()).toBe(false);
  await own.client.endAsync();
});

test('a credential of the stream that is revoked ends its connection too, though nothing is sent', async () => {
  const { secret } = await house.streams.addCredential(steward, 'demo.meters', 'pump');
  const url = `mqtt://127.0.0.1:${gateway.port}`;
  const client = await connectAsync(url, {
    username: 'demo.meters',
    password: secret,
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  const closed = new Promise((resolve) => client.once('close', () => resolve(null)));
  await house.streams.revokeCredential(steward, 'demo.meters', 'pump');
  await closed;
  const clients = async () => (await house.streams.get(operator, 'demo.meters')).live?.clients;
  await expect.poll(clients, { timeout: 10_000 }).toBe(0);
});
