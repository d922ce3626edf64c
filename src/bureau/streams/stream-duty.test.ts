import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { operator, steward } from '../collection/testing.ts';
import { createIdentity } from '../identity/index.ts';
import { createLaw } from '../law/index.ts';
import { createOperations } from '../operations/index.ts';
import { createDuty } from '../sources/index.ts';
import { openTestStreams, readingsStream } from './testing.ts';

let test_: Awaited<ReturnType<typeof openTestStreams>>;
let operations: ReturnType<typeof createOperations>;
let duty: ReturnType<typeof createDuty>;
/** Duty looks from so far in the future; messages come now. */
let offset = 0;
const minutes = 60_000;
const clock = { now: () => new Date(Date.now() + offset) };

beforeAll(async () => {
  test_ = await openTestStreams();
  await test_.streams.start();
  const { database, audit, catalogue, collection } = test_;
  const access = createAccess({ clock: systemClock });
  const identity = createIdentity({ database, audit, access, clock, config: { publicUrl: 'http://127.0.0.1' } });
  operations = createOperations({ database, access, audit, catalogue, identity, clock });
  duty = createDuty({
    database,
    catalogue,
    collection,
    law: createLaw({ database, access, audit, config: { region: '440300' }, clock }),
    operations,
    access,
    audit,
    streams: () => test_.streams.duties(),
    ask: async () => null,
    clock,
    log: silentLog,
  });
});
afterAll(() => test_.close());

const id = (name: string) => `stream:demo.${name}`;
async function rowOf(name: string) {
  const { items } = await duty.calendar(operator, {
    from: new Date(0),
    to: new Date(clock.now().getTime() + 365 * 86_400_000),
  });
  return items.find((item) => item.id === id(name));
}
const alertOf = async (name: string) =>
  (await operations.alerts.list(operator, { cause: `duty:${id(name)}` })).items[0];
const declare = (name: string, more: Record<string, unknown>) =>
  test_.streams.add(steward, { ...readingsStream, id: `demo.${name}`, topics: [`${name}/+/reading`], ...more });
async function send(name: string, key: string) {
  const line = JSON.stringify({ device: key, at: '2026-11-20T08:00:00+08:00', value: 1 });
  const declaration = { fields: {} };
  await declare(name, { expect: { silenceMinutes: 30 }, ...declaration });
  await test_.streams.send(steward, `demo.${name}`, { key, body: Buffer.from(line) });
  await test_.drained(`demo.${name}`);
}

test('a stream that is silent too long is red at its owner, and both end when messages come again', async () => {
  await declare('silent', { expect: { silenceMinutes: 30 } });
  await duty.tick();
  expect(await rowOf('silent')).toMatchObject({
    kind: 'stream',
    silenceMinutes: 30,
    when: { zh: '至少每 30 分钟应有消息', en: 'a message at least every 30 minutes' },
    owner: 'org_a',
    periods: [],
  });
  await send('silent', 'first');
  offset = 20 * minutes;
  await duty.tick();
  expect((await rowOf('silent'))!.periods).toEqual([]);
  offset = 31 * minutes;
  await duty.tick();
  await duty.tick();
  const silence = (await rowOf('silent'))!.periods;
  expect(silence).toHaveLength(1);
  expect(silence[0]).toMatchObject({
    state: 'missed',
    told: { zh: expect.stringMatching(/^最近一条消息是 .* 收到的，此后 30 分钟没有消息$/) },
  });
  expect(await alertOf('silent')).toMatchObject({
    status: 'open',
    organisation: 'org_a',
    title: { zh: '“电表读数”未按时采集' },
  });
  expect((await duty.due(operator)).items.find(({ collection }) => collection === id('silent'))?.state).toBe('missed');

  // A message comes, and the clock of duty is that of the messages again.
  offset = 0;
  await send('silent', 'second');
  await duty.tick();
  const [made] = (await rowOf('silent'))!.periods;
  expect(['good', 'late']).toContain(made!.state);
  expect(made).toMatchObject({ rows: 1, quarantined: 0, runs: [expect.any(String)] });
  expect(await alertOf('silent')).toMatchObject({ status: 'closed' });
  const story = await duty.story(operator, id('silent'), new Date(made!.dueAt));
  expect(story.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['source', 'due', 'run', 'alert']));
  expect(story.steps[0]).toMatchObject({ href: '/console/streams/demo.silent' });
});

test('a silence that goes on is one, however often and by whomever it is looked for', async () => {
  await declare('still', { expect: { silenceMinutes: 10 } });
  offset = 0;
  await duty.tick();
  offset = 11 * minutes;
  await Promise.all([duty.tick(), duty.tick()]);
  offset = 45 * minutes;
  await duty.tick();
  expect((await rowOf('still'))!.periods.filter(({ state }) => state === 'missed')).toHaveLength(1);
  expect((await rowOf('still'))!.periods[0]!.told.zh).toMatch(/^自 .* 起 10 分钟没有收到消息$/);
});

test('a paused stream, one of which nothing is expected, and one that is gone are no duty', async () => {
  offset = 0;
  await declare('paused', { expect: { silenceMinutes: 10 } });
  await declare('quiet', { expect: { nothing: true } });
  await declare('leaving', { expect: { silenceMinutes: 10 } });
  await duty.tick();
  expect(await rowOf('quiet')).toBeUndefined();
  expect(await rowOf('leaving')).toBeDefined();
  await test_.streams.pause(steward, 'demo.paused');
  await test_.streams.remove(steward, 'demo.leaving');
  offset = 30 * minutes;
  await duty.tick();
  expect(await rowOf('paused')).toMatchObject({ paused: true, nextDue: null, periods: [] });
  expect(await rowOf('leaving')).toBeUndefined();
  await test_.streams.resume(steward, 'demo.paused');
  await duty.tick();
  // The time in which it was paused is no silence.
  expect((await rowOf('paused'))!.periods).toEqual([]);
});

test('a day is good when messages came in it', async () => {
  offset = 0;
  await declare('daily', { expect: { silenceMinutes: 2 * 1440 } });
  await duty.tick();
  await send('daily', 'of-the-day');
  offset = 24 * 60 * minutes;
  await declare('daily', { expect: { silenceMinutes: 2 * 1440 }, fields: {} });
  await duty.tick();
  const [day] = (await rowOf('daily'))!.periods;
  expect(day).toMatchObject({ state: 'good', rows: 1 });
});

test('what is declared as before is not written again', async () => {
  offset = 0;
  const written = async () =>
    (await sql`select xmin::text from duty_collections where id = ${id('same')}`.execute(test_.database.kysely)).rows;
  await declare('same', { expect: { silenceMinutes: 20 } });
  await duty.tick();
  const first = await written();
  await duty.tick();
  expect(await written()).toEqual(first);
  await declare('same', { expect: { silenceMinutes: 21 } });
  await duty.tick();
  expect(await written()).not.toEqual(first);
});
