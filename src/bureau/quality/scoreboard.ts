import { AppError, type Principal, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Dataset } from '../catalogue/schema.ts';
import type { Run } from '../collection/schema.ts';
import type { Task } from '../operations/schema.ts';
import type { DutyTally } from '../sources/index.ts';
import type { QualityNeeds } from './dependencies.ts';
import { qualityErrors } from './errors.ts';
import type { MeasureName, Scoreboard, ScoreRows } from './schema.ts';
import { closedAt, correctionOf, dutyOf, formulas, scoreOf, speedOf, timelinessOf } from './score.ts';

const self = systemPrincipal('quality');
const mostDays = 400;
const dayMilliseconds = 86_400_000;
/** Versions of one dataset that are looked at in a period; a stream makes more, and these say enough. */
const mostVersions = 10_000;
const page = 200;

type Row = ScoreRows['rows'][number];
interface Time {
  from: Date;
  to: Date;
  /** What became of due instants, by dataset that has a duty. */
  duty: Map<string, DutyTally>;
}
/** A period of one department. */
interface Period extends Time {
  owned: Dataset[];
  tasks: Task[];
}

const isWithin = (at: Date | null, { from, to }: Time) => at !== null && at >= from && at < to;
const runsWords = (runs: Run[]): Text => ({ zh: `${runs.length} 个采集批次`, en: `${runs.length} runs` });
const mendedWords: Text = { zh: '隔离区中已处理的行', en: 'Rows of quarantine that are dealt with' };

/** How a task stands against its day, and how long it took. */
function taskWords(task: Task, inTime: boolean): Text {
  const closed = closedAt(task);
  if (!closed) return { zh: '尚未办结', en: 'Not closed yet' };
  const hours = (closed.getTime() - new Date(task.createdAt).getTime()) / 3_600_000;
  const took: Text =
    hours < 48
      ? { zh: `${hours.toFixed(1)} 小时`, en: `${hours.toFixed(1)} hours` }
      : { zh: `${(hours / 24).toFixed(1)} 天`, en: `${(hours / 24).toFixed(1)} days` };
  return inTime
    ? { zh: `按时办结，用时 ${took.zh}`, en: `Closed in time, after ${took.en}` }
    : { zh: `逾期办结，用时 ${took.zh}`, en: `Closed late, after ${took.en}` };
}

const measureNames: MeasureName[] = ['timeliness', 'completeness', 'validity', 'correction'];

