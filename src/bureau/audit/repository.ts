import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import { genesisHash } from './chain.ts';
import type { AuditEvent, AuditFilter, AuditOutcome } from './schema.ts';

/** An event as it waits in the inbox; its place in the chain is not known yet. */
export interface PendingEvent {
  at: Date;
  actor: string;
  organisation: string | null;
  action: string;
  target: string;
  outcome: AuditOutcome;
  requestId: string | null;
  details: Record<string, unknown>;
}

/** A signed statement that the chain stood at `hash` when it had `sequence` events. */
export interface Checkpoint {
  sequence: number;
  hash: string;
  at: string;
  /** Id of the key that signed. */
  key: string;
  signature: string;
}

/** The last event of the chain. */
export interface Head {
  sequence: number;
  hash: string;
}

interface EventColumns {
  at: Date;
  actor: string;
  organisation: string | null;
  action: string;
  target: string;
  outcome: AuditOutcome;
  request_id: string | null;
  details: Record<string, unknown>;
}

type AuditTables = {
  audit_inbox: EventColumns & { id: number };
  audit_events: EventColumns & { sequence: number; previous_hash: string; hash: string };
  audit_checkpoints: { sequence: number; hash: string; at: Date; key: string; signature: string };
  audit_keys: { id: string; public_key: string; first_used_at: Date };
};

export type AuditTransaction = Transaction<AuditTables>;
type Access = Kysely<AuditTables>;

/** Of all servers on one database only the holder of this lock appends to the chain. */
const chainLock = 7_216_002;

export type AuditRepository = ReturnType<typeof createRepository>;

