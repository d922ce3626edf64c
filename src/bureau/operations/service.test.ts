import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { AppError, kernelErrors, type Principal, systemPrincipal, type Text } from '../../kernel/index.ts';
import { type Access, createAccess, type DatasetResource } from '../access/index.ts';
import type { AuditRecord } from '../audit/index.ts';
import type { AlertCall } from './alerts.ts';
import type { Indicator } from './schema.ts';
import { createOperations, type Operations } from './service.ts';

const self = systemPrincipal('test');
const text = (zh: string): Text => ({ zh, en: zh });
const person = (role: Principal['roles'][number], organisation: string | null): Principal => ({
  kind: 'person',
  id: `person:${role}`,
  organisation,
  roles: [role],
  scopes: null,
});
const citizen: Principal = { kind: 'anonymous', id: 'anonymous', organisation: null, roles: ['citizen'], scopes: null };

const dataset = (id: string, openness: string, status: DatasetResource['status'] = 'published'): DatasetResource => ({
  id,
  owner: 'ecology',
  status,
  openness,
  sharing: 'conditional',
  level: 'general-1',
  fields: [{ name: 'aqi', type: 'integer' }],
});
const datasets = new Map([
  ['open.air', dataset('open.air', 'unconditional')],
  ['closed.air', dataset('closed.air', 'not-open')],
]);

const provenance: Indicator['provenance'] = {
  analysis: 'government.air-quality-index',
  dataset: 'open.air',
  version: 3,
  inputs: [{ dataset: 'open.hours', version: 8 }],
  formula: text('最大值'),
  source: 'HJ 633-2026',
  filter: 'station=AQ01',
};
const call = (over: Partial<AlertCall> = {}): AlertCall => ({
  title: text('空气污染'),
  sector: 'government',
  severity: 'warning',
  cause: 'government.air-pollution:AQ01',
  message: text('指数 163'),
  organisation: 'ecology',
  provenance,
  task: {
    title: text('核查'),
    deadline: async (raisedAt) => ({ dueAt: new Date(raisedAt.getTime() + 4 * 3_600_000), note: 'by the rule' }),
  },
  ...over,
});

