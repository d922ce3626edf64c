import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { PullContext } from '../connector.ts';
import type { DatabaseSession, WatermarkKind } from '../databases/session.ts';
import type { DatabaseSettings } from '../databases/settings.ts';
import { describeColumns } from './columns.ts';
import { translateFailure } from './failures.ts';

/** Signs in to a PostgreSQL server and begins a read-only snapshot. */
export async function openPostgresql(settings: DatabaseSettings, context: PullContext): Promise<DatabaseSession> {
  const { host, port = 5432, database, user, ssl = 'verify', timeoutSeconds = 3600 } = settings;
  const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const title = settings.table ?? 'query';
  const password = await context.secret('password');
  const { address } = await context.network.resolve(host, port);
  const client = new pg.Client({
    host: address,
    port,
    database,
    user,
    password,
    application_name: 'lingnan',
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    // All values as the texts that the server sends.
    types: { getTypeParser: () => (text: string) => text },
    ssl:
      ssl === 'off'
        ? false
        : {
            servername: host,
            rejectUnauthorized: ssl === 'verify',
            ...(settings.certificateAuthority ? { ca: settings.certificateAuthority } : {}),
          },
  });
  let lost: Error | null = null;
  let late = false;
  client.on('error', (error) => {
    lost = error;
  });
  // A server that has gone without a word keeps no run waiting for ever.
  const deadline = setTimeout(
    () => {
      late = true;
      drop();
    },
    (timeoutSeconds + 60) * 1000,
  );
  const drop = () => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  context.signal.addEventListener('abort', drop, { once: true });

  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= (async () => {
      clearTimeout(deadline);
      context.signal.removeEventListener('abort', drop);
      if (streaming || lost) drop();
      await client.end().catch(() => {});
    })();
    return closing;
  };
  let streaming = false;
  const failure = (error: unknown) => {
    if (context.signal.aborted) return context.signal.reason;
    return translateFailure(error, { settings, title, late });
  };
  const query = async (sql: string) => {
    try {
      // One statement at a time: the extended protocol takes no second one after a semicolon.
      return await client.query<(string | null)[]>({
        text: sql,
        rowMode: 'array',
        queryMode: 'extended',
      } as pg.QueryArrayConfig);
    } catch (error) {
      throw failure(error);
    }
  };

  try {
    context.signal.throwIfAborted();
    await client.connect().catch((error) => {
      throw failure(error);
    });
    await query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await query(
      `SELECT set_config('statement_timeout', '${timeoutSeconds}s', true), set_config('lock_timeout', '30s', true), ` +
        `set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true), ` +
        `set_config('intervalstyle', 'iso_8601', true), set_config('extra_float_digits', '1', true)`,
    );
  } catch (error) {
    await close();
    throw error;
  }

  const relation = settings.query
    ? `(${settings.query.trim().replace(/;\s*$/, '')}\n) AS source`
    : `${quoteName(settings.schema ?? 'public')}.${quoteName(settings.table ?? '')}`;
  return {
    name: quoteName,
    title,
    relation,
    async tables() {
      const { rows } = await query(
        `SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace ` +
          `WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ` +
          `AND n.nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1 LIMIT 10000`,
      );
      return rows.map(([name]) => name!);
    },
    columns: () => describeColumns(query, relation),
    literal: (kind: WatermarkKind, text) => {
      if (kind === 'integer' || kind === 'number') return `(${text})`;
      const types = { moment: 'timestamptz', local: 'timestamp', date: 'date' };
      return `'${text}'::${types[kind]}`;
    },
    fingerprint: (key, row) => `md5(ROW(${key.join(', ')})::text) || md5(ROW(${row.join(', ')})::text)`,
    rows: async (sql) => (await query(sql)).rows,
    async *csv(sql) {
      const stream = client.query(
        copyTo(`COPY (${sql}) TO STDOUT (FORMAT csv, ENCODING 'UTF8')`, { highWaterMark: 4 * 1024 * 1024 }),
      );
      streaming = true;
      try {
        for await (const chunk of stream) yield chunk as Buffer;
        streaming = false;
      } catch (error) {
        throw failure(lost ?? error);
      }
    },
    close,
  };
}
