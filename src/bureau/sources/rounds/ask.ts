import { AppError, newId, type Principal } from '../../../kernel/index.ts';
import { roundJob, type SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { RoundRow, SourceRow } from '../repository.ts';
import type { RoundReason } from '../schema.ts';

export interface AskOptions {
  principal: Principal;
  source: SourceRow;
  reason: RoundReason;
  /** Instant of the schedule; a second round for the same instant is not made. */
  dueAt?: Date;
  range?: { from: Date; to: Date };
}

/** Asks for rounds of sources: entered together with the job that runs them, so that none is lost. */
export function createAsk(parts: SourcesParts) {
  const { repository, queue, clock, audit } = parts;

  /** A round that waits; with `queued` its job is in the queue. Null when the instant has a round already. */
  return async function ask(options: AskOptions, { queued = true } = {}): Promise<string | null> {
    const { principal, source, reason, dueAt, range } = options;
    if (source.paused) throw new AppError(sourcesErrors.paused, { source: source.id });
    if (range) await requireRange(source, range);
    const now = clock.now();
    const row: RoundRow = {
      id: newId('round', now),
      source: source.id,
      reason,
      due_at: dueAt ?? null,
      range_from: range?.from ?? null,
      range_to: range?.to ?? null,
      status: 'waiting',
      attempt: 1,
      next_attempt_at: null,
      job: null,
      cancel_requested: false,
      progress: null,
      problem: null,
      findings: [],
      principal,
      asked_by: principal.id,
      asked_at: now,
      started_at: null,
      finished_at: null,
    };
    return repository.transaction(async (transaction) => {
      const id = await repository.insertRound(row, transaction);
      if (id === null) return null;
      if (queued) {
        const job = await queue.send(roundJob, { round: id }, { key: `${id}:1`, transaction });
        await repository.updateRound(id, { job }, transaction);
      }
      const details = { reason, round: id, ...(range ? { from: range.from, to: range.to } : {}) };
      await audit.record(
        { principal, action: 'sources.round-asked', target: `source:${source.id}`, outcome: 'done', details },
        transaction,
      );
      return id;
    });
  };

  async function requireRange(source: SourceRow, { from, to }: { from: Date; to: Date }): Promise<void> {
    const wrong = (problem: string) => new AppError(sourcesErrors.rangeWrong, { problem });
    if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) throw wrong('?');
    if (from >= to) throw wrong(`${from.toISOString()} ≥ ${to.toISOString()}`);
    const { key } = await parts.catalogue.resource(source.dataset);
    const mode = source.declaration.mode ?? (key.length > 0 ? 'merge' : 'append');
    if (mode === 'append') throw new AppError(sourcesErrors.backfillNeedsKey, { dataset: source.dataset });
  }
}

export type Ask = ReturnType<typeof createAsk>;
