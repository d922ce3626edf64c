import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../../database/index.ts';
import type { Round } from '../schema.ts';

/** A file of a source's folder whose data were refused, as it was then. */
export interface RefusedRow {
  source: string;
  path: string;
  version: string;
  run: string;
  problem: NonNullable<Round['problem']>;
  refused_at: Date;
  left_out_by: string | null;
  left_out_at: Date | null;
}

type RefusedTables = { sources_refused_files: RefusedRow };

/** The only SQL on refused files. */
export function createRefusedRepository(database: Database) {
  const kysely = database.kysely.withTables<RefusedTables>();
  const on = (transaction?: DatabaseTransaction) => (transaction ? transaction.withTables<RefusedTables>() : kysely);

  return {
    async list(source: string): Promise<RefusedRow[]> {
      return kysely
        .selectFrom('sources_refused_files')
        .selectAll()
        .where('source', '=', source)
        .orderBy('refused_at')
        .orderBy('path')
        .execute();
    },

    async save(row: RefusedRow, transaction: DatabaseTransaction): Promise<void> {
      const problem = sql`${JSON.stringify(row.problem)}::jsonb` as unknown as RefusedRow['problem'];
      const { source: _source, path: _path, ...values } = { ...row, problem };
      await on(transaction)
        .insertInto('sources_refused_files')
        .values({ ...row, problem })
        .onConflict((conflict) => conflict.columns(['source', 'path']).doUpdateSet(values))
        .execute();
    },

    /** False when there is none. */
    async remove(source: string, path: string, transaction: DatabaseTransaction): Promise<boolean> {
      const { numDeletedRows } = await on(transaction)
        .deleteFrom('sources_refused_files')
        .where('source', '=', source)
        .where('path', '=', path)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    /** False when there is none. */
    async leaveOut(
      { source, path, by, at }: { source: string; path: string; by: string; at: Date },
      transaction: DatabaseTransaction,
    ): Promise<boolean> {
      const { numUpdatedRows } = await on(transaction)
        .updateTable('sources_refused_files')
        .set({ left_out_by: by, left_out_at: at })
        .where('source', '=', source)
        .where('path', '=', path)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
