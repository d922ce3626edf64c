import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward } from '../../src/bureau/collection/testing.ts';
import { readingsStream } from '../../src/bureau/streams/testing.ts';
import { openMqtt, reading } from './mqtt.ts';

let mqtt: Awaited<ReturnType<typeof openMqtt>>;
let open: Promise<void> = Promise.resolve();

beforeAll(async () => {
  mqtt = await openMqtt({ gate: () => open });
});
afterAll(() => mqtt.close());

/** A stream of its own topics; returns how to connect to it. */
async function declare(name: string, more: Record<string, unknown> = {}) {
  const id = `demo.${name}`;
  const { secret } = await mqtt.streams.add(steward, { ...readingsStream, id, topics: [`${name}/+/reading`], ...more });
  const url = `mqtt://127.0.0.1:${await mqtt.port()}`;
  return {
    id,
    secret: secret!,
    connect: (options: Record<string, unknown> = {}): Promise<MqttClient> =>
      connectAsync(url, { username: id, password: secret!, protocolVersion: 4, reconnectPeriod: 0, ...options }),
  };
}
const findingsOf = async (id: string) => (await mqtt.streams.get(operator, id)).findings;
const rowsOf = async (device: string) =>
  (await mqtt.rows<{ device: string; value: unknown }>('demo.readings')).filter((row) => row.device === device);

test('a client that floods is held back and named; others are acknowledged meanwhile; all is stored', async () => {
  const stream = await declare('flood', { limits: { perClientPerSecond: 100 } });
  const flooder = await stream.connect({ clientId: 'flooder' });
  const count = 3000;
  let acknowledged = 0;
  const flood = Promise.all(
    Array.from({ length: count }, async (_, n) => {
      await flooder.publishAsync('flood/wild/reading', reading(n), { qos: 1 });
      acknowledged++;
    }),
  );
  const calm = await stream.connect({ clientId: 'calm' });
  for (let n = 0; n < 20; n++) await calm.publishAsync('flood/calm/reading', reading(n), { qos: 1 });
  // Twenty round trips, one after the other, end before the flood does.
  expect(acknowledged).toBeLessThan(count);
  await flood;
  const { accepted, findings } = await mqtt.drained(stream.id);
  expect(accepted).toBe(count + 20);
  expect(findings).toEqual([
    expect.objectContaining({
      kind: 'flood',
      client: 'flooder',
      topic: 'flood/wild/reading',
      told: expect.objectContaining({ zh: '一秒内发送超过 100 条，此后的消息下一秒才应答' }),
    }),
  ]);
  await flooder.endAsync();
  await calm.endAsync();
}, 120_000);

test('when as much waits as may, nothing is acknowledged nor read; it goes on by itself and loses nothing', async () => {
  const stream = await declare('lag', { limits: { waitingMegabytes: 1 } });
  let letThrough: () => void = () => {};
  open = new Promise((resolve) => {
    letThrough = resolve;
  });
  const client = await stream.connect({ clientId: 'lagging' });
  const count = 4000;
  const padding = 'x'.repeat(10_000);
  let acknowledged = 0;
  const all = Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const payload = JSON.stringify({ ...(JSON.parse(reading(n)) as object), padding });
      await client.publishAsync('lag/m/reading', payload, { qos: 1 });
      acknowledged++;
    }),
  );
  await expect
    .poll(async () => (await mqtt.streams.get(operator, stream.id)).live?.heldBack, { timeout: 30_000 })
    .toBe(true);
  const { live } = await mqtt.streams.get(operator, stream.id);
  const held = acknowledged;
  expect(live!.lagBytes).toBeGreaterThan(1024 * 1024);
  expect(live!.lagBytes).toBeLessThan(4 * 1024 * 1024);
  expect(held * 10_000).toBeLessThan(4 * 1024 * 1024);
  // Of 40 MB most has not left the sender: the broker does not read it into its memory.
  expect(client.stream.writableLength).toBeGreaterThan(20 * 1024 * 1024);
  await expect(mqtt.streams.send(steward, stream.id, { key: 'k', body: Buffer.from('{}') })).rejects.toMatchObject({
    status: 503,
    text: { zh: expect.stringContaining('等待入库的数据已达上限') },
  });
  await expect.poll(async () => (await mqtt.streams.get(operator, stream.id)).live?.heldBack).toBe(true);
  expect(acknowledged).toBe(held);
  letThrough();
  await all;
  expect((await mqtt.drained(stream.id)).accepted).toBe(count);
  await client.endAsync();
}, 120_000);

