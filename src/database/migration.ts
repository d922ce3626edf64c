import type { Kysely } from 'kysely';

/** One step of the metadata schema; applied once, in the order of `migrations/index.ts`, each in a transaction. */
export interface Migration {
  name: string;
  up(database: Kysely<unknown>): Promise<void>;
}
