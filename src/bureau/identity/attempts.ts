import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError, type Clock, type Text } from '../../kernel/index.ts';
import { identityErrors } from './errors.ts';
import type { IdentityDatabase } from './repository.ts';

/** How failures lock: from the `free` + 1st on, for `first` seconds and twice as long each time, up to `longest`. */
interface Limit {
  free: number;
  firstSeconds: number;
  longestSeconds: number;
}

// An account is locked for a quarter of an hour at most, so that a stranger can't lock its owner out for long: 96
// guesses a day against a password that is no common one. One address may serve a whole office, so it is given more.
const accountLimit: Limit = { free: 5, firstSeconds: 60, longestSeconds: 900 };
const addressLimit: Limit = { free: 30, firstSeconds: 60, longestSeconds: 3600 };

/** Failures are forgotten after a day without one. */
const forgetAfterHours = 24;

/** Counts failed sign-ins, in the database, for all servers together. */
export interface Attempts {
  /**
   * Takes one try for the account and the address, before the password is looked at, so that tries side by side can't
   * pass the limit. Throws `identity.locked` with the time left.
   */
  take(email: string, address: string): Promise<void>;
  /** The try was right: the account starts anew, and the address gets its try back. */
  succeed(email: string, address: string): Promise<void>;
  /** Unlocks an account, as when its password is reset. */
  forgive(email: string): Promise<void>;
}

export function createAttempts(kysely: IdentityDatabase, clock: Clock): Attempts {
  async function takeOne(key: string, limit: Limit): Promise<void> {
    const now = clock.now();
    const stale = sql<boolean>`a.last_at < ${now}::timestamptz - make_interval(hours => ${forgetAfterHours})`;
    const failures = sql<number>`case when ${stale} then 1 else a.failures + 1 end`;
    const taken = await sql<{ failures: number }>`
      insert into identity_attempts as a (key, failures, last_at, locked_until) values (${key}, 1, ${now}, null)
      on conflict (key) do update set
        failures = ${failures},
        last_at = ${now},
        locked_until = case when ${failures} < ${limit.free} then null else ${now}::timestamptz + make_interval(secs =>
          least(${limit.longestSeconds}::float8,
            ${limit.firstSeconds}::float8 * power(2, least(20, ${failures} - ${limit.free})))) end
      where a.locked_until is null or a.locked_until <= ${now}
      returning failures`.execute(kysely);
    if (taken.rows.length > 0) return;
    const row = await kysely
      .selectFrom('identity_attempts')
      .select('locked_until')
      .where('key', '=', key)
      .executeTakeFirst();
    const seconds = Math.max(1, Math.ceil(((row?.locked_until?.getTime() ?? 0) - now.getTime()) / 1000));
    const left = timeLeft(seconds);
    throw new AppError(identityErrors.locked, { seconds, leftZh: left.zh, leftEn: left.en });
  }

  return {
    async take(email, address) {
      await takeOne(addressKey(address), addressLimit);
      await takeOne(accountKey(email), accountLimit);
    },
    async succeed(email, address) {
      await kysely.deleteFrom('identity_attempts').where('key', '=', accountKey(email)).execute();
      await kysely
        .updateTable('identity_attempts')
        .set({ failures: sql<number>`greatest(0, failures - 1)`, locked_until: null })
        .where('key', '=', addressKey(address))
        .execute();
      await kysely
        .deleteFrom('identity_attempts')
        .where('last_at', '<', new Date(clock.now().getTime() - forgetAfterHours * 3_600_000))
        .execute();
    },
    async forgive(email) {
      await kysely.deleteFrom('identity_attempts').where('key', '=', accountKey(email)).execute();
    },
  };
}

/** A span as a person says it: `45 秒`, `3 分钟`, `1 小时`. */
export function timeLeft(seconds: number): Text {
  if (seconds < 60) return { zh: `${seconds} 秒`, en: seconds === 1 ? '1 second' : `${seconds} seconds` };
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return { zh: `${minutes} 分钟`, en: minutes === 1 ? '1 minute' : `${minutes} minutes` };
  const hours = Math.ceil(minutes / 60);
  return { zh: `${hours} 小时`, en: hours === 1 ? '1 hour' : `${hours} hours` };
}

// Hashed: what people type into the email field by mistake may be their password.
function accountKey(email: string): string {
  return `account:${createHash('sha256').update(email).digest('hex')}`;
}

/** IPv6 clients own a whole /64, so they count as that. */
function addressKey(address: string): string {
  if (!address.includes(':') || /^::ffff:\d+\./i.test(address)) return `address:${address}`;
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const groups = tail === undefined ? front : [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return `address:${groups.slice(0, 4).join(':')}::/64`;
}
