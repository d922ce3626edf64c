import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  // Standing collections with a schedule: sources, streams, and datasets that people upload by hand.
  `create table duty_collections (
    id text primary key,
    kind text not null check (kind in ('source', 'stream', 'dataset')),
    subject text not null,
    dataset text not null,
    owner text not null,
    title jsonb not null,
    -- Null where it is asked for by hand alone.
    schedule jsonb,
    -- Of the source when it was last looked at.
    revision integer not null default 0,
    paused boolean not null default false,
    -- From here on it is expected to deliver.
    since timestamptz not null,
    next_due timestamptz
  )`,
  `create index duty_collections_due on duty_collections (next_due) where not paused`,
  `create index duty_collections_dataset on duty_collections (dataset)`,
  `create table duty_periods (
    collection text not null references duty_collections (id) on delete cascade,
    due_at timestamptz not null,
    grace_until timestamptz not null,
    state text not null
      check (state in ('expected', 'good', 'late', 'findings', 'missed', 'failed', 'refused', 'left-out')),
    -- What came, or why nothing did, for a reader.
    told jsonb not null,
    round text,
    runs jsonb not null default '[]',
    version bigint,
    rows bigint not null default 0,
    quarantined bigint not null default 0,
    outcome_at timestamptz,
    -- Whether the command desk knows of this state.
    reported boolean not null default true,
    primary key (collection, due_at)
  )`,
  `create index duty_periods_due on duty_periods (due_at)`,
  `create index duty_periods_expected on duty_periods (grace_until) where state = 'expected'`,
  `create index duty_periods_unreported on duty_periods (due_at) where not reported`,
];

/** Tables of duty: what is expected of each standing collection, and what came. */
export const dutyTables: Migration = {
  name: '0016-duty',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
