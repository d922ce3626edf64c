import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import { sourcesErrors } from '../errors.ts';
import { createSourcesRepository } from '../repository.ts';
import { createPlanner } from '../schedule/planner.ts';
import { createSchedulePreview } from '../schedule/preview.ts';
import { fullSchedule, nextDue, scheduleProblem } from '../schedule/schedule.ts';
import type { Schedule } from '../schedule/schema.ts';
import type { DutyNeeds, DutyParts } from './dependencies.ts';
import { judge } from './judge.ts';
import { createDutyRepository, type DutyCollectionRow, type DutyPeriodRow } from './repository.ts';
import type { Calendar, DueList, DutyCollection, DutyKind, DutyPeriod, DutyState } from './schema.ts';
import { createSettle } from './settle.ts';
import { createStory } from './story.ts';
import { createStreamDuties } from './streams.ts';
import { scheduleWords, silenceRule } from './words.ts';

const tickMilliseconds = 3000;
/** All sources are looked at anew so often: the cadence of a standard may have changed. */
const lookAnewMilliseconds = 3_600_000;
/** A dataset that has a new version is looked at for so long. */
const deliveredMilliseconds = 30_000;
const mostPeriods = 20_000;

export interface CalendarFilter {
  from: Date;
  to: Date;
  organisation?: string;
  kind?: DutyKind;
  /** Collections with a period in the time that is in one of these. */
  states?: DutyState[];
  /** Only this one. */
  collection?: string;
}

/** How many due instants came to each state. */
export type DutyTally = Partial<Record<DutyState, number>>;

export type Duty = ReturnType<typeof createDuty>;

