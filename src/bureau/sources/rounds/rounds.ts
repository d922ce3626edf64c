import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Principal, type Progress } from '../../../kernel/index.ts';
import type { Page } from '../../../kernel/shape.ts';
import { roundJob, type SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { RoundRow } from '../repository.ts';
import type { Round } from '../schema.ts';
import type { Ask } from './ask.ts';
import type { RunRound } from './run-round.ts';
import { toRound } from './shape.ts';

export interface RunOptions {
  principal: Principal;
  source: string;
  /** Pulls this range again and leaves what the connector remembers as it is. */
  range?: { from: Date; to: Date };
  /** Returns at once; the queue does the work. */
  background?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** How long a process that runs a round by itself waits for its source to become free, between two looks. */
const waitMilliseconds = 400;

/** Rounds as people ask for them, see them and cancel them. */
export function createRounds(parts: SourcesParts, ask: Ask, runRound: RunRound) {
  const { repository, queue } = parts;

  async function told(rows: RoundRow[]): Promise<Round[]> {
    const runs = await repository.runsOf(rows.map(({ id }) => id));
    return rows.map((row) => toRound(row, runs.get(row.id) ?? []));
  }

  async function requireRound(
    principal: Principal,
    id: string,
    action: 'source:read' | 'source:run',
  ): Promise<RoundRow> {
    const row = await repository.round(id);
    if (!row) throw new AppError(sourcesErrors.roundMissing, { round: id });
    await parts.require(principal, row.source, action);
    return row;
  }

  async function get(principal: Principal, id: string): Promise<Round> {
    const [round] = await told([await requireRound(principal, id, 'source:read')]);
    return round!;
  }

  return {
    get,

    /** Asks a source for what is new, or for a range again, and tells how that ended; or, in the background, that it waits. */
    async run(options: RunOptions): Promise<Round> {
      const { principal, range, background = false, signal, onProgress } = options;
      const source = await parts.require(principal, options.source, 'source:run');
      const asked = { principal, source, reason: range ? 'backfill' : 'manual', ...(range ? { range } : {}) } as const;
      const id = (await ask(asked, { queued: background }))!;
      if (background) return get(principal, id);
      // When this process dies, whoever runs the queue takes the round up.
      const standBy = await queue.standBy(roundJob, { round: id }, { key: `${id}:1` });
      try {
        await repository.updateRound(id, { job: standBy.id });
        const given = { retries: false, ...(signal ? { signal } : {}), ...(onProgress ? { onProgress } : {}) };
        while (!(await runRound(id, given))) {
          onProgress?.({
            share: null,
            step: { zh: '等待同一来源的上一轮结束', en: 'Waiting for another round to end' },
          });
          if (signal?.aborted) await repository.updateRound(id, { cancel_requested: true });
          await delay(waitMilliseconds);
        }
        await standBy.end();
      } finally {
        standBy.leave();
      }
      return get(principal, id);
    },

    /** Newest first. */
    async list(
      principal: Principal,
      source: string,
      page: { cursor?: string; limit?: number } = {},
    ): Promise<Page<Round>> {
      await parts.require(principal, source, 'source:read');
      const limit = page.limit ?? 50;
      const rows = await repository.rounds({
        source,
        limit: limit + 1,
        ...(page.cursor === undefined ? {} : { before: page.cursor }),
      });
      const items = await told(rows.slice(0, limit));
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    /** Ends a round that waits or runs; what its finished runs brought stays. */
    async cancel(principal: Principal, id: string): Promise<Round> {
      const row = await requireRound(principal, id, 'source:run');
      if (row.status === 'waiting' || row.status === 'running') {
        await repository.updateRound(id, { cancel_requested: true });
        // A round that waits for its next attempt is ended now.
        if (row.status === 'waiting') await queue.send(roundJob, { round: id }, { key: `${id}:cancel` });
      }
      return get(principal, id);
    },

    /** The round and source behind a run, for whoever may see the source; null for a run of other origin. */
    async ofRun(principal: Principal, run: string): Promise<{ source: string; round: string } | null> {
      await parts.collection.runs.get(principal, run);
      const pull = await repository.pullOf(run);
      if (!pull) return null;
      const source = await repository.source(pull.source);
      if (!source || !parts.access.decide(principal, 'source:read', source).allowed) return null;
      return { source: pull.source, round: pull.round };
    },
  };
}
