import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table sources_sources (
    id text primary key,
    dataset text not null,
    -- Organisation that has to deliver, and by which access is judged.
    owner text not null,
    declaration jsonb not null,
    -- As the steward wrote it, comments and all.
    yaml text not null,
    paused boolean not null default false,
    revision integer not null default 1,
    created_by text not null,
    created_at timestamptz not null,
    updated_by text not null,
    updated_at timestamptz not null
  )`,
  `create index sources_sources_dataset on sources_sources (dataset)`,
  // What the connector remembers of the last pull that is stored for good.
  `create table sources_state (
    source text primary key references sources_sources (id) on delete cascade,
    state jsonb,
    run text,
    at timestamptz not null
  )`,
  `create table sources_secrets (
    source text not null references sources_sources (id) on delete cascade,
    name text not null,
    nonce bytea not null,
    sealed bytea not null,
    set_by text not null,
    set_at timestamptz not null,
    primary key (source, name)
  )`,
  // Hosts at private addresses that an officer has allowed; port 0 is every port.
  `create table sources_hosts (
    host text not null,
    port integer not null default 0,
    reason text not null,
    allowed_by text not null,
    allowed_at timestamptz not null,
    primary key (host, port)
  )`,
  // A round asks a source once for all that is new; each of its pulls is a run.
  `create table sources_rounds (
    id text primary key,
    source text not null references sources_sources (id) on delete cascade,
    reason text not null check (reason in ('manual', 'schedule', 'backfill')),
    -- The instant at which the schedule wanted it; one round an instant.
    due_at timestamptz,
    range_from timestamptz,
    range_to timestamptz,
    status text not null
      check (status in ('waiting', 'running', 'done', 'unchanged', 'refused', 'failed', 'cancelled')),
    attempt integer not null default 1,
    next_attempt_at timestamptz,
    job text,
    cancel_requested boolean not null default false,
    progress jsonb,
    problem jsonb,
    -- What the connector told beside the rows.
    findings jsonb not null default '[]',
    principal jsonb not null,
    asked_by text not null,
    asked_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz
  )`,
  `create index sources_rounds_source on sources_rounds (source, id)`,
  `create index sources_rounds_open on sources_rounds (source) where status in ('waiting', 'running')`,
  `create unique index sources_rounds_due on sources_rounds (source, due_at) where due_at is not null`,
  `create table sources_pulls (
    run text primary key references collection_runs (id) on delete cascade,
    source text not null references sources_sources (id) on delete cascade,
    round text not null references sources_rounds (id) on delete cascade,
    position integer not null,
    -- What to remember when the run is done; null when the pull leaves the state as it is.
    next_state jsonb,
    settled boolean not null default false
  )`,
  `create index sources_pulls_round on sources_pulls (round, position)`,
  `create index sources_pulls_open on sources_pulls (source) where not settled`,
];

/** Tables of the slice `sources`. */
export const sourcesTables: Migration = {
  name: '0010-sources',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