/** The only SQL on the tables of the audit trail. */
export function createRepository(database: Database) {
  const tables: Access = database.kysely.withTables<AuditTables>();
  return {
    addToInbox: (events: PendingEvent[], transaction?: DatabaseTransaction) =>
      addToInbox(transaction ? transaction.withTables<AuditTables>() : tables, events),

    /** Runs the work as the single writer of the chain. `wait` false: returns null at once when another one writes. */
    asChainer<T>(wait: boolean, work: (transaction: AuditTransaction) => Promise<T>): Promise<T | null> {
      return tables.transaction().execute(async (transaction) => {
        if (wait) await sql`select pg_advisory_xact_lock(${sql.lit(chainLock)})`.execute(transaction);
        else {
          const { rows } = await sql<{
            mine: boolean;
          }>`select pg_try_advisory_xact_lock(${sql.lit(chainLock)}) as mine`.execute(transaction);
          if (!rows[0]?.mine) return null;
        }
        return work(transaction);
      });
    },

    inboxDepth: async (): Promise<number> => {
      const { count } = await tables
        .selectFrom('audit_inbox')
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },

    takeFromInbox,
    readHead: (transaction?: AuditTransaction) => readHead(transaction ?? tables),
    appendEvents,

    addCheckpoint: async (transaction: AuditTransaction, checkpoint: Checkpoint, publicKey: string): Promise<void> => {
      await transaction
        .insertInto('audit_keys')
        .values({ id: checkpoint.key, public_key: publicKey, first_used_at: new Date(checkpoint.at) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await transaction
        .insertInto('audit_checkpoints')
        .values({ ...checkpoint, at: new Date(checkpoint.at) })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    lastCheckpoint: async (transaction?: AuditTransaction): Promise<{ sequence: number; at: Date } | null> => {
      const row = await (transaction ?? tables)
        .selectFrom('audit_checkpoints')
        .select(['sequence', 'at'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    /** Events after `after` up to `until`, oldest first. */
    readEvents: async (after: number, until: number, limit: number): Promise<AuditEvent[]> => {
      const rows = await tables
        .selectFrom('audit_events')
        .selectAll()
        .where('sequence', '>', after)
        .where('sequence', '<=', until)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },

    /** Checkpoints up to `until`, oldest first: one in a thousand events or less, so all at once. */
    readCheckpoints: async (until: number): Promise<Checkpoint[]> => {
      const rows = await tables
        .selectFrom('audit_checkpoints')
        .selectAll()
        .where('sequence', '<=', until)
        .orderBy('sequence')
        .orderBy('key')
        .execute();
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    },

    readKeys: async (): Promise<Record<string, string>> => {
      const rows = await tables.selectFrom('audit_keys').select(['id', 'public_key']).orderBy('id').execute();
      return Object.fromEntries(rows.map((row) => [row.id, row.public_key]));
    },

    list: (filter: AuditFilter, limit: number) => list(tables, filter, limit),
  };
}

async function addToInbox(tables: Access, events: PendingEvent[]): Promise<void> {
  const column = <T>(of: (event: PendingEvent) => T): T[] => events.map(of);
  await sql`
    insert into audit_inbox (at, actor, organisation, action, target, outcome, request_id, details)
    select at, actor, organisation, action, target, outcome, request_id, details::jsonb
    from unnest(
      ${column((event) => event.at.toISOString())}::timestamptz[], ${column((event) => event.actor)}::text[],
      ${column((event) => event.organisation)}::text[], ${column((event) => event.action)}::text[],
      ${column((event) => event.target)}::text[], ${column((event) => event.outcome)}::text[],
      ${column((event) => event.requestId)}::text[], ${column((event) => JSON.stringify(event.details))}::text[]
    ) with ordinality as batch (at, actor, organisation, action, target, outcome, request_id, details, place)
    order by place
  `.execute(tables);
}

// An array keeps the planner at the primary key: by a subquery it read the whole inbox for every batch of a long one.
async function takeFromInbox(transaction: AuditTransaction, limit: number): Promise<PendingEvent[]> {
  const { rows } = await sql<EventColumns & { id: number }>`
    delete from audit_inbox where id = any (array(select id from audit_inbox order by id limit ${limit})) returning *
  `.execute(transaction);
  return rows.sort((a, b) => a.id - b.id).map(({ id: _, request_id, ...row }) => ({ ...row, requestId: request_id }));
}

async function readHead(tables: Access): Promise<Head> {
  const head = await tables
    .selectFrom('audit_events')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return head ?? { sequence: 0, hash: genesisHash };
}

async function appendEvents(transaction: AuditTransaction, events: AuditEvent[]): Promise<void> {
  const column = <T>(of: (event: AuditEvent) => T): T[] => events.map(of);
  await sql`
    insert into audit_events
      (sequence, at, actor, organisation, action, target, outcome, request_id, details, previous_hash, hash)
    select sequence, at, actor, organisation, action, target, outcome, request_id, details::jsonb, previous_hash, hash
    from unnest(
      ${column((event) => event.sequence)}::bigint[], ${column((event) => event.at)}::timestamptz[],
      ${column((event) => event.actor)}::text[], ${column((event) => event.organisation)}::text[],
      ${column((event) => event.action)}::text[], ${column((event) => event.target)}::text[],
      ${column((event) => event.outcome)}::text[], ${column((event) => event.requestId)}::text[],
      ${column((event) => JSON.stringify(event.details))}::text[],
      ${column((event) => event.previousHash)}::text[], ${column((event) => event.hash)}::text[]
    ) as batch (sequence, at, actor, organisation, action, target, outcome, request_id, details, previous_hash, hash)
  `.execute(transaction);
}

async function list(tables: Access, filter: AuditFilter, limit: number): Promise<AuditEvent[]> {
  let query = tables.selectFrom('audit_events').selectAll().orderBy('sequence', 'desc').limit(limit);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  if (filter.action?.endsWith('.')) {
    query = query.where('action', 'like', `${filter.action.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
  } else if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.target !== undefined) query = query.where('target', '=', filter.target);
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome);
  if (filter.from !== undefined) query = query.where('at', '>=', new Date(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<', new Date(filter.to));
  if (filter.cursor !== undefined) query = query.where('sequence', '<', Number(filter.cursor));
  return (await query.execute()).map(toEvent);
}

function toEvent(row: AuditTables['audit_events']): AuditEvent {
  const { request_id, previous_hash, at, ...rest } = row;
  return { ...rest, at: at.toISOString(), requestId: request_id, previousHash: previous_hash };
}
