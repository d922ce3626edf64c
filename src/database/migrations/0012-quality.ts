import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `create table quality_rules (
    id text primary key,
    dataset text not null,
    -- All datasets that it reads, the first one too.
    datasets text[] not null,
    kind text not null,
    enabled boolean not null,
    body jsonb not null,
    revision integer not null,
    updated_at timestamptz not null,
    updated_by text not null
  )`,
  `create index quality_rules_datasets on quality_rules using gin (datasets)`,
  `create sequence quality_results_number`,
  // One result for a revision of a rule and the versions that it was asked of.
  `create table quality_results (
    rule text not null references quality_rules (id) on delete cascade,
    inputs_key text not null,
    revision integer not null,
    -- The order in which results were found; a later one of the same question takes a new number.
    number bigint not null default nextval('quality_results_number'),
    at timestamptz not null,
    inputs jsonb not null,
    passed boolean not null,
    total bigint not null,
    broken bigint not null,
    facts jsonb not null,
    message jsonb not null,
    primary key (rule, inputs_key, revision)
  )`,
  `create index quality_results_newest on quality_results (rule, number desc)`,
  // From the first failure to the next pass; the task's id is chosen before the task is given.
  `create table quality_failures (
    id bigserial primary key,
    rule text not null references quality_rules (id) on delete cascade,
    task text not null,
    since timestamptz not null,
    due_at timestamptz not null,
    inputs_key text not null,
    ended_at timestamptz,
    ended_by jsonb
  )`,
  `create unique index quality_failures_running on quality_failures (rule) where ended_at is null`,
  `create table quality_profiles (
    dataset text not null,
    version bigint not null,
    at timestamptz not null,
    rows bigint not null,
    fields jsonb not null,
    against bigint,
    drifts jsonb not null,
    -- Each measure of this step, for the thresholds that are learnt.
    measures jsonb not null,
    primary key (dataset, version)
  )`,
  `create table quality_drift_settings (
    dataset text primary key,
    body jsonb not null,
    updated_at timestamptz not null,
    updated_by text not null
  )`,
];

/** Tables of the slice `quality`: rules with their results and failures, and what each version looks like. */
export const qualityTables: Migration = {
  name: '0012-quality',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
