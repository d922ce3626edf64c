import { type Kysely, sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../../database/index.ts';
import type { Text } from '../../../kernel/index.ts';
import type { SourceRow } from '../repository.ts';
import type { FullSchedule } from '../schedule/schema.ts';
import type { DutyKind, DutyState } from './schema.ts';

export interface DutyCollectionRow {
  id: string;
  kind: DutyKind;
  subject: string;
  dataset: string;
  owner: string;
  title: Text;
  schedule: FullSchedule | null;
  /** Of a stream that may be silent for no longer. */
  silence_minutes: number | null;
  revision: number;
  paused: boolean;
  since: Date;
  next_due: Date | null;
}

export interface DutyPeriodRow {
  collection: string;
  due_at: Date;
  grace_until: Date;
  state: DutyState;
  told: Text;
  round: string | null;
  runs: string[];
  version: string | null;
  rows: string;
  quarantined: string;
  outcome_at: Date | null;
  reported: boolean;
}

/** A period with its collection. */
export type OpenPeriod = DutyPeriodRow &
  Pick<DutyCollectionRow, 'kind' | 'subject' | 'dataset' | 'owner' | 'title' | 'since'>;

/** A finished round of a source that came for a period. */
export interface RoundOutcome {
  collection: string;
  due_at: Date;
  round: string;
  status: 'done' | 'unchanged' | 'refused' | 'failed' | 'cancelled';
  finished_at: Date;
  problem: { message: Text } | null;
  runs: string[];
}

type DutyTables = { duty_collections: DutyCollectionRow; duty_periods: DutyPeriodRow };

export type DutyRepository = ReturnType<typeof createDutyRepository>;

/** The only SQL on the tables of duty. */
export function createDutyRepository(database: Database) {
  const kysely = database.kysely.withTables<DutyTables>();
  const on = (transaction?: DatabaseTransaction): Kysely<DutyTables> =>
    transaction ? (transaction.withTables<DutyTables>() as unknown as Kysely<DutyTables>) : kysely;
  const json = <Value>(value: Value) => sql`${JSON.stringify(value)}::jsonb` as unknown as Value;

  return {
    transaction: <T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> =>
      database.kysely.transaction().execute(work),

    /** Sources whose collection is not as they are; all of them when `all`. */
    async changedSources(all: boolean): Promise<SourceRow[]> {
      const { rows } = await sql<SourceRow>`
        select source.* from sources_sources as source
        left join duty_collections as duty on duty.id = 'source:' || source.id
        where ${all} or duty.id is null or duty.revision <> source.revision or duty.paused <> source.paused
        order by source.id
      `.execute(kysely);
      return rows;
    },

    async forgetSources(): Promise<void> {
      await sql`
        delete from duty_collections as duty
        where duty.kind = 'source' and not exists (select from sources_sources where id = duty.subject)
      `.execute(kysely);
    },

    async collection(id: string, transaction?: DatabaseTransaction): Promise<DutyCollectionRow | undefined> {
      const query = on(transaction).selectFrom('duty_collections').selectAll().where('id', '=', id);
      return (transaction ? query.forUpdate() : query).executeTakeFirst();
    },

    async collections(
      filter: { dataset?: string; owner?: string; kind?: DutyKind } = {},
    ): Promise<DutyCollectionRow[]> {
      let query = kysely.selectFrom('duty_collections').selectAll();
      if (filter.dataset) query = query.where('dataset', '=', filter.dataset);
      if (filter.owner) query = query.where('owner', '=', filter.owner);
      if (filter.kind) query = query.where('kind', '=', filter.kind);
      return query.orderBy('owner').orderBy('id').execute();
    },

    async saveCollection(row: DutyCollectionRow, transaction: DatabaseTransaction): Promise<void> {
      const values = { ...row, title: json(row.title), schedule: row.schedule === null ? null : json(row.schedule) };
      const { id: _id, ...change } = values;
      await on(transaction)
        .insertInto('duty_collections')
        .values(values)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
        .execute();
    },

    async removeCollection(id: string): Promise<boolean> {
      const { numDeletedRows } = await kysely.deleteFrom('duty_collections').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    /** Takes collections that are due, so that no other server takes them too while the transaction lasts. */
    async claimDue(now: Date, limit: number, transaction: DatabaseTransaction): Promise<DutyCollectionRow[]> {
      return on(transaction)
        .selectFrom('duty_collections')
        .selectAll()
        .where('next_due', '<=', now)
        .where('paused', '=', false)
        .orderBy('next_due')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
    },

    async setNextDue(id: string, next: Date | null, transaction: DatabaseTransaction): Promise<void> {
      await on(transaction).updateTable('duty_collections').set({ next_due: next }).where('id', '=', id).execute();
    },

    async insertPeriod(
      row: Pick<DutyPeriodRow, 'collection' | 'due_at' | 'grace_until' | 'state' | 'told'> & {
        round?: string | null;
        reported?: boolean;
      },
      transaction: DatabaseTransaction,
    ): Promise<void> {
      await on(transaction)
        .insertInto('duty_periods')
        .values({
          ...row,
          told: json(row.told),
          round: row.round ?? null,
          runs: json([] as string[]),
          version: null,
          rows: '0',
          quarantined: '0',
          outcome_at: null,
          reported: row.reported ?? true,
        })
        .onConflict((conflict) => conflict.columns(['collection', 'due_at']).doNothing())
        .execute();
    },

    /** Changes a period that is still in the state that was seen. */
    async settlePeriod(seen: DutyPeriodRow, values: Partial<DutyPeriodRow>): Promise<boolean> {
      const change = {
        ...values,
        ...(values.told ? { told: json(values.told) } : {}),
        ...(values.runs ? { runs: json(values.runs) } : {}),
      };
      const { numUpdatedRows } = await kysely
        .updateTable('duty_periods')
        .set(change)
        .where('collection', '=', seen.collection)
        .where('due_at', '=', seen.due_at)
        .where('state', '=', seen.state)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    /** The newest period of each collection (of this dataset) that is not made good. */
    async openPeriods(filter: { dataset?: string; kinds: DutyKind[] }): Promise<OpenPeriod[]> {
      const { rows } = await sql<OpenPeriod>`
        select period.*, duty.kind, duty.subject, duty.dataset, duty.owner, duty.title, duty.since
        from duty_collections as duty
        cross join lateral (
          select * from duty_periods where collection = duty.id order by due_at desc limit 1
        ) as period
        where period.state in ('expected', 'missed', 'failed', 'refused')
          and duty.kind = any(${filter.kinds}::text[])
          and (${filter.dataset ?? null}::text is null or duty.dataset = ${filter.dataset ?? null})
      `.execute(kysely);
      return rows;
    },

    /** Older periods that were left expected when a newer one began. */
    async overtaken(now: Date, limit: number): Promise<OpenPeriod[]> {
      const { rows } = await sql<OpenPeriod>`
        select period.*, duty.kind, duty.subject, duty.dataset, duty.owner, duty.title, duty.since
        from duty_periods as period join duty_collections as duty on duty.id = period.collection
        where period.state = 'expected' and period.grace_until <= ${now}
          and exists (select from duty_periods as later where later.collection = period.collection and later.due_at > period.due_at)
        order by period.grace_until limit ${limit}
      `.execute(kysely);
      return rows;
    },

    async periodBefore(collection: string, due: Date): Promise<DutyPeriodRow | undefined> {
      return kysely
        .selectFrom('duty_periods')
        .selectAll()
        .where('collection', '=', collection)
        .where('due_at', '<', due)
        .orderBy('due_at', 'desc')
        .limit(1)
        .executeTakeFirst();
    },

    /** The newest finished rounds of sources that were asked for at or after the due instants of open periods. */
    async roundOutcomes(): Promise<RoundOutcome[]> {
      const { rows } = await sql<RoundOutcome>`
        select period.collection, period.due_at, round.id as round, round.status, round.finished_at, round.problem,
          (select coalesce(jsonb_agg(run order by position), '[]') from sources_pulls where round = round.id) as runs
        from duty_collections as duty
        cross join lateral (
          select * from duty_periods where collection = duty.id order by due_at desc limit 1
        ) as period
        cross join lateral (
          select candidate.* from sources_rounds as candidate
          where candidate.source = duty.subject and candidate.reason <> 'backfill'
            and candidate.finished_at is not null
            and (candidate.due_at = period.due_at or candidate.asked_at >= period.due_at)
          order by candidate.finished_at desc limit 1
        ) as round
        where duty.kind = 'source' and period.state in ('expected', 'missed', 'failed', 'refused')
          and (period.round is distinct from round.id or period.outcome_at is null)
      `.execute(kysely);
      return rows;
    },

    /** States that the command desk does not know of yet, oldest first, with how many red ones came one after the other. */
    async unreported(limit: number): Promise<OpenPeriod[]> {
      const { rows } = await sql<OpenPeriod>`
        select period.*, duty.kind, duty.subject, duty.dataset, duty.owner, duty.title, duty.since
        from duty_periods as period join duty_collections as duty on duty.id = period.collection
        where not period.reported order by period.due_at limit ${limit}
      `.execute(kysely);
      return rows;
    },

    /** How many periods up to this one were red without a break. */
    async redInARow(collection: string, due: Date): Promise<number> {
      const { rows } = await sql<{ count: string }>`
        select count(*) as count from duty_periods
        where collection = ${collection} and due_at <= ${due} and state in ('missed', 'failed', 'refused')
          and due_at > coalesce((
            select max(due_at) from duty_periods
            where collection = ${collection} and due_at <= ${due} and state in ('good', 'late', 'findings')
          ), '-infinity')
      `.execute(kysely);
      return Number(rows[0]!.count);
    },

    async markReported(period: Pick<DutyPeriodRow, 'collection' | 'due_at' | 'state'>): Promise<void> {
      await kysely
        .updateTable('duty_periods')
        .set({ reported: true })
        .where('collection', '=', period.collection)
        .where('due_at', '=', period.due_at)
        .where('state', '=', period.state)
        .execute();
    },

    async periods(filter: { collections: string[]; from: Date; to: Date; limit: number }): Promise<DutyPeriodRow[]> {
      if (filter.collections.length === 0) return [];
      return kysely
        .selectFrom('duty_periods')
        .selectAll()
        .where('collection', 'in', filter.collections)
        .where('due_at', '>=', filter.from)
        .where('due_at', '<', filter.to)
        .orderBy('due_at', 'desc')
        .limit(filter.limit)
        .execute();
    },

    /** Due instants of a time by dataset and state; state null of a dataset with a schedule and nothing due. */
    async tally(from: Date, to: Date): Promise<{ dataset: string; state: DutyState | null; count: number }[]> {
      const { rows } = await sql<{ dataset: string; state: DutyState | null; count: string }>`
        select duty.dataset, period.state, count(period.due_at) as count
        from duty_collections as duty left join duty_periods as period
          on period.collection = duty.id and period.due_at >= ${from} and period.due_at < ${to}
        where duty.schedule is not null and duty.since < ${to}
        group by duty.dataset, period.state
      `.execute(kysely);
      return rows.map((row) => ({ ...row, count: Number(row.count) }));
    },

    async period(collection: string, due: Date): Promise<DutyPeriodRow | undefined> {
      return kysely
        .selectFrom('duty_periods')
        .selectAll()
        .where('collection', '=', collection)
        .where('due_at', '=', due)
        .executeTakeFirst();
    },

    /** The newest period of each collection. */
    async latest(): Promise<Map<string, DutyPeriodRow>> {
      const { rows } = await sql<DutyPeriodRow>`
        select period.* from duty_collections as duty cross join lateral (
          select * from duty_periods where collection = duty.id order by due_at desc limit 1
        ) as period
      `.execute(kysely);
      return new Map(rows.map((row) => [row.collection, row]));
    },
  };
}