/** Duty: what each standing collection has to deliver and when, what came, and who is called upon when it did not. */
export function createDuty(needs: DutyNeeds) {
  const duty = createDutyRepository(needs.database);
  const parts: DutyParts = {
    streams: async () => [],
    ...needs,
    duty,
    sources: createSourcesRepository(needs.database),
  };
  const { access, audit, catalogue, clock, log } = needs;
  const planner = createPlanner(parts);
  const streamDuties = createStreamDuties(parts);
  const settle = createSettle(parts, streamDuties);
  let timer: NodeJS.Timeout | null = null;
  let ticking: Promise<void> | null = null;
  let lookedAnew = Number.NEGATIVE_INFINITY;

  /** One look at everything: what was declared, what is due, what came, what is missing. Harmless at any time on any server. */
  async function tick(): Promise<void> {
    const all = performance.now() - lookedAnew > lookAnewMilliseconds;
    await planner.follow({ all });
    await streamDuties.follow();
    if (all) {
      lookedAnew = performance.now();
      await settle.settleDeliveries();
    }
    if ((await planner.plan()) > 0) await settle.settleDeliveries();
    await settleDelivered();
    await streamDuties.hear();
    await settle.settleRounds();
    await settle.settleMissed();
    await settle.reportAll();
  }
  const tickSafely = (): Promise<void> => {
    ticking ??= tick()
      .catch((error) => log.error({ err: error }, 'the planner cannot do its work; it tries again'))
      .finally(() => {
        ticking = null;
      });
    return ticking;
  };

  // The run behind a version is still being written down when the version is told of: the next looks take it up.
  const delivered = new Map<string, number>();
  catalogue.onVersion(({ dataset }) => {
    delivered.set(dataset, performance.now());
  });
  async function settleDelivered(): Promise<void> {
    for (const [dataset, since] of [...delivered]) {
      await settle.settleDeliveries(dataset);
      if (performance.now() - since > deliveredMilliseconds) delivered.delete(dataset);
    }
  }

  const mayRead = (principal: Principal) => {
    const owners = new Map<string, boolean>();
    return ({ id, owner }: DutyCollectionRow) => {
      const known = owners.get(owner);
      if (known !== undefined) return known;
      const { allowed } = access.decide(principal, 'source:read', { id, owner });
      owners.set(owner, allowed);
      return allowed;
    };
  };

  async function require(principal: Principal, id: string): Promise<DutyCollectionRow> {
    const row = await duty.collection(id);
    if (!row || !mayRead(principal)(row)) throw new AppError(kernelErrors.notFound, { what: id });
    return row;
  }

  return {
    tick,

    /** The instant that it is, for those who ask for a time around it. */
    now: () => clock.now(),

    preview: createSchedulePreview(parts),

    /** Begins to plan in this process, beside those of other servers. */
    start(): void {
      if (timer) return;
      timer = setInterval(tickSafely, tickMilliseconds);
      timer.unref();
      void tickSafely();
    },

    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      timer = null;
      await ticking;
    },

    /** Every collection that this reader may see, with what became of its due instants in a time. */
    async calendar(principal: Principal, filter: CalendarFilter): Promise<Calendar> {
      const { from, to, organisation, kind, states, collection } = filter;
      const rows = (
        await duty.collections({ ...(organisation ? { owner: organisation } : {}), ...(kind ? { kind } : {}) })
      ).filter((row) => (collection === undefined || row.id === collection) && mayRead(principal)(row));
      const periods = await duty.periods({
        collections: rows.map(({ id }) => id),
        from,
        to,
        limit: mostPeriods + 1,
      });
      const byCollection = new Map<string, DutyPeriod[]>();
      const totals: Record<string, number> = {};
      for (const period of periods.slice(0, mostPeriods)) {
        const list = byCollection.get(period.collection) ?? [];
        list.push(toPeriod(period));
        byCollection.set(period.collection, list);
        totals[period.state] = (totals[period.state] ?? 0) + 1;
      }
      const items = rows.map((row) => ({ ...toCollection(row), periods: (byCollection.get(row.id) ?? []).reverse() }));
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        at: clock.now().toISOString(),
        items: states ? items.filter((item) => item.periods.some(({ state }) => states.includes(state))) : items,
        totals,
        cut: periods.length > mostPeriods,
      };
    },

    /** What is missing first, then what is due, then what is to come. */
    async due(principal: Principal, options: { organisation?: string; until?: Date } = {}): Promise<DueList> {
      const now = clock.now();
      const until = options.until ?? new Date(now.getTime() + 24 * 3_600_000);
      const latest = await duty.latest();
      const items: DueList['items'] = [];
      const rows = await duty.collections(options.organisation ? { owner: options.organisation } : {});
      for (const row of rows.filter(mayRead(principal))) {
        const { id: collection, kind, dataset, owner, title } = row;
        const common = { collection, kind, dataset, owner, title };
        const period = latest.get(row.id);
        if (period && ['expected', 'missed', 'failed', 'refused'].includes(period.state)) {
          const { dueAt, graceUntil, state, told } = toPeriod(period);
          items.push({ ...common, dueAt, graceUntil, state, told });
        }
        if (row.schedule && row.next_due && !row.paused && row.next_due <= until) {
          const graceUntil = new Date(row.next_due.getTime() + row.schedule.graceMinutes * 60_000);
          const { told } = judge({ dueAt: row.next_due, graceUntil }, null, row.next_due);
          const dueAt = row.next_due.toISOString();
          items.push({ ...common, dueAt, graceUntil: graceUntil.toISOString(), state: 'coming', told });
        }
      }
      items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0));
      return { at: now.toISOString(), items };
    },

    /** What became of the due instants of a time, by dataset, for the platform's own figures; of datasets with a schedule. */
    async tally({ from, to }: { from: Date; to: Date }): Promise<Map<string, DutyTally>> {
      const found = new Map<string, DutyTally>();
      for (const { dataset, state, count } of await duty.tally(from, to)) {
        const tally = found.get(dataset) ?? {};
        if (state !== null) tally[state] = (tally[state] ?? 0) + count;
        found.set(dataset, tally);
      }
      return found;
    },

    /** From now on people are expected to upload a dataset, by the cadence of its standard or a schedule. */
    async expectUploads(
      principal: Principal,
      dataset: string,
      declared: { owner?: string; schedule?: Schedule } = {},
    ): Promise<DutyCollection> {
      const resource = await catalogue.resource(dataset);
      const id = `dataset:${dataset}`;
      const owner = declared.owner ?? resource.owner;
      access.require(principal, 'source:edit', { id, owner: resource.owner });
      // Who is called upon is not for others to say.
      access.require(principal, 'source:edit', { id, owner });
      const problem = scheduleProblem(declared.schedule ?? {});
      if (problem) throw new AppError(sourcesErrors.scheduleWrong, { problem });
      const schedule = fullSchedule(declared.schedule, resource.cadence);
      if (!schedule) {
        const why = { zh: '该数据标准没有固定的更新频率', en: 'its standard has no regular cadence' };
        throw new AppError(sourcesErrors.scheduleWrong, { problem: why });
      }
      const now = clock.now();
      const row = await duty.transaction(async (transaction) => {
        const known = await duty.collection(id, transaction);
        const made: DutyCollectionRow = {
          id,
          kind: 'dataset',
          subject: dataset,
          dataset,
          owner,
          title: resource.title,
          schedule,
          silence_minutes: null,
          revision: (known?.revision ?? 0) + 1,
          paused: false,
          since: known?.since ?? now,
          next_due: nextDue(schedule, now),
        };
        await duty.saveCollection(made, transaction);
        return made;
      });
      await audit.record({
        principal,
        action: 'sources.uploads-expected',
        target: `dataset:${dataset}`,
        outcome: 'done',
        details: { schedule },
      });
      return toCollection(row);
    },

    /** Uploads of a dataset are expected no more; what was missed is forgotten with it. */
    async releaseUploads(principal: Principal, dataset: string): Promise<void> {
      const row = await require(principal, `dataset:${dataset}`);
      access.require(principal, 'source:edit', { id: row.id, owner: row.owner });
      await duty.removeCollection(row.id);
      const note = { zh: '不再要求定期上传', en: 'Uploads are expected no more' };
      await needs.operations.alerts.end(principal, `duty:${row.id}`, note);
      await audit.record({
        principal,
        action: 'sources.uploads-released',
        target: `dataset:${dataset}`,
        outcome: 'done',
      });
    },

    /** What happened for one due instant, step by step. */
    story: createStory(parts, { require, toCollection, toPeriod }),
  };
}

function toCollection(row: DutyCollectionRow): DutyCollection {
  const { id, kind, subject, dataset, owner, title, schedule, silence_minutes, paused, next_due } = row;
  const nextDueAt = paused ? null : (next_due?.toISOString() ?? null);
  return {
    id,
    kind,
    subject,
    dataset,
    owner,
    title,
    schedule,
    silenceMinutes: silence_minutes,
    when: silence_minutes === null ? scheduleWords(schedule) : silenceRule(silence_minutes),
    paused,
    nextDue: nextDueAt,
  };
}

function toPeriod(row: DutyPeriodRow): DutyPeriod {
  return {
    dueAt: row.due_at.toISOString(),
    graceUntil: row.grace_until.toISOString(),
    state: row.state,
    told: row.told,
    round: row.round,
    runs: row.runs,
    version: row.version === null ? null : Number(row.version),
    rows: Number(row.rows),
    quarantined: Number(row.quarantined),
    outcomeAt: row.outcome_at?.toISOString() ?? null,
  };
}
