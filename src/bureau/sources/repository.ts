import { type Kysely, sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Finding, Principal, Progress } from '../../kernel/index.ts';
import type { ConnectorState, FileVersion } from './connectors/connector.ts';
import type { AllowedHost, Declaration, Round, RoundReason, RoundStatus } from './schema.ts';

/** A source as it is stored. */
export interface SourceRow {
  id: string;
  dataset: string;
  owner: string;
  declaration: Declaration;
  yaml: string;
  paused: boolean;
  revision: number;
  created_by: string;
  created_at: Date;
  updated_by: string;
  updated_at: Date;
}

/** A round as it is stored. */
export interface RoundRow {
  id: string;
  source: string;
  reason: RoundReason;
  due_at: Date | null;
  range_from: Date | null;
  range_to: Date | null;
  status: RoundStatus;
  attempt: number;
  next_attempt_at: Date | null;
  job: string | null;
  cancel_requested: boolean;
  progress: Progress | null;
  problem: Round['problem'];
  /** What the connector told beside the rows. */
  findings: Finding[];
  principal: Principal;
  asked_by: string;
  asked_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface PullRow {
  run: string;
  source: string;
  round: string;
  position: number;
  next_state: ConnectorState | null;
  settled: boolean;
  file: FileVersion | null;
}

export interface SecretRow {
  source: string;
  name: string;
  nonce: Buffer;
  sealed: Buffer;
  set_by: string;
  set_at: Date;
}

interface StateRow {
  source: string;
  state: ConnectorState | null;
  run: string | null;
  at: Date;
}

interface HostRow {
  host: string;
  port: number;
  reason: string;
  allowed_by: string;
  allowed_at: Date;
}

type SourcesTables = {
  sources_sources: SourceRow;
  sources_state: StateRow;
  sources_secrets: SecretRow;
  sources_hosts: HostRow;
  sources_rounds: RoundRow;
  sources_pulls: PullRow;
};

export type SourcesRepository = ReturnType<typeof createSourcesRepository>;

/** The only SQL on the tables of sources. */
export function createSourcesRepository(database: Database) {
  const kysely = database.kysely.withTables<SourcesTables>();
  const on = (transaction?: DatabaseTransaction) => (transaction ? transaction.withTables<SourcesTables>() : kysely);
  const json = <Value>(value: Value) =>
    value === null || value === undefined ? null : (sql`${JSON.stringify(value)}::jsonb` as unknown as Value);
  const roundColumns = (values: Partial<RoundRow>): Partial<RoundRow> => {
    const columns: Record<string, unknown> = { ...values };
    for (const name of ['progress', 'problem', 'findings', 'principal'])
      if (name in columns) columns[name] = json(columns[name]);
    return columns as Partial<RoundRow>;
  };

  return {
    transaction: <T>(work: (transaction: DatabaseTransaction) => Promise<T>): Promise<T> =>
      database.kysely.transaction().execute(work),

    async source(id: string): Promise<SourceRow | undefined> {
      return kysely.selectFrom('sources_sources').selectAll().where('id', '=', id).executeTakeFirst();
    },

    async sources(): Promise<SourceRow[]> {
      return kysely.selectFrom('sources_sources').selectAll().orderBy('id').execute();
    },

    async insertSource(row: SourceRow, transaction: DatabaseTransaction): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await on(transaction)
        .insertInto('sources_sources')
        .values({ ...row, declaration: json(row.declaration)! })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    /** Changes a source at the revision that was seen; false when it has another by now. */
    async updateSource(
      { id, revision }: Pick<SourceRow, 'id' | 'revision'>,
      values: Partial<SourceRow>,
      transaction: DatabaseTransaction,
    ): Promise<boolean> {
      const columns = values.declaration ? { ...values, declaration: json(values.declaration)! } : values;
      const { numUpdatedRows } = await on(transaction)
        .updateTable('sources_sources')
        .set({ ...columns, revision: revision + 1 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async removeSource(id: string, transaction: DatabaseTransaction): Promise<void> {
      await on(transaction).deleteFrom('sources_sources').where('id', '=', id).execute();
    },

    async state(source: string): Promise<StateRow | undefined> {
      return kysely.selectFrom('sources_state').selectAll().where('source', '=', source).executeTakeFirst();
    },

    async saveState(row: StateRow, transaction?: DatabaseTransaction): Promise<void> {
      const values = { state: json(row.state), run: row.run, at: row.at };
      await on(transaction)
        .insertInto('sources_state')
        .values({ source: row.source, ...values })
        .onConflict((conflict) => conflict.column('source').doUpdateSet(values))
        .execute();
    },

    async secrets(source: string): Promise<SecretRow[]> {
      return kysely.selectFrom('sources_secrets').selectAll().where('source', '=', source).orderBy('name').execute();
    },

    async saveSecret(row: SecretRow, transaction: DatabaseTransaction): Promise<void> {
      const { source: _source, name: _name, ...values } = row;
      await on(transaction)
        .insertInto('sources_secrets')
        .values(row)
        .onConflict((conflict) => conflict.columns(['source', 'name']).doUpdateSet(values))
        .execute();
    },

    async removeSecret(source: string, name: string, transaction: DatabaseTransaction): Promise<void> {
      await on(transaction)
        .deleteFrom('sources_secrets')
        .where('source', '=', source)
        .where('name', '=', name)
        .execute();
    },

    async hosts(): Promise<AllowedHost[]> {
      const rows = await kysely.selectFrom('sources_hosts').selectAll().orderBy('host').orderBy('port').execute();
      return rows.map(({ host, port, reason, allowed_by, allowed_at }) => ({
        host,
        port,
        reason,
        allowedBy: allowed_by,
        allowedAt: allowed_at.toISOString(),
      }));
    },

    async saveHost(row: HostRow, transaction: DatabaseTransaction): Promise<void> {
      const { host: _host, port: _port, ...values } = row;
      await on(transaction)
        .insertInto('sources_hosts')
        .values(row)
        .onConflict((conflict) => conflict.columns(['host', 'port']).doUpdateSet(values))
        .execute();
    },

    /** False when it was not allowed. */
    async removeHost(host: string, port: number, transaction: DatabaseTransaction): Promise<boolean> {
      const { numDeletedRows } = await on(transaction)
        .deleteFrom('sources_hosts')
        .where('host', '=', host)
        .where('port', '=', port)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    /** Enters a round; null when the same instant of the schedule has one already. */
    async insertRound(row: RoundRow, transaction?: DatabaseTransaction): Promise<string | null> {
      const entered = await on(transaction)
        .insertInto('sources_rounds')
        .values(roundColumns(row) as RoundRow)
        .onConflict((conflict) => conflict.columns(['source', 'due_at']).where('due_at', 'is not', null).doNothing())
        .returning('id')
        .executeTakeFirst();
      return entered?.id ?? null;
    },

    async updateRound(id: string, values: Partial<RoundRow>, transaction?: DatabaseTransaction): Promise<void> {
      await on(transaction).updateTable('sources_rounds').set(roundColumns(values)).where('id', '=', id).execute();
    },

    /** Lets a round that is not finished wait for its turn: also one that a process which died has left as running. */
    async waitForTurn(id: string, job: string): Promise<void> {
      await kysely
        .updateTable('sources_rounds')
        .set({ job, next_attempt_at: null, status: 'waiting' })
        .where('id', '=', id)
        .where('status', 'in', ['waiting', 'running'])
        .execute();
    },

    async round(id: string): Promise<RoundRow | undefined> {
      return kysely.selectFrom('sources_rounds').selectAll().where('id', '=', id).executeTakeFirst();
    },

    /** Newest first. */
    async rounds(filter: { source?: string; before?: string; open?: boolean; limit: number }): Promise<RoundRow[]> {
      let query = kysely.selectFrom('sources_rounds').selectAll();
      if (filter.source !== undefined) query = query.where('source', '=', filter.source);
      if (filter.before !== undefined) query = query.where('id', '<', filter.before);
      if (filter.open) query = query.where('status', 'in', ['waiting', 'running']);
      return query.orderBy('id', 'desc').limit(filter.limit).execute();
    },

    /** The newest round of each source. */
    async lastRounds(sources: string[]): Promise<Map<string, RoundRow>> {
      const { rows } = await sql<RoundRow>`
        select latest.* from unnest(${sources}::text[]) as asked (id)
        cross join lateral (select * from sources_rounds where source = asked.id order by id desc limit 1) as latest
      `.execute(kysely);
      return new Map(rows.map((row) => [row.source, row]));
    },

    /** The job of the round that is next where this source, or this group, has become free; null when none waits. */
    async nextInTurn(source: string, group: string | null): Promise<string | null> {
      const { rows } = await sql<{ job: string }>`
        select round.job from sources_rounds as round
        join sources_sources as source on source.id = round.source
        where round.status = 'waiting' and round.next_attempt_at is null and round.job is not null
          and (round.source = ${source} or source.declaration -> 'concurrency' ->> 'group' = ${group})
          and not exists (
            select 1 from sources_rounds as other where other.source = round.source and other.status = 'running'
          )
        order by round.id limit 1
      `.execute(kysely);
      return rows[0]?.job ?? null;
    },

    async insertPull(row: PullRow, transaction: DatabaseTransaction): Promise<void> {
      await on(transaction)
        .insertInto('sources_pulls')
        .values({ ...row, next_state: json(row.next_state), file: json(row.file) })
        .execute();
    },

    async settlePull(run: string, transaction: DatabaseTransaction): Promise<void> {
      await on(transaction).updateTable('sources_pulls').set({ settled: true }).where('run', '=', run).execute();
    },

    /** Pulls that are stored and whose runs were not seen to end. */
    async openPulls(source: string): Promise<PullRow[]> {
      return kysely
        .selectFrom('sources_pulls')
        .selectAll()
        .where('source', '=', source)
        .where('settled', '=', false)
        .orderBy('run')
        .execute();
    },

    async pullOf(run: string): Promise<PullRow | undefined> {
      return kysely.selectFrom('sources_pulls').selectAll().where('run', '=', run).executeTakeFirst();
    },

    /** Runs of each round, in their order. */
    async runsOf(rounds: string[]): Promise<Map<string, string[]>> {
      const rows = await kysely
        .selectFrom('sources_pulls')
        .select(['round', 'run'])
        .where('round', '=', sql<string>`any(${rounds}::text[])`)
        .orderBy('position')
        .execute();
      const found = new Map<string, string[]>();
      for (const { round, run } of rows) found.set(round, [...(found.get(round) ?? []), run]);
      return found;
    },

    /**
     * Holds the source, and a place in its group when it has one, while the work is done; null at once when they are
     * taken. The hold ends with the connection, so that a killed process leaves none behind.
     */
    async holding<T>(
      source: string,
      group: { name: string; limit: number } | null,
      work: () => Promise<T>,
    ): Promise<{ value: T } | null> {
      return kysely.connection().execute(async (connection: Kysely<SourcesTables>) => {
        const take = async (name: string) => {
          const key = sql`hashtextextended(${name}, 0)`;
          const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}) as held`.execute(
            connection,
          );
          return rows[0]!.held;
        };
        try {
          if (!(await take(`source:${source}`))) return null;
          if (group) {
            let placed = false;
            for (let place = 0; place < group.limit && !placed; place++)
              placed = await take(`source-group:${group.name}:${place}`);
            if (!placed) return null;
          }
          return { value: await work() };
        } finally {
          await sql`select pg_advisory_unlock_all()`.execute(connection).catch(() => {});
        }
      });
    },
  };
}
