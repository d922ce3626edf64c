import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../kernel/index.ts';
import { type DutyParts, planner } from '../duty/dependencies.ts';
import { judge } from '../duty/judge.ts';
import type { DutyCollectionRow } from '../duty/repository.ts';
import { instantWords } from '../duty/words.ts';
import { sourcesErrors } from '../errors.ts';
import type { SourceRow } from '../repository.ts';
import { dueBetween, fullSchedule, nextDue } from './schedule.ts';

/** So many collections are planned in one transaction. */
const batch = 50;
/** Of what was missed while no server ran, at most so many instants are made up for, the newest. */
const mostCaughtUp = 200;
/** So many that a later one made up for are shown. */
const mostLeftOut = 31;

/**
 * Keeps the schedules of sources and turns due instants into rounds. Several servers plan side by side: a collection
 * that is due is taken by one of them, and the instant of a source has one round however often it is asked for.
 */
export function createPlanner({ duty, sources, catalogue, ask, clock, log }: DutyParts) {
  /** The collection of a source as it is declared now. */
  async function collectionOf(source: SourceRow, known?: DutyCollectionRow): Promise<DutyCollectionRow> {
    const dataset = await catalogue.find(source.dataset);
    const schedule = fullSchedule(source.declaration.schedule, dataset?.cadence ?? null);
    const now = clock.now();
    const resumed = known?.paused === true && !source.paused;
    const soonest = schedule && nextDue(schedule, now);
    const same = known && isDeepStrictEqual(known.schedule, schedule);
    // What fell due while it was paused was not wanted; after a clock that was ahead, nothing would be due for years.
    const kept = same && !resumed && known.next_due && soonest && known.next_due < soonest ? known.next_due : soonest;
    return {
      id: `source:${source.id}`,
      kind: 'source',
      subject: source.id,
      dataset: source.dataset,
      owner: source.owner,
      title: source.declaration.title,
      schedule,
      silence_minutes: null,
      revision: source.revision,
      paused: source.paused,
      since: known && !resumed ? known.since : now,
      next_due: kept,
    };
  }

  /** Follows what was declared, changed, paused or removed; looks at all sources anew when `all`. */
  async function follow({ all = false } = {}): Promise<void> {
    await duty.forgetSources();
    for (const source of await duty.changedSources(all)) {
      await duty.transaction(async (transaction) => {
        const known = await duty.collection(`source:${source.id}`, transaction);
        await duty.saveCollection(await collectionOf(source, known), transaction);
      });
    }
  }

  /** Enters the instants of a collection that are due, and asks for their rounds. */
  async function enter(
    row: DutyCollectionRow,
    now: Date,
  ): Promise<{ due: Date; left: boolean; round: string | null }[]> {
    const before = new Date(row.next_due!.getTime() - 1);
    const schedule = row.schedule!;
    const missed = dueBetween(schedule, before, now, schedule.catchUp === 'each' ? mostCaughtUp : mostLeftOut + 1);
    const last = missed.at(-1);
    const entered: { due: Date; left: boolean; round: string | null }[] = [];
    for (const due of missed) {
      // The latest alone is made up for, unless the schedule asks for each.
      const left = schedule.catchUp === 'latest' && due !== last;
      let round: string | null = null;
      if (!left && row.kind === 'source') {
        const source = await sources.source(row.subject);
        if (!source) continue;
        round = await ask({ principal: planner, source, reason: 'schedule', dueAt: due });
      }
      entered.push({ due, left, round });
    }
    return entered;
  }

  /** Plans what is due; returns how many instants. */
  async function plan(): Promise<number> {
    let planned = 0;
    for (;;) {
      const now = clock.now();
      const taken = await duty.transaction(async (transaction) => {
        const rows = await duty.claimDue(now, batch, transaction);
        for (const row of rows) {
          try {
            for (const { due, left, round } of await enter(row, now)) {
              const grace = new Date(due.getTime() + row.schedule!.graceMinutes * 60_000);
              // A grace that ended while no server ran is no fault of whoever has to deliver.
              const late = new Date(now.getTime() + row.schedule!.graceMinutes * 60_000);
              const graceUntil = row.kind === 'source' && grace < now ? late : grace;
              const verdict = left
                ? {
                    state: 'left-out' as const,
                    told: {
                      zh: `${instantWords(due)} 到期时系统未运行，由其后一次补采`,
                      en: `The system was not running at ${instantWords(due)}; the next one made up for it`,
                    },
                  }
                : judge({ dueAt: due, graceUntil }, null, new Date(Math.min(now.getTime(), graceUntil.getTime() - 1)));
              await duty.insertPeriod(
                { collection: row.id, due_at: due, grace_until: graceUntil, ...verdict, round },
                transaction,
              );
              planned += 1;
            }
          } catch (error) {
            // Paused in this very moment: the next look follows it. Anything else must not keep the others from their rounds.
            if (!(error instanceof AppError && error.code === sourcesErrors.paused))
              log.error({ err: error, collection: row.id }, 'a collection that is due could not be planned');
            if (!(error instanceof AppError)) throw error;
          }
          await duty.setNextDue(row.id, nextDue(row.schedule!, now), transaction);
        }
        return rows.length;
      });
      if (taken < batch) return planned;
    }
  }

  return { follow, plan };
}
