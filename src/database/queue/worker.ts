import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Job, kernelErrors, type Logger, type Progress } from '../../kernel/index.ts';
import { databaseErrors } from '../errors.ts';
import type { Claim, JobRepository } from './repository.ts';
import type { JobError } from './state.ts';

/** Why a job's signal was aborted. */
type Ending = 'cancelled' | 'stopping' | 'lost';

interface Running {
  claim: Claim;
  controller: AbortController;
  ending: Ending | null;
  settled: Promise<void>;
}

export interface WorkerOptions {
  repository: JobRepository;
  /** Names this worker in its leases. */
  worker: string;
  jobs: ReadonlyMap<string, Job>;
  log: Logger;
  leaseMilliseconds: number;
  progressMilliseconds: number;
  backoff(failures: number): number;
  /** Called when a job has ended, so that a place is free. */
  onFree(): void;
}

/** Runs the jobs that it claims and keeps their leases. */
export function createWorker(options: WorkerOptions) {
  const { repository, worker, jobs, log } = options;
  const running = new Map<string, Running>();

  const end = (id: string, ending: Ending) => {
    const entry = running.get(id);
    if (!entry || entry.ending) return;
    entry.ending = ending;
    entry.controller.abort(new DOMException(`job ${ending}`, 'AbortError'));
  };

  const run = async (entry: Running): Promise<void> => {
    const { claim, controller } = entry;
    const job = jobs.get(claim.name)!;
    const jobLog = log.child({ job: claim.id, kind: claim.name });
    const progress = throttle(options.progressMilliseconds, (value) => repository.progress(claim, worker, value));
    try {
      const result = await job.run(claim.input, {
        id: claim.id,
        attempt: claim.starts,
        signal: controller.signal,
        progress: progress.report,
        log: jobLog,
      });
      await progress.close();
      const kept = await insist(() => repository.done(claim, worker, JSON.stringify(result ?? null)), jobLog);
      if (!kept) jobLog.warn('finished after another worker had taken it over; this result is dropped');
    } catch (error) {
      await progress.close();
      await insist(() => conclude(entry, job, error, jobLog), jobLog);
    }
  };

  const conclude = async (entry: Running, job: Job, error: unknown, jobLog: Logger): Promise<void> => {
    const { claim, ending } = entry;
    if (ending === 'cancelled') {
      await repository.cancelledBy(claim, worker);
      return;
    }
    if (ending === 'stopping') return repository.release(claim, worker);
    if (ending === 'lost') return;
    const told = toJobError(error);
    // A client's error (4xx) is an answer about the input: the next attempt would get the same one.
    const final = error instanceof AppError && error.status < 500;
    if (!final && claim.failures + 1 < job.attempts) {
      const wait = options.backoff(claim.failures + 1);
      jobLog.warn({ error, wait }, 'job failed and will be tried again');
      return repository.retry(claim, worker, told, wait);
    }
    jobLog.error({ error }, 'job failed');
    await repository.failed(claim, worker, told);
  };

  return {
    ids: () => [...running.keys()],

    start: (claim: Claim): void => {
      const entry: Running = { claim, controller: new AbortController(), ending: null, settled: Promise.resolve() };
      running.set(claim.id, entry);
      entry.settled = run(entry)
        .catch((error) => log.error({ error, job: claim.id }, 'the end of a job could not be written down'))
        .finally(() => {
          // A later run of the same job may have taken this place, after a lost lease.
          if (running.get(claim.id) === entry) running.delete(claim.id);
          options.onFree();
        });
    },

    cancel: (id: string) => end(id, 'cancelled'),

    heartbeat: async (): Promise<void> => {
      const ids = [...running.keys()];
      if (ids.length === 0) return;
      const ours = new Set(await repository.heartbeat(ids, worker, options.leaseMilliseconds));
      for (const id of ids) if (!ours.has(id)) end(id, 'lost');
    },

    /** Asks the database whether any was cancelled, for when the notification was missed. */
    pollCancelled: async (): Promise<void> => {
      const ids = [...running.keys()];
      if (ids.length > 0) for (const id of await repository.cancelled(ids)) end(id, 'cancelled');
    },

    /** Resolves when all have ended by themselves. */
    drain: async (): Promise<void> => {
      await Promise.all([...running.values()].map((entry) => entry.settled));
    },

    /** Aborts all and hands them back: those that end in time by themselves, the others over their heads. */
    letGo: async (graceMilliseconds: number): Promise<void> => {
      const entries = [...running.values()];
      for (const entry of entries) end(entry.claim.id, 'stopping');
      const all = Promise.all(entries.map((entry) => entry.settled));
      await Promise.race([all, delay(graceMilliseconds)]);
      const stubborn = entries.filter((entry) => running.get(entry.claim.id) === entry);
      await Promise.all(stubborn.map((entry) => repository.release(entry.claim, worker)));
    },
  };
}

/** Writes the latest value at most once in a while, one write at a time. A failed write is made up for by the next. */
function throttle(milliseconds: number, write: (progress: Progress) => Promise<void>) {
  let latest: Progress | null = null;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let last = Number.NEGATIVE_INFINITY;
  let closed = false;
  const flush = () => {
    timer = null;
    const value = latest;
    latest = null;
    if (!value) return;
    last = performance.now();
    writing = writing.then(() => write(value)).catch(() => {});
  };
  return {
    report: (progress: Progress) => {
      if (closed) return;
      latest = progress;
      timer ??= setTimeout(flush, Math.max(0, last + milliseconds - performance.now()));
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      flush();
      await writing;
    },
  };
}

/** The end of a job is written down also when the database is away for a moment. */
async function insist<T>(work: () => Promise<T>, log: Logger): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5) throw error;
      log.warn({ error }, 'the end of a job could not be written down yet');
      await delay(200 * 2 ** attempt);
    }
  }
}

function toJobError(error: unknown): JobError {
  const told = error instanceof AppError ? error : new AppError(kernelErrors.unexpected, {}, { cause: error });
  return { code: told.code, message: told.text, remedy: told.remedy };
}

/** What is told of a job that took every worker down that ran it. */
export function lossError(): JobError {
  return toJobError(new AppError(databaseErrors.jobLost));
}
