import { sql } from 'kysely';
import { openDatabase } from '../../src/database/index.ts';
import { AppError, silentLog } from '../../src/kernel/index.ts';

/**
 * A process of its own on a data folder, told what to do by messages: `write` commits a row in a table of its own name,
 * again and again for `flood`; `close` lets go. It may be killed at any time.
 */
const [dataFolder, name] = process.argv.slice(2) as [string, string];
const tell = (message: Record<string, unknown>) => process.send?.(message);

try {
  const database = await openDatabase({ dataFolder, databaseUrl: null }, silentLog);
  await database.kysely.transaction().execute(async (transaction) => {
    // PostgreSQL does not make `if not exists` safe against another one at the same moment.
    await sql`select pg_advisory_xact_lock(1)`.execute(transaction);
    await sql`create table if not exists contract_rows (writer text, n int, primary key (writer, n))`.execute(
      transaction,
    );
  });
  const write = (n: number) =>
    sql`insert into contract_rows values (${name}, ${n})`.execute(database.kysely).then(() => tell({ written: n }));
  process.on('message', async (order: { do: 'write' | 'flood' | 'close'; n: number }) => {
    if (order.do === 'write') await write(order.n);
    else if (order.do === 'flood') for (let n = 1; ; n++) await write(n);
    else {
      await database.close();
      tell({ closed: true });
      process.disconnect();
    }
  });
  tell({ open: new URL(database.url).port });
} catch (error) {
  tell({ failed: error instanceof AppError ? error.code : String(error) });
  process.disconnect?.();
}
