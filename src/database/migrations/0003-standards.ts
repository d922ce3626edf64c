import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table standards_standards (
    id text primary key,
    owner text,
    title_zh text not null,
    title_en text not null,
    latest integer not null check (latest >= 1),
    updated_at timestamptz not null
  )`,
  `create table standards_versions (
    standard text not null references standards_standards (id),
    version integer not null check (version >= 1),
    body jsonb not null,
    verdict text not null check (verdict in ('first', 'identical', 'compatible', 'breaking')),
    changes jsonb not null,
    note text not null,
    published_by text not null,
    published_at timestamptz not null,
    primary key (standard, version)
  )`,
  // Published versions are what data was checked against: nobody, not even a mistaken statement of ours, edits them.
  `create function standards_refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'published versions are append-only'; end $$`,
  `create trigger standards_versions_append_only before update or delete on standards_versions
    for each row execute function standards_refuse_change()`,
  `create table standards_drafts (
    id text primary key,
    owner text,
    body jsonb not null,
    based_on integer,
    origin text not null check (origin in ('edited', 'proposed', 'imported')),
    saved_by text not null,
    saved_at timestamptz not null,
    revision integer not null default 1
  )`,
  `create table standards_code_lists (
    id text not null,
    version integer not null check (version >= 1),
    owner text,
    title jsonb not null,
    codes jsonb not null,
    published_by text not null,
    published_at timestamptz not null,
    primary key (id, version)
  )`,
  `create trigger standards_code_lists_append_only before update or delete on standards_code_lists
    for each row execute function standards_refuse_change()`,
];

/** Tables of the slice `standards`. */
export const standardsTables: Migration = {
  name: '0003-standards',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
