import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table contribution_offers (
    id text primary key,
    -- SHA-256 of the secret by which its contributor follows it.
    secret_hash text not null,
    offered_by text,
    organisation text,
    status text not null check (status in ('offered', 'returned', 'accepted', 'refused', 'withdrawn')),
    body jsonb not null,
    standard jsonb,
    sample jsonb,
    dataset text unique,
    revision integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index contribution_offers_by_status on contribution_offers (status, created_at)`,
  `create table contribution_steps (
    id bigint generated always as identity primary key,
    offer text not null references contribution_offers (id),
    action text not null,
    note text not null,
    done_by text,
    done_at timestamptz not null
  )`,
  `create index contribution_steps_by_offer on contribution_steps (offer, id)`,
];

/** Tables of the slice `contribution`. */
export const contributionTables: Migration = {
  name: '0013-contribution',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
