import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../kernel/index.ts';
import { defineConnector, type Pull, type PullContext } from '../connectors/connector.ts';
import { sourcesErrors } from '../errors.ts';
import {
  openTestSources,
  operator,
  readStandardText,
  residents,
  steward,
  stranger,
  type TestSources,
} from '../testing.ts';

/** What the source of these tests has to give: files of rows, each remembered by its number. */
let files: string[] = [];
let during: (context: PullContext, file: number) => Promise<void> = async () => {};

const numbered = defineConnector({
  type: 'numbered',
  title: { zh: '编号文件', en: 'Numbered files' },
  about: { zh: '无', en: 'nothing' },
  settings: Type.Object({}, { additionalProperties: false }),
  secrets: { password: { zh: '口令', en: 'Password' } },
  async probe(_settings, context) {
    await context.secret('password');
    return { found: { zh: '文件', en: 'files' }, columns: [], sample: [] };
  },
  async *pull(_settings, context): AsyncGenerator<Pull> {
    const from = context.range ? 0 : Number(context.state?.['next'] ?? 0);
    for (let file = from; file < files.length; file++) {
      await during(context, file);
      yield {
        name: `file-${file}.csv`,
        stream: (async function* () {
          yield Buffer.from(files[file]!);
        })(),
        reading: { format: 'csv' },
        state: () => ({ next: file + 1 }),
      };
    }
  },
});

const rows = (...ids: number[]) =>
  `id,phone,district,registered,amount\n${ids.map((id) => `${id},,南山区,2020-01-01,1`).join('\n')}\n`;

let house: TestSources;
const ids = async (dataset = residents.id) => (await house.rows<{ id: bigint }>(dataset)).map(({ id }) => Number(id));
const state = async (id = 'test.source') => (await house.sources.get(operator, id)).state;

beforeAll(async () => {
  house = await openTestSources({ connectors: [numbered] });
});
afterAll(() => house.close());

test('a round collects what is new, and the next one goes on from there', async () => {
  files = [rows(1, 2), rows(3)];
  await house.declare({ type: 'numbered' });
  const first = await house.run();
  expect(first).toMatchObject({ status: 'done', problem: null, reason: 'manual' });
  expect(first.runs).toHaveLength(2);
  expect(await ids()).toEqual([1, 2, 3]);
  expect(await state()).toEqual({ next: 2 });
  expect((await house.run()).status).toBe('unchanged');
  files.push(rows(4));
  const third = await house.run();
  expect(third.runs).toHaveLength(1);
  expect(await ids()).toEqual([1, 2, 3, 4]);
  expect(await house.sources.rounds.ofRun(operator, third.runs[0]!)).toEqual({
    source: 'test.source',
    round: third.id,
  });
});

test('a file that is refused stops the round before its state, and is pulled again', async () => {
  files = [...files, 'id,phone\n9,1\n', rows(6)];
  const refused = await house.run();
  expect(refused).toMatchObject({ status: 'refused', problem: { code: 'collection.nothing-accepted' } });
  expect(await state()).toEqual({ next: 3 });
  files[3] = rows(5);
  expect((await house.run()).status).toBe('done');
  expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a backfill pulls again and leaves what is remembered; to what is appended it is refused', async () => {
  const range = { from: new Date('2026-01-01'), to: new Date('2026-02-01') };
  const before = await state();
  const round = await house.run('test.source', range);
  expect(round).toMatchObject({ reason: 'backfill', range: { from: '2026-01-01T00:00:00.000Z' } });
  expect(round.runs.length).toBe(files.length);
  expect(await state()).toEqual(before);
  expect(await ids()).toEqual([1, 2, 3, 4, 5, 6]);
  await house.dataset(
    readStandardText('id: test.log\ntitle: log\nfields: [{ name: id, title: id, type: integer, required: true }]'),
  );
  await house.declare({ type: 'numbered' }, { id: 'test.append', dataset: 'test.log' });
  await expect(house.run('test.append', range)).rejects.toMatchObject({ code: sourcesErrors.backfillNeedsKey });
});

test('appending goes on after a stop of the server without losing or doubling a row', async () => {
  files = [rows(1, 2), rows(3, 4), rows(5)];
  // The server stops between the first file and the second.
  const cut = new AbortController();
  during = async (_context, file) => {
    if (file === 1) cut.abort(new DOMException('job stopping', 'AbortError'));
  };
  const id = (await house.sources.ask({
    principal: operator,
    source: await sourceRow('test.append'),
    reason: 'schedule',
  }))!;
  await expect(house.sources.execute(id, { retries: true, signal: cut.signal })).rejects.toThrow('job stopping');
  during = async () => {};
  expect(await house.sources.rounds.get(operator, id)).toMatchObject({ status: 'waiting' });
  await house.sources.execute(id, { retries: true });
  expect(await ids('test.log')).toEqual([1, 2, 3, 4, 5]);
});

