import type { Progress, Text } from '../../kernel/index.ts';

export type JobStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Why a job failed, fit for a reader. */
export interface JobError {
  code: string;
  message: Text;
  remedy: Text;
}

/** A job as it stands in the database. */
export interface JobState {
  id: string;
  name: string;
  key: string | null;
  input: Record<string, unknown>;
  status: JobStatus;
  /** How often it was started, crashes included. */
  attempts: number;
  progress: Progress | null;
  /** What `run` returned, once done. */
  result: unknown;
  /** The last failure; also while it waits for its next attempt. */
  error: JobError | null;
  cancelRequested: boolean;
  createdAt: Date;
  /** Not run before this instant. */
  startAfter: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** True when the job will not run any more. */
export function isFinished(status: JobStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
