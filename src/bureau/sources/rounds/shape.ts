import type { RoundRow } from '../repository.ts';
import type { Round } from '../schema.ts';

/** A round as it is told. */
export function toRound(row: RoundRow, runs: string[]): Round {
  const { range_from: from, range_to: to } = row;
  return {
    id: row.id,
    source: row.source,
    reason: row.reason,
    dueAt: row.due_at?.toISOString() ?? null,
    range: from && to ? { from: from.toISOString(), to: to.toISOString() } : null,
    status: row.status,
    attempt: row.attempt,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    runs,
    progress: row.progress,
    problem: row.problem,
    findings: row.findings,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
