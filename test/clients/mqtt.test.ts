import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward } from '../../src/bureau/collection/testing.ts';
import { openTestStreams, readingsStream } from '../../src/bureau/streams/testing.ts';
import { createMqttGateway, type MqttGateway } from '../../src/gateway/mqtt/index.ts';
import { anonymous, silentLog } from '../../src/kernel/index.ts';

const run = promisify(execFile);
const mosquitto = spawnSync('mosquitto', ['-h']).error === undefined;
const mosquittoPub = spawnSync('mosquitto_pub', ['--help']).error === undefined;
if (!mosquitto || !mosquittoPub) console.warn('left out: Mosquitto as broker and publisher, which is not installed');

let streams: Awaited<ReturnType<typeof openTestStreams>>;
let gateway: MqttGateway;
let secret: string;
let port: number;

beforeAll(async () => {
  streams = await openTestStreams();
  gateway = createMqttGateway({
    streams: streams.streams,
    authenticate: async () => ({ principal: anonymous, session: null }),
    config: { mqttPort: 0, mqttHost: '127.0.0.1', mqttTls: null },
    log: silentLog,
  });
  await streams.streams.start();
  expect(gateway.port).toBeNull();
  secret = (await streams.streams.add(steward, readingsStream)).secret!;
  port = await listening();
});
afterAll(async () => {
  await gateway.stop();
  await streams.close();
});

async function listening(): Promise<number> {
  for (let round = 0; round < 100; round++) {
    if (gateway.port !== null) return gateway.port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the broker does not listen');
}

const sign = () => ({ username: 'demo.meters', password: secret, reconnectPeriod: 0 });
const reading = (minute: number, value = 1) =>
  JSON.stringify({ at: `2026-11-24 08:${String(minute).padStart(2, '0')}:00`, value });

test('mqtt.js publishes at QoS 0, 1 and 2; what is acknowledged becomes rows', async () => {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), protocolVersion: 4 });
  await Promise.all(
    [0, 1, 2].map((qos) => client.publishAsync(`meters/q${qos}/reading`, reading(qos), { qos: qos as 0 })),
  );
  await client.endAsync();
  await streams.drained('demo.meters');
  const rows = await streams.rows<{ device: string }>('demo.readings');
  expect(rows.map(({ device }) => device)).toEqual(['q0', 'q1', 'q2']);
});

test('nobody connects without the password, subscribes, or publishes to topics of no stream of theirs', async () => {
  await expect(
    connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), password: 'wrong', protocolVersion: 4 }),
  ).rejects.toThrow(/Not authorized/i);
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), protocolVersion: 4 });
  const [granted] = await client
    .subscribeAsync('#', { qos: 1 })
    .catch((error: { packet?: unknown }) => [{ qos: 128, error }]);
  expect(granted!.qos).toBe(128);
  const closed = new Promise((resolve) => client.once('close', () => resolve(null)));
  client.publish('pumps/p1/reading', '{}', { qos: 1 });
  await closed;
  await client.endAsync(true);
});

test('a message of a megabyte closes its connection before it is there, and is told', async () => {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), clientId: 'heavy', protocolVersion: 4 });
  const closed = new Promise((resolve) => client.once('close', () => resolve(null)));
  client.publish('meters/heavy/reading', 'x'.repeat(1024 * 1024), { qos: 1 });
  await closed;
  await client.endAsync(true);
  await expect
    .poll(async () => (await streams.streams.get(operator, 'demo.meters')).findings, { timeout: 10_000 })
    .toContainEqual(expect.objectContaining({ kind: 'too-large', client: 'heavy' }));
});

test('bytes that are no MQTT end their connection alone', async () => {
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\u0010\u00ff\u00ff\u00ff\u007f', '\u0000'.repeat(100)]) {
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(Buffer.from(bytes, 'latin1'));
    await new Promise((resolve) => socket.once('close', resolve));
  }
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), protocolVersion: 4 });
  await client.publishAsync('meters/after/reading', reading(30), { qos: 1 });
  await client.endAsync();
}, 60_000);

test.skipIf(!mosquittoPub)('mosquitto_pub publishes a line a message', async () => {
  const words = ['-h', '127.0.0.1', '-p', String(port), '-u', 'demo.meters', '-P', secret, '-q', '1', '-V', 'mqttv311'];
  const before = (await streams.drained('demo.meters')).accepted;
  for (let minute = 40; minute < 45; minute++)
    await run('mosquitto_pub', [...words, '-t', 'meters/mosquitto/reading', '-m', reading(minute)]);
  expect((await streams.drained('demo.meters')).accepted).toBe(before + 5);
  await expect(run('mosquitto_pub', [...words, '-P', 'wrong', '-t', 'meters/m/reading', '-m', '{}'])).rejects.toThrow();
});

test.skipIf(!mosquitto).each([4, 5] as const)(
  'a stream of Mosquitto (protocol %i) loses nothing that came while it was paused',
  async (version) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-mosquitto-'));
    const file = path.join(folder, 'mosquitto.conf');
    const other = 18_700 + version;
    await writeFile(file, `listener ${other} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`);
    const broker = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
    try {
      const id = `demo.other-${version}`;
      const topics = [`remote${version}/+/reading`];
      const url = `mqtt://127.0.0.1:${other}`;
      await streams.streams.add(steward, { ...readingsStream, id, topics, broker: { url, version } });
      const publisher = await connectAsync(url, { reconnectPeriod: 200 });
      const send = (from: number) =>
        Promise.all(
          Array.from({ length: 10 }, (_, n) =>
            publisher.publishAsync(`remote${version}/d${version}/reading`, reading(from + n), { qos: 1 }),
          ),
        );
      // The subscription is there when the first message comes through.
      await expect
        .poll(
          async () => {
            await send(0);
            return (await streams.streams.get(operator, id)).accepted;
          },
          { timeout: 30_000, interval: 1000 },
        )
        .toBeGreaterThan(0);
      await streams.streams.pause(steward, id);
      await send(20);
      await streams.streams.resume(steward, id);
      await expect
        .poll(
          async () =>
            (await streams.rows<{ device: string }>('demo.readings')).filter(({ device }) => device === `d${version}`)
              .length,
          { timeout: 30_000, interval: 500 },
        )
        .toBe(20);
      await publisher.endAsync();
    } finally {
      await streams.streams.pause(steward, `demo.other-${version}`).catch(() => {});
      broker.kill();
      await rm(folder, { recursive: true, force: true });
    }
  },
  90_000,
);
