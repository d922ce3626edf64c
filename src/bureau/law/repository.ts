import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { RuleBody, RuleRevision } from './rules-schema.ts';

type Tables = {
  law_revisions: {
    rule: string;
    revision: number;
    body: unknown;
    reason: string;
    saved_by: string;
    saved_at: Date;
  };
};
export type LawTransaction = Transaction<Tables>;

/** A revision to be saved. */
export interface NewRevision {
  rule: string;
  revision: number;
  body: RuleBody;
  reason: string;
  by: string;
  at: Date;
}

/** The saved revisions, and the only SQL on them. */
export function createRepository(database: Database) {
  const kysely = database.kysely.withTables<Tables>() as unknown as Kysely<Tables>;
  return {
    transaction<Result>(work: (transaction: LawTransaction) => Promise<Result>): Promise<Result> {
      return kysely.transaction().execute(work);
    },

    async all(): Promise<RuleRevision[]> {
      const rows = await kysely.selectFrom('law_revisions').selectAll().orderBy('rule').orderBy('revision').execute();
      return rows.map((row) => ({
        rule: { id: row.rule, ...(row.body as RuleBody) },
        origin: 'officer' as const,
        revision: row.revision,
        reason: row.reason,
        by: row.saved_by,
        at: row.saved_at.toISOString(),
      }));
    },

    /** False when somebody else has saved this number meanwhile. */
    async insert(transaction: LawTransaction, { rule, revision, body, reason, by, at }: NewRevision): Promise<boolean> {
      const done = await transaction
        .insertInto('law_revisions')
        .values({ rule, revision, body: sql`${JSON.stringify(body)}::jsonb`, reason, saved_by: by, saved_at: at })
        .onConflict((conflict) => conflict.columns(['rule', 'revision']).doNothing())
        .executeTakeFirst();
      return done.numInsertedOrUpdatedRows === 1n;
    },
  };
}
