import { AppError, systemPrincipal, type Text } from '../../../kernel/index.ts';
import type { Run } from '../../collection/schema.ts';
import { type DutyParts, planner } from './dependencies.ts';
import { judge, type Outcome } from './judge.ts';
import type { OpenPeriod } from './repository.ts';
import { dutyColours } from './schema.ts';
import type { createStreamDuties } from './streams.ts';
import { instantWords } from './words.ts';

const reader = systemPrincipal('duty');
/** So many red ones in a row are severe. */
const severeInARow = 3;
const batch = 200;

/** Decides what became of due instants, and tells the command desk what is red and what is good again. */
export function createSettle(
  { duty, collection, operations, law, clock, log }: DutyParts,
  streamDuties: Pick<ReturnType<typeof createStreamDuties>, 'deliveryFor'>,
) {
  const runOf = (id: string): Promise<Run | null> => collection.runs.get(reader, id).catch(() => null);

  async function settle(period: OpenPeriod, outcome: Outcome | null): Promise<boolean> {
    const verdict = judge({ dueAt: period.due_at, graceUntil: period.grace_until }, outcome, clock.now());
    if (verdict.state === period.state && (!outcome || period.outcome_at?.getTime() === outcome.at.getTime()))
      return false;
    return duty.settlePeriod(period, {
      ...verdict,
      reported: false,
      ...(outcome
        ? {
            round: outcome.round ?? period.round,
            runs: outcome.runs,
            version: outcome.version === null ? null : String(outcome.version),
            rows: String(outcome.rows),
            quarantined: String(outcome.quarantined),
            outcome_at: outcome.at,
          }
        : {}),
    });
  }

  /** Sources: by the rounds that have ended since. */
  async function settleRounds(): Promise<void> {
    const outcomes = await duty.roundOutcomes();
    if (outcomes.length === 0) return;
    const open = new Map((await duty.openPeriods({ kinds: ['source'] })).map((period) => [period.collection, period]));
    for (const { collection: id, due_at, round, runs, status, finished_at, problem } of outcomes) {
      const period = open.get(id);
      if (!period || period.due_at.getTime() !== due_at.getTime()) continue;
      const found = (await Promise.all(runs.map(runOf))).filter((run) => run !== null);
      await settle(period, {
        at: finished_at,
        status,
        round,
        runs,
        problem: problem?.message ?? null,
        rows: found.reduce((sum, run) => sum + run.rows, 0),
        quarantined: found.reduce((sum, run) => sum + run.quarantined, 0),
        version: found.reduce<number | null>((newest, run) => run.version ?? newest, null),
      });
    }
  }

  /** What people or streams brought in for a period: since the one before, and not what that one was made good by. */
  async function deliveryFor(period: OpenPeriod): Promise<Outcome | null> {
    const before = await duty.periodBefore(period.collection, period.due_at);
    const since = Math.max(period.since.getTime(), before?.due_at.getTime() ?? 0, before?.outcome_at?.getTime() ?? 0);
    if (period.kind === 'dataset') {
      const { items } = await collection.runs.list(reader, { dataset: period.dataset, limit: 20 });
      const ended = items.filter(
        (run) => run.finishedAt !== null && Date.parse(run.finishedAt) > since && run.status !== 'cancelled',
      );
      const run = ended.find(({ status }) => status === 'done' || status === 'unchanged') ?? ended[0];
      if (!run) return null;
      const { rows, quarantined, version } = run;
      const status = run.status as Outcome['status'];
      return {
        at: new Date(run.finishedAt!),
        status,
        rows,
        quarantined,
        version,
        runs: [run.id],
        problem: run.problem?.message ?? null,
      };
    }
    return streamDuties.deliveryFor(period, since);
  }

  /** The same; null of a dataset that is gone. */
  const deliveryOf = (period: OpenPeriod): Promise<Outcome | null> =>
    deliveryFor(period).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });

  /** Uploads and streams: of one dataset when it has a new version, else of all. */
  async function settleDeliveries(dataset?: string): Promise<void> {
    for (const period of await duty.openPeriods({ kinds: ['dataset', 'stream'], ...(dataset ? { dataset } : {}) })) {
      const outcome = await deliveryOf(period);
      if (outcome) await settle(period, outcome);
    }
  }

  /** What nothing came for in time. */
  async function settleMissed(): Promise<void> {
    const now = clock.now();
    for (const period of await duty.openPeriods({ kinds: ['source', 'stream', 'dataset'] }))
      if (period.state === 'expected' && period.grace_until <= now)
        // What came while this server was down or was stored by another one was not told here.
        await settle(period, period.kind === 'source' ? null : await deliveryOf(period));
    for (const period of await duty.overtaken(now, batch)) await settle(period, null);
  }

  async function report(period: OpenPeriod): Promise<void> {
    const cause = `duty:${period.collection}`;
    const colour = dutyColours[period.state];
    if (period.state === 'good' || period.state === 'late') {
      const note: Text = { zh: `数据已送达：${period.told.zh}`, en: `The data came: ${period.told.en}` };
      await operations.alerts.end(planner, cause, note);
    } else if (colour === 'red') {
      const red = await duty.redInARow(period.collection, period.due_at);
      const again = red > 1 ? { zh: `（连续 ${red} 次）`, en: ` (${red} in a row)` } : { zh: '', en: '' };
      await operations.alerts.raise(planner, {
        cause,
        sector: 'bureau',
        organisation: period.owner,
        severity: red >= severeInARow ? 'severe' : 'warning',
        title: {
          zh: `“${period.title.zh}”未按时采集${again.zh}`,
          en: `“${period.title.en}” was not collected in time${again.en}`,
        },
        message: period.told,
        provenance: null,
        task: {
          title: {
            zh: `补报“${period.title.zh}”（应于 ${instantWords(period.due_at)}）`,
            en: `Deliver “${period.title.en}” (due ${instantWords(period.due_at)})`,
          },
          deadline: (raisedAt) => law.deadline('collection.missed-mended', raisedAt),
        },
      });
    }
    await duty.markReported(period);
  }

  async function reportAll(): Promise<void> {
    for (const period of await duty.unreported(batch)) {
      await report(period).catch((error: unknown) => {
        log.error({ err: error, collection: period.collection }, 'what became of a collection was not reported');
      });
    }
  }

  return { settleRounds, settleDeliveries, settleMissed, reportAll };
}
