import { execFile } from 'node:child_process';
import { connect as connectSocket } from 'node:net';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steward } from '../../src/bureau/collection/testing.ts';
import { readingsStream } from '../../src/bureau/streams/testing.ts';
import { mosquittoPub, openMqtt, reading } from './mqtt.ts';

const run = promisify(execFile);
if (!mosquittoPub) console.warn('left out: mosquitto_pub as publisher, which is not installed');

let mqtt: Awaited<ReturnType<typeof openMqtt>>;
let secret: string;
let port: number;

beforeAll(async () => {
  mqtt = await openMqtt();
  expect(mqtt.gateway.port).toBeNull();
  secret = (await mqtt.streams.add(steward, readingsStream)).secret!;
  port = await mqtt.port();
});
afterAll(() => mqtt?.close());

const sign = () => ({ username: 'demo.meters', password: secret, reconnectPeriod: 0 });

test('mqtt.js publishes at QoS 0, 1 and 2; what is acknowledged becomes rows', async () => {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { ...sign(), protocolVersion: 4 });
  await Promise.all(
    [0, 1, 2].map((qos) => client.publishAsync(`meters/q${qos}/reading`, reading(qos), { qos: qos as 0 })),
  );
  await client.endAsync();
  await mqtt.drained('demo.meters');
  const rows = await mqtt.rows<{ device: string }>('demo.readings');
  expect(rows.map(({ device }) => device)).toEqual(['q0', 'q1', 'q2']);
});

test('nobody subscribes, or publishes to topics of no stream of theirs', async () => {
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
  const before = (await mqtt.drained('demo.meters')).accepted;
  for (let minute = 40; minute < 45; minute++)
    await run('mosquitto_pub', [...words, '-t', 'meters/mosquitto/reading', '-m', reading(minute)]);
  expect((await mqtt.drained('demo.meters')).accepted).toBe(before + 5);
  await expect(run('mosquitto_pub', [...words, '-P', 'wrong', '-t', 'meters/m/reading', '-m', '{}'])).rejects.toThrow();
});