test('a message that is too large is refused by its length, before it came, and named', async () => {
  const stream = await declare('large');
  const socket = connectSocket(await mqtt.port(), '127.0.0.1');
  socket.on('error', () => {});
  const text = (value: string) => Buffer.from([value.length >> 8, value.length & 255, ...Buffer.from(value)]);
  const body = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, 0b1100_0010, 0, 60]),
    text('heavy'),
    text(stream.id),
    text(stream.secret),
  ]);
  socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  expect([...connack]).toEqual([0x20, 2, 0, 0]);
  const closed = once(socket, 'close');
  // It says that a megabyte comes, and sends ten bytes of it.
  const megabyte = 1024 * 1024;
  socket.write(
    Buffer.from([0x32, (megabyte & 127) | 128, ((megabyte >> 7) & 127) | 128, (megabyte >> 14) & 127, 0, 5, 1, 2, 3]),
  );
  await closed;
  await expect
    .poll(() => findingsOf(stream.id), { timeout: 10_000 })
    .toEqual([
      expect.objectContaining({
        kind: 'too-large',
        client: 'heavy',
        told: { zh: '消息有 1048576 字节，上限 262144 字节', en: 'the message has 1048576 bytes; 262144 is the most' },
      }),
    ]);
  // One that is read whole, for it is little above the limit, is refused with its topic.
  const client = await stream.connect({ clientId: 'stout' });
  const ended = new Promise((resolve) => client.once('close', () => resolve(null)));
  client.publish('large/stout/reading', 'x'.repeat(262_200), { qos: 1 });
  await ended;
  await expect
    .poll(() => findingsOf(stream.id), { timeout: 10_000 })
    .toContainEqual(expect.objectContaining({ kind: 'too-large', client: 'stout', topic: 'large/stout/reading' }));
  expect((await mqtt.streams.get(operator, stream.id)).live?.lagBytes).toBe(0);
  await client.endAsync(true);
});

