import { randomUUID } from 'node:crypto';
import { AppError, type Clock, type Job, type Logger, newId, type Progress } from '../../kernel/index.ts';
import type { Page } from '../../kernel/shape.ts';
import { databaseErrors } from '../errors.ts';
import { type Listener, listen } from '../listener.ts';
import type { Database, DatabaseTransaction } from '../open-database.ts';
import { createJobRepository, type JobSignal, jobsChannel } from './repository.ts';
import { isFinished, type JobState, type JobStatus } from './state.ts';
import { createWorker, lossError } from './worker.ts';

/** Durable work: kept in PostgreSQL, run at least once, by any of the servers on the database. */
export interface Queue {
  /** Makes this process able to run a kind of job. */
  register(job: Job): void;
  /** Adds a job and returns its id. With a key, a job of that name and key that exists already is returned instead. */
  send(name: string, input: object, options?: SendOptions): Promise<string>;
  /**
   * Adds a job for work that this process does itself, and which others take up some seconds after it has died. `end`
   * says that the work is done; `leave` leaves it to others. Work that must never be done twice at once guards itself:
   * a process that is only slow for so long is taken for dead too.
   */
  standBy(name: string, input: object, options?: { key?: string }): Promise<StandBy>;
  /** Throws `database.job-not-found`. */
  get(id: string): Promise<JobState>;
  /** Newest first. */
  list(filter?: { name?: string; status?: JobStatus; limit?: number; cursor?: string }): Promise<Page<JobState>>;
  /** Ends a waiting job; aborts the signal of a running one, within a second, wherever it runs. */
  cancel(id: string): Promise<JobState>;
  /** Makes a job that waits for its time due now. */
  hasten(id: string): Promise<void>;
  /** Starts to run jobs in this process. */
  start(): Promise<void>;
  /** Ends to run jobs. Running ones are aborted and handed to another process or the next start; `wait` lets them finish. */
  stop(options?: { wait?: boolean; graceMilliseconds?: number }): Promise<void>;
  /** Resolves when the job has ended, however it did, wherever it ran. */
  wait(id: string, options?: WaitOptions): Promise<JobState>;
  /** Waiting and running jobs by kind, for the metrics. */
  depth(): Promise<{ name: string; status: JobStatus; count: number }[]>;
}

export interface SendOptions {
  key?: string;
  /** Not before this instant. */
  startAfter?: Date;
  /** Not before so long from now by the database's clock; instead of `startAfter`. */
  delayMilliseconds?: number;
  /** The job exists when this transaction commits, and is not seen before. */
  transaction?: DatabaseTransaction;
}

export interface StandBy {
  id: string;
  end(): Promise<void>;
  leave(): void;
}

export interface WaitOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

export interface QueueOptions {
  log: Logger;
  clock: Clock;
  /** A worker that is silent for so long has lost its jobs. */
  leaseMilliseconds?: number;
  /** How often the queue looks for work when nobody tells it of any. */
  pollMilliseconds?: number;
  /** A cancelled job hears of it so soon when the notification was lost. */
  cancelPollMilliseconds?: number;
  progressMilliseconds?: number;
  /** Wait before attempt n + 1 after n failures. */
  backoff?: (failures: number) => number;
}

/** Finished jobs are kept for so long. */
export const retainFinishedDays = 30;
/** So many workers may be lost over one job before it counts as failed. */
const mostLosses = 5;
/** Work of a process that has not been heard of for so long is taken up by others. */
const standByMilliseconds = 4000;

/** 1 s, 2 s, 4 s … 5 min, each shortened by up to a half at random so that failed jobs do not come back in step. */
export function exponentialBackoff(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 300_000) * (0.5 + Math.random() / 2);
}

