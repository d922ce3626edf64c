import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase } from './testing.ts';

test('a test database is migrated and reads types as documented', async () => {
  const database = await openTestDatabase();
  const { rows } = await sql`
    select 9007199254740991::bigint as safe, 9007199254740993::bigint as unsafe, date '2026-11-24' as day,
      timestamptz '2026-11-24 09:30+08' as instant, 1.50::numeric as amount, upper('é中') as upper,
      (select count(*) from schema_migrations) as migrations
  `.execute(database.kysely);
  expect(rows[0]).toMatchObject({
    safe: 9007199254740991,
    unsafe: '9007199254740993',
    day: '2026-11-24',
    instant: new Date('2026-11-24T01:30:00Z'),
    amount: '1.50',
    upper: 'É中',
  });
  await database.close();
});
