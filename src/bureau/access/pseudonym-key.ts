import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/index.ts';

interface AccessTables extends Record<string, Record<string, unknown>> {
  access_keys: { name: string; secret: Buffer };
}

/** The secret behind pseudonyms, made at the first start and the same for all servers of one database. */
export async function loadPseudonymKey(database: Database): Promise<Buffer> {
  const kysely = database.kysely.withTables<AccessTables>();
  await kysely
    .insertInto('access_keys')
    .values({ name: 'pseudonym', secret: randomBytes(32) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { secret } = await kysely
    .selectFrom('access_keys')
    .select('secret')
    .where('name', '=', 'pseudonym')
    .executeTakeFirstOrThrow();
  return secret;
}