/** The job queue of one process on the database. */
export function createQueue(database: Database, options: QueueOptions): Queue {
  const { log, clock } = options;
  const lease = options.leaseMilliseconds ?? 12_000;
  const poll = options.pollMilliseconds ?? 2000;
  const repository = createJobRepository(database);
  const jobs = new Map<string, Job>();
  const workerId = randomUUID();
  const waiters = new Map<string, Set<() => void>>();
  let listener: Promise<Listener> | null = null;
  let started = false;
  let timers: NodeJS.Timeout[] = [];
  let claiming: Promise<void> | null = null;
  let claimAgain = false;

  const worker = createWorker({
    repository,
    worker: workerId,
    jobs,
    log,
    leaseMilliseconds: lease,
    progressMilliseconds: options.progressMilliseconds ?? 250,
    backoff: options.backoff ?? exponentialBackoff,
    onFree: () => claimSoon(),
  });

  const claimOnce = async (): Promise<void> => {
    // First our own: after a pause of this process the leases may have run out, and it must not take over from itself.
    await worker.heartbeat();
    await repository.reclaim(mostLosses, lossError());
    const kinds = [...jobs.values()].map(({ name, concurrency }) => ({ name, concurrency }));
    if (!started || kinds.length === 0) return;
    const claims = await repository.claim(kinds, workerId, lease);
    for (const claim of claims) worker.start(claim);
  };
  const claimSoon = (): void => {
    if (!started) return;
    claimAgain = true;
    claiming ??= (async () => {
      while (claimAgain && started) {
        claimAgain = false;
        await claimOnce().catch((error) =>
          log.error({ error }, 'the job queue cannot reach its database; it tries again'),
        );
      }
    })().finally(() => {
      claiming = null;
    });
  };

  const onMessage = (payload: string): void => {
    const signal = JSON.parse(payload) as JobSignal;
    if (signal.kind === 'wake') {
      if (jobs.has(signal.name)) claimSoon();
    } else if (signal.kind === 'cancel') worker.cancel(signal.id);
    else for (const wake of waiters.get(signal.id) ?? []) wake();
  };
  const ensureListener = async (): Promise<void> => {
    listener ??= listen(database.url, jobsChannel, { onMessage, onGap: claimSoon, log });
    await listener.catch((error) => {
      listener = null;
      throw error;
    });
  };
  const every = (milliseconds: number, work: () => unknown) => {
    const timer = setInterval(() => {
      Promise.resolve()
        .then(work)
        .catch((error) => log.error({ error }, 'the job queue cannot reach its database'));
    }, milliseconds);
    timer.unref();
    timers.push(timer);
  };
  const find = async (id: string): Promise<JobState> => {
    const state = await repository.get(id);
    if (!state) throw new AppError(databaseErrors.jobNotFound, { id });
    return state;
  };

  return {
    register: (job) => {
      if (jobs.has(job.name)) throw new Error(`job registered twice: ${job.name}`);
      jobs.set(job.name, job);
      claimSoon();
    },

    send: async (name, input, { key, startAfter, delayMilliseconds = 0, transaction } = {}) => {
      const id = newId('job', clock.now());
      const job = { id, name, input: JSON.stringify(input), key: key ?? null, startAfter: startAfter ?? null };
      const sent = await repository.add({ ...job, delayMilliseconds }, transaction);
      if (jobs.has(name)) claimSoon();
      return sent;
    },

    standBy: async (name, input, { key } = {}) => {
      const sent = newId('job', clock.now());
      const job = { id: sent, name, input: JSON.stringify(input), key: key ?? null, startAfter: null };
      const id = await repository.add({ ...job, delayMilliseconds: standByMilliseconds });
      const timer = setInterval(() => {
        repository
          .postpone(id, standByMilliseconds)
          .catch((error) => log.warn({ error, job: id }, 'a job that is in hand here could not be put off'));
      }, standByMilliseconds / 4);
      timer.unref();
      const leave = () => clearInterval(timer);
      return {
        id,
        leave,
        end: async () => {
          leave();
          await repository.cancel(id);
        },
      };
    },

    get: find,

    list: async ({ name, status, limit = 100, cursor } = {}) => {
      const rows = await repository.list({ name, status, before: cursor, limit: limit + 1 });
      const items = rows.slice(0, limit);
      return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    cancel: async (id) => (await repository.cancel(id)) ?? find(id),

    hasten: (id) => repository.hasten(id),

    start: async () => {
      if (started) return;
      started = true;
      await ensureListener();
      every(poll, claimSoon);
      every(lease / 3, worker.heartbeat);
      every(options.cancelPollMilliseconds ?? 800, worker.pollCancelled);
      every(3_600_000, () => repository.removeFinished(retainFinishedDays));
      repository.removeFinished(retainFinishedDays).catch((error) => log.warn({ error }, 'old jobs were not removed'));
      claimSoon();
    },

    stop: async ({ wait = false, graceMilliseconds = 5000 } = {}) => {
      started = false;
      await claiming;
      if (wait) await worker.drain();
      else await worker.letGo(graceMilliseconds);
      for (const timer of timers) clearInterval(timer);
      timers = [];
      const open = listener;
      listener = null;
      await (await open?.catch(() => null))?.close();
    },

    wait: async (id, { signal, onProgress } = {}) => {
      await ensureListener();
      let told = '';
      for (;;) {
        signal?.throwIfAborted();
        // Begun before the look at the job, so that an end in between is not slept through.
        const pause = startPause(waiters, id, { milliseconds: onProgress ? 250 : 1000, signal });
        const state = await find(id).catch((error) => {
          pause.end();
          throw error;
        });
        if (onProgress && state.progress && JSON.stringify(state.progress) !== told) {
          told = JSON.stringify(state.progress);
          onProgress(state.progress);
        }
        if (isFinished(state.status)) {
          pause.end();
          return state;
        }
        await pause.ended;
      }
    },

    depth: () => repository.depth(),
  };
}

/** Begins to wait for the end of a job to be notified, or for a time, or for the signal. */
function startPause(
  waiters: Map<string, Set<() => void>>,
  id: string,
  limits: { milliseconds: number; signal: AbortSignal | undefined },
): { ended: Promise<void>; end: () => void } {
  const { promise: ended, resolve } = withResolver();
  const wakes = waiters.get(id) ?? new Set();
  waiters.set(id, wakes);
  const end = () => {
    clearTimeout(timer);
    limits.signal?.removeEventListener('abort', end);
    wakes.delete(end);
    if (wakes.size === 0) waiters.delete(id);
    resolve();
  };
  const timer = setTimeout(end, limits.milliseconds);
  limits.signal?.addEventListener('abort', end);
  wakes.add(end);
  return { ended, end };
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
