import { execFile } from 'node:child_process';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator, steward } from '../../src/bureau/collection/testing.ts';
import { readingsStream } from '../../src/bureau/streams/testing.ts';
import type { MqttGatewayNeeds } from '../../src/gateway/mqtt/index.ts';
import { mosquitto, openMqtt, reading, startMosquitto } from './mqtt.ts';

type Publish = MqttGatewayNeeds['streams']['publishing']['publish'];

const run = promisify(execFile);
if (!mosquitto) console.warn('left out: Mosquitto as another broker, which is not installed');

let mqtt: Awaited<ReturnType<typeof openMqtt>>;
/** Stands between the other broker and the journal, for the tests that look at what goes through. */
let between: ((real: Publish) => Publish) | null = null;

beforeAll(async () => {
  mqtt = await openMqtt({
    publishing: (real) => ({
      ...real,
      publish: (...parameters) => (between ? between(real.publish) : real.publish)(...parameters),
    }),
  });
});
afterAll(() => mqtt?.close());

const rowsOf = async (device: string) =>
  (await mqtt.rows<{ device: string; value: unknown }>('demo.readings')).filter((row) => row.device === device);
const live = async (id: string) => (await mqtt.streams.get(operator, id)).live;

async function declare(name: string, broker: Record<string, unknown>, password?: string) {
  const id = `demo.${name}`;
  await mqtt.streams.add(steward, { ...readingsStream, id, topics: [`${name}/+/reading`], broker });
  if (password) await mqtt.streams.setBrokerPassword(steward, id, password);
  return id;
}

