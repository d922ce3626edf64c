import { Readable } from 'node:stream';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../kernel/index.ts';
import { createIdentity } from '../../identity/index.ts';
import { createOperations } from '../../operations/index.ts';
import { defineConnector } from '../connectors/connector.ts';
import { createSources, type Sources } from '../service.ts';
import { openTestSources, operator, residents, steward, stranger, type TestSources } from '../testing.ts';
import { createDuty } from './duty.ts';

const header = 'id,phone,district,registered,amount\n';
const good = `${header}1,13800138000,南山区,2024-01-05,10.5\n`;
let content = good;
let broken = false;
let round = 0;

/** Hands out what the test says, or breaks. */
const desk = defineConnector({
  type: 'test-desk',
  title: { zh: '测试', en: 'Test' },
  about: { zh: '无', en: 'nothing' },
  settings: Type.Object({}),
  secrets: {},
  probe: async () => ({ found: { zh: '', en: '' }, columns: [], sample: [] }),
  async *pull() {
    if (broken) throw new Error('the desk is closed');
    round += 1;
    yield { name: `round-${round}.csv`, stream: Readable.from([Buffer.from(content)]), reading: {}, state: () => null };
  },
});

let parts: TestSources;
let sources: Sources;
let offset = 0;
const clock = { now: () => new Date(Date.now() + offset) };
const hour = 3_600_000;
let operations: ReturnType<typeof createOperations>;
let open: () => ReturnType<typeof createDuty>;
let duty: ReturnType<typeof createDuty>;

beforeAll(async () => {
  parts = await openTestSources({ connectors: [desk] });
  const { database, access, audit, catalogue, collection, queue } = parts;
  const identity = createIdentity({ database, audit, access, clock, config: { publicUrl: 'http://127.0.0.1' } });
  operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const config = { dataFolder: parts.dataFolder, secretKey: null };
  sources = createSources({
    database,
    collection,
    catalogue,
    access,
    audit,
    law: parts.law,
    operations,
    queue,
    config,
    clock,
    log: silentLog,
    connectors: [desk],
  });
  open = () => createDuty({ ...parts, operations, ask: sources.ask, clock, log: silentLog });
  duty = open();
}, 60_000);
afterAll(() => parts.close());

const period = async (id: string) => {
  const { items } = await duty.calendar(operator, { from: new Date(0), to: new Date(clock.now().getTime() + hour) });
  return items.find((item) => item.id === id)?.periods.at(-1);
};
const states = async (id: string) => {
  const { items } = await duty.calendar(operator, { from: new Date(0), to: new Date(clock.now().getTime() + hour) });
  return items.find((item) => item.id === id)?.periods.map(({ state }) => state);
};
const alertsOf = async (id: string) => (await operations.alerts.list(operator, { cause: `duty:${id}` })).items;
const rounds = async (source: string) => (await sources.rounds.list(operator, source)).items;
/** Runs the rounds that wait, as the queue would. */
const work = async (source: string) => {
  for (const { id, status } of await rounds(source))
    if (status === 'waiting') await sources.execute(id, { retries: false });
};
const declare = (id: string, more: Record<string, unknown> = {}) =>
  parts.declare(
    { type: 'test-desk' },
    { id, title: id, dataset: `${id}-data`, schedule: { cron: '0 * * * *' }, ...more },
  );

