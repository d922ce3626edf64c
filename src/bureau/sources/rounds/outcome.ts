import { AppError, type ErrorCode, type Text } from '../../../kernel/index.ts';
import type { Run } from '../../collection/schema.ts';
import { sourcesErrors } from '../errors.ts';
import type { Round, RoundStatus } from '../schema.ts';

/** A run of a round that made no version: its problem is the round's. */
export class RunEnded extends Error {
  readonly run: Run;
  constructor(run: Run) {
    super(run.problem?.message.en ?? run.status);
    this.run = run;
  }
}

/** True when work was stopped for others to go on with it, and not because somebody cancelled it. */
export function handsOn(reason: unknown): boolean {
  return reason instanceof DOMException && /^job (stopping|lost)$/.test(reason.message);
}

/** 30 s, 1 min, 2 min … 30 min, each shortened by up to a quarter so that sources do not come back in step. */
export function retryDelay(failures: number): number {
  return Math.min(30_000 * 2 ** (failures - 1), 1_800_000) * (0.75 + Math.random() / 4);
}

/** How a round that failed ends, and why. */
export function failureOf(
  cause: unknown,
  telling: { place: Text; redact(text: string): string },
): { status: RoundStatus; problem: NonNullable<Round['problem']> } {
  if (cause instanceof RunEnded && cause.run.problem)
    return { status: cause.run.status as RoundStatus, problem: cause.run.problem };
  const { code, text, remedy, status } = toldError(cause, telling);
  const ended = code === sourcesErrors.cancelled ? 'cancelled' : status < 500 ? 'refused' : 'failed';
  return { status: ended, problem: { code, message: text, remedy } };
}

/** What went wrong as one of our errors, with the secrets that were opened taken out. */
export function toldError(cause: unknown, { place, redact }: { place: Text; redact(text: string): string }): AppError {
  if (cause instanceof AppError) return new AppError(cause.code as ErrorCode, redactAll(cause.details, redact));
  const problem = redact(cause instanceof Error ? cause.message || cause.name : String(cause)).slice(0, 500);
  return new AppError(sourcesErrors.pullBroken, { place, problem });
}

function redactAll(details: Record<string, unknown>, redact: (text: string) => string): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(details) as Record<string, unknown>;
}
