import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Tables of streams: what is declared, who may publish, what became of which part of a journal. */
export const streamsTables: Migration = {
  name: '0011-streams',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const statements = [
  `create table streams_streams (
    id text primary key,
    declaration jsonb not null,
    dataset text not null,
    owner text not null,
    paused boolean not null default false,
    consumed bigint not null default 0,
    accepted bigint not null default 0,
    quarantined bigint not null default 0,
    merged bigint not null default 0,
    last_run text,
    last_version bigint,
    last_at timestamptz,
    live jsonb,
    created_by text not null,
    changed_at timestamptz not null
  ) with (fillfactor = 50)`,
  `create table streams_credentials (
    id text primary key,
    stream text not null references streams_streams (id) on delete cascade,
    name text not null,
    hash text not null,
    created_by text not null,
    created_at timestamptz not null,
    revoked_at timestamptz
  )`,
  'create index streams_credentials_stream on streams_credentials (stream)',
  // The part of a journal that a run is made of: written before the run begins, so that no part is collected twice.
  `create table streams_batches (
    stream text primary key references streams_streams (id) on delete cascade,
    from_position bigint not null,
    to_position bigint not null,
    merged bigint not null,
    run text
  )`,
  `create table streams_requests (
    stream text not null references streams_streams (id) on delete cascade,
    key text not null,
    digest text not null,
    messages integer not null,
    received_at timestamptz not null,
    primary key (stream, key)
  )`,
  'create index streams_requests_received on streams_requests (received_at)',
  `create table streams_findings (
    stream text not null references streams_streams (id) on delete cascade,
    kind text not null,
    client text not null,
    count bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    sample text not null,
    primary key (stream, kind, client)
  )`,
];
