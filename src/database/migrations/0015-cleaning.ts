import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  // Recipes are kept in all their versions, for runs and versions name them.
  `create table collection_recipes (
    dataset text not null,
    version integer not null check (version > 0),
    steps jsonb not null,
    hash text not null,
    note text not null default '',
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (dataset, version)
  )`,
  // Id, version and hash of the recipe that cleaned the rows of a run; null without one.
  `alter table collection_runs add column recipe jsonb`,
  `alter table catalogue_inputs drop constraint catalogue_inputs_kind_check`,
  `alter table catalogue_inputs add constraint catalogue_inputs_kind_check check (kind in ('source', 'recipe', 'dataset', 'analysis'))`,
];

/** Recipes of cleaning, and where runs and lineage name them. */
export const cleaningTables: Migration = {
  name: '0015-cleaning',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
