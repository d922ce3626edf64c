import { type AddressInfo, connect as connectSocket } from 'node:net';
import { connect, connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../kernel/index.ts';
import { type Broker, type BrokerOptions, createBroker } from './broker.ts';

type Publishing = BrokerOptions['publishing'];

let broker: Broker;
let taken: string[] = [];
const topics: Record<string, RegExp> = { 'one.stream': /^one\//, 'other.stream': /^other\//, token: /^(one|other)\// };

beforeAll(async () => {
  const publishing = {
    publish(session: { streams: string[] }, packet: { topic: string }, appended: (error: Error | null) => void) {
      if (!topics[session.streams[0]!]!.test(packet.topic)) return false;
      taken.push(packet.topic);
      setImmediate(appended, null);
      return true;
    },
    tooLarge: () => {},
  } as unknown as Publishing;
  broker = await createBroker({
    publishing,
    tls: null,
    signOut: () => {},
    log: silentLog,
    signIn: async (_client, username, password) =>
      username in topics && password.startsWith('good')
        ? ({ streams: [username], limit: 1024 } as unknown as Awaited<ReturnType<BrokerOptions['signIn']>>)
        : null,
  });
  await new Promise<void>((resolve) => broker.server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => broker.close());

const port = () => (broker.server.address() as AddressInfo).port;
const enter = (username: string, options: IClientOptions = {}): Promise<MqttClient> =>
  connectAsync(`mqtt://127.0.0.1:${port()}`, {
    username,
    password: 'good',
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...options,
  });

test('a token does not throw out the client of another token by its id', async () => {
  const own = await enter('token', { clientId: 'same', password: 'good-1' });
  let thrownOut = 0;
  own.on('close', () => thrownOut++);
  const foreign = await enter('token', { clientId: 'same', password: 'good-2' });
  await foreign.publishAsync('one/a', '1', { qos: 1 });
  await own.publishAsync('one/b', '1', { qos: 1 });
  expect(thrownOut).toBe(0);
  await Promise.all([own.endAsync(), foreign.endAsync()]);
});

test.each(['other/a', '$SYS/broker', '/one/a', 'two/a', 'one/#', 'one/+', 'ONE/a'])(
  'what is published to %s is refused, whatever its QoS, and nobody else hears of it',
  async (topic) => {
    for (const qos of [0, 1, 2] as const) {
      taken = [];
      const client = await enter('one.stream');
      const closed = new Promise((resolve) => client.once('close', () => resolve(null)));
      // Past the client's own look at topics.
      client['_sendPacket']({ cmd: 'publish', topic, payload: 'x', qos, messageId: 7, retain: true, dup: false });
      await closed;
      expect(taken).toEqual([]);
      await client.endAsync(true);
    }
  },
);

test('a will leads no farther than its sender, and what is retained is told to nobody', async () => {
  taken = [];
  const dying = await enter('one.stream', {
    will: { topic: 'other/will', payload: Buffer.from('x'), qos: 1, retain: true },
  });
  await dying.publishAsync('one/kept', 'x', { qos: 1, retain: true });
  dying.stream.destroy();
  const listener = await enter('other.stream');
  const heard: string[] = [];
  listener.on('message', (topic) => heard.push(topic));
  await listener.subscribeAsync('#', { qos: 1 }).catch(() => {});
  await listener.publishAsync('other/last', 'x', { qos: 1 });
  expect(taken).toEqual(['one/kept', 'other/last']);
  expect(heard).toEqual([]);
  await listener.endAsync();
});

test.each<[string, IClientOptions]>([
  ['protocol 5', { protocolVersion: 5 }],
  ['no password', { password: '' }],
])('%s does not come in', async (_what, options) => {
  await expect(enter('one.stream', { connectTimeout: 3000, ...options })).rejects.toThrow();
});

test('a client id that is too long ends its connection', async () => {
  const client = connect(`mqtt://127.0.0.1:${port()}`, {
    clientId: 'x'.repeat(300),
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 60_000,
  });
  await new Promise((resolve) => client.once('close', () => resolve(null)));
  await client.endAsync(true);
});

test('before signing in, nobody sends much', async () => {
  const socket = connectSocket(port(), '127.0.0.1');
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // CONNECT that says to have 100 MB, and sends 200 KB of them.
  socket.write(Buffer.concat([Buffer.from([0x10, 0x80, 0xc2, 0xd7, 0x2f]), Buffer.alloc(200_000)]));
  await closed;
});