test('of each bad message it is told what is wrong where, and it is in quarantine as it came', async () => {
  const stream = await declare('bad');
  const csv = await declare('badcsv', { payload: 'csv', columns: ['at', 'value'] });
  const gbk = Buffer.concat([Buffer.from('{"at":"'), Buffer.from([0xc4, 0xcf, 0xc9, 0xbd]), Buffer.from('"}')]);
  const bad: [string, string | Buffer, string, RegExp][] = [
    ['cut', '{"at":"2026-11-24","value":', 'malformed', /JSON 在第 28 个字符处中断，缺少值/],
    ['array', '[1,2]', 'malformed', /应为 JSON 对象，实际是数组/],
    ['gbk', gbk, 'malformed', /第 8 个字节 0xC4 不是 UTF-8，看起来是 GB18030 编码/],
    [
      'clock',
      '{"at":"2099-01-01 00:00:00","value":1}',
      'clock-ahead',
      /字段“at”的值“2099-01-01 00:00:00”比接收时间晚 \d+ 天/,
    ],
  ];
  for (const [name, payload] of bad) {
    const client = await stream.connect({ clientId: `client-${name}` });
    await client.publishAsync(`bad/${name}/reading`, payload, { qos: 1 });
    await client.endAsync();
  }
  const client = await csv.connect({ clientId: 'client-csv' });
  await client.publishAsync('badcsv/m/reading', '2026-11-24 08:00:00', { qos: 1 });
  await client.publishAsync('badcsv/good/reading', '2026-11-24 08:00:00,5', { qos: 1 });
  await client.endAsync();
  expect(await mqtt.drained(stream.id)).toMatchObject({ accepted: 0, quarantined: 4 });
  const findings = await findingsOf(stream.id);
  for (const [name, , kind, told] of bad) {
    const found = findings.find((finding) => finding.client === `client-${name}`);
    expect(found, name).toMatchObject({ kind, topic: `bad/${name}/reading`, count: 1 });
    expect(found!.told!.zh).toMatch(told);
    expect(found!.told!.en).not.toMatch(/[一-鿿]/);
    expect(Date.parse(found!.lastAt)).toBeGreaterThan(Date.now() - 600_000);
  }
  expect(await mqtt.drained(csv.id)).toMatchObject({ accepted: 1, quarantined: 1 });
  expect((await findingsOf(csv.id))[0]).toMatchObject({
    kind: 'malformed',
    topic: 'badcsv/m/reading',
    told: { zh: '有 1 个单元格，应为 2 个，缺少 value', en: '1 of 2 cells; missing: value' },
  });
  const texts: string[] = [];
  for (const { id } of (await mqtt.collection.runs.list(operator)).items)
    for (const { text } of (await mqtt.collection.quarantine.list(operator, id)).items) texts.push(text ?? '');
  const all = texts.join('\n');
  expect(all).toContain(`base64:${gbk.toString('base64')}`);
  expect(all).toMatch(/bad\/cut\/reading \| 20\d\d-.*Z \| client-cut \| \{/);
});

test('clients without an id come in, two of one id take turns, and one of another stream disturbs neither', async () => {
  const stream = await declare('ids');
  const other = await declare('otherids');
  const [first, second] = await Promise.all([stream.connect({ clientId: '' }), stream.connect({ clientId: '' })]);
  await Promise.all([
    first.publishAsync('ids/nameless/reading', reading(1), { qos: 1 }),
    second.publishAsync('ids/nameless/reading', reading(2), { qos: 1 }),
  ]);
  await first.endAsync();
  await second.endAsync();

  const bystander = await other.connect({ clientId: 'same' });
  let disturbed = 0;
  bystander.on('close', () => disturbed++);
  const twins = await Promise.all(
    [0, 1].map(() => stream.connect({ clientId: 'same', clean: false, reconnectPeriod: 50 })),
  );
  let thrownOut = 0;
  for (const twin of twins) twin.on('close', () => thrownOut++);
  await Promise.all(
    twins.flatMap((twin, which) =>
      Array.from({ length: 50 }, (_, n) => twin.publishAsync('ids/twin/reading', reading(which * 100 + n), { qos: 1 })),
    ),
  );
  expect(thrownOut).toBeGreaterThan(0);
  for (const twin of twins) await twin.endAsync(true);
  await bystander.publishAsync('otherids/m/reading', reading(1), { qos: 1 });
  expect(disturbed).toBe(0);
  await bystander.endAsync();
  await mqtt.drained(stream.id);
  await mqtt.drained(other.id);
  expect(await rowsOf('nameless')).toHaveLength(2);
  expect(await rowsOf('twin')).toHaveLength(100);
}, 60_000);

test('a wrong password is refused, and one that is revoked ends its connection with the next message', async () => {
  const stream = await declare('secrets');
  await expect(stream.connect({ password: 'wrong' })).rejects.toThrow(/Not authorized/i);
  await expect(stream.connect({ username: 'demo.flood' })).rejects.toThrow(/Not authorized/i);
  const client = await stream.connect({ clientId: 'pump' });
  await client.publishAsync('secrets/m/reading', reading(1), { qos: 1 });
  await mqtt.streams.revokeCredential(steward, stream.id, 'default');
  const closed = new Promise((resolve) => client.once('close', () => resolve(null)));
  client.publish('secrets/m/reading', reading(2), { qos: 1 });
  await closed;
  await client.endAsync(true);
  expect((await mqtt.drained(stream.id)).accepted).toBe(1);
});
