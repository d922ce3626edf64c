import { type Kysely, sql } from 'kysely';
import { AppError } from '../kernel/error.ts';
import { databaseErrors } from './errors.ts';
import type { Migration } from './migration.ts';

/** Any number that no other advisory lock of ours uses. */
const migrationLock = 7_216_001;

/**
 * Applies the steps that this database lacks, in order, all in one transaction: an upgrade is done whole or not at all.
 * Servers that start at the same time wait for each other. Refuses a database that a newer release has upgraded.
 */
export async function migrate(database: Kysely<unknown>, migrations: Migration[]): Promise<string[]> {
  const known = await appliedNames(database);
  const pending = (applied: string[]) => migrations.filter((migration) => !applied.includes(migration.name));
  refuseNewer(known, migrations);
  if (pending(known).length === 0) return [];
  return database.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(migrationLock)})`.execute(transaction);
    await sql`create table if not exists schema_migrations (
      name text primary key,
      applied_at timestamptz not null default now()
    )`.execute(transaction);
    const applied = await appliedNames(transaction);
    refuseNewer(applied, migrations);
    const steps = pending(applied);
    for (const step of steps) {
      try {
        await step.up(transaction);
      } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new AppError(databaseErrors.migrationFailed, { name: step.name, problem }, { cause });
      }
      await sql`insert into schema_migrations (name) values (${step.name})`.execute(transaction);
    }
    return steps.map((step) => step.name);
  });
}

async function appliedNames(database: Kysely<unknown>): Promise<string[]> {
  const exists = await sql<{ found: boolean }>`select to_regclass('schema_migrations') is not null as found`.execute(
    database,
  );
  if (!exists.rows[0]?.found) return [];
  const { rows } = await sql<{ name: string }>`select name from schema_migrations order by name`.execute(database);
  return rows.map((row) => row.name);
}

function refuseNewer(applied: string[], migrations: Migration[]): void {
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) throw new AppError(databaseErrors.newerSchema, { names: unknown.join(', ') });
}
