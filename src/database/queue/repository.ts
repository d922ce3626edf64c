import { type Kysely, sql } from 'kysely';
import type { Progress } from '../../kernel/index.ts';
import type { Database, DatabaseTransaction } from '../open-database.ts';
import type { JobError, JobState, JobStatus } from './state.ts';

/** The channel on which servers tell each other of new work, cancelled work and finished work. */
export const jobsChannel = 'lingnan_jobs';

export type JobSignal = { kind: 'wake'; name: string } | { kind: 'cancel' | 'end'; id: string };

type JobTables = {
  jobs_jobs: {
    id: string;
    name: string;
    key: string | null;
    input: Record<string, unknown>;
    status: JobStatus;
    starts: number;
    failures: number;
    losses: number;
    progress: Progress | null;
    result: unknown;
    error: JobError | null;
    created_at: Date;
    start_after: Date;
    started_at: Date | null;
    finished_at: Date | null;
    cancel_requested: boolean;
    worker: string | null;
    lease_until: Date | null;
  };
};
type Row = JobTables['jobs_jobs'];

/** A job that this worker holds; `starts` tells this run from an earlier one of the same job. */
export interface Claim {
  id: string;
  name: string;
  input: Record<string, unknown>;
  starts: number;
  failures: number;
}

/** Claims are made one server at a time, so that counting what runs and taking more is one step. */
const claimLock = 7_216_003;

export type JobRepository = ReturnType<typeof createJobRepository>;

