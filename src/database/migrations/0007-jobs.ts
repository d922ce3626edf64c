import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Tables of the durable job queue. */
export const jobsTables: Migration = {
  name: '0007-jobs',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const statements = [
  // Rows of running jobs are rewritten often; room in the page keeps those updates out of the indexes.
  `create table jobs_jobs (
    id text primary key,
    name text not null,
    key text,
    input jsonb not null,
    status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    starts integer not null default 0,
    failures integer not null default 0,
    losses integer not null default 0,
    progress jsonb,
    result jsonb,
    error jsonb,
    created_at timestamptz not null default now(),
    start_after timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    cancel_requested boolean not null default false,
    worker text,
    lease_until timestamptz
  ) with (fillfactor = 70)`,
  'create unique index jobs_jobs_key on jobs_jobs (name, key) where key is not null',
  `create index jobs_jobs_waiting on jobs_jobs (name, start_after, id) where status = 'waiting'`,
  `create index jobs_jobs_running on jobs_jobs (name) where status = 'running'`,
  'create index jobs_jobs_finished on jobs_jobs (finished_at) where finished_at is not null',
];
