import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

const statements = [
  // Being removed: after what waits has become versions, or with it.
  `alter table streams_streams add column removing text check (removing in ('drain', 'discard'))`,
  // The last one of the kind: what was wrong with it and where.
  `alter table streams_findings add column topic text not null default ''`,
  `alter table streams_findings add column told jsonb`,
  // So long may a stream be silent; null where nothing is said of that.
  `alter table duty_collections add column silence_minutes integer`,
];

/** Streams that are removed, findings that say what is wrong where, silence of streams as a duty. */
export const streamsCare: Migration = {
  name: '0017-streams-care',
  async up(database) {
    for (const statement of statements) await sql.raw(statement).execute(database);
  },
};
