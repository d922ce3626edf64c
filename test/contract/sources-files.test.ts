import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestSftp, type TestSftp } from '../../src/bureau/sources/connectors/sftp/testing.ts';
import {
  openTestSources,
  operator,
  readStandardText,
  residents,
  steward,
  stranger,
  type TestSources,
} from '../../src/bureau/sources/testing.ts';

const day = 1_700_000_000;
const rows = (...ids: number[]) =>
  `id,phone,district,registered,amount\n${ids.map((id) => `${id},,南山区,2020-01-01,1`).join('\n')}\n`;
const bad = 'id,district\n9,火星\n';

let server: TestSftp;
let house: TestSources;
beforeEach(async () => {
  [server, house] = await Promise.all([openTestSftp(), openTestSources()]);
  await house.allow('127.0.0.1');
});
afterEach(() => Promise.all([server.close(), house.close()]));

const source = 'test.source';
const declare = (more: Record<string, unknown> = {}, declaration: Record<string, unknown> = {}) =>
  house.declare(
    { type: 'sftp', ...server.settings(), ...more },
    { secrets: { password: 'correct-horse' }, ...declaration },
  );
const ids = async (dataset = residents.id) => (await house.rows<{ id: bigint }>(dataset)).map(({ id }) => Number(id));
const waiting = async () => (await house.sources.files.list(operator, source)).map(({ path }) => path);
const alerts = async () =>
  (await house.operations.alerts.list(operator, { cause: `sources:refused-files:${source}` })).items;

test('a refused file waits for the steward, who is told, while its folder goes on; it is taken when it changes', async () => {
  server.put('a.csv', rows(1, 2), day);
  server.put('b.csv', bad, day + 1);
  server.put('c.csv', rows(3), day + 2);
  await declare();
  const first = await house.run();
  expect(first).toMatchObject({ status: 'refused', problem: { code: 'sources.files-refused' } });
  expect(first.problem!.message.zh).toContain('“b.csv”');
  expect(first.runs).toHaveLength(3);
  expect(await ids()).toEqual([1, 2, 3]);
  const [file] = await house.sources.files.list(steward, source);
  expect(file).toMatchObject({ path: 'b.csv', run: first.runs[1], leftOutAt: null });
  const [alert] = await alerts();
  expect(alert).toMatchObject({ status: 'open', organisation: 'org_a' });
  expect((await house.operations.tasks.get(operator, alert!.task!)).status).toBe('open');

  server.put('d.csv', rows(4), day + 3);
  const opens = server.counts.opens;
  const second = await house.run();
  expect(second).toMatchObject({ status: 'done' });
  expect(second.findings.map(({ rule, value }) => [rule, value])).toEqual([['file-waits', 'b.csv']]);
  expect(server.counts.opens - opens, 'only the new one is fetched').toBe(1);
  expect(await waiting()).toEqual(['b.csv']);

  server.put('b.csv', rows(5), day + 9);
  expect(await house.run()).toMatchObject({ status: 'done', findings: [] });
  expect(await ids()).toEqual([1, 2, 3, 4, 5]);
  expect(await waiting()).toEqual([]);
  expect((await alerts())[0]).toMatchObject({ status: 'closed' });
  expect((await house.operations.tasks.get(operator, alert!.task!)).status).toBe('done');
  expect(await house.run()).toMatchObject({ status: 'unchanged', findings: [] });
});

