import { connect as connectSocket } from 'node:net';
import type { Readable } from 'node:stream';
import mysql, { type FieldPacket } from 'mysql2';
import type { PullContext } from '../connector.ts';
import { csvRecord } from '../databases/csv.ts';
import type { DatabaseSession } from '../databases/session.ts';
import type { DatabaseSettings } from '../databases/settings.ts';
import { describeColumn } from './columns.ts';
import { translateFailure } from './failures.ts';

type Texts = (string | null)[];

const chunkCharacters = 256 * 1024;

/** Signs in to a MySQL or MariaDB server and begins a read-only snapshot. */
export async function openMysql(settings: DatabaseSettings, context: PullContext): Promise<DatabaseSession> {
  const { host, port = 3306, database, user, ssl = 'verify', timeoutSeconds = 3600 } = settings;
  const quoteName = (name: string) => `\`${name.replaceAll('`', '``')}\``;
  const title = settings.table ?? 'query';
  const password = await context.secret('password');
  const { address } = await context.network.resolve(host, port);
  context.signal.throwIfAborted();
  const connection = mysql.createConnection({
    // The name is for the certificate alone; the address was looked up once.
    host,
    port,
    stream: () => connectSocket({ host: address, port, noDelay: true, keepAlive: true }),
    user,
    password,
    database,
    charset: 'utf8mb4',
    connectTimeout: 15_000,
    rowsAsArray: true,
    // All values as the texts that the server sends.
    typeCast: (field) => field.string(),
    // A server must not ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    ...(ssl === 'off'
      ? {}
      : {
          ssl: {
            rejectUnauthorized: ssl === 'verify',
            verifyIdentity: ssl === 'verify',
            ...(settings.certificateAuthority ? { ca: settings.certificateAuthority } : {}),
          },
        }),
  });
  let late = false;
  let ended = false;
  let broken = false;
  let reader: Readable | null = null;
  // A command that streams is not told by the driver that its connection is lost.
  connection.on('error', (error) => {
    broken = true;
    reader?.destroy(error);
  });
  const drop = () => {
    connection.destroy();
    reader?.destroy(new Error('the connection was given up'));
  };
  const deadline = setTimeout(
    () => {
      late = true;
      drop();
    },
    (timeoutSeconds + 60) * 1000,
  );
  context.signal.addEventListener('abort', drop, { once: true });
  const close = async () => {
    if (ended) return;
    ended = true;
    clearTimeout(deadline);
    context.signal.removeEventListener('abort', drop);
    if (broken || reader) drop();
    else await connection.promise().end().catch(drop);
  };
  const failure = (error: unknown) => {
    broken = true;
    return context.signal.aborted ? context.signal.reason : translateFailure(error, { settings, title, late });
  };
  const query = async (sql: string): Promise<{ rows: Texts[]; fields: FieldPacket[] }> => {
    try {
      const [rows, fields] = await connection.promise().query(sql);
      return { rows: rows as unknown as Texts[], fields };
    } catch (error) {
      throw failure(error);
    }
  };

  try {
    await connection
      .promise()
      .connect()
      .catch((error: unknown) => {
        throw failure(error);
      });
    const [[version]] = (await query('SELECT VERSION()')).rows as [[string]];
    const [limit, isolation] = version.includes('MariaDB')
      ? [`max_statement_time = ${timeoutSeconds}`, 'tx_isolation']
      : [`max_execution_time = ${timeoutSeconds * 1000}`, 'transaction_isolation'];
    // The server waits for a reader that is held back by what is done with the rows.
    await query(
      `SET SESSION time_zone = '+00:00', ${limit}, ${isolation} = 'REPEATABLE-READ', lock_wait_timeout = 30, net_write_timeout = ${timeoutSeconds}`,
    );
    await query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  } catch (error) {
    await close();
    throw error;
  }

  const relation = settings.query
    ? `(${settings.query.trim().replace(/;\s*$/, '')}\n) AS source`
    : `${quoteName(settings.schema ?? database)}.${quoteName(settings.table ?? '')}`;
  return {
    name: quoteName,
    title,
    relation,
    async tables() {
      const { rows } = await query(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1 LIMIT 10000`,
      );
      return rows.map(([name]) => name!);
    },
    columns: async () => (await query(`SELECT * FROM ${relation} LIMIT 0`)).fields.map(describeColumn),
    literal: (kind, text) => {
      if (kind === 'integer' || kind === 'number') return `(${text})`;
      return kind === 'date' ? `DATE'${text.slice(0, 10)}'` : `TIMESTAMP'${text}'`;
    },
    fingerprint: (key, row) => {
      // QUOTE tells NULL from a text and where each one ends.
      const digest = (expressions: string[]) =>
        `MD5(CONCAT_WS(',', ${expressions.map((expression) => `QUOTE(${expression})`).join(', ')}))`;
      return `CONCAT(${digest(key)}, ${digest(row)})`;
    },
    rows: async (sql) => (await query(sql)).rows,
    async *csv(sql) {
      reader = connection.query(sql).stream({ highWaterMark: 1000 });
      let text = '';
      try {
        for await (const row of reader) {
          text += csvRecord(row as Texts);
          if (text.length < chunkCharacters) continue;
          yield Buffer.from(text);
          text = '';
        }
        reader = null;
      } catch (error) {
        throw failure(error);
      }
      if (text !== '') yield Buffer.from(text);
    },
    close,
  };
}
