import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward, stranger } from '../collection/testing.ts';
import type { Session } from './publishing.ts';
import { openTestStreams, readingsStream } from './testing.ts';

let test_: Awaited<ReturnType<typeof openTestStreams>>;
let open: Promise<void> = Promise.resolve();

beforeAll(async () => {
  test_ = await openTestStreams({ gate: () => open });
  await test_.streams.start();
});
afterAll(() => test_.close());

function publish(session: Session, id: number, value: number, minute = id): Promise<boolean> {
  const payload = JSON.stringify({ at: `2026-11-24 09:${String(minute).padStart(2, '0')}:00`, value });
  const message = { id, again: false, topic: 'meters/m1/reading', payload: Buffer.from(payload) };
  return new Promise((resolve, reject) => {
    const taken = test_.streams.publishing.publish(session, message, (error) =>
      error ? reject(error) : resolve(true),
    );
    if (!taken) resolve(false);
  });
}

const declare = async (id: string) => (await test_.streams.add(steward, { ...readingsStream, id })).secret!;
const connect = (stream: string, secret: string) => test_.streams.publishing.bySecret('gateway', stream, secret);
const gone = (id: string) =>
  expect
    .poll(
      () =>
        test_.streams.get(operator, id).then(
          () => 'there',
          (error) => error.code,
        ),
      { timeout: 20_000 },
    )
    .toBe('streams.missing');

test('a journal that another server holds is left alone, said so, and taken over when that one ends', async () => {
  const secret = await declare('demo.held');
  const other = test_.another();
  await other.start();
  expect(other.publishing.bySecret('gateway', 'demo.held', secret)).toBeNull();
  await expect(other.send(steward, 'demo.held', { key: 'k', body: Buffer.from('{}') })).rejects.toMatchObject({
    text: { zh: expect.stringContaining(`pid ${process.pid}`) },
  });
  expect(await publish(connect('demo.held', secret)!, 1, 1)).toBe(true);
  await test_.streams.stop();
  await expect
    .poll(() => other.publishing.bySecret('gateway', 'demo.held', secret) !== null, { timeout: 20_000 })
    .toBe(true);
  await expect.poll(async () => (await other.get(operator, 'demo.held')).accepted, { timeout: 20_000 }).toBe(1);
  await other.stop();
  await test_.restart();
});

test('a credential that is revoked ends what it opened; the others go on', async () => {
  await declare('demo.credentials');
  const { secret } = await test_.streams.addCredential(steward, 'demo.credentials', 'pump');
  const { secret: other } = await test_.streams.addCredential(steward, 'demo.credentials', 'valve');
  const pump = connect('demo.credentials', secret)!;
  const valve = connect('demo.credentials', other)!;
  expect(await publish(pump, 1, 1)).toBe(true);
  const names = async () =>
    (await test_.streams.credentials(steward, 'demo.credentials')).items.map(({ name }) => name);
  expect(await names()).toEqual(['default', 'pump', 'valve']);
  await expect(test_.streams.credentials(stranger, 'demo.credentials')).rejects.toMatchObject({ status: 404 });
  expect(await test_.streams.revokeCredential(steward, 'demo.credentials', 'pump')).toEqual({ revoked: 1 });
  expect(await publish(pump, 2, 1)).toBe(false);
  expect(await publish(valve, 2, 1)).toBe(true);
  expect(connect('demo.credentials', secret)).toBeNull();
  expect(await names()).toEqual(['default', 'valve']);
});

test('a stream that is removed takes no more, stores what it took, and leaves nothing behind', async () => {
  const secret = await declare('demo.removed');
  const session = connect('demo.removed', secret)!;
  let letThrough: () => void = () => {};
  open = new Promise((resolve) => {
    letThrough = resolve;
  });
  for (let id = 1; id <= 20; id++) await publish(session, id, 7, id + 20);
  await expect(test_.streams.remove(stranger, 'demo.removed')).rejects.toMatchObject({ status: 404 });
  const asked = await test_.streams.remove(steward, 'demo.removed');
  expect(asked).toMatchObject({ id: 'demo.removed', removed: false });
  expect(asked.waitingBytes).toBeGreaterThan(0);
  expect(await test_.streams.get(operator, 'demo.removed')).toMatchObject({ state: 'removing' });
  expect(await publish(session, 30, 7)).toBe(false);
  expect(connect('demo.removed', secret)).toBeNull();
  await expect(declare('demo.removed')).rejects.toMatchObject({ code: 'streams.being-removed' });
  await expect(test_.streams.pause(steward, 'demo.removed')).rejects.toMatchObject({ code: 'streams.being-removed' });
  letThrough();
  await gone('demo.removed');
  const rows = await test_.rows<{ value: unknown }>('demo.readings');
  expect(rows.filter(({ value }) => Number(value) === 7)).toHaveLength(20);
  const folder = path.join(test_.dataFolder, 'streams', 'demo.removed');
  await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false);
});

test('what waits may be discarded with its stream, and a stream of the same id begins anew', async () => {
  const secret = await declare('demo.discarded');
  let letThrough: () => void = () => {};
  open = new Promise((resolve) => {
    letThrough = resolve;
  });
  for (let id = 1; id <= 5; id++) await publish(connect('demo.discarded', secret)!, id, 8, id + 45);
  setTimeout(letThrough, 200);
  await test_.streams.remove(steward, 'demo.discarded', { discard: true });
  await gone('demo.discarded');
  const again = await declare('demo.discarded');
  expect(connect('demo.discarded', secret)).toBeNull();
  await publish(connect('demo.discarded', again)!, 1, 9, 59);
  expect(await test_.drained('demo.discarded')).toMatchObject({ accepted: 1, quarantined: 0 });
});

test('without a server, the removing process stores what waits by itself', async () => {
  const secret = await declare('demo.offline');
  await publish(connect('demo.offline', secret)!, 1, 11, 5);
  await test_.streams.stop();
  const command = test_.another();
  expect(await command.remove(operator, 'demo.offline')).toMatchObject({ removed: true });
  await command.stop();
  expect((await test_.rows<{ value: unknown }>('demo.readings')).some(({ value }) => Number(value) === 11)).toBe(true);
  await test_.restart();
});
