import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Config } from '../kernel/config.ts';
import { AppError } from '../kernel/error.ts';
import type { Logger } from '../kernel/log.ts';
import { type EmbeddedServer, openEmbedded } from './embedded.ts';
import { databaseErrors } from './errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { createProbe, knock } from './probe.ts';
import { columnTypes } from './types.ts';

/** The metadata store. A slice names its own tables with `kysely.withTables<MyTables>()`. */
export interface Database {
  kysely: Kysely<unknown>;
  /** Where it is, with its password: for connections that can't come from the pool (LISTEN), never for logs. */
  url: string;
  /** True when a new connection is let in now, asked anew every second at most: what an idle one cannot tell. */
  answers(): Promise<boolean>;
  /** Ends the connections and lets go of the embedded server. */
  close(): Promise<void>;
}

/** A transaction of any slice; `transaction.withTables<MyTables>()` names one's own tables. */
export type DatabaseTransaction = Transaction<unknown>;

/** Oldest server that the migrations are tested on. */
const oldestServer = 15;

/** Opens the metadata database, embedded or by `DATABASE_URL`, and brings its schema up to date. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataFolder'>,
  log: Logger,
  options: { connections?: number; settings?: Record<string, string> } = {},
): Promise<Database> {
  const server: EmbeddedServer | null =
    config.databaseUrl === null
      ? await openEmbedded({ dataFolder: config.dataFolder, log, settings: options.settings })
      : null;
  const url = server?.url ?? config.databaseUrl ?? '';
  const database = connect(url, log, options.connections ?? 12);
  const close = async () => {
    await database.destroy();
    await server?.close();
  };
  try {
    await checkServer(database, url);
    const applied = await migrate(database, migrations);
    if (applied.length > 0) log.info({ applied }, 'database schema brought up to date');
  } catch (error) {
    await close();
    throw error;
  }
  return { kysely: database, url, answers: createProbe(() => knock(url)), close: once(close) };
}

/** A pool of connections; nothing is opened before the first query. */
export function connect(url: string, log: Logger, connections: number): Kysely<unknown> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types: columnTypes,
    keepAlive: true,
    connectionTimeoutMillis: 30_000,
    application_name: 'lingnan',
  });
  // An idle connection that breaks is replaced by the pool; unhandled, it would end the process.
  pool.on('error', (error) => log.warn({ error }, 'an idle database connection broke'));
  // One that is lent out between two queries is in nobody's ear: its next query fails and tells.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}

async function checkServer(database: Kysely<unknown>, url: string): Promise<void> {
  let found: { version: string; encoding: string } | undefined;
  try {
    const { rows } = await sql<{ version: string; encoding: string }>`
      select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding
    `.execute(database);
    found = rows[0];
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause);
    throw new AppError(databaseErrors.unreachable, { server: withoutPassword(url), problem }, { cause });
  }
  if (!found || Number(found.version) < oldestServer * 10_000 || found.encoding !== 'UTF8') {
    const told = found ? `${Math.floor(Number(found.version) / 10_000)}, ${found.encoding}` : '?';
    throw new AppError(databaseErrors.serverTooOld, { found: told, needed: oldestServer });
  }
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname}:${parsed.port || 5432}${parsed.pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}
