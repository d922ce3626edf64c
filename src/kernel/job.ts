import type { Logger } from './log.ts';
import type { Text } from './text.ts';

/** How far long work has come. `share` is 0 to 1 when the whole is known. */
export interface Progress {
  share: number | null;
  rows?: number;
  bytes?: number;
  step: Text;
}

export type ReportProgress = (progress: Progress) => void;

export interface JobContext {
  id: string;
  attempt: number;
  /** Aborted on cancel and on shutdown. */
  signal: AbortSignal;
  progress: ReportProgress;
  log: Logger;
}

/** One kind of durable work, at least once: running it again after a crash must be harmless. */
export interface Job<Input extends object = Record<string, unknown>> {
  /** `slice.verb`, as in `collection.collect`. */
  name: string;
  title: Text;
  /** Attempts before the job counts as failed. */
  attempts: number;
  /** At most so many of this kind at once over all servers. */
  concurrency: number;
  run(input: Input, context: JobContext): Promise<unknown>;
}

export function defineJob<Input extends object>(job: Job<Input>): Job {
  return job as unknown as Job;
}