/** The only SQL on the jobs table. All times are the database's: one clock for all servers. */
export function createJobRepository(database: Database) {
  const tables = database.kysely.withTables<JobTables>();
  const notify = (access: Kysely<JobTables>, signal: JobSignal) =>
    sql`select pg_notify(${jobsChannel}, ${JSON.stringify(signal)})`.execute(access);
  const held = (claim: { id: string; starts: number }, worker: string) =>
    tables
      .updateTable('jobs_jobs')
      .where('id', '=', claim.id)
      .where('worker', '=', worker)
      .where('starts', '=', claim.starts)
      .where('status', '=', 'running');
  const finish = async (
    claim: Claim,
    worker: string,
    values: { status: JobStatus; result?: string; error?: string },
  ) => {
    const { numUpdatedRows } = await held(claim, worker)
      .set({
        status: values.status,
        result: sql`${values.result ?? null}::jsonb`,
        error: sql`${values.error ?? null}::jsonb`,
        finished_at: sql`now()`,
        lease_until: null,
      })
      .executeTakeFirst();
    await notify(tables, { kind: 'end', id: claim.id });
    return numUpdatedRows > 0n;
  };

  return {
    /** Adds a job, or finds the one that has the same name and key. */
    add: async (
      job: {
        id: string;
        name: string;
        input: string;
        key: string | null;
        startAfter: Date | null;
        delayMilliseconds?: number;
      },
      transaction?: DatabaseTransaction,
    ): Promise<string> => {
      const access: Kysely<JobTables> = transaction ? transaction.withTables<JobTables>() : tables;
      const { rows } = await sql<{ id: string }>`
        insert into jobs_jobs (id, name, key, input, start_after)
        values (${job.id}, ${job.name}, ${job.key}, ${job.input}::jsonb,
          coalesce(${job.startAfter}::timestamptz, now() + ${job.delayMilliseconds ?? 0} * interval '1 ms'))
        on conflict (name, key) where key is not null do nothing
        returning id
      `.execute(access);
      if (rows[0]) {
        await notify(access, { kind: 'wake', name: job.name });
        return rows[0].id;
      }
      const { id } = await access
        .selectFrom('jobs_jobs')
        .select('id')
        .where('name', '=', job.name)
        .where('key', '=', job.key)
        .executeTakeFirstOrThrow();
      return id;
    },

    /** Makes a job that waits for its time due now. */
    hasten: async (id: string): Promise<void> => {
      const hastened = await tables
        .updateTable('jobs_jobs')
        .set({ start_after: sql`now()` })
        .where('id', '=', id)
        .where('status', '=', 'waiting')
        .where('start_after', '>', sql<Date>`now()`)
        .returning('name')
        .executeTakeFirst();
      if (hastened) await notify(tables, { kind: 'wake', name: hastened.name });
    },

    /** Puts off a job that waits. */
    postpone: async (id: string, milliseconds: number): Promise<void> => {
      await tables
        .updateTable('jobs_jobs')
        .set({ start_after: sql`now() + ${milliseconds} * interval '1 ms'` })
        .where('id', '=', id)
        .where('status', '=', 'waiting')
        .execute();
    },

    get: async (id: string): Promise<JobState | null> => {
      const row = await tables.selectFrom('jobs_jobs').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toState(row) : null;
    },

    list: async (filter: {
      name?: string;
      status?: JobStatus;
      before?: string;
      limit: number;
    }): Promise<JobState[]> => {
      let query = tables.selectFrom('jobs_jobs').selectAll().orderBy('id', 'desc').limit(filter.limit);
      if (filter.name !== undefined) query = query.where('name', '=', filter.name);
      if (filter.status !== undefined) query = query.where('status', '=', filter.status);
      if (filter.before !== undefined) query = query.where('id', '<', filter.before);
      return (await query.execute()).map(toState);
    },

    depth: async (): Promise<{ name: string; status: JobStatus; count: number }[]> =>
      tables
        .selectFrom('jobs_jobs')
        .select(['name', 'status', (expression) => expression.fn.countAll<number>().as('count')])
        .where('status', 'in', ['waiting', 'running'])
        .groupBy(['name', 'status'])
        .execute(),

    /** Ends a waiting job at once and asks a running one to end. */
    cancel: async (id: string): Promise<JobState | null> => {
      const { rows } = await sql<Row>`
        update jobs_jobs set
          cancel_requested = true,
          status = case when status = 'waiting' then 'cancelled' else status end,
          finished_at = case when status = 'waiting' then now() end
        where id = ${id} and status in ('waiting', 'running')
        returning *
      `.execute(tables);
      const row = rows[0];
      if (!row) return null;
      await notify(tables, { kind: row.status === 'cancelled' ? 'end' : 'cancel', id });
      return toState(row);
    },

    /** Takes jobs of the given kinds, of each as many as its concurrency over all servers leaves. */
    claim: async (
      kinds: { name: string; concurrency: number }[],
      worker: string,
      leaseMilliseconds: number,
    ): Promise<Claim[]> =>
      tables.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(claimLock)})`.execute(transaction);
        const { rows } = await sql<Claim>`
          update jobs_jobs set
            status = 'running', worker = ${worker}, starts = starts + 1,
            started_at = coalesce(started_at, now()), lease_until = now() + ${leaseMilliseconds} * interval '1 ms'
          where id in (
            select picked.id
            from unnest(${kinds.map((kind) => kind.name)}::text[], ${kinds.map((kind) => kind.concurrency)}::int[])
              as kind (name, concurrency)
            cross join lateral (
              select job.id from jobs_jobs as job
              where job.name = kind.name and job.status = 'waiting' and job.start_after <= now()
              order by job.start_after, job.id
              limit greatest(0, kind.concurrency - (
                select count(*) from jobs_jobs as other where other.name = kind.name and other.status = 'running'
              ))
              for update skip locked
            ) as picked
          )
          returning id, name, input, starts, failures
        `.execute(transaction);
        return rows;
      }),

    /** Puts jobs whose worker fell silent back, or fails those that have taken too many workers down with them. */
    reclaim: async (mostLosses: number, error: JobError): Promise<string[]> => {
      const { rows } = await sql<{ id: string; status: JobStatus }>`
        update jobs_jobs set
          losses = losses + 1, worker = null, lease_until = null,
          status = case when cancel_requested then 'cancelled' when losses + 1 > ${mostLosses} then 'failed' else 'waiting' end,
          finished_at = case when cancel_requested or losses + 1 > ${mostLosses} then now() end,
          error = case when losses + 1 > ${mostLosses} then ${JSON.stringify(error)}::jsonb else error end,
          start_after = now()
        where id in (
          select id from jobs_jobs where status = 'running' and lease_until < now() for update skip locked
        )
        returning id, status
      `.execute(tables);
      for (const row of rows) if (row.status !== 'waiting') await notify(tables, { kind: 'end', id: row.id });
      return rows.map((row) => row.id);
    },

    /** Renews the leases. Jobs that are not in the answer are no longer ours. */
    heartbeat: async (ids: string[], worker: string, leaseMilliseconds: number): Promise<string[]> => {
      const rows = await tables
        .updateTable('jobs_jobs')
        .set({ lease_until: sql`now() + ${leaseMilliseconds} * interval '1 ms'` })
        .where('id', 'in', ids)
        .where('worker', '=', worker)
        .where('status', '=', 'running')
        .returning('id')
        .execute();
      return rows.map((row) => row.id);
    },

    cancelled: async (ids: string[]): Promise<string[]> => {
      const rows = await tables
        .selectFrom('jobs_jobs')
        .select('id')
        .where('id', 'in', ids)
        .where('cancel_requested', '=', true)
        .execute();
      return rows.map((row) => row.id);
    },

    progress: async (claim: Claim, worker: string, progress: Progress): Promise<void> => {
      await held(claim, worker)
        .set({ progress: sql`${JSON.stringify(progress)}::jsonb` })
        .execute();
    },

    done: (claim: Claim, worker: string, result: string) => finish(claim, worker, { status: 'done', result }),
    failed: (claim: Claim, worker: string, error: JobError) =>
      finish(claim, worker, { status: 'failed', error: JSON.stringify(error) }),
    cancelledBy: (claim: Claim, worker: string) => finish(claim, worker, { status: 'cancelled' }),

    /** Back to waiting after a failure, for a time. */
    retry: async (claim: Claim, worker: string, error: JobError, delayMilliseconds: number): Promise<void> => {
      await held(claim, worker)
        .set((expression) => ({
          status: 'waiting',
          failures: expression('failures', '+', 1),
          error: sql`${JSON.stringify(error)}::jsonb`,
          worker: null,
          lease_until: null,
          start_after: sql`now() + ${delayMilliseconds} * interval '1 ms'`,
        }))
        .execute();
    },

    /** Back to waiting because this server stops; another one may take it at once. */
    release: async (claim: Claim, worker: string): Promise<void> => {
      await held(claim, worker)
        .set({ status: 'waiting', worker: null, lease_until: null, start_after: sql`now()` })
        .execute();
      await notify(tables, { kind: 'wake', name: claim.name });
    },

    removeFinished: async (retainDays: number): Promise<number> => {
      const { numDeletedRows } = await tables
        .deleteFrom('jobs_jobs')
        .where('finished_at', '<', sql<Date>`now() - ${retainDays} * interval '1 day'`)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function toState(row: Row): JobState {
  return {
    id: row.id,
    name: row.name,
    key: row.key,
    input: row.input,
    status: row.status,
    attempts: row.starts,
    progress: row.progress,
    result: row.result,
    error: row.error,
    cancelRequested: row.cancel_requested,
    createdAt: row.created_at,
    startAfter: row.start_after,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