/** How departments did in a period: four measures, each with the rows that it is made of. Never of a person. */
export function createScoreboard(needs: QualityNeeds) {
  const { catalogue, collection, operations, identity, access, clock, duty } = needs;

  async function timeOf(options: { from?: string; to?: string }): Promise<Time> {
    const to = options.to ? new Date(options.to) : clock.now();
    const from = options.from ? new Date(options.from) : new Date(to.getTime() - 30 * dayMilliseconds);
    const length = to.getTime() - from.getTime();
    if (!(length > 0) || length > mostDays * dayMilliseconds) {
      throw new AppError(qualityErrors.periodInvalid, { days: mostDays });
    }
    return { from, to, duty: await duty.tally({ from, to }) };
  }

  async function datasets(): Promise<Dataset[]> {
    const found: Dataset[] = [];
    let cursor: string | null | undefined;
    do {
      const { items, next } = await catalogue.search(self, { limit: 100, ...(cursor ? { cursor } : {}) });
      found.push(...items);
      cursor = next;
    } while (cursor);
    return found.filter(({ status }) => status === 'published');
  }

  /** Versions made in the period, newest first, and the newest one before it. */
  async function versionsIn(dataset: string, from: Date, to: Date) {
    const found: { version: number; at: Date; completeness: number | null }[] = [];
    let below: number | undefined;
    while (found.length < mostVersions) {
      const { items } = await catalogue.versions(self, dataset, { limit: page, ...(below ? { below } : {}) });
      for (const { version, at, quality } of items) {
        const made = new Date(at);
        if (made < to) found.push({ version, at: made, completeness: quality?.completeness ?? null });
        if (made < from) return found;
      }
      if (items.length < page) return found;
      below = items.at(-1)!.version;
    }
    return found;
  }

  async function runsIn(dataset: string, from: Date, to: Date): Promise<Run[]> {
    const found: Run[] = [];
    let cursor: string | null | undefined;
    do {
      const { items, next } = await collection.runs.list(self, { dataset, limit: page, ...(cursor ? { cursor } : {}) });
      for (const run of items) {
        if (new Date(run.startedAt) < from) return found;
        // Rows that come back from quarantine were counted when they came first.
        if (new Date(run.startedAt) < to && run.resubmits === null && run.status === 'done') found.push(run);
      }
      cursor = next;
    } while (cursor);
    return found;
  }

  /** Tasks of an organisation that were given within the longest period before this one, or in it. */
  async function tasksOf(organisation: string, from: Date): Promise<Task[]> {
    const found: Task[] = [];
    const oldest = new Date(from.getTime() - mostDays * dayMilliseconds);
    let cursor: string | null | undefined;
    do {
      const { items, next } = await operations.tasks.list(self, {
        organisation,
        limit: page,
        ...(cursor ? { cursor } : {}),
      });
      for (const task of items) {
        if (new Date(task.createdAt) < oldest) return found;
        found.push(task);
      }
      cursor = next;
    } while (cursor);
    return found;
  }

  /** A task counts when it was due in the period, or was closed in it before its day. */
  const countsIn = (task: Task, { from, to }: Period) => {
    if (task.dueAt === null || task.status === 'declined') return false;
    const due = new Date(task.dueAt);
    const closed = closedAt(task);
    const settled = closed !== null && closed < due ? closed : due;
    return settled >= from && settled < to;
  };

  const row = (
    kind: Row['kind'],
    of: { id: string; title: Text },
    [part, whole]: [number, number],
    told: Text,
  ): Row => ({
    kind,
    id: of.id,
    title: of.title,
    part,
    whole,
    value: whole === 0 ? null : part / whole,
    told,
  });

  async function timeliness(dataset: Dataset, { from, to, duty }: Period): Promise<Row[]> {
    const tally = duty.get(dataset.id);
    if (tally) {
      const { made, expected, late, missing } = dutyOf(tally);
      if (expected === 0) return [];
      return [
        row('dataset', dataset, [made, expected], {
          zh: `按采集责任：到期 ${expected} 次，按时 ${made} 次，迟到 ${late} 次，未送达 ${missing} 次`,
          en: `By duty: due ${expected} times, ${made} in time, ${late} late, ${missing} not delivered`,
        }),
      ];
    }
    const versions = await versionsIn(dataset.id, from, to);
    const { made, expected } = timelinessOf(
      dataset,
      versions.map(({ at }) => at),
      { from, to },
    );
    if (expected === 0) return [];
    return [
      row('dataset', dataset, [made, expected], {
        zh: `按更新频率：应更新 ${expected} 个周期，有新版本 ${made} 个`,
        en: `By cadence: ${made} of ${expected} cuts brought a version`,
      }),
    ];
  }

  async function completeness(dataset: Dataset, { from, to }: Period): Promise<Row[]> {
    const [newest] = await versionsIn(dataset.id, from, to);
    if (newest?.completeness == null) return [];
    return [
      row('dataset', dataset, [newest.completeness, 1], {
        zh: `版本 ${newest.version} 的完整性`,
        en: `Completeness of version ${newest.version}`,
      }),
    ];
  }

  async function rowsOf(measure: MeasureName, period: Period): Promise<Row[]> {
    const { from, to, owned, tasks } = period;
    const rows: Row[] = [];
    for (const dataset of owned) {
      if (measure === 'timeliness') rows.push(...(await timeliness(dataset, period)));
      else if (measure === 'completeness') rows.push(...(await completeness(dataset, period)));
      else {
        const runs = await runsIn(dataset.id, from, to);
        const sum = (count: (run: Run) => number) => runs.reduce((total, run) => total + count(run), 0);
        const whole = sum(({ rows: read, quarantined }) => (measure === 'validity' ? read : quarantined));
        if (whole === 0) continue;
        const part = measure === 'validity' ? sum(({ accepted }) => accepted) : whole - sum(({ open }) => open);
        rows.push(row('dataset', dataset, [part, whole], measure === 'validity' ? runsWords(runs) : mendedWords));
      }
    }
    if (measure === 'correction') {
      for (const task of tasks.filter((one) => countsIn(one, period))) {
        const closed = closedAt(task);
        const inTime = closed !== null && closed <= new Date(task.dueAt!);
        rows.push(row('task', task, [inTime ? 1 : 0, 1], taskWords(task, inTime)));
      }
    }
    return rows;
  }

  async function periodOfDepartment(organisation: string, all: Dataset[], time: Time): Promise<Period> {
    const owned = all.filter(({ owner }) => owner.id === organisation);
    return { ...time, owned, tasks: await tasksOf(organisation, time.from) };
  }

  const total = (measure: MeasureName, rows: Row[]) => (measure === 'correction' ? correctionOf(rows) : scoreOf(rows));

  return {
    /** Departments of a period, the best first; whoever may see only the own one gets that. */
    async board(principal: Principal, options: { from?: string; to?: string } = {}): Promise<Scoreboard> {
      const time = await timeOf(options);
      const all = await datasets();
      const organisations = (await identity.organisations.list()).filter(
        ({ id }) =>
          all.some(({ owner }) => owner.id === id) &&
          access.decide(principal, 'quality:read', { id, owner: id }).allowed,
      );
      // Nobody sees an empty board for want of a right without being told so.
      if (organisations.length === 0)
        access.require(principal, 'quality:read', { id: 'scoreboard', owner: principal.organisation });
      const departments: Scoreboard['departments'] = [];
      for (const { id, name } of organisations) {
        const period = await periodOfDepartment(id, all, time);
        const scores = {} as Record<MeasureName, ReturnType<typeof scoreOf>>;
        for (const measure of measureNames) scores[measure] = total(measure, await rowsOf(measure, period));
        const known = measureNames.flatMap((measure) => scores[measure].value ?? []);
        departments.push({
          organisation: { id, name },
          datasets: period.owned.length,
          ...scores,
          speed: speedOf(period.tasks.filter((task) => isWithin(closedAt(task), time))),
          overall: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
        });
      }
      departments.sort(
        (a, b) => (b.overall ?? -1) - (a.overall ?? -1) || (a.organisation.id < b.organisation.id ? -1 : 1),
      );
      return { from: time.from.toISOString(), to: time.to.toISOString(), formulas, departments };
    },

    /** What one figure is made of. */
    async rows(
      principal: Principal,
      organisation: string,
      options: { measure: MeasureName; from?: string; to?: string },
    ): Promise<ScoreRows> {
      access.require(principal, 'quality:read', { id: organisation, owner: organisation });
      const { measure } = options;
      const rows = await rowsOf(
        measure,
        await periodOfDepartment(organisation, await datasets(), await timeOf(options)),
      );
      rows.sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
      return { organisation, measure, formula: formulas.find((one) => one.measure === measure)!.formula, rows };
    },
  };
}
