import { AppError, type Principal, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Dataset } from '../catalogue/schema.ts';
import type { Run } from '../collection/schema.ts';
import type { Task } from '../operations/schema.ts';
import type { QualityNeeds } from './dependencies.ts';
import { qualityErrors } from './errors.ts';
import type { MeasureName, Scoreboard, ScoreRows } from './schema.ts';
import { correctionOf, formulas, scoreOf, timelinessOf } from './score.ts';

const self = systemPrincipal('quality');
const mostDays = 400;
const dayMilliseconds = 86_400_000;
/** Versions of one dataset that are looked at in a period; a stream makes more, and these say enough. */
const mostVersions = 10_000;
const page = 200;

type Row = ScoreRows['rows'][number];
const measureNames: MeasureName[] = ['timeliness', 'completeness', 'validity', 'correction'];

/** How departments did in a period: four measures, each with the rows that it is made of. Never of a person. */
export function createScoreboard(needs: QualityNeeds) {
  const { catalogue, collection, operations, identity, access, clock } = needs;

  function periodOf(options: { from?: string; to?: string }): { from: Date; to: Date } {
    const to = options.to ? new Date(options.to) : clock.now();
    const from = options.from ? new Date(options.from) : new Date(to.getTime() - 30 * dayMilliseconds);
    const length = to.getTime() - from.getTime();
    if (!(length > 0) || length > mostDays * dayMilliseconds) {
      throw new AppError(qualityErrors.periodInvalid, { days: mostDays });
    }
    return { from, to };
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
    const found: { at: Date; completeness: number | null }[] = [];
    let below: number | undefined;
    while (found.length < mostVersions) {
      const { items } = await catalogue.versions(self, dataset, { limit: page, ...(below ? { below } : {}) });
      for (const { at, quality } of items) {
        const made = new Date(at);
        if (made < to) found.push({ at: made, completeness: quality?.completeness ?? null });
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

  async function tasksDue(organisation: string, from: Date, to: Date): Promise<Task[]> {
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
        if (task.dueAt === null || task.status === 'declined') continue;
        // A task counts when it was due in the period, or was closed in it before its day.
        const due = new Date(task.dueAt);
        const closed = task.status === 'done' ? new Date(task.log.at(-1)!.at) : null;
        const settled = closed !== null && closed < due ? closed : due;
        if (settled >= from && settled < to) found.push(task);
      }
      cursor = next;
    } while (cursor);
    return found;
  }

  const row = (kind: Row['kind'], of: { id: string; title: Text }, part: number, whole: number): Row => ({
    kind,
    id: of.id,
    title: of.title,
    part,
    whole,
    value: whole === 0 ? null : part / whole,
  });

  async function rowsOf(
    measure: MeasureName,
    organisation: string,
    period: { from: Date; to: Date; owned: Dataset[] },
  ): Promise<Row[]> {
    const { from, to, owned } = period;
    const rows: Row[] = [];
    for (const dataset of owned) {
      if (measure === 'timeliness') {
        const versions = await versionsIn(dataset.id, from, to);
        const { made, expected } = timelinessOf(
          dataset,
          versions.map(({ at }) => at),
          { from, to },
        );
        if (expected > 0) rows.push(row('dataset', dataset, made, expected));
      } else if (measure === 'completeness') {
        const [newest] = await versionsIn(dataset.id, from, to);
        if (newest?.completeness != null) rows.push(row('dataset', dataset, newest.completeness, 1));
      } else {
        const runs = await runsIn(dataset.id, from, to);
        const sum = (count: (run: Run) => number) => runs.reduce((total, run) => total + count(run), 0);
        if (measure === 'validity') {
          const whole = sum(({ rows: read }) => read);
          if (whole > 0)
            rows.push(
              row(
                'dataset',
                dataset,
                sum(({ accepted }) => accepted),
                whole,
              ),
            );
        } else {
          const whole = sum(({ quarantined }) => quarantined);
          if (whole > 0) rows.push(row('dataset', dataset, whole - sum(({ open }) => open), whole));
        }
      }
    }
    if (measure === 'correction') {
      for (const task of await tasksDue(organisation, from, to)) {
        const inTime = task.status === 'done' && task.log.at(-1)!.at <= task.dueAt!;
        rows.push(row('task', task, inTime ? 1 : 0, 1));
      }
    }
    return rows;
  }

  const total = (measure: MeasureName, rows: Row[]) => (measure === 'correction' ? correctionOf(rows) : scoreOf(rows));

  return {
    /** Departments of a period, the best first; whoever may see only the own one gets that. */
    async board(principal: Principal, options: { from?: string; to?: string } = {}): Promise<Scoreboard> {
      const { from, to } = periodOf(options);
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
        const owned = all.filter(({ owner }) => owner.id === id);
        const scores = {} as Record<MeasureName, ReturnType<typeof scoreOf>>;
        for (const measure of measureNames)
          scores[measure] = total(measure, await rowsOf(measure, id, { from, to, owned }));
        const known = measureNames.flatMap((measure) => scores[measure].value ?? []);
        departments.push({
          organisation: { id, name },
          datasets: owned.length,
          ...scores,
          overall: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length,
        });
      }
      departments.sort(
        (a, b) => (b.overall ?? -1) - (a.overall ?? -1) || (a.organisation.id < b.organisation.id ? -1 : 1),
      );
      return { from: from.toISOString(), to: to.toISOString(), formulas, departments };
    },

    /** What one figure is made of. */
    async rows(
      principal: Principal,
      organisation: string,
      options: { measure: MeasureName; from?: string; to?: string },
    ): Promise<ScoreRows> {
      access.require(principal, 'quality:read', { id: organisation, owner: organisation });
      const { from, to } = periodOf(options);
      const owned = (await datasets()).filter(({ owner }) => owner.id === organisation);
      const { measure } = options;
      const rows = await rowsOf(measure, organisation, { from, to, owned });
      rows.sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
      return { organisation, measure, formula: formulas.find((one) => one.measure === measure)!.formula, rows };
    },
  };
}
