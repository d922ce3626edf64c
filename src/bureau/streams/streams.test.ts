import { afterAll, beforeAll, expect, test } from 'vitest';
import { operator, steward, stranger } from '../collection/testing.ts';
import type { Session } from './publishing.ts';
import { openTestStreams, readingsStream } from './testing.ts';

let test_: Awaited<ReturnType<typeof openTestStreams>>;
let secret: string;

beforeAll(async () => {
  test_ = await openTestStreams();
  await test_.streams.start();
  const added = await test_.streams.add(steward, readingsStream);
  secret = added.secret!;
});
afterAll(() => test_.close());

const connect = (client: string) => test_.streams.publishing.bySecret(client, 'demo.meters', secret)!;

function publish(session: Session, id: number, topic: string, payload: string, again = false): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const taken = test_.streams.publishing.publish(
      session,
      { id, again, topic, payload: Buffer.from(payload) },
      (error) => (error ? reject(error) : resolve(true)),
    );
    if (!taken) resolve(false);
  });
}

test('messages become rows; bad ones are in quarantine with topic, time and raw text', async () => {
  const session = connect('gateway-1');
  await publish(session, 1, 'meters/m1/reading', '{"at":"2026-11-24 09:00:00","value":1.5}');
  await publish(session, 2, 'meters/m2/reading', '{"at":"2026-11-24 09:00:00","value":2}');
  await publish(session, 3, 'meters/m3/reading', '{broken');
  await publish(session, 4, 'meters/m4/reading', '{"at":"2026-11-24 09:00:00","value":-4}');
  await publish(session, 5, 'meters/m5/reading', '{"at":"2099-01-01 00:00:00","value":5}');
  // Delivered again with the same packet id: known, acknowledged, not stored twice.
  await publish(session, 2, 'meters/m2/reading', '{"at":"2026-11-24 09:00:00","value":2}', true);
  const stream = await test_.drained('demo.meters');
  expect(stream).toMatchObject({ state: 'running', accepted: 2, quarantined: 3, merged: 0 });
  const rows = await test_.rows<{ device: string; value: number }>('demo.readings');
  expect(rows.map(({ device }) => device)).toEqual(['m1', 'm2']);
  const texts: (string | null)[] = [];
  for (const { id } of (await test_.collection.runs.list(operator)).items)
    texts.push(...(await test_.collection.quarantine.list(operator, id)).items.map(({ text }) => text));
  expect(texts.join('\n')).toMatch(/meters\/m3\/reading \| 20\d\d-.*Z \| gateway-1 \| \{broken/);
  expect(texts.join('\n')).toMatch(/clock ahead \| meters\/m5\/reading/);
  expect(stream.findings.map(({ kind, count }) => [kind, count]).sort()).toEqual([
    ['clock-ahead', 1],
    ['malformed', 1],
  ]);
});

test('a batch of bad messages alone goes to quarantine and the stream goes on', async () => {
  const before = await test_.streams.get(operator, 'demo.meters');
  const session = connect('gateway-2');
  await publish(session, 1, 'meters/m3/reading', 'nonsense');
  const stream = await test_.drained('demo.meters');
  expect(stream.quarantined).toBe(before.quarantined + 1);
  expect(stream.live?.problem).toBeNull();
});

test('topics of others and wrong passwords are refused', async () => {
  expect(test_.streams.publishing.bySecret('x', 'demo.meters', 'lngs_wrong')).toBeNull();
  expect(test_.streams.publishing.bySecret('x', 'demo.other', secret)).toBeNull();
  const session = connect('gateway-3');
  expect(await publish(session, 1, 'pumps/p1/reading', '{}')).toBe(false);
  expect(await publish(session, 1, 'meters/m1/reading/more', '{}')).toBe(false);
});

test('a request with the same key is stored once and gives the same answer, also after a restart', async () => {
  const body = Buffer.from('{"device":"x","at":"2026-11-24T10:00:00+08:00","value":7}\n\n{"device":"y"}\n');
  const send = (key: string | undefined, content = body) =>
    test_.streams.send(steward, 'demo.meters', { key, body: content });
  const before = await test_.drained('demo.meters');
  const answers = await Promise.all([send('key-1'), send('key-1'), send('key-1')]);
  await test_.restart();
  answers.push(await send('key-1'));
  await test_.drained('demo.meters');
  answers.push(await send('key-1'));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toEqual({ stream: 'demo.meters', key: 'key-1', messages: 2 });
  await expect(send('key-1', Buffer.from('{"other":1}'))).rejects.toMatchObject({ code: 'streams.key-reused' });
  await expect(send(undefined)).rejects.toMatchObject({ code: 'streams.key-missing' });
  await expect(send('key-2', Buffer.from(' \n'))).rejects.toMatchObject({ code: 'streams.no-messages' });
  const large = Buffer.from(`{"device":"${'x'.repeat(1_000_000)}"}`);
  await expect(send('key-3', large)).rejects.toMatchObject({ code: 'streams.message-too-large' });
  await expect(test_.streams.send(stranger, 'demo.meters', { key: 'k', body })).rejects.toMatchObject({
    code: 'access.denied',
  });
  const after = await test_.drained('demo.meters');
  expect(after.accepted + after.quarantined).toBe(before.accepted + before.quarantined + 2);
});

test('a redelivery is known after a restart; a later message of the same key replaces the earlier', async () => {
  const at = '2026-11-24 11:00:00';
  await publish(connect('gateway-4'), 7, 'meters/m7/reading', `{"at":"${at}","value":1}`);
  await publish(connect('gateway-4'), 8, 'meters/m7/reading', `{"at":"${at}","value":2}`);
  await test_.restart();
  const before = (await test_.streams.get(operator, 'demo.meters')).live?.messages;
  await publish(connect('gateway-4'), 7, 'meters/m7/reading', `{"at":"${at}","value":1}`, true);
  expect(before).toBe(0);
  // Late data: an hour before the others, lands by its key.
  await publish(connect('gateway-4'), 9, 'meters/m7/reading', `{"at":"2026-11-24 10:00:00","value":3}`);
  await test_.drained('demo.meters');
  const rows = await test_.rows<{ device: string; value: unknown }>('demo.readings');
  expect(rows.filter(({ device }) => device === 'm7').map(({ value }) => Number(value))).toEqual([3, 2]);
});

test('paused, a stream takes nothing; what it took before is kept', async () => {
  await test_.streams.pause(steward, 'demo.meters');
  expect(test_.streams.publishing.bySecret('x', 'demo.meters', secret)).toBeNull();
  await expect(test_.streams.send(steward, 'demo.meters', { key: 'p', body: Buffer.from('{}') })).rejects.toMatchObject(
    {
      code: 'streams.not-running',
    },
  );
  const resumed = await test_.streams.resume(steward, 'demo.meters');
  expect(resumed.accepted).toBeGreaterThan(0);
  expect(connect('again')).not.toBeNull();
});