describe.skipIf(!mosquitto)('a stream of another broker', () => {
  test.each([4, 5] as const)(
    'protocol %i: nothing is lost when the stream pauses and the broker restarts in the midst of it',
    async (version) => {
      const broker = await startMosquitto(18_700 + version, () => ['allow_anonymous true']);
      const name = `restart${version}`;
      try {
        const id = await declare(name, { url: broker.url, version });
        await expect.poll(() => broker.said(), { timeout: 20_000 }).toMatch(`lingnan-${id} 1 ${name}/+/reading`);
        const publisher = await connectAsync(broker.url, {
          clientId: `p${version}`,
          clean: false,
          reconnectPeriod: 100,
        });
        let sent = 0;
        const acknowledged = new Set<number>();
        let sending = true;
        /** As a device does that keeps what was not acknowledged. */
        const deliver = async (n: number) => {
          while (!acknowledged.has(n)) {
            await publisher.publishAsync(`${name}/d${version}/reading`, reading(n, n), { qos: 1 }).then(
              () => acknowledged.add(n),
              () => new Promise((resolve) => setTimeout(resolve, 20)),
            );
          }
        };
        const flow = (async () => {
          const waiting: Promise<unknown>[] = [];
          while (sending) {
            waiting.push(deliver(sent++));
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          await Promise.all(waiting);
        })();
        const more = async () => {
          const before = acknowledged.size;
          await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(before + 50);
        };
        await more();
        await mqtt.streams.pause(steward, id);
        await more();
        await mqtt.streams.resume(steward, id);
        for (let restart = 0; restart < 2; restart++) {
          await broker.stop();
          await expect.poll(async () => (await live(id))?.problem?.zh, { timeout: 20_000 }).toMatch(/外部代理连接不上/);
          await broker.start();
          await more();
        }
        sending = false;
        await flow;
        expect(acknowledged.size).toBe(sent);
        await expect
          .poll(async () => (await rowsOf(`d${version}`)).length, { timeout: 30_000, interval: 500 })
          .toBe(sent);
        // The server says how it stands once a second.
        await expect.poll(async () => (await live(id))?.problem, { timeout: 10_000 }).toBeNull();
        await publisher.endAsync();
      } finally {
        await mqtt.streams.remove(steward, `demo.${name}`).catch(() => {});
        await broker.close();
      }
    },
    120_000,
  );

  test('a wrong password is told with its code, and mended at either end without a restart', async () => {
    let passwords = '';
    const password = async (word: string) => {
      await rm(passwords, { force: true });
      await run('mosquitto_passwd', ['-b', '-c', passwords, 'lingnan', word]);
      await chmod(passwords, 0o600);
    };
    const broker = await startMosquitto(18_707, async (folder) => {
      passwords = path.join(folder, 'passwords');
      await password('other');
      return [`password_file ${passwords}`];
    });
    const signing = { url: broker.url, username: 'lingnan' };
    try {
      const five = await declare('signs5', { ...signing, version: 5 }, 'right');
      const four = await declare('signs4', { ...signing, version: 4 }, 'wrong');
      const problem = async (id: string) => (await live(id))?.problem?.zh;
      await expect
        .poll(() => problem(five), { timeout: 20_000 })
        .toBe('外部代理连接不上：没有权限，请检查用户名和密码 (135)');
      await expect
        .poll(() => problem(four), { timeout: 20_000 })
        .toMatch(/^外部代理连接不上：(没有权限，请检查用户名和密码|用户名或密码不正确) \([45]\)$/);
      await password('right');
      broker.signal('SIGHUP');
      await expect.poll(() => problem(five), { timeout: 20_000 }).toBeUndefined();
      expect(await problem(four)).toMatch(/^外部代理连接不上/);
      await mqtt.streams.setBrokerPassword(steward, four, 'right');
      await expect.poll(() => problem(four), { timeout: 20_000 }).toBeUndefined();
      const publisher = await connectAsync(broker.url, { username: 'lingnan', password: 'right' });
      await publisher.publishAsync('signs5/signed/reading', reading(1), { qos: 1 });
      await publisher.endAsync();
      await expect.poll(async () => (await rowsOf('signed')).length, { timeout: 20_000 }).toBe(1);
    } finally {
      for (const name of ['signs5', 'signs4']) await mqtt.streams.remove(steward, `demo.${name}`).catch(() => {});
      await broker.close();
    }
  }, 120_000);

  test('a subscription that is refused is told', async () => {
    // Our own broker lets nobody subscribe.
    const { secret } = await mqtt.streams.add(steward, { ...readingsStream, id: 'demo.closed', topics: ['closed/+'] });
    const url = `mqtt://127.0.0.1:${await mqtt.port()}`;
    const id = await declare('subscriber', { url, version: 4, username: 'demo.closed' }, secret!);
    await expect
      .poll(async () => (await live(id))?.problem?.zh, { timeout: 20_000 })
      .toBe('外部代理拒绝订阅：未说明原因 (128)');
    await mqtt.streams.remove(steward, id);
  }, 60_000);

  test('many wait for the disk at once; each is acknowledged when it is there, in the order in which they came', async () => {
    const broker = await startMosquitto(18_708, () => ['allow_anonymous true', 'max_inflight_messages 0']);
    const values: number[] = [];
    const durable: (() => void)[] = [];
    let most = 0;
    let waiting = 0;
    // Tells of messages as stored when the test says so; they are in the journal before.
    between = (real) => (session, packet, appended) => {
      values.push((JSON.parse(packet.payload.toString()) as { value: number }).value);
      most = Math.max(most, ++waiting);
      return real(session, packet, (error) => {
        durable.push(() => {
          waiting--;
          appended(error);
        });
      });
    };
    try {
      const id = await declare('window', { url: broker.url, version: 5 });
      await expect.poll(() => broker.said(), { timeout: 20_000 }).toMatch(`lingnan-${id} 1 window/+/reading`);
      const publisher = await connectAsync(broker.url);
      const count = 200;
      const acknowledged = () =>
        [...broker.said().matchAll(new RegExp(`Received PUBACK from lingnan-${id} \\(Mid: (\\d+)`, 'g'))].map(
          ([, mid]) => Number(mid),
        );
      const sentTo = () =>
        [...broker.said().matchAll(new RegExp(`Sending PUBLISH to lingnan-${id} \\(d\\d, q1, r\\d, m(\\d+)`, 'g'))].map(
          ([, mid]) => Number(mid),
        );
      for (let n = 0; n < count; n++) void publisher.publishAsync('window/w/reading', reading(n, n), { qos: 1 });
      await expect.poll(() => durable.length, { timeout: 20_000 }).toBe(count);
      // All of them came in while none was acknowledged.
      expect(most).toBe(count);
      expect(acknowledged()).toEqual([]);
      // The newest is told of first: the acknowledgements wait for the oldest.
      for (const tell of durable.splice(0).reverse()) tell();
      await expect.poll(() => acknowledged().length, { timeout: 20_000 }).toBe(count);
      expect(acknowledged()).toEqual(sentTo());

      // What was not acknowledged when the connection ends is delivered again and stored once.
      for (let n = count; n < count + 50; n++)
        void publisher.publishAsync('window/w/reading', reading(n, n), { qos: 1 });
      await expect.poll(() => durable.length, { timeout: 20_000 }).toBe(50);
      between = null;
      await mqtt.streams.pause(steward, id);
      expect(acknowledged()).toHaveLength(count);
      await mqtt.streams.resume(steward, id);
      await expect.poll(() => acknowledged().length, { timeout: 20_000 }).toBe(count + 50);
      const { accepted, merged, quarantined } = await mqtt.drained(id);
      expect(await rowsOf('w')).toHaveLength(count + 50);
      expect({ accepted: accepted + merged, quarantined }).toEqual({ accepted: count + 50, quarantined: 0 });
      expect(values.slice(0, count)).toEqual(Array.from({ length: count }, (_, n) => n));
      await publisher.endAsync();
    } finally {
      between = null;
      await mqtt.streams.remove(steward, 'demo.window').catch(() => {});
      await broker.close();
    }
  }, 120_000);
});
