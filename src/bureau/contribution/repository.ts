import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Standard } from '../standards/schema.ts';
import type { Offer, OfferBody, OfferStatus, Sample } from './schema.ts';

type Tables = {
  contribution_offers: {
    id: string;
    secret_hash: string;
    offered_by: string | null;
    organisation: string | null;
    status: OfferStatus;
    body: unknown;
    standard: unknown;
    sample: unknown;
    dataset: string | null;
    revision: number;
    created_at: Date;
    updated_at: Date;
  };
  contribution_steps: { offer: string; action: string; note: string; done_by: string | null; done_at: Date };
};

export type OfferTransaction = Transaction<Tables>;
const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::jsonb`;

/** An offer as it is stored. */
export interface OfferRow {
  id: string;
  secretHash: string;
  offeredBy: string | null;
  organisation: string | null;
  status: OfferStatus;
  body: OfferBody;
  standard: Standard | null;
  sample: Sample | null;
  dataset: string | null;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface NewStep {
  action: string;
  note: string;
  by: string | null;
  at: Date;
}

/** The slice's tables, and the only SQL on them. */
export function createRepository(database: Database) {
  const kysely = database.kysely.withTables<Tables>() as unknown as Kysely<Tables>;
  return {
    transaction<Result>(work: (transaction: OfferTransaction) => Promise<Result>): Promise<Result> {
      return kysely.transaction().execute(work);
    },

    /** The offer, held against others until the transaction ends. */
    async hold(transaction: OfferTransaction, id: string): Promise<OfferRow | null> {
      const row = await transaction
        .selectFrom('contribution_offers')
        .selectAll()
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    async find(id: string): Promise<OfferRow | null> {
      const row = await kysely.selectFrom('contribution_offers').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toRow(row) : null;
    },

    async ofDataset(dataset: string): Promise<OfferRow | null> {
      const row = await kysely
        .selectFrom('contribution_offers')
        .selectAll()
        .where('dataset', '=', dataset)
        .where('status', '=', 'accepted')
        .executeTakeFirst();
      return row ? toRow(row) : null;
    },

    async steps(offer: string): Promise<Offer['steps']> {
      const rows = await kysely
        .selectFrom('contribution_steps')
        .select(['action', 'note', 'done_by', 'done_at'])
        .where('offer', '=', offer)
        .orderBy(sql`id`, 'desc')
        .limit(200)
        .execute();
      return rows.map(({ action, note, done_by, done_at }) => ({
        action,
        note,
        by: done_by,
        at: done_at.toISOString(),
      }));
    },

    /** Newest first; `cursor` is the id of the last one seen. */
    async list(filter: {
      status?: OfferStatus | undefined;
      after?: string | undefined;
      limit: number;
    }): Promise<OfferRow[]> {
      let query = kysely.selectFrom('contribution_offers').selectAll().orderBy('id', 'desc').limit(filter.limit);
      if (filter.status) query = query.where('status', '=', filter.status);
      if (filter.after) query = query.where('id', '<', filter.after);
      return (await query.execute()).map(toRow);
    },

    async mine(by: string): Promise<OfferRow[]> {
      const query = kysely.selectFrom('contribution_offers').selectAll().where('offered_by', '=', by);
      return (await query.orderBy('id', 'desc').limit(200).execute()).map(toRow);
    },

    /** Offers without an account that nobody has judged yet. */
    async waitingStrangers(): Promise<number> {
      const { count } = await kysely
        .selectFrom('contribution_offers')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('status', '=', 'offered')
        .where('offered_by', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async insert(transaction: OfferTransaction, row: OfferRow): Promise<void> {
      await transaction
        .insertInto('contribution_offers')
        .values({
          id: row.id,
          secret_hash: row.secretHash,
          offered_by: row.offeredBy,
          organisation: row.organisation,
          status: row.status,
          body: json(row.body),
          standard: row.standard && json(row.standard),
          sample: row.sample && json(row.sample),
          dataset: row.dataset,
          revision: row.revision,
          created_at: row.createdAt,
          updated_at: row.updatedAt,
        })
        .execute();
    },

    async update(
      transaction: OfferTransaction,
      { id, status, body, standard, sample, dataset, revision, updatedAt }: OfferRow,
    ): Promise<void> {
      await transaction
        .updateTable('contribution_offers')
        .set({
          status,
          body: json(body),
          standard: standard && json(standard),
          sample: sample && json(sample),
          dataset,
          revision,
          updated_at: updatedAt,
        })
        .where('id', '=', id)
        .execute();
    },

    async addStep(transaction: OfferTransaction, offer: string, { action, note, by, at }: NewStep): Promise<void> {
      await transaction
        .insertInto('contribution_steps')
        .values({ offer, action, note, done_by: by, done_at: at })
        .execute();
    },
  };
}

/** Our transaction as other slices take it. */
export function asAny(transaction: OfferTransaction): DatabaseTransaction {
  return transaction as unknown as DatabaseTransaction;
}

function toRow(row: Selectable<Tables['contribution_offers']>): OfferRow {
  return {
    id: row.id,
    secretHash: row.secret_hash,
    offeredBy: row.offered_by,
    organisation: row.organisation,
    status: row.status,
    body: row.body as OfferBody,
    standard: row.standard as Standard | null,
    sample: row.sample as Sample | null,
    dataset: row.dataset,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
