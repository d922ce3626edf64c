import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Tables of the slice `audit`: an inbox that requests write to, the chain it is moved into, and signed checkpoints. */
export const auditTables: Migration = {
  name: '0002-audit',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};

const event = `
  at timestamptz not null,
  actor text not null,
  organisation text,
  action text not null,
  target text not null,
  outcome text not null check (outcome in ('done', 'refused', 'failed')),
  request_id text,
  details jsonb not null`;

const statements = [
  `create table audit_inbox (id bigint generated always as identity primary key, ${event})`,
  `create table audit_events (
    sequence bigint primary key check (sequence > 0), ${event},
    previous_hash text not null unique,
    hash text not null
  )`,
  'create index audit_events_actor on audit_events (actor, sequence)',
  'create index audit_events_target on audit_events (target, sequence)',
  'create index audit_events_action on audit_events (action text_pattern_ops, sequence)',
  'create index audit_events_at on audit_events using brin (at)',
  `create table audit_checkpoints (
    sequence bigint not null references audit_events (sequence),
    hash text not null,
    at timestamptz not null,
    key text not null,
    signature text not null,
    primary key (sequence, key)
  )`,
  // Public keys of every server that signed; the private ones never leave their data folder.
  'create table audit_keys (id text primary key, public_key text not null, first_used_at timestamptz not null)',
  `create function audit_refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'audit records are append-only: % on % refused', tg_op, tg_table_name using errcode = '55000';
  end $$`,
  ...['audit_events', 'audit_checkpoints', 'audit_keys'].map(
    (table) => `create trigger ${table}_append_only before update or delete or truncate on ${table}
      for each statement execute function audit_refuse_change()`,
  ),
  `create trigger audit_inbox_unchanged before update or truncate on audit_inbox
    for each statement execute function audit_refuse_change()`,
];
