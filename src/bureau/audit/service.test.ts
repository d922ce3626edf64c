import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { silentLog, systemClock, systemPrincipal } from '../../kernel/index.ts';
import { genesisHash, hashEvent } from './chain.ts';
import { type Audit, createAudit } from './service.ts';

let database: Database;
let dataFolder: string;
let audit: Audit;

const event = (target: string, details: Record<string, unknown> = {}) => ({
  principal: systemPrincipal('test'),
  action: 'test.made',
  target,
  outcome: 'done' as const,
  details,
});

const open = () => createAudit({ database, clock: systemClock, config: { dataFolder }, log: silentLog });

beforeEach(async () => {
  database = await openTestDatabase();
  dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-audit-'));
  audit = open();
});

afterEach(async () => {
  await audit.close();
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

test('events are chained in order, each by its hash to the one before', async () => {
  for (let n = 1; n <= 5; n++) await audit.record(event(`thing:${n}`, { n, 名: '值', amount: 1e21 }));
  const { items, next } = await audit.list();
  expect(next).toBeNull();
  expect(items.map((item) => item.target)).toEqual(['thing:5', 'thing:4', 'thing:3', 'thing:2', 'thing:1']);
  let previous = genesisHash;
  for (const { hash, ...item } of items.toReversed()) {
    expect(item.previousHash).toBe(previous);
    expect(hashEvent(item)).toBe(hash);
    previous = hash;
  }
});

test('an event in a transaction shares its fate', async () => {
  await expect(
    database.kysely.transaction().execute(async (transaction) => {
      await audit.record(event('thing:undone'), transaction);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await database.kysely.transaction().execute((transaction) => audit.record(event('thing:done'), transaction));
  const { items } = await audit.list();
  expect(items.map((item) => item.target)).toEqual(['thing:done']);
});

test('the database refuses to change or remove what is chained', async () => {
  await audit.record(event('thing:1'));
  await audit.flush();
  for (const statement of [
    `update audit_events set actor = 'somebody else'`,
    'delete from audit_events',
    'truncate audit_events cascade',
    'delete from audit_checkpoints',
    `update audit_inbox set actor = 'x'`,
  ]) {
    await expect(sql.raw(statement).execute(database.kysely), statement).rejects.toThrow(/append-only/);
  }
  expect((await audit.list()).items).toHaveLength(1);
});

test('filters and cursor', async () => {
  for (let n = 0; n < 25; n++) {
    await audit.record({ ...event(`thing:${n % 2}`), action: n < 5 ? 'first.done' : 'second.done' });
  }
  expect((await audit.list({ action: 'first.' })).items).toHaveLength(5);
  expect((await audit.list({ action: 'first' })).items).toHaveLength(0);
  expect((await audit.list({ target: 'thing:1' })).items).toHaveLength(12);
  expect((await audit.list({ from: new Date(Date.now() + 60_000).toISOString() })).items).toHaveLength(0);
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await audit.list({ limit: 10, cursor });
    seen.push(...page.items.map((item) => item.sequence));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
});

test('two servers append to one chain without a fork or a loss', async () => {
  const other = open();
  await Promise.all(
    Array.from({ length: 400 }, (_, n) => (n % 2 ? audit : other).record(event(`thing:${n}`))).concat([
      audit.flush(),
      other.flush(),
    ]),
  );
  await Promise.all([audit.flush(), other.flush()]);
  expect(await audit.inboxDepth()).toBe(0);
  const { rows } = await sql<{ events: number; links: number }>`
    select count(*) as events, count(*) filter (where exists (
      select from audit_events before where before.hash = event.previous_hash and before.sequence = event.sequence - 1
    )) as links from audit_events event`.execute(database.kysely);
  expect(rows).toEqual([{ events: 400, links: 399 }]);
  await other.close();
});

test('details lose what looks personal or cannot be stored, and the event stays', async () => {
  await audit.record(
    event('thing:1', {
      password: 'p',
      note: 'mail li@example.cn id 11010519491231002X tel 13800138000',
      bad: 'a\u0000b\ud800c',
      day: new Date('2026-11-24T00:00:00Z'),
      long: 'x'.repeat(5000),
      big: 10n ** 30n,
      count: 138001380001,
    }),
  );
  const [item] = (await audit.list()).items;
  expect(item?.details).toMatchObject({
    password: '[redacted]',
    note: 'mail [redacted] id [redacted] tel [redacted]',
    bad: 'a\uFFFDb\uFFFDc',
    day: '2026-11-24T00:00:00.000Z',
    count: 138001380001,
  });
  expect(String(item?.details['long'])).toHaveLength(1001);
});

test('the key is kept readable by its owner alone, and is the same after a restart', async () => {
  expect(statSync(path.join(dataFolder, 'keys', 'audit.ed25519.pem')).mode & 0o777).toBe(0o600);
  const again = open();
  expect(again.publicKey).toEqual(audit.publicKey);
  await again.close();
});
