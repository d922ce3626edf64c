import { sql } from 'kysely';
import { AppError, anonymous, type Clock, type Principal, type Role } from '../../kernel/index.ts';
import { identityErrors } from './errors.ts';
import type { IdentityDatabase } from './repository.ts';
import { csrfTokenOf, hashSecret, sameText } from './secrets.ts';

/** What a request shows of its sender. */
export interface Credentials {
  /** Value of the cookie `lingnan_session`. */
  cookie: string | undefined;
  authorization: string | undefined;
  csrfToken: string | undefined;
  origin?: string | undefined;
  /** Name and port that the client asked for (the Host header). */
  host?: string | undefined;
  method: string;
  address: string;
}

/** The sign-in session of a request. */
export interface ActiveSession {
  hash: string;
  person: string;
  csrfToken: string;
  expiresAt: Date;
  mustChangePassword: boolean;
}

export interface Authentication {
  principal: Principal;
  session: ActiveSession | null;
}

/** A session ends after two hours without a request, and after twelve hours in any case. */
export const sessionIdleMilliseconds = 2 * 3_600_000;
export const sessionMilliseconds = 12 * 3_600_000;

/** Other servers learn of a sign-out, a revoked token or a disabled person within this time. */
export const cacheMilliseconds = 5_000;
const cacheLimit = 10_000;
/** How exactly the last use is kept. */
const seenEveryMilliseconds = 60_000;

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

interface Known {
  principal: Principal;
  /** When the session or token ends, whatever happens. */
  endsAt: Date;
  seenAt: Date | null;
  mustChangePassword: boolean;
  readAt: number;
}

export interface Authenticator {
  authenticate(credentials: Credentials): Promise<Authentication>;
  /** Drops what this process remembers; all of it when no person is named. */
  forget(person?: string): void;
}

/**
 * Tells who asks. A request with an Authorization header is judged by that alone, and never falls back to its cookie:
 * a bad token is refused. A cookie that means nothing (any more) is a citizen's. Changes under a cookie need the
 * session's CSRF token, and no change may come from a page of another site.
 */
export function createAuthenticator(
  kysely: IdentityDatabase,
  clock: Clock,
  config: { publicUrl: string },
): Authenticator {
  const cache = new Map<string, Known>();

  async function authenticateToken(authorization: string): Promise<Authentication> {
    const secret = /^Bearer +(lng_[\w-]{43})$/i.exec(authorization)?.[1];
    const known = secret ? await look(`token:${hashSecret(secret)}`, readToken) : null;
    if (!known) throw new AppError(identityErrors.badToken);
    return { principal: known.principal, session: null };
  }

  async function authenticateSession(secret: string): Promise<Authentication | null> {
    const hash = hashSecret(secret);
    const known = await look(`session:${hash}`, readSession);
    if (!known) return null;
    const { principal, endsAt, mustChangePassword } = known;
    return {
      principal,
      session: { hash, person: principal.id, csrfToken: csrfTokenOf(secret), expiresAt: endsAt, mustChangePassword },
    };
  }

  async function look(key: string, read: (hash: string) => Promise<Known | null>): Promise<Known | null> {
    const now = clock.now();
    const cached = cache.get(key);
    if (cached && now.getTime() - cached.readAt < cacheMilliseconds && cached.endsAt > now) return cached;
    cache.delete(key);
    const known = await read(key.slice(key.indexOf(':') + 1));
    if (!known) return null;
    if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!);
    cache.set(key, known);
    return known;
  }

  async function readSession(hash: string): Promise<Known | null> {
    const now = clock.now();
    const row = await kysely
      .selectFrom('identity_sessions as s')
      .innerJoin('identity_people as p', 'p.id', 's.person')
      .select(['p.id', 'p.organisation', 'p.roles', 'p.must_change_password', 's.expires_at', 's.seen_at'])
      .where('s.hash', '=', hash)
      .where('s.expires_at', '>', now)
      .where('s.seen_at', '>', new Date(now.getTime() - sessionIdleMilliseconds))
      .where('p.disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    if (now.getTime() - row.seen_at.getTime() > seenEveryMilliseconds) {
      await kysely.updateTable('identity_sessions').set({ seen_at: now }).where('hash', '=', hash).execute();
    }
    return {
      principal: {
        kind: 'person',
        id: row.id,
        organisation: row.organisation,
        roles: row.must_change_password ? [] : (row.roles as Role[]),
        scopes: null,
      },
      endsAt: row.expires_at,
      seenAt: row.seen_at,
      mustChangePassword: row.must_change_password,
      readAt: now.getTime(),
    };
  }

  async function readToken(hash: string): Promise<Known | null> {
    const now = clock.now();
    const row = await kysely
      .selectFrom('identity_tokens as t')
      .innerJoin('identity_people as p', 'p.id', 't.person')
      .select(['p.id', 'p.organisation', 'p.roles', 't.scopes', 't.expires_at', 't.last_used_at'])
      .where('t.hash', '=', hash)
      .where('t.expires_at', '>', now)
      .where('t.revoked_at', 'is', null)
      .where('p.disabled_at', 'is', null)
      .executeTakeFirst();
    if (!row) return null;
    if (now.getTime() - (row.last_used_at?.getTime() ?? 0) > seenEveryMilliseconds) {
      await kysely
        .updateTable('identity_tokens')
        .set({ last_used_at: sql`greatest(last_used_at, ${now})` })
        .where('hash', '=', hash)
        .execute();
    }
    return {
      principal: {
        kind: 'token',
        id: row.id,
        organisation: row.organisation,
        roles: row.roles as Role[],
        scopes: row.scopes,
      },
      endsAt: row.expires_at,
      seenAt: row.last_used_at,
      mustChangePassword: false,
      readAt: now.getTime(),
    };
  }

  return {
    async authenticate({ cookie, authorization, csrfToken, origin, host, method }) {
      if (authorization !== undefined) return authenticateToken(authorization);
      const change = !safeMethods.has(method.toUpperCase());
      if (change && origin !== undefined && !isOwnOrigin(origin, config.publicUrl, host)) {
        throw new AppError(identityErrors.crossSite);
      }
      const found = cookie ? await authenticateSession(cookie) : null;
      if (!found?.session) return { principal: anonymous, session: null };
      if (change && !sameText(csrfToken ?? '', found.session.csrfToken)) throw new AppError(identityErrors.crossSite);
      return found;
    },
    forget(person) {
      for (const [key, known] of cache) if (person === undefined || known.principal.id === person) cache.delete(key);
    },
  };
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A page of ours: of the public address, of the host that was asked, or of this machine under another of its names. */
function isOwnOrigin(origin: string, publicUrl: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  const own = new URL(publicUrl);
  if (page.origin === own.origin || (host !== undefined && page.host === host)) return true;
  const samePort = own.port === page.port || own.port === '0';
  return loopback.has(page.hostname) && loopback.has(own.hostname) && samePort;
}
