import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/** Tables of the slice `operations`: indicators with their history, alerts by episode, tasks with their log. */
export const operationsTables: Migration = {
  name: '0006-operations',
  async up(database) {
    const statements = [
      sql`create table operations_indicators (
        id text primary key,
        sector text not null,
        dataset text not null,
        position integer not null default 0,
        body jsonb not null,
        at timestamptz,
        updated_at timestamptz not null
      )`,
      sql`create table operations_indicator_history (
        indicator text not null references operations_indicators (id) on delete cascade,
        at timestamptz not null,
        value double precision,
        primary key (indicator, at)
      )`,
      sql`create table operations_alerts (
        id text primary key,
        cause text not null,
        sector text not null,
        organisation text,
        title jsonb not null,
        message jsonb not null,
        severity text not null,
        status text not null,
        raised_at timestamptz not null,
        updated_at timestamptz not null,
        closed_at timestamptz,
        closed_by text,
        -- Set when the cause itself has gone; a person may close the alert before or after.
        cause_ended_at timestamptz,
        provenance jsonb
      )`,
      // One running episode for a cause, however many servers raise it at once.
      sql`create unique index operations_alerts_cause on operations_alerts (cause) where cause_ended_at is null`,
      sql`create index operations_alerts_status on operations_alerts (status, raised_at desc, id desc)`,
      sql`create table operations_tasks (
        id text primary key,
        title jsonb not null,
        alert text references operations_alerts (id),
        organisation text,
        assignee text,
        status text not null,
        due_at timestamptz,
        created_at timestamptz not null
      )`,
      sql`create unique index operations_tasks_alert on operations_tasks (alert) where alert is not null`,
      sql`create index operations_tasks_organisation on operations_tasks (organisation, status, created_at desc, id desc)`,
      sql`create table operations_task_log (
        id bigserial primary key,
        task text not null references operations_tasks (id) on delete cascade,
        at timestamptz not null,
        by text not null,
        note text not null,
        status text not null
      )`,
      sql`create index operations_task_log_task on operations_task_log (task, id)`,
    ];
    for (const statement of statements) await statement.execute(database);
  },
};