test('the steward has it tried again as it is, or leaves it out until it changes', async () => {
  server.put('a.csv', bad, day);
  await declare();
  await house.run();
  await expect(house.sources.files.retry(stranger, source, 'a.csv')).rejects.toMatchObject({
    code: 'sources.not-found',
  });
  await expect(house.sources.files.retry(operator, source, 'x.csv')).rejects.toMatchObject({
    code: 'sources.file-not-refused',
  });
  expect(await house.run()).toMatchObject({ status: 'unchanged', runs: [] });
  expect(await house.sources.files.retry(steward, source, 'a.csv')).toEqual([]);
  expect(await house.run()).toMatchObject({ status: 'refused', problem: { code: 'sources.files-refused' } });

  const [left] = await house.sources.files.leaveOut(steward, source, 'a.csv');
  expect(left!.leftOutAt).not.toBeNull();
  expect((await alerts())[0]).toMatchObject({ status: 'closed' });
  expect(await house.run()).toMatchObject({ status: 'unchanged', findings: [], runs: [] });
  server.put('a.csv', rows(1), day + 5);
  expect(await house.run()).toMatchObject({ status: 'done' });
  expect(await ids()).toEqual([1]);
  expect(await house.sources.files.list(operator, source)).toEqual([]);
});

test('where later files replace earlier rows, none is taken behind a refused one until it is settled', async () => {
  server.put('a.csv', rows(1), day);
  server.put('b.csv', bad, day + 1);
  server.put('c.csv', rows(3), day + 2);
  await declare({ inOrder: true });
  expect(await house.run()).toMatchObject({ status: 'refused', problem: { code: 'sources.files-refused' } });
  expect(await ids()).toEqual([1]);
  const again = await house.run();
  expect(again).toMatchObject({ status: 'refused', runs: [], problem: { code: 'sources.remote-file-blocks' } });
  expect(again.problem!.message.zh).toContain('“b.csv”');
  await house.sources.files.leaveOut(steward, source, 'b.csv');
  expect(await house.run()).toMatchObject({ status: 'done' });
  expect(await ids()).toEqual([1, 3]);
});

test('a rewritten file that is refused keeps its first rows, and is not taken for one that was read', async () => {
  await house.dataset(
    readStandardText(
      'id: test.log\ntitle: log\nfields: [{ name: id, title: id, type: integer, required: true, max: 100 }]',
    ),
  );
  server.put('a.csv', 'id\n1\n', day);
  await declare({}, { dataset: 'test.log' });
  expect(await house.run()).toMatchObject({ status: 'done' });
  server.put('a.csv', 'id\n1000\n', day + 1);
  expect(await house.run()).toMatchObject({ status: 'refused' });
  server.put('b.csv', 'id\n2\n', day + 2);
  expect(await house.run()).toMatchObject({ status: 'done' });
  expect(await waiting()).toEqual(['a.csv']);
  await house.sources.files.retry(operator, source, 'a.csv');
  expect(await house.run()).toMatchObject({ status: 'refused' });
  server.put('a.csv', 'id\n3\n', day + 3);
  expect(await house.run()).toMatchObject({ status: 'done' });
  expect(await ids('test.log')).toEqual([1, 2, 3]);
});

test('a process that dies over a refused file leaves it refused, and the others are collected', async () => {
  server.put('a.csv', bad, day);
  server.put('b.csv', rows(2), day + 1);
  await declare();
  const declared = (await house.sources.all()).find(({ id }) => id === source)!;
  const round = (await house.sources.ask({ principal: operator, source: declared, reason: 'manual' }))!;
  // As a killed process leaves it: run and pull entered, the run not judged.
  const version = { path: 'a.csv', version: `${Buffer.byteLength(bad)} ${new Date(day * 1000).toISOString()}` };
  await house.collection.collect({
    principal: operator,
    dataset: residents.id,
    upload: {
      name: 'a.csv',
      stream: (async function* () {
        yield Buffer.from(bad);
      })(),
    },
    background: true,
    before: async (run, transaction) => {
      const values = {
        run,
        source,
        round,
        position: 0,
        next_state: null,
        settled: false,
        file: JSON.stringify(version),
      };
      await transaction
        .withTables<{ sources_pulls: Record<string, unknown> }>()
        .insertInto('sources_pulls')
        .values(values)
        .execute();
    },
  });
  await house.sources.execute(round, { retries: true });
  expect(await house.sources.rounds.get(operator, round)).toMatchObject({ status: 'refused' });
  expect(await ids()).toEqual([2]);
  expect(await waiting()).toEqual(['a.csv']);
});
