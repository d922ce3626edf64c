import type { Kysely, Selectable } from 'kysely';
import type { StandardComment, StandardDraft, StandardStep } from '../schema.ts';
import type { Connection, StandardsTransaction, Tables } from '../tables.ts';

/** The SQL of what happens to a standard beside its versions: steps, retirement, comments. */
export function createLifeRepository(kysely: Kysely<Tables>) {
  return {
    async addStep(
      transaction: StandardsTransaction,
      standard: string,
      step: Omit<StandardStep, 'at'> & { at: Date },
    ): Promise<void> {
      const { action, revision, version, note, by, at } = step;
      await transaction
        .insertInto('standards_steps')
        .values({ standard, action, revision, version, note, done_by: by, done_at: at })
        .execute();
    },

    /** The newest steps, newest first. */
    async steps(standard: string, limit = 200): Promise<StandardStep[]> {
      const rows = await kysely
        .selectFrom('standards_steps')
        .selectAll()
        .where('standard', '=', standard)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ action, revision, version, note, done_by, done_at }) => ({
        action,
        revision,
        version,
        note,
        by: done_by,
        at: done_at.toISOString(),
      }));
    },

    /** Whether any published version of it was reviewed. */
    async wasReviewed(standard: string, connection: Connection = kysely): Promise<boolean> {
      const row = await connection
        .selectFrom('standards_versions')
        .select('version')
        .where('standard', '=', standard)
        .where('reviewed_by', 'is not', null)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async moveDraft(
      transaction: StandardsTransaction,
      id: string,
      change: Pick<StandardDraft, 'status' | 'authors' | 'reviewedBy'>,
    ): Promise<void> {
      const { status, authors, reviewedBy } = change;
      await transaction
        .updateTable('standards_drafts')
        .set({ status, authors, reviewed_by: reviewedBy })
        .where('id', '=', id)
        .execute();
    },

    /** What is published of a standard, beside its body. */
    async head(id: string) {
      return kysely.selectFrom('standards_standards').selectAll().where('id', '=', id).executeTakeFirst();
    },

    async setRetired(
      transaction: StandardsTransaction,
      id: string,
      retired: { reason: string; successor: string | null; at: Date } | null,
    ): Promise<void> {
      await transaction
        .updateTable('standards_standards')
        .set({
          status: retired ? 'retired' : 'published',
          successor: retired?.successor ?? null,
          retired_reason: retired?.reason ?? null,
          retired_at: retired?.at ?? null,
        })
        .where('id', '=', id)
        .execute();
    },

    async comments(standard: string): Promise<StandardComment[]> {
      const rows = await kysely
        .selectFrom('standards_comments')
        .selectAll()
        .where('standard', '=', standard)
        .orderBy('place')
        .limit(2000)
        .execute();
      return rows.map(toComment);
    },

    async comment(id: string): Promise<(StandardComment & { standard: string }) | null> {
      const row = await kysely.selectFrom('standards_comments').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? { ...toComment(row), standard: row.standard } : null;
    },

    async addComment(
      transaction: StandardsTransaction,
      standard: string,
      comment: Omit<StandardComment, 'at' | 'resolvedBy' | 'resolvedAt'> & { at: Date },
    ): Promise<void> {
      const { id, field, parent, words, by, at } = comment;
      await transaction
        .insertInto('standards_comments')
        .values({ id, standard, field, parent, words, written_by: by, written_at: at })
        .execute();
    },

    async resolveComment(
      transaction: StandardsTransaction,
      id: string,
      resolved: { by: string; at: Date } | null,
    ): Promise<void> {
      await transaction
        .updateTable('standards_comments')
        .set({ resolved_by: resolved?.by ?? null, resolved_at: resolved?.at ?? null })
        .where('id', '=', id)
        .execute();
    },
  };
}

function toComment(row: Selectable<Tables['standards_comments']>): StandardComment {
  return {
    id: row.id,
    field: row.field,
    parent: row.parent,
    words: row.words,
    by: row.written_by,
    at: row.written_at.toISOString(),
    resolvedBy: row.resolved_by,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  };
}
