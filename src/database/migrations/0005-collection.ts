import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table collection_runs (
    id text primary key,
    dataset text not null,
    status text not null check (status in ('waiting', 'running', 'done', 'refused', 'failed', 'cancelled', 'unchanged')),
    mode text not null check (mode in ('merge', 'append', 'replace')),
    source_name text not null,
    source_bytes bigint not null,
    source_sha256 text,
    -- What was said of the reading, and the whole of it.
    asked jsonb not null default '{}',
    reading jsonb,
    standard_id text,
    standard_version integer,
    -- What makes two runs the same: source, dataset, standard, reading and mode.
    fingerprint text,
    refuse_above double precision,
    rows bigint not null default 0,
    accepted bigint not null default 0,
    quarantined bigint not null default 0,
    version bigint,
    resubmits text references collection_runs (id),
    progress jsonb not null,
    summary jsonb not null default '[]',
    legend jsonb,
    file_findings jsonb not null default '[]',
    problem jsonb,
    cancel_requested boolean not null default false,
    job text,
    principal jsonb not null,
    started_by text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    seconds double precision
  )`,
  `create index collection_runs_dataset on collection_runs (dataset, id)`,
  `create index collection_runs_fingerprint on collection_runs (fingerprint) where fingerprint is not null`,
  `create index collection_runs_source on collection_runs (source_sha256)`,
  // Rejected rows stand in files beside the lake; here is only what people did to them.
  `create table collection_edits (
    run text not null references collection_runs (id) on delete cascade,
    row bigint not null,
    field text not null,
    text text,
    edited_by text not null,
    edited_at timestamptz not null,
    primary key (run, row, field)
  )`,
  `create table collection_row_states (
    run text not null references collection_runs (id) on delete cascade,
    row bigint not null,
    state text not null check (state in ('resubmitted', 'discarded')),
    resubmission text,
    primary key (run, row)
  )`,
];

/** Tables of the slice `collection`. */
export const collectionTables: Migration = {
  name: '0005-collection',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
