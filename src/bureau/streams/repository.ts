import { type Kysely, sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Text } from '../../kernel/index.ts';
import type { GatheredFinding } from './findings.ts';
import type { StreamDeclaration, StreamLive } from './schema.ts';

/** A stream as it is stored. */
export interface StreamRow {
  id: string;
  declaration: StreamDeclaration;
  dataset: string;
  owner: string;
  paused: boolean;
  /** Being removed: after what waits has become versions, or with it. */
  removing: 'drain' | 'discard' | null;
  consumed: number;
  accepted: number;
  quarantined: number;
  merged: number;
  last_run: string | null;
  last_version: number | null;
  last_at: Date | null;
  live: StreamLive | null;
  created_by: string;
  changed_at: Date;
}

interface CredentialRow {
  id: string;
  stream: string;
  name: string;
  hash: string;
  created_by: string;
  created_at: Date;
  revoked_at: Date | null;
}

/** The part of a stream's journal that is being made a version. */
export interface BatchRow {
  stream: string;
  from_position: number;
  to_position: number;
  merged: number;
  run: string | null;
}

export interface RequestRow {
  stream: string;
  key: string;
  digest: string;
  messages: number;
  received_at: Date;
}

interface FindingRow {
  stream: string;
  kind: string;
  client: string;
  count: number;
  first_at: Date;
  last_at: Date;
  sample: string;
  topic: string;
  told: Text | null;
}

/** The sealed password of a stream for its other broker. */
interface SecretRow {
  stream: string;
  nonce: Buffer;
  sealed: Buffer;
  set_by: string;
  set_at: Date;
}

type StreamsTables = {
  streams_streams: StreamRow;
  streams_credentials: CredentialRow;
  streams_batches: BatchRow;
  streams_requests: RequestRow;
  streams_findings: FindingRow;
  streams_secrets: SecretRow;
};

export type StreamsRepository = ReturnType<typeof createStreamsRepository>;

