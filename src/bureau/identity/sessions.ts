import { AppError, anonymous, type Principal } from '../../kernel/index.ts';
import { createAttempts } from './attempts.ts';
import {
  type ActiveSession,
  type Authenticator,
  sessionIdleMilliseconds,
  sessionMilliseconds,
} from './authentication.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { identityErrors } from './errors.ts';
import { checkPassword, hashPassword, needsRehash, verifyPassword } from './password.ts';
import { type IdentityDatabase, inTransaction, selectPeople, toPerson } from './repository.ts';
import type { Session } from './schema.ts';
import { csrfTokenOf, hashSecret, newSecret } from './secrets.ts';

/** A started session: its secret goes into the cookie and nowhere else. */
export interface StartedSession {
  secret: string;
  session: Session;
}

export interface Sessions {
  /**
   * Checks the password and starts a session under a new secret; one that the browser held before ends. Throws
   * `identity.wrong-credentials` (the same, and as late, for an unknown account), `identity.locked`,
   * `identity.disabled`.
   */
  signIn(input: {
    email: string;
    password: string;
    address: string;
    /** Cookie that the request carried. */
    cookie?: string;
    requestId?: string;
  }): Promise<StartedSession>;
  /** Ends the session of this cookie, if it is one. */
  signOut(cookie: string | undefined, requestId?: string): Promise<void>;
  /** Who this principal is, for `GET /session`. */
  describe(principal: Principal, session: ActiveSession | null): Promise<Session>;
  /** The session of a cookie, without the CSRF check: for reading it only. */
  find(cookie: string | undefined): Promise<ActiveSession | null>;
  /** Changes the own password; ends all sessions of the person and starts a new one. */
  changePassword(
    principal: Principal,
    input: { current: string; password: string; address: string; requestId?: string },
  ): Promise<StartedSession>;
}

export function createSessions(
  dependencies: IdentityDependencies,
  kysely: IdentityDatabase,
  authenticator: Authenticator,
): Sessions {
  const { audit, clock, database } = dependencies;
  const attempts = createAttempts(kysely, clock);

  async function start(person: string): Promise<{ secret: string; expiresAt: Date }> {
    const now = clock.now();
    const secret = newSecret();
    const expiresAt = new Date(now.getTime() + sessionMilliseconds);
    await kysely
      .deleteFrom('identity_sessions')
      .where((eb) =>
        eb.or([eb('expires_at', '<=', now), eb('seen_at', '<=', new Date(now.getTime() - sessionIdleMilliseconds))]),
      )
      .execute();
    await kysely
      .insertInto('identity_sessions')
      .values({ hash: hashSecret(secret), person, created_at: now, seen_at: now, expires_at: expiresAt })
      .execute();
    return { secret, expiresAt };
  }

  async function end(cookie: string): Promise<string | null> {
    const row = await kysely
      .deleteFrom('identity_sessions')
      .where('hash', '=', hashSecret(cookie))
      .returning('person')
      .executeTakeFirst();
    if (row) authenticator.forget(row.person);
    return row?.person ?? null;
  }

  const findRow = (column: 'p.email' | 'p.id', value: string) =>
    selectPeople(kysely).where(column, '=', value).executeTakeFirst();

  return {
    async signIn({ email, password, address, cookie, requestId }) {
      const normalised = normaliseEmail(email);
      const refused = (target: string, reason: string) =>
        audit.record({
          principal: anonymous,
          action: 'identity.sign-in',
          target,
          outcome: 'refused',
          requestId,
          details: { reason, address },
        });
      try {
        await attempts.take(normalised, address);
      } catch (error) {
        await refused('person:unknown', 'locked');
        throw error;
      }
      const row = await findRow('p.email', normalised);
      const right = await verifyPassword(row?.password_hash ?? null, password);
      if (!row || !right) {
        await refused(`person:${row?.id ?? 'unknown'}`, 'wrong-credentials');
        throw new AppError(identityErrors.wrongCredentials);
      }
      if (row.disabled_at) {
        await refused(`person:${row.id}`, 'disabled');
        throw new AppError(identityErrors.disabled);
      }
      await attempts.succeed(normalised, address);
      if (cookie) await end(cookie);
      if (needsRehash(row.password_hash)) {
        await kysely
          .updateTable('identity_people')
          .set({ password_hash: await hashPassword(password) })
          .where('id', '=', row.id)
          .where('password_hash', '=', row.password_hash)
          .execute();
      }
      const { secret, expiresAt } = await start(row.id);
      await audit.record({
        principal: { kind: 'person', id: row.id, organisation: row.organisation, roles: [], scopes: null },
        action: 'identity.sign-in',
        target: `person:${row.id}`,
        outcome: 'done',
        requestId,
        details: { address },
      });
      return {
        secret,
        session: {
          person: toPerson(row),
          csrfToken: csrfTokenOf(secret),
          expiresAt: expiresAt.toISOString(),
          mustChangePassword: row.must_change_password,
        },
      };
    },

    async signOut(cookie, requestId) {
      const person = cookie ? await end(cookie) : null;
      if (!person) return;
      await audit.record({
        principal: { kind: 'person', id: person, organisation: null, roles: [], scopes: null },
        action: 'identity.sign-out',
        target: `person:${person}`,
        outcome: 'done',
        requestId,
      });
    },

    async describe(principal, session) {
      const row =
        principal.kind === 'person' || principal.kind === 'token' ? await findRow('p.id', principal.id) : null;
      return {
        person: row ? toPerson(row) : null,
        csrfToken: session?.csrfToken ?? null,
        expiresAt: session?.expiresAt.toISOString() ?? null,
        mustChangePassword: session?.mustChangePassword ?? false,
      };
    },

    async find(cookie) {
      if (!cookie) return null;
      const { session } = await authenticator.authenticate({
        cookie,
        authorization: undefined,
        csrfToken: undefined,
        method: 'GET',
        address: '',
      });
      return session;
    },

    async changePassword(principal, { current, password, address, requestId }) {
      if (principal.kind !== 'person') throw new AppError(identityErrors.sessionNeeded);
      const row = await findRow('p.id', principal.id);
      if (!row) throw new AppError(identityErrors.sessionNeeded);
      const event = { principal, action: 'identity.password-changed', target: `person:${row.id}`, requestId };
      // A stolen session must not be a way to guess the password without limit.
      await attempts.take(row.email, address);
      if (!(await verifyPassword(row.password_hash, current))) {
        await audit.record({ ...event, outcome: 'refused' });
        throw new AppError(identityErrors.wrongCredentials);
      }
      await attempts.succeed(row.email, address);
      checkPassword(password, row);
      const hash = await hashPassword(password);
      await inTransaction(database, async (tables, transaction) => {
        await tables
          .updateTable('identity_people')
          .set({ password_hash: hash, must_change_password: false })
          .where('id', '=', row.id)
          .execute();
        await tables.deleteFrom('identity_sessions').where('person', '=', row.id).execute();
        await audit.record({ ...event, outcome: 'done' }, transaction);
      });
      authenticator.forget(row.id);
      const { secret, expiresAt } = await start(row.id);
      return {
        secret,
        session: {
          person: toPerson(row),
          csrfToken: csrfTokenOf(secret),
          expiresAt: expiresAt.toISOString(),
          mustChangePassword: false,
        },
      };
    },
  };
}

/** Emails are the same whatever the case and the form of their letters. PostgreSQL takes no NUL in a text. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').replaceAll('\0', '').trim().toLowerCase();
}
