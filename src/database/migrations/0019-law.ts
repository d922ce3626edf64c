import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Revisions of rules that officers saved; the packs of the product are the base and stand in no table. */
export const lawTables: Migration = {
  name: '0019-law',
  async up(database) {
    await sql
      .raw(`create table law_revisions (
        rule text not null,
        revision integer not null,
        body jsonb not null,
        reason text not null,
        saved_by text not null,
        saved_at timestamptz not null,
        primary key (rule, revision)
      )`)
      .execute(database);
  },
};
