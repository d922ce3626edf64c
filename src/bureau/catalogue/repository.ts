import { type Expression, type SqlBool, sql, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { Field } from '../standards/schema.ts';
import type { HistoryEntry } from './schema.ts';
import type { CatalogueTables, DatasetRow, InputRow, NewDatasetRow, NewVersionRow, VersionRow } from './tables.ts';

type Changes = HistoryEntry['changes'];

const searchColumns = [
  'id',
  'change',
  'title_zh',
  'title_en',
  'title_pinyin',
  'description_zh',
  'description_en',
  'keywords',
  'owner',
  'owner_name_zh',
  'owner_name_en',
  'field_words',
  'sector',
  'openness',
  'sharing',
  'level',
  'status',
  'cadence',
  'update_mode',
  'updated_at',
  'rows',
] as const;

/** Every SQL statement that the catalogue sends to the metadata database. */
export function createRepository(database: Database) {
  const kysely = database.kysely.withTables<CatalogueTables>();
  let tellChange = (): void => {};

  /** Numbers a change; held to the end of the transaction, so that numbers commit in their order. */
  async function nextChange(transaction: Transaction<CatalogueTables>): Promise<number> {
    const row = await transaction
      .updateTable('catalogue_state')
      .set({ change: sql`change + 1` })
      .returning('change')
      .executeTakeFirstOrThrow();
    return Number(row.change);
  }

  return {
    /** Called after each committed change of an entry made through this repository. */
    onChange(listener: () => void): void {
      tellChange = listener;
    },

    async find(id: string): Promise<DatasetRow | undefined> {
      return kysely.selectFrom('catalogue_datasets').selectAll().where('id', '=', id).executeTakeFirst();
    },

    async findVisible(ids: string[], filter: Expression<SqlBool>): Promise<DatasetRow[]> {
      if (ids.length === 0) return [];
      return kysely.selectFrom('catalogue_datasets').selectAll().where('id', 'in', ids).where(filter).execute();
    },

    /** What search needs of the entries changed after a point, in the order of their changes. */
    async changedEntries(after: { change: number; id: string | null }, limit: number) {
      return kysely
        .selectFrom('catalogue_datasets')
        .select(searchColumns)
        .where((where) =>
          after.id === null
            ? where('change', '>', after.change)
            : where.or([
                where('change', '>', after.change),
                where.and([where('change', '=', after.change), where('id', '>', after.id)]),
              ]),
        )
        .orderBy('change')
        .orderBy('id')
        .limit(limit)
        .execute();
    },

    /** Ids of what a condition allows, among entries changed after a point. */
    async discoverable(filter: Expression<SqlBool>, after: number): Promise<string[]> {
      const rows = await kysely
        .selectFrom('catalogue_datasets')
        .select('id')
        .where(filter)
        .where('change', '>', after)
        .execute();
      return rows.map((row) => row.id);
    },

    /** Those that follow any version of a standard, as far as the condition lets them be seen. */
    async following(standard: string, filter: Expression<SqlBool>): Promise<DatasetRow[]> {
      return kysely
        .selectFrom('catalogue_datasets')
        .selectAll()
        .where('standard_id', '=', standard)
        .where(filter)
        .orderBy('standard_version')
        .orderBy('id')
        .limit(1000)
        .execute();
    },

    /** The same for conditions that are the same. */
    filterKey(filter: Expression<SqlBool>): string {
      const query = kysely.selectFrom('catalogue_datasets').select('id').where(filter).compile();
      return JSON.stringify([query.sql, query.parameters]);
    },

    /** False when the id is taken. */
    async insert(row: Omit<NewDatasetRow, 'change'>, history: { actor: string; changes: Changes }): Promise<boolean> {
      const done = await kysely.transaction().execute(async (transaction) => {
        const inserted = await transaction
          .insertInto('catalogue_datasets')
          .values({ ...row, change: await nextChange(transaction) })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!inserted) return false;
        await transaction
          .insertInto('catalogue_history')
          .values({
            dataset: row.id,
            revision: 1,
            at: row.created_at,
            actor: history.actor,
            action: 'create',
            changes: JSON.stringify(history.changes),
          })
          .execute();
        return true;
      });
      tellChange();
      return done;
    },

    /** Changes an entry if it is still at `revision`; null when it is not. */
    async change(
      id: string,
      revision: number,
      set: Partial<NewDatasetRow>,
      history: { at: Date; actor: string; action: string; changes: Changes },
    ): Promise<DatasetRow | null> {
      const changed = await kysely.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('catalogue_datasets')
          .set({ ...set, revision: revision + 1, change: await nextChange(transaction) })
          .where('id', '=', id)
          .where('revision', '=', revision)
          .returningAll()
          .executeTakeFirst();
        if (!row) return null;
        await transaction
          .insertInto('catalogue_history')
          .values({
            dataset: id,
            revision: revision + 1,
            at: history.at,
            actor: history.actor,
            action: history.action,
            changes: JSON.stringify(history.changes),
          })
          .execute();
        return row;
      });
      tellChange();
      return changed;
    },

    async history(id: string, limit: number) {
      return kysely
        .selectFrom('catalogue_history')
        .selectAll()
        .where('dataset', '=', id)
        .orderBy('revision', 'desc')
        .limit(limit)
        .execute();
    },

    /** Enters a version and what it was made of; the entry follows when it is the newest. Entering it again replaces it. */
    async insertVersion(
      version: NewVersionRow,
      inputs: Omit<InputRow, 'dataset' | 'version'>[],
      set: Partial<NewDatasetRow>,
    ): Promise<void> {
      await kysely.transaction().execute(async (transaction) => {
        const change = await nextChange(transaction);
        const { dataset, version: number, ...rest } = version;
        await transaction
          .insertInto('catalogue_versions')
          .values(version)
          .onConflict((conflict) => conflict.columns(['dataset', 'version']).doUpdateSet(rest))
          .execute();
        if (inputs.length > 0) {
          await transaction
            .insertInto('catalogue_inputs')
            .values(inputs.map((input) => ({ dataset, version: number, ...input })))
            .onConflict((conflict) => conflict.columns(['dataset', 'version', 'kind', 'input']).doNothing())
            .execute();
        }
        await transaction
          .updateTable('catalogue_datasets')
          .set({ ...set, change })
          .where('id', '=', dataset)
          .where((where) => where.or([where('version', 'is', null), where('version', '<=', number)]))
          .execute();
      });
      tellChange();
    },

    async versions(id: string, options: { below?: number; limit: number }): Promise<VersionRow[]> {
      let query = kysely.selectFrom('catalogue_versions').selectAll().where('dataset', '=', id);
      if (options.below !== undefined) query = query.where('version', '<', options.below);
      return query.orderBy('version', 'desc').limit(options.limit).execute();
    },

    async version(id: string, version: number): Promise<VersionRow | undefined> {
      return kysely
        .selectFrom('catalogue_versions')
        .selectAll()
        .where('dataset', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
    },

    /** What the newest version of each dataset was made of; of its sources the last ten. */
    async inputsOf(datasets: string[]) {
      if (datasets.length === 0) return [];
      return kysely
        .selectFrom('catalogue_inputs as i')
        .innerJoin('catalogue_datasets as d', 'd.id', 'i.dataset')
        .select(['i.dataset', 'i.kind', 'i.input', 'i.input_version', 'i.title_zh', 'i.title_en'])
        .where('i.dataset', 'in', datasets)
        .where((where) =>
          where.or([
            where('i.version', '=', where.ref('d.version')),
            where.and([where('i.kind', '=', 'source'), where('i.version', '>', sql<number>`d.version - 10`)]),
          ]),
        )
        .orderBy('i.version', 'desc')
        .limit(1000)
        .execute();
    },

    /** Which datasets' newest versions were made of these. */
    async outputsOf(datasets: string[]) {
      if (datasets.length === 0) return [];
      return kysely
        .selectFrom('catalogue_inputs as i')
        .innerJoin('catalogue_datasets as d', (join) =>
          join.onRef('d.id', '=', 'i.dataset').onRef('d.version', '=', 'i.version'),
        )
        .select(['i.dataset', 'i.kind', 'i.input', 'i.input_version', 'i.title_zh', 'i.title_en'])
        .where('i.kind', '=', 'dataset')
        .where('i.input', 'in', datasets)
        .limit(1000)
        .execute();
    },

    async profile(dataset: string, version: number, viewHash: string) {
      return kysely
        .selectFrom('catalogue_profiles')
        .select('profile')
        .where('dataset', '=', dataset)
        .where('version', '=', version)
        .where('view_hash', '=', viewHash)
        .executeTakeFirst();
    },

    async saveProfile(dataset: string, version: number, saved: { viewHash: string; at: Date; profile: object }) {
      await kysely
        .insertInto('catalogue_profiles')
        .values({
          dataset,
          version,
          view_hash: saved.viewHash,
          at: saved.at,
          profile: JSON.stringify(saved.profile),
        })
        .onConflict((conflict) => conflict.columns(['dataset', 'version', 'view_hash']).doNothing())
        .execute();
    },
  };
}

export type Repository = ReturnType<typeof createRepository>;

/** The part of an entry that follows its standard. */
export function fieldColumns(fields: Field[]): { fields: string; field_words: string } {
  return {
    fields: JSON.stringify(fields),
    field_words: fields.map((field) => [field.name, field.title.zh, field.title.en].join('\t')).join('\n'),
  };
}
