import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Sealed passwords with which streams sign in to other brokers. */
export const streamSecrets: Migration = {
  name: '0020-stream-secrets',
  async up(database) {
    await sql
      .raw(`create table streams_secrets (
        stream text primary key references streams_streams (id) on delete cascade,
        nonce bytea not null,
        sealed bytea not null,
        set_by text not null,
        set_at timestamptz not null
      )`)
      .execute(database);
  },
};