test('a pull that was entered before a crash is ended first, and not pulled again', async () => {
  files.push(rows(6));
  const source = await sourceRow('test.append');
  const round = (await house.sources.ask({ principal: operator, source, reason: 'schedule' }))!;
  // As a killed process leaves it: run and pull entered, nothing committed.
  const run = await house.collection.collect({
    principal: operator,
    dataset: 'test.log',
    upload: {
      name: 'file-3.csv',
      stream: (async function* () {
        yield Buffer.from(files[3]!);
      })(),
    },
    background: true,
    before: async (made, transaction) => {
      await transaction
        .withTables<{ sources_pulls: Record<string, unknown> }>()
        .insertInto('sources_pulls')
        .values({ run: made, source: source.id, round, position: 0, next_state: '{"next":4}', settled: false })
        .execute();
    },
  });
  await house.sources.execute(round, { retries: true });
  const ended = await house.sources.rounds.get(operator, round);
  expect(ended).toMatchObject({ status: 'done', runs: [run.id] });
  expect(await ids('test.log')).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await state('test.append')).toEqual({ next: 4 });
});

test('a failure is tried again later as declared, and told without the secret', async () => {
  await house.declare(
    { type: 'numbered' },
    { id: 'test.failing', retries: 1, secrets: { password: 'open-sesame-4711' } },
  );
  files = [rows(1)];
  during = async (context) => {
    const password = await context.secret('password');
    throw new Error(`login with ${password} failed: ${encodeURIComponent(password)}`);
  };
  const source = await sourceRow('test.failing');
  const id = (await house.sources.ask({ principal: operator, source, reason: 'schedule' }))!;
  await house.sources.execute(id, { retries: true });
  const waiting = await house.sources.rounds.get(operator, id);
  expect(waiting).toMatchObject({ status: 'waiting', attempt: 2, problem: { code: 'sources.pull-broken' } });
  expect(waiting.nextAttemptAt).not.toBeNull();
  expect(waiting.problem!.message.en).toContain('login with •••• failed');
  await house.sources.execute(id, { retries: true });
  expect(await house.sources.rounds.get(operator, id)).toMatchObject({ status: 'failed', attempt: 2 });
  during = async () => {};
});

test('two rounds of a source never overlap, a group has so many places, and each round comes in its turn', async () => {
  files = [rows(1)];
  const group = { concurrency: { group: 'weak', limit: 2 } };
  const sources = ['test.one', 'test.two', 'test.three', 'test.four'];
  for (const id of sources) await house.declare({ type: 'numbered' }, { id, ...group });
  const running = new Map<string, number>();
  const most = { source: 0, group: 0 };
  during = async ({ log }) => {
    const { source } = log.bindings() as { source: string };
    running.set(source, (running.get(source) ?? 0) + 1);
    const counts = [...running.values()];
    most.source = Math.max(most.source, ...counts);
    most.group = Math.max(
      most.group,
      counts.reduce((sum, count) => sum + count, 0),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    running.set(source, running.get(source)! - 1);
  };
  const rounds: string[] = [];
  for (const id of [...sources, ...sources])
    rounds.push((await house.sources.ask({ principal: operator, source: await sourceRow(id), reason: 'schedule' }))!);
  // A round whose turn is not passed on would come a minute later only.
  await house.queue.start();
  const open = async () => {
    const all = await Promise.all(rounds.map((id) => house.sources.rounds.get(operator, id)));
    return all.filter(({ status }) => status !== 'done' && status !== 'unchanged').length;
  };
  await expect.poll(open, { timeout: 30_000 }).toBe(0);
  await house.queue.stop();
  during = async () => {};
  expect(most).toEqual({ source: 1, group: 2 });
});

test('a round that its process left as it died takes its turn behind another one, and at once', async () => {
  files = [rows(1, 2), rows(3)];
  let letThrough: () => void = () => {};
  const closed = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  let begun: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    begun = resolve;
  });
  during = async () => {
    begun();
    await closed;
  };
  await house.declare({ type: 'numbered' }, { id: 'test.left' });
  const source = await sourceRow('test.left');
  const left = (await house.sources.ask({ principal: operator, source, reason: 'schedule' }, { queued: false }))!;
  await house.database.kysely
    .withTables<{ sources_rounds: { id: string; status: string } }>()
    .updateTable('sources_rounds')
    .set({ status: 'running' })
    .where('id', '=', left)
    .execute();
  const other = house.run('test.left');
  await reached;
  await house.sources.execute(left, { retries: false });
  await house.queue.start();
  letThrough();
  await other;
  const status = async () => (await house.sources.rounds.get(operator, left)).status;
  await expect.poll(status, { timeout: 30_000 }).toBe('unchanged');
  await house.queue.stop();
  during = async () => {};
});

test('a paused source is not asked; an instant of the schedule is asked for once', async () => {
  await house.sources.pause(operator, 'test.one');
  await expect(house.run('test.one')).rejects.toMatchObject({ code: sourcesErrors.paused });
  await house.sources.resume(operator, 'test.one');
  const dueAt = new Date('2026-11-24T01:00:00Z');
  const source = await sourceRow('test.one');
  const asked = { principal: operator, source, reason: 'schedule' as const, dueAt };
  expect(await house.sources.ask(asked)).not.toBeNull();
  expect(await house.sources.ask(asked)).toBeNull();
});

test('a source is seen and run by the stewards of its organisation alone', async () => {
  expect((await house.sources.list(stranger)).length).toBe(0);
  expect((await house.sources.list(steward)).length).toBeGreaterThan(2);
  await expect(house.sources.get(stranger, 'test.source')).rejects.toBeInstanceOf(AppError);
  await expect(house.sources.rounds.run({ principal: stranger, source: 'test.source' })).rejects.toMatchObject({
    code: sourcesErrors.notFound,
  });
});

async function sourceRow(id: string) {
  return (await house.sources.all()).find((row) => row.id === id)!;
}