/** The only SQL on the tables of streams. */
export function createStreamsRepository(database: Database) {
  const kysely = database.kysely.withTables<StreamsTables>();
  const on = (transaction?: DatabaseTransaction): Kysely<StreamsTables> =>
    transaction ? (transaction.withTables<StreamsTables>() as unknown as Kysely<StreamsTables>) : kysely;
  return {
    transaction: <T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> =>
      database.kysely.transaction().execute(work),

    async stream(id: string): Promise<StreamRow | undefined> {
      return kysely.selectFrom('streams_streams').selectAll().where('id', '=', id).executeTakeFirst();
    },

    async streams(): Promise<StreamRow[]> {
      return kysely.selectFrom('streams_streams').selectAll().orderBy('id').execute();
    },

    /** Declares a stream, or changes the declaration of one; its journal and its sums stay. */
    async saveStream(
      row: Pick<StreamRow, 'id' | 'declaration' | 'dataset' | 'owner' | 'created_by' | 'changed_at'>,
      transaction: DatabaseTransaction,
    ): Promise<void> {
      const declaration = JSON.stringify(row.declaration) as unknown as StreamDeclaration;
      await on(transaction)
        .insertInto('streams_streams')
        .values({
          ...row,
          declaration,
          paused: false,
          removing: null,
          // No stream begins where another of its id did, so that no two parts of journals are taken for the same.
          consumed: row.changed_at.getTime(),
          accepted: 0,
          quarantined: 0,
          merged: 0,
          last_run: null,
          last_version: null,
          last_at: null,
          live: null,
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            declaration,
            dataset: row.dataset,
            owner: row.owner,
            changed_at: row.changed_at,
          }),
        )
        .execute();
    },

    async setPaused(id: string, paused: boolean, at: Date): Promise<void> {
      await kysely.updateTable('streams_streams').set({ paused, changed_at: at }).where('id', '=', id).execute();
    },

    /** From now on it is being removed: nobody may send to it any more. */
    async setRemoving(id: string, removing: 'drain' | 'discard', at: Date): Promise<void> {
      await kysely.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('streams_streams')
          .set({ removing, paused: false, changed_at: at })
          .where('id', '=', id)
          .execute();
        await transaction
          .updateTable('streams_credentials')
          .set({ revoked_at: at })
          .where('stream', '=', id)
          .where('revoked_at', 'is', null)
          .execute();
      });
    },

    /** Forgets a stream that is being removed, with all that is kept of it here. */
    async remove(id: string): Promise<void> {
      await kysely.deleteFrom('streams_streams').where('id', '=', id).where('removing', 'is not', null).execute();
    },

    /** The credentials of a stream that hold, oldest first; the secrets are kept nowhere. */
    async credentialsOf(stream: string): Promise<Pick<CredentialRow, 'id' | 'name' | 'created_at'>[]> {
      return kysely
        .selectFrom('streams_credentials')
        .select(['id', 'name', 'created_at'])
        .where('stream', '=', stream)
        .where('revoked_at', 'is', null)
        .orderBy('created_at')
        .execute();
    },

    async saveLive(id: string, live: StreamLive): Promise<void> {
      await sql`update streams_streams set live = ${JSON.stringify(live)}::jsonb where id = ${id}`.execute(kysely);
    },

    async addCredential(row: CredentialRow): Promise<void> {
      await kysely.insertInto('streams_credentials').values(row).execute();
    },

    async revokeCredentials(stream: string, name: string, at: Date): Promise<number> {
      const { numUpdatedRows } = await kysely
        .updateTable('streams_credentials')
        .set({ revoked_at: at })
        .where('stream', '=', stream)
        .where('name', '=', name)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    /** Hashes of the credentials that hold, by stream. */
    async credentials(): Promise<Pick<CredentialRow, 'stream' | 'hash' | 'name'>[]> {
      return kysely
        .selectFrom('streams_credentials')
        .select(['stream', 'hash', 'name'])
        .where('revoked_at', 'is', null)
        .execute();
    },

    async secret(stream: string): Promise<SecretRow | undefined> {
      return kysely.selectFrom('streams_secrets').selectAll().where('stream', '=', stream).executeTakeFirst();
    },

    async saveSecret(row: SecretRow, transaction: DatabaseTransaction): Promise<void> {
      const { stream: _, ...values } = row;
      await on(transaction)
        .insertInto('streams_secrets')
        .values(row)
        .onConflict((conflict) => conflict.column('stream').doUpdateSet(values))
        .execute();
    },

    /** Whether there was one. */
    async removeSecret(stream: string, transaction: DatabaseTransaction): Promise<boolean> {
      const { numDeletedRows } = await on(transaction)
        .deleteFrom('streams_secrets')
        .where('stream', '=', stream)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async batch(stream: string): Promise<BatchRow | undefined> {
      return kysely.selectFrom('streams_batches').selectAll().where('stream', '=', stream).executeTakeFirst();
    },

    async saveBatch(batch: BatchRow, transaction?: DatabaseTransaction): Promise<void> {
      const { stream: _, ...values } = batch;
      await on(transaction)
        .insertInto('streams_batches')
        .values(batch)
        .onConflict((conflict) => conflict.column('stream').doUpdateSet(values))
        .execute();
    },

    /** Ends a batch: the stream goes on after it, in one transaction with its sums and the requests in it. */
    async endBatch(
      batch: BatchRow,
      ended: { accepted: number; quarantined: number; version: number | null; at: Date },
      requests: RequestRow[],
    ): Promise<void> {
      await kysely.transaction().execute(async (transaction) => {
        await sql`
          update streams_streams set consumed = ${batch.to_position}, accepted = accepted + ${ended.accepted},
            quarantined = quarantined + ${ended.quarantined}, merged = merged + ${batch.merged},
            last_run = coalesce(${batch.run}, last_run), last_at = ${ended.at},
            last_version = coalesce(${ended.version}::bigint, last_version)
          where id = ${batch.stream}`.execute(transaction);
        await transaction.deleteFrom('streams_batches').where('stream', '=', batch.stream).execute();
        for (let at = 0; at < requests.length; at += 500) {
          await transaction
            .insertInto('streams_requests')
            .values(requests.slice(at, at + 500))
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
      });
    },

    async request(stream: string, key: string): Promise<RequestRow | undefined> {
      return kysely
        .selectFrom('streams_requests')
        .selectAll()
        .where('stream', '=', stream)
        .where('key', '=', key)
        .executeTakeFirst();
    },

    async forgetRequests(before: Date): Promise<void> {
      await kysely.deleteFrom('streams_requests').where('received_at', '<', before).execute();
    },

    async addFindings(stream: string, found: GatheredFinding[]): Promise<void> {
      for (const { kind, client, count, firstAt, lastAt, sample, topic, told } of found) {
        await sql`
          insert into streams_findings (stream, kind, client, count, first_at, last_at, sample, topic, told)
          values (${stream}, ${kind}, ${client}, ${count}, ${firstAt}, ${lastAt}, ${sample}, ${topic},
            ${JSON.stringify(told)}::jsonb)
          on conflict (stream, kind, client) do update
            set count = streams_findings.count + excluded.count, last_at = excluded.last_at, sample = excluded.sample,
              topic = excluded.topic, told = excluded.told
        `.execute(kysely);
      }
    },

    /** The newest findings of a stream. */
    async findings(stream: string, limit = 50): Promise<FindingRow[]> {
      return kysely
        .selectFrom('streams_findings')
        .selectAll()
        .where('stream', '=', stream)
        .orderBy('last_at', 'desc')
        .limit(limit)
        .execute();
    },
  };
}
