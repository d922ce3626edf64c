import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  // The file of a folder that a pull is, as path and version: when it is refused, the folder goes on without it.
  `alter table sources_pulls add column file jsonb`,
  // Files that were refused and wait for the steward, or were left out by them, as they were at that time.
  `create table sources_refused_files (
    source text not null references sources_sources (id) on delete cascade,
    path text not null,
    version text not null,
    run text not null,
    problem jsonb not null,
    refused_at timestamptz not null,
    left_out_by text,
    left_out_at timestamptz,
    primary key (source, path)
  )`,
];

/** Refused files of folders. */
export const refusedFiles: Migration = {
  name: '0018-refused-files',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
