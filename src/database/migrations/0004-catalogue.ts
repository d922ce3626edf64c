import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  // One row. Taken by each change of the catalogue, so that `change` numbers commit in their order and a reader that
  // asks for "all after n" never misses one.
  `create table catalogue_state ("only" boolean primary key default true check ("only"), change bigint not null)`,
  `insert into catalogue_state (change) values (0)`,
  `create table catalogue_datasets (
    id text primary key,
    title_zh text not null,
    title_en text not null,
    title_pinyin text not null,
    description_zh text not null,
    description_en text not null,
    owner text not null,
    owner_name_zh text not null,
    owner_name_en text not null,
    sector text,
    keywords text[] not null default '{}',
    level text not null,
    sharing text not null check (sharing in ('unconditional', 'conditional', 'not-shared')),
    sharing_reason text,
    openness text not null check (openness in ('unconditional', 'conditional', 'not-open')),
    status text not null check (status in ('draft', 'published', 'retired')),
    standard_id text,
    standard_version integer,
    cadence text,
    key text[] not null default '{}',
    coordinates text,
    fields jsonb not null default '[]',
    field_words text not null default '',
    version bigint,
    rows bigint,
    bytes bigint,
    update_mode text,
    quality double precision,
    updated_at timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    revision integer not null default 1,
    change bigint not null,
    check (sharing <> 'not-shared' or sharing_reason is not null)
  )`,
  `create index catalogue_datasets_change on catalogue_datasets (change)`,
  `create index catalogue_datasets_standard on catalogue_datasets (standard_id)`,
  `create table catalogue_history (
    dataset text not null references catalogue_datasets (id) on delete cascade,
    revision integer not null,
    at timestamptz not null,
    actor text not null,
    action text not null,
    changes jsonb not null,
    primary key (dataset, revision)
  )`,
  `create table catalogue_versions (
    dataset text not null references catalogue_datasets (id) on delete cascade,
    version bigint not null,
    at timestamptz not null,
    operation text not null,
    run text,
    rows bigint not null,
    bytes bigint not null,
    added bigint not null,
    removed bigint not null,
    standard_id text,
    standard_version integer,
    columns jsonb not null,
    broken jsonb not null,
    quality jsonb,
    primary key (dataset, version)
  )`,
  `create index catalogue_versions_run on catalogue_versions (run) where run is not null`,
  `create table catalogue_inputs (
    dataset text not null,
    version bigint not null,
    kind text not null check (kind in ('source', 'dataset', 'analysis')),
    input text not null,
    input_version bigint,
    title_zh text not null,
    title_en text not null,
    primary key (dataset, version, kind, input),
    foreign key (dataset, version) references catalogue_versions (dataset, version) on delete cascade
  )`,
  `create index catalogue_inputs_input on catalogue_inputs (kind, input)`,
  // Profiles are kept per governed view: two readers share one only when they see the very same rows and values.
  `create table catalogue_profiles (
    dataset text not null references catalogue_datasets (id) on delete cascade,
    version bigint not null,
    view_hash text not null,
    at timestamptz not null,
    profile jsonb not null,
    primary key (dataset, version, view_hash)
  )`,
];

/** Tables of the slice `catalogue`. */
export const catalogueTables: Migration = {
  name: '0004-catalogue',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
