import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Text } from '../../kernel/index.ts';
import { createLifeRepository } from './life/repository.ts';
import type { CodeList, CodeListUses, Standard, StandardDraft, StandardSummary, StandardVersion } from './schema.ts';
import type { Connection, StandardsTransaction, Tables } from './tables.ts';

const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::jsonb`;

/** The slice's tables, and the only SQL on them. */
export function createRepository(database: Database) {
  const kysely = database.kysely.withTables<Tables>() as unknown as Kysely<Tables>;

  return {
    ...createLifeRepository(kysely),

    transaction<Result>(work: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> {
      return kysely.transaction().execute(work);
    },

    /** One after the other for each standard, so that version numbers have no gap and no double. */
    async lock(transaction: Transaction<Tables>, id: string): Promise<void> {
      await sql`select pg_advisory_xact_lock(hashtext('standards'), hashtext(${id}))`.execute(transaction);
    },

    /** The published version (the newest when none is named) with its owner. */
    async find(
      id: string,
      version?: number,
      connection: Connection = kysely,
    ): Promise<{ standard: Standard; owner: string | null; retired: boolean; successor: string | null } | null> {
      const row = await connection
        .selectFrom('standards_standards as s')
        .innerJoin('standards_versions as v', 'v.standard', 's.id')
        .select(['v.body', 'v.version', 's.owner', 's.status', 's.successor'])
        .where('s.id', '=', id)
        .where('v.version', '=', version === undefined ? sql<number>`s.latest` : version)
        .executeTakeFirst();
      if (!row) return null;
      const { owner, successor } = row;
      const standard = { ...(row.body as Standard), version: row.version };
      return { standard, owner, retired: row.status === 'retired', successor };
    },

    async list(filter: {
      words: string[];
      owner?: string;
      after?: string;
      limit: number;
    }): Promise<{ items: StandardSummary[]; total: number }> {
      let query = kysely
        .selectFrom('standards_standards as s')
        .innerJoin('standards_versions as v', (join) =>
          join.onRef('v.standard', '=', 's.id').onRef('v.version', '=', 's.latest'),
        );
      for (const word of filter.words) {
        const like = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
        query = query.where((where) =>
          where.or([
            where('s.id', 'ilike', like),
            where('s.title_zh', 'ilike', like),
            where('s.title_en', 'ilike', like),
          ]),
        );
      }
      if (filter.owner !== undefined) query = query.where('s.owner', '=', filter.owner);
      const { total } = await query.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const page = filter.after === undefined ? query : query.where('s.id', '>', filter.after);
      const rows = await page
        .select([
          's.id',
          's.owner',
          's.title_zh',
          's.title_en',
          's.latest',
          's.updated_at',
          's.status',
          'v.reviewed_by',
        ])
        .select(sql<number>`jsonb_array_length(v.body->'fields')`.as('fields'))
        .orderBy('s.id')
        .limit(filter.limit)
        .execute();
      return {
        total: Number(total),
        items: rows.map((row) => ({
          id: row.id,
          title: { zh: row.title_zh, en: row.title_en },
          owner: row.owner,
          version: row.latest,
          fields: row.fields,
          updatedAt: row.updated_at.toISOString(),
          status: row.status,
          reviewed: row.reviewed_by !== null,
        })),
      };
    },

    async history(id: string): Promise<StandardVersion[]> {
      const rows = await kysely
        .selectFrom('standards_versions')
        .selectAll()
        .where('standard', '=', id)
        .orderBy('version', 'desc')
        .execute();
      return rows.map((row) => ({
        version: row.version,
        verdict: row.verdict,
        changes: row.changes as StandardVersion['changes'],
        note: row.note,
        publishedBy: row.published_by,
        publishedAt: row.published_at.toISOString(),
        reviewedBy: row.reviewed_by,
      }));
    },

    /** Adds the next version and makes it the newest. */
    async addVersion(
      transaction: Transaction<Tables>,
      standard: Standard & { version: number },
      details: Omit<StandardVersion, 'version' | 'publishedAt'> & { owner: string | null; at: Date },
    ): Promise<void> {
      const { version, ...body } = standard;
      const head = {
        owner: details.owner,
        title_zh: standard.title.zh,
        title_en: standard.title.en,
        latest: version,
        updated_at: details.at,
      };
      await transaction
        .insertInto('standards_standards')
        .values({ id: standard.id, ...head })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(head))
        .execute();
      await transaction
        .insertInto('standards_versions')
        .values({
          standard: standard.id,
          version,
          body: json(body),
          verdict: details.verdict,
          changes: json(details.changes),
          note: details.note,
          published_by: details.publishedBy,
          published_at: details.at,
          reviewed_by: details.reviewedBy,
        })
        .execute();
    },

    async findDraft(id: string, connection: Connection = kysely): Promise<StandardDraft | null> {
      const row = await connection.selectFrom('standards_drafts').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toDraft(row) : null;
    },

    async listDrafts(): Promise<StandardDraft[]> {
      return (await kysely.selectFrom('standards_drafts').selectAll().orderBy('saved_at', 'desc').execute()).map(
        toDraft,
      );
    },

    async saveDraft(
      transaction: Transaction<Tables>,
      draft: Omit<StandardDraft, 'savedAt'> & { at: Date },
    ): Promise<StandardDraft> {
      const content = {
        owner: draft.owner,
        body: json(draft.standard),
        based_on: draft.basedOn,
        origin: draft.origin,
        saved_by: draft.savedBy,
        saved_at: draft.at,
        revision: draft.revision,
        status: draft.status,
        authors: draft.authors,
        reviewed_by: draft.reviewedBy,
      };
      const row = await transaction
        .insertInto('standards_drafts')
        .values({ id: draft.id, ...content })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(content))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toDraft(row);
    },

    async removeDraft(id: string, connection: Connection = kysely): Promise<boolean> {
      const result = await connection.deleteFrom('standards_drafts').where('id', '=', id).executeTakeFirst();
      return Number(result.numDeletedRows) > 0;
    },

    /** The newest version of each code list, or of the named ones. */
    async codeLists(ids?: string[]): Promise<(CodeList & { owner: string | null; version: number })[]> {
      if (ids?.length === 0) return [];
      let query = kysely
        .selectFrom('standards_code_lists')
        .distinctOn('id')
        .selectAll()
        .orderBy('id')
        .orderBy('version', 'desc');
      if (ids) query = query.where('id', 'in', ids);
      return (await query.execute()).map((row) => ({
        id: row.id,
        title: row.title as Text,
        codes: row.codes as CodeList['codes'],
        owner: row.owner,
        version: row.version,
      }));
    },

    /** All states of a code list, newest first. */
    async codeListStates(id: string) {
      const rows = await kysely
        .selectFrom('standards_code_lists')
        .selectAll()
        .where('id', '=', id)
        .orderBy('version', 'desc')
        .execute();
      return rows.map((row) => ({
        version: row.version,
        title: row.title as Text,
        codes: row.codes as CodeList['codes'],
        publishedBy: row.published_by,
        publishedAt: row.published_at,
      }));
    },

    /** Standards whose newest version names a code list. */
    async codeListUsers(id: string): Promise<CodeListUses['standards']> {
      const users = await kysely
        .selectFrom('standards_standards as s')
        .innerJoin('standards_versions as v', (join) =>
          join.onRef('v.standard', '=', 's.id').onRef('v.version', '=', 's.latest'),
        )
        .select(['s.id', 's.title_zh', 's.title_en', 's.latest'])
        .where(sql<boolean>`v.body->'fields' @> ${JSON.stringify([{ codeList: id }])}::jsonb`)
        .orderBy('s.id')
        .execute();
      return users.map((row) => ({
        id: row.id,
        title: { zh: row.title_zh, en: row.title_en },
        version: row.latest,
      }));
    },

    async addCodeList(
      transaction: Transaction<Tables>,
      list: CodeList,
      details: { version: number; owner: string | null; publishedBy: string; at: Date },
    ): Promise<void> {
      await transaction
        .insertInto('standards_code_lists')
        .values({
          id: list.id,
          version: details.version,
          owner: details.owner,
          title: json(list.title),
          codes: json(list.codes),
          published_by: details.publishedBy,
          published_at: details.at,
        })
        .execute();
    },
  };
}

export type Repository = ReturnType<typeof createRepository>;

/** Our transaction as other slices take it, so that their writes stand or fall with ours. */
export function asAny(transaction: StandardsTransaction): DatabaseTransaction {
  return transaction as unknown as DatabaseTransaction;
}

function toDraft(row: Selectable<Tables['standards_drafts']>): StandardDraft {
  return {
    id: row.id,
    owner: row.owner,
    standard: row.body as Standard,
    basedOn: row.based_on,
    origin: row.origin,
    savedBy: row.saved_by,
    savedAt: row.saved_at.toISOString(),
    revision: row.revision,
    status: row.status,
    authors: row.authors,
    reviewedBy: row.reviewed_by,
  };
}