describe('a source with a schedule', () => {
  it('has one round for each due instant, whichever servers plan it, and is green when it came', async () => {
    await declare('demo.green');
    await duty.tick();
    expect(await rounds('demo.green')).toHaveLength(0);
    offset += hour;
    const others = [open(), open(), open()];
    await Promise.all([duty, ...others].map((server) => server.tick()));
    await duty.tick();
    expect(await rounds('demo.green')).toHaveLength(1);
    expect((await period('source:demo.green'))?.state).toBe('expected');
    await work('demo.green');
    await duty.tick();
    expect(await period('source:demo.green')).toMatchObject({ state: 'good', rows: 1, quarantined: 0, version: 1 });
    expect(await alertsOf('source:demo.green')).toHaveLength(0);
  });

  it('is red with one alert and one task for its organisation when it fails, and both end when it comes', async () => {
    await declare('demo.red');
    await duty.tick();
    broken = true;
    for (let failures = 0; failures < 2; failures += 1) {
      offset += hour;
      await duty.tick();
      await work('demo.red');
      await duty.tick();
    }
    broken = false;
    expect(await states('source:demo.red')).toEqual(['failed', 'failed']);
    const [alert, ...more] = await alertsOf('source:demo.red');
    expect(more).toHaveLength(0);
    expect(alert).toMatchObject({
      status: 'open',
      organisation: 'org_a',
      title: { zh: expect.stringContaining('连续 2 次') },
    });
    const task = await operations.tasks.get(operator, alert!.task!);
    expect(task).toMatchObject({ organisation: 'org_a', status: 'open' });
    const due = await parts.law.deadline('collection.missed-mended', new Date(alert!.raisedAt));
    expect([task.dueAt, task.log[0]!.note]).toEqual([due.dueAt.toISOString(), due.note]);
    // A person runs it again, within the grace.
    await sources.rounds.run({ principal: operator, source: 'demo.red' });
    await duty.tick();
    expect((await period('source:demo.red'))?.state).toBe('good');
    expect((await alertsOf('source:demo.red'))[0]).toMatchObject({ status: 'closed', causeEnded: true });
    expect((await operations.tasks.get(operator, task.id)).status).toBe('done');
    const story = await duty.story(steward, 'source:demo.red', new Date((await period('source:demo.red'))!.dueAt));
    expect(story.steps.map(({ kind }) => kind)).toEqual(['source', 'due', 'round', 'run', 'version', 'alert', 'task']);
  });

  it('is amber with many bad rows', async () => {
    await declare('demo.amber');
    await duty.tick();
    content = `${good}2,123,南山区,2024-01-05,10.5\n3,13800138001,南山区,2024-01-05,1\n`;
    offset += hour;
    await duty.tick();
    await work('demo.amber');
    content = good;
    await duty.tick();
    expect(await period('source:demo.amber')).toMatchObject({ state: 'findings', rows: 3, quarantined: 1 });
  });

  it('after a time without a server, runs the latest alone, or each, as it says', async () => {
    await declare('demo.latest');
    await declare('demo.each', { schedule: { cron: '0 * * * *', catchUp: 'each' } });
    await duty.tick();
    offset += 3 * hour;
    await open().tick();
    expect(await states('source:demo.latest')).toEqual(['left-out', 'left-out', 'expected']);
    expect(await rounds('demo.latest')).toHaveLength(1);
    expect(await states('source:demo.each')).toEqual(['expected', 'expected', 'expected']);
    expect(await rounds('demo.each')).toHaveLength(3);
  });

  it('plans nothing while it is paused, and nothing of that time afterwards', async () => {
    await declare('demo.paused');
    await duty.tick();
    await sources.pause(operator, 'demo.paused');
    offset += 2 * hour;
    await duty.tick();
    await sources.resume(operator, 'demo.paused');
    await duty.tick();
    expect(await rounds('demo.paused')).toHaveLength(0);
    offset += hour;
    await duty.tick();
    expect(await rounds('demo.paused')).toHaveLength(1);
  });

  it('goes on after the clock was in 2099 and came back', async () => {
    await declare('demo.clock');
    await duty.tick();
    const before = offset;
    offset = Date.parse('2099-01-01T00:30:00Z') - Date.now();
    await open().tick();
    offset = before;
    await open().tick();
    offset += hour;
    await duty.tick();
    const due = (await rounds('demo.clock')).map(({ dueAt }) => dueAt!.slice(0, 4));
    expect(due.filter((year) => year !== '2099')).toHaveLength(1);
    expect(due.length).toBeLessThanOrEqual(2);
  });
});

describe('a dataset that people upload', () => {
  it('is missed when nothing came, late when it came after, and in time when it came before', async () => {
    const dataset = await parts.dataset(residents, 'demo.by-hand');
    const id = `dataset:${dataset}`;
    // The clock of collection is the machine's: what it stores now must lie after the due instant.
    offset = -3 * hour;
    await duty.expectUploads(steward, dataset, { schedule: { cron: '0 * * * *', graceMinutes: 30 } });
    offset = -hour;
    await duty.tick();
    offset = 0;
    await parts.database.kysely
      .withTables<{ duty_collections: { id: string; next_due: Date } }>()
      .updateTable('duty_collections')
      .set({ next_due: new Date(Date.now() + hour) })
      .where('id', '=', id)
      .execute();
    await duty.tick();
    expect((await period(id))?.state).toBe('missed');
    expect(await alertsOf(id)).toMatchObject([{ status: 'open', organisation: 'org_a' }]);
    await parts.collect(dataset, good);
    await duty.tick();
    expect(await period(id)).toMatchObject({ state: 'late', version: 1 });
    expect(await alertsOf(id)).toMatchObject([{ status: 'closed' }]);
    await duty.releaseUploads(steward, dataset);
    expect(await period(id)).toBeUndefined();
  });

  it('needs a cadence or a schedule that holds', async () => {
    const dataset = await parts.dataset(residents, 'demo.no-cadence');
    await expect(duty.expectUploads(steward, dataset)).rejects.toMatchObject({ code: 'sources.schedule-wrong' });
    await expect(duty.expectUploads(steward, dataset, { schedule: { cron: 'x x x x x' } })).rejects.toMatchObject({
      status: 422,
    });
    await expect(duty.expectUploads(stranger, dataset, { schedule: { cadence: 'daily' } })).rejects.toMatchObject({
      status: 403,
    });
  });
});

it('shows nobody the collections of others', async () => {
  const all = { from: new Date(0), to: new Date('2100-01-01T00:00:00Z') };
  expect((await duty.calendar(stranger, all)).items).toEqual([]);
  expect((await duty.due(stranger)).items).toEqual([]);
  expect((await duty.calendar(steward, all)).items.length).toBeGreaterThan(3);
  const [due] = (await duty.calendar(steward, all)).items.find(({ id }) => id === 'source:demo.red')!.periods;
  await expect(duty.story(stranger, 'source:demo.red', new Date(due!.dueAt))).rejects.toMatchObject({ status: 404 });
});
