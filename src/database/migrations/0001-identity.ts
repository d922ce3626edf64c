import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table identity_organisations (
    id text primary key check (id ~ '^[a-z][a-z0-9_-]{1,63}$'),
    name_zh text not null,
    name_en text not null,
    region text,
    credit_code text unique,
    parent text references identity_organisations (id),
    created_at timestamptz not null,
    check (parent <> id)
  )`,
  `create table identity_people (
    id text primary key,
    name text not null,
    email text not null unique,
    organisation text references identity_organisations (id),
    roles text[] not null,
    password_hash text not null,
    must_change_password boolean not null,
    disabled_at timestamptz,
    created_at timestamptz not null
  )`,
  `create index identity_people_organisation on identity_people (organisation)`,
  // Secrets themselves are nowhere: of sessions and tokens only the SHA-256 is kept.
  `create table identity_sessions (
    hash text primary key,
    person text not null references identity_people (id) on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  `create index identity_sessions_person on identity_sessions (person)`,
  `create index identity_sessions_expires_at on identity_sessions (expires_at)`,
  `create table identity_tokens (
    id text primary key,
    hash text not null unique,
    person text not null references identity_people (id) on delete cascade,
    name text not null,
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `create index identity_tokens_person on identity_tokens (person)`,
  // Failed sign-ins by account and by address, so that all servers count together.
  `create table identity_attempts (
    key text primary key,
    failures integer not null,
    last_at timestamptz not null,
    locked_until timestamptz
  )`,
];

/** Tables of the slice `identity`. */
export const identityTables: Migration = {
  name: '0001-identity',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
