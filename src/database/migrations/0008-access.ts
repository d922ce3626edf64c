import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Tables of the slice `access`: one row with the secret behind pseudonyms, the same for all servers. */
export const accessTables: Migration = {
  name: '0008-access',
  async up(database: Kysely<unknown>) {
    await sql`create table access_keys (
      name text primary key,
      secret bytea not null,
      created_at timestamptz not null default now()
    )`.execute(database);
  },
};
