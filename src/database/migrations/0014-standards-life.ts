import { type Kysely, sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  `alter table standards_standards
    add column status text not null default 'published' check (status in ('published', 'retired')),
    add column successor text references standards_standards (id),
    add column retired_reason text,
    add column retired_at timestamptz`,
  // Who looked at a version before it was published; null where it was published without a second pair of eyes.
  `alter table standards_versions add column reviewed_by text`,
  `alter table standards_drafts
    add column status text not null default 'draft' check (status in ('draft', 'in-review', 'returned', 'approved')),
    add column authors text[] not null default '{}',
    add column reviewed_by text`,
  `update standards_drafts set authors = array[saved_by]`,
  `create table standards_steps (
    id bigint generated always as identity primary key,
    standard text not null,
    action text not null
      check (action in ('submitted', 'withdrawn', 'returned', 'approved', 'published', 'retired', 'reinstated')),
    revision integer,
    version integer,
    note text not null,
    done_by text not null,
    done_at timestamptz not null
  )`,
  `create index standards_steps_by_standard on standards_steps (standard, id)`,
  `create trigger standards_steps_append_only before update or delete on standards_steps
    for each row execute function standards_refuse_change()`,
  `create table standards_comments (
    id text primary key,
    place bigint generated always as identity,
    standard text not null,
    field text,
    parent text references standards_comments (id),
    words text not null,
    written_by text not null,
    written_at timestamptz not null,
    resolved_by text,
    resolved_at timestamptz
  )`,
  `create index standards_comments_by_standard on standards_comments (standard, place)`,
];

/** Review, retirement and comments of standards. */
export const standardsLifeTables: Migration = {
  name: '0014-standards-life',
  async up(database: Kysely<unknown>) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
