import { type AddressInfo, createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward } from '../../bureau/collection/testing.ts';
import type { StreamDeclaration } from '../../bureau/streams/index.ts';
import { openTestStreams, readingsStream } from '../../bureau/streams/testing.ts';
import { anonymous } from '../../kernel/index.ts';
import { createMqttGateway, type MqttGateway } from './index.ts';

const clear = 'told-to-one-broker-alone-4711';
const id = 'demo.meters';
let house: Awaited<ReturnType<typeof openTestStreams>>;
let gateway: MqttGateway;
const logged: string[] = [];
const ends: (() => void)[] = [];

beforeAll(async () => {
  house = await openTestStreams();
  gateway = createMqttGateway({
    streams: house.streams,
    authenticate: async () => ({ principal: anonymous, session: null }),
    network: { resolve: async (address) => ({ address, family: 4 }) },
    config: { mqttPort: 0, mqttHost: '127.0.0.1', mqttTls: null },
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
  });
  await house.streams.start();
});
afterAll(async () => {
  await gateway?.stop();
  for (const end of ends) end();
  await house?.close();
});

/** Another broker, which lets in whoever signs in with `right`, and what others and it were told. */
async function otherBroker(right: string) {
  const told: (string | null)[] = [];
  const broker = await Aedes.createBroker({
    authenticate: (_client, _username, password, done) => {
      told.push(password?.toString() ?? null);
      done(null, password?.toString() === right);
    },
  });
  const server: Server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    broker.close();
  });
  return { told, url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const declare = (broker: StreamDeclaration['broker']) =>
  house.streams.add(steward, { ...readingsStream, id, ...(broker ? { broker } : {}) });
const problem = async () => (await house.streams.get(operator, id)).live?.problem ?? null;

test('a password is told to the broker for which it was set, taken up when it changes, and told to no other', async () => {
  const [own, foreign] = [await otherBroker(clear), await otherBroker('')];
  const broker = { url: own.url, version: 4 as const, username: 'lingnan' };
  await declare(broker);
  await expect.poll(() => own.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(new Set(own.told)).toEqual(new Set([null]));

  await house.streams.setBrokerPassword(steward, id, 'wrong-at-first');
  await expect.poll(() => own.told.at(-1), { timeout: 10_000 }).toBe('wrong-at-first');
  await expect.poll(async () => (await problem())?.zh, { timeout: 10_000 }).toMatch(/^外部代理连接不上/);
  await house.streams.setBrokerPassword(steward, id, clear);
  await expect.poll(() => own.told.at(-1), { timeout: 10_000 }).toBe(clear);
  await expect.poll(problem, { timeout: 10_000 }).toBeNull();

  await declare({ ...broker, url: foreign.url });
  await expect.poll(() => foreign.told.length, { timeout: 10_000 }).toBeGreaterThan(1);
  expect(new Set(foreign.told)).toEqual(new Set([null]));
  const stream = await house.streams.get(steward, id);
  expect(JSON.stringify([stream, await house.audit.list(), logged])).not.toMatch(/told-to-one|wrong-at-first/);
  expect(logged.length).toBeGreaterThan(0);

  // Led back, it signs in with nothing: whoever led it away may have been anybody.
  own.told.length = 0;
  await declare(broker);
  await expect.poll(() => own.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(new Set(own.told)).toEqual(new Set([null]));
}, 60_000);

test('a password that cannot be opened is told to its steward, and nothing is asked of the broker', async () => {
  const own = await otherBroker(clear);
  await declare({ url: own.url, version: 4, username: 'lingnan' });
  await house.streams.setBrokerPassword(steward, id, clear);
  await expect.poll(() => own.told.at(-1), { timeout: 10_000 }).toBe(clear);
  await house.database.kysely
    .withTables<{ streams_secrets: { nonce: Buffer } }>()
    .updateTable('streams_secrets')
    .set({ nonce: Buffer.alloc(12) })
    .execute();
  await expect.poll(async () => (await problem())?.zh, { timeout: 10_000 }).toMatch(/代理密码无法解密.*请重新设置密码/);
  own.told.length = 0;
  await house.streams.setBrokerPassword(steward, id, clear);
  await expect.poll(problem, { timeout: 10_000 }).toBeNull();
  expect(own.told).toEqual([clear]);
}, 60_000);