describe('operations', () => {
  let database: Database;
  let operations: Operations;
  let access: Access;
  const events: AuditRecord[] = [];
  let now = new Date('2026-11-23T12:00:00Z');

  beforeAll(async () => {
    database = await openTestDatabase();
    const clock = { now: () => now };
    access = createAccess({ clock });
    operations = createOperations({
      database,
      access,
      clock,
      audit: {
        record: async (event) => {
          events.push(event);
        },
      },
      identity: {
        organisations: {
          get: async (id) => {
            if (id === 'nowhere') throw new AppError(kernelErrors.notFound, { what: id });
            return { id, name: text(id), region: null, creditCode: null, parent: null };
          },
        },
        people: {
          get: async (_, id) => {
            if (id === 'person:none') throw new AppError(kernelErrors.notFound, { what: id });
            const of = {
              id: id.replace('person:of-', ''),
              name: text('组'),
              region: null,
              creditCode: null,
              parent: null,
            };
            return { id, name: '某', email: null, organisation: of, roles: ['steward'], disabled: false };
          },
        },
      },
      catalogue: { find: async (id) => (datasets.get(id) as never) ?? null },
    });
  });
  afterAll(() => database.close());

  const indicator = (over: Partial<Indicator> = {}): Indicator => ({
    id: 'government.air-quality',
    title: text('空气质量指数'),
    sector: 'government',
    value: 80,
    unit: text('AQI'),
    grade: text('良'),
    state: 'good',
    at: '2026-11-23T11:00:00.000Z',
    trend: [],
    places: [],
    provenance,
    ...over,
  });

  it('keeps the history of an indicator; the same instant published twice counts once', async () => {
    await operations.indicators.publish(indicator({ value: 79, at: '2026-11-23T10:00:00.000Z' }));
    await operations.indicators.publish(indicator({ trend: [{ at: '2026-11-23T09:00:00Z', value: 70 }] }));
    await operations.indicators.publish(indicator({ value: 81 }));
    const [found] = await operations.indicators.list(citizen);
    expect(found?.value).toBe(81);
    expect(found?.trend).toEqual([
      { at: '2026-11-23T09:00:00.000Z', value: 70 },
      { at: '2026-11-23T10:00:00.000Z', value: 79 },
      { at: '2026-11-23T11:00:00.000Z', value: 81 },
    ]);
    expect((await operations.indicators.get(citizen, indicator().id, { points: 2 })).trend).toHaveLength(2);
  });

  it('shows an indicator to those alone who may read the dataset behind it', async () => {
    const hidden = indicator({ id: 'government.hidden', provenance: { ...provenance, dataset: 'closed.air' } });
    await operations.indicators.publish(hidden);
    const ids = async (principal: Principal) => (await operations.indicators.list(principal)).map(({ id }) => id);
    expect(await ids(citizen)).toEqual(['government.air-quality']);
    expect(await ids(person('steward', 'ecology'))).toEqual(['government.air-quality', 'government.hidden']);
    await expect(operations.indicators.get(citizen, 'government.hidden')).rejects.toMatchObject({
      code: 'kernel.not-found',
    });
    await expect(operations.indicators.get(citizen, 'no.such')).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('raises a cause once, also from ten callers at a time, and gives one task with its due time', async () => {
    const raised = await Promise.all(Array.from({ length: 10 }, () => operations.alerts.raise(self, call())));
    expect(new Set(raised.map(({ id }) => id)).size).toBe(1);
    const tasks = await operations.tasks.list(self);
    expect(tasks.items).toHaveLength(1);
    expect(tasks.items[0]).toMatchObject({
      organisation: 'ecology',
      status: 'open',
      dueAt: '2026-11-23T16:00:00.000Z',
    });
    expect(raised[0]?.task ?? (await operations.alerts.get(self, raised[0]!.id)).task).toBe(tasks.items[0]!.id);
    expect(events.filter(({ action }) => action === 'operations.alert-raised')).toHaveLength(1);
    expect(events.filter(({ action }) => action === 'operations.task-given')).toHaveLength(1);
  });

  it('lets a person acknowledge, close and reopen, and refuses what the state does not allow', async () => {
    const [alert] = (await operations.alerts.list(self)).items;
    const officer = person('officer', 'data');
    expect((await operations.alerts.change(officer, alert!.id, { status: 'acknowledged' })).status).toBe(
      'acknowledged',
    );
    expect(
      (await operations.alerts.change(officer, alert!.id, { status: 'closed', note: '误报' })).closedAt,
    ).not.toBeNull();
    await expect(operations.alerts.change(officer, alert!.id, { status: 'acknowledged' })).rejects.toMatchObject({
      code: 'operations.illegal-transition',
      status: 409,
    });
    // Raised again while the cause runs on: it stays closed, unless it got worse.
    expect((await operations.alerts.raise(self, call())).status).toBe('closed');
    const worse = await operations.alerts.raise(self, call({ severity: 'severe', message: text('指数 229') }));
    expect(worse).toMatchObject({ id: alert!.id, status: 'open', severity: 'severe', closedAt: null });
  });

  it('keeps those out who have no part in it', async () => {
    const [alert] = (await operations.alerts.list(self)).items;
    await expect(operations.alerts.list(citizen)).rejects.toMatchObject({ status: 403 });
    const stranger = person('steward', 'health');
    await expect(operations.alerts.change(stranger, alert!.id, { status: 'closed' })).rejects.toMatchObject({
      status: 403,
    });
    expect((await operations.tasks.list(stranger)).items).toEqual([]);
    await expect(operations.tasks.get(stranger, alert!.task!)).rejects.toMatchObject({ status: 403 });
    await expect(operations.tasks.get(stranger, 'task_none')).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(operations.tasks.list(citizen)).rejects.toMatchObject({ status: 403 });
  });

  it('works a task step by step, each with a line in the log', async () => {
    const steward = person('steward', 'ecology');
    const [task] = (await operations.tasks.list(steward)).items;
    now = new Date('2026-11-23T12:30:00Z');
    const taken = await operations.tasks.change(steward, task!.id, { status: 'in-hand', note: '已派人到现场' });
    expect(taken).toMatchObject({ status: 'in-hand', assignee: steward.id });
    await expect(operations.tasks.change(steward, task!.id, {})).rejects.toMatchObject({
      code: 'operations.nothing-to-change',
    });
    await expect(operations.tasks.change(steward, task!.id, { status: 'declined' })).rejects.toMatchObject({
      code: 'operations.note-needed',
    });
    const done = await operations.tasks.change(steward, task!.id, { status: 'done', note: '已停产整改' });
    expect(done.log.map(({ status, note, by }) => [status, note, by])).toEqual([
      ['open', 'by the rule', self.id],
      ['in-hand', '已派人到现场', steward.id],
      ['done', '已停产整改', steward.id],
    ]);
    await expect(
      operations.tasks.change(steward, task!.id, { status: 'declined', note: '不归我管' }),
    ).rejects.toMatchObject({
      code: 'operations.illegal-transition',
    });
    expect(events.filter(({ action }) => action === 'operations.task-changed')).toHaveLength(2);
  });

  it('ends the episode: the alert closes, an untouched task is done, and the next raise is a new alert', async () => {
    const cause = 'government.air-pollution:AQ02';
    const first = await operations.alerts.raise(self, call({ cause }));
    await operations.alerts.end(self, cause, text('指数降至 98'));
    await operations.alerts.end(self, cause, text('指数降至 97'));
    const closed = await operations.alerts.get(self, first.id);
    expect(closed).toMatchObject({ status: 'closed', causeEnded: true });
    const task = await operations.tasks.get(self, closed.task!);
    expect(task.status).toBe('done');
    expect(task.log.at(-1)?.note).toContain('指数降至 98');
    expect(task.log).toHaveLength(2);
    const second = await operations.alerts.raise(self, call({ cause }));
    expect(second.id).not.toBe(first.id);
    // In hand, it stays with its people when the cause goes.
    const steward = person('steward', 'ecology');
    const given = (await operations.alerts.get(self, second.id)).task!;
    await operations.tasks.change(steward, given, { status: 'in-hand' });
    await operations.alerts.end(self, cause, text('指数降至 60'));
    expect((await operations.tasks.get(self, given)).status).toBe('in-hand');
  });

  it('pages through alerts and tasks without a gap or a double', async () => {
    for (let index = 0; index < 7; index++) {
      // Same instant for some, so that the id has to decide.
      if (index % 3 === 0) now = new Date(now.getTime() + 1000);
      await operations.alerts.raise(self, call({ cause: `government.air-pollution:P${index}` }));
    }
    const all = (await operations.alerts.list(self)).items.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await operations.alerts.list(self, { limit: 2, cursor });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(paged).toEqual(all);
    await expect(operations.tasks.list(self, { cursor: 'nonsense' })).rejects.toMatchObject({ status: 400 });
  });

  it('takes assignees of the organisation alone, and organisations that are there', async () => {
    const officer = person('officer', 'data');
    const give = (organisation: string, assignee?: string) =>
      operations.tasks.give(officer, { title: text('核对'), organisation, assignee });
    await expect(give('nowhere')).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(give('water', 'person:none')).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(give('water', 'person:of-health')).rejects.toMatchObject({ code: 'operations.assignee-elsewhere' });
    const task = await give('water', 'person:of-water');
    expect(task.assignee).toBe('person:of-water');
    await expect(operations.tasks.change(officer, task.id, { assignee: 'person:of-health' })).rejects.toMatchObject({
      status: 409,
    });
    expect((await operations.tasks.change(officer, task.id, { assignee: null, note: '退回' })).assignee).toBeNull();
  });

  it('gives a task by hand to an organisation', async () => {
    const officer = person('officer', 'data');
    const task = await operations.tasks.give(officer, {
      title: text('核对水表'),
      organisation: 'water',
      dueAt: '2026-11-30T09:00:00Z',
    });
    expect(task).toMatchObject({
      organisation: 'water',
      status: 'open',
      dueAt: '2026-11-30T09:00:00.000Z',
      alert: null,
    });
    await expect(
      operations.tasks.give(person('steward', 'health'), { title: text('x'), organisation: 'water' }),
    ).rejects.toMatchObject({ status: 403 });
  });
});
