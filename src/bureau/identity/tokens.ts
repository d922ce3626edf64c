import { AppError, kernelErrors, newId, type Principal } from '../../kernel/index.ts';
import type { Static } from '../../kernel/shape.ts';
import type { Authenticator } from './authentication.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { identityErrors } from './errors.ts';
import { type IdentityDatabase, inTransaction, toToken } from './repository.ts';
import type { Token, TokenInputShape } from './schema.ts';
import { hashSecret, newSecret } from './secrets.ts';

export type TokenInput = Static<typeof TokenInputShape>;

export interface Tokens {
  /** Makes a token of one's own, or (the platform itself) of `person`. The secret is returned here and never again. */
  create(
    principal: Principal,
    input: TokenInput,
    options?: { person?: string; requestId?: string },
  ): Promise<{ token: Token; secret: string }>;
  /** One's own live tokens, or (the platform itself) those of `person`, newest first. */
  list(principal: Principal, person?: string): Promise<Token[]>;
  /** Revokes one's own token, or any one with the right to manage people. */
  revoke(principal: Principal, id: string, requestId?: string): Promise<void>;
}

const liveTokens = 50;
const dayMilliseconds = 86_400_000;

export function createTokens(
  dependencies: IdentityDependencies,
  kysely: IdentityDatabase,
  authenticator: Authenticator,
): Tokens {
  const { access, audit, clock, database } = dependencies;

  function ownerOf(principal: Principal, person: string | undefined): string {
    if (principal.kind === 'system' && person !== undefined) return person;
    if (principal.kind === 'person' || principal.kind === 'token') return principal.id;
    throw new AppError(identityErrors.sessionNeeded);
  }

  const live = (person: string) =>
    kysely
      .selectFrom('identity_tokens')
      .where('person', '=', person)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', clock.now());

  return {
    async create(principal, input, { person, requestId } = {}) {
      access.require(principal, 'token:create');
      const owner = ownerOf(principal, person);
      const { count } = await live(owner)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= liveTokens) throw new AppError(identityErrors.tooManyTokens, { limit: liveTokens });
      const now = clock.now();
      const secret = `lng_${newSecret()}`;
      const row = await inTransaction(database, async (tables, transaction) => {
        const made = await tables
          .insertInto('identity_tokens')
          .values({
            id: newId('token', now),
            hash: hashSecret(secret),
            person: owner,
            name: input.name.trim(),
            scopes: input.scopes,
            created_at: now,
            expires_at: new Date(now.getTime() + input.days * dayMilliseconds),
            last_used_at: null,
            revoked_at: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        await audit.record(
          {
            principal,
            action: 'identity.token-created',
            target: `token:${made.id}`,
            outcome: 'done',
            requestId,
            details: { person: owner, scopes: input.scopes, days: input.days },
          },
          transaction,
        );
        return made;
      });
      return { token: toToken(row), secret };
    },

    async list(principal, person) {
      const rows = await live(ownerOf(principal, person)).selectAll().orderBy('created_at', 'desc').execute();
      return rows.map(toToken);
    },

    async revoke(principal, id, requestId) {
      const any = access.decide(principal, 'person:manage').allowed;
      const person = await inTransaction(database, async (tables, transaction) => {
        let query = tables
          .updateTable('identity_tokens')
          .set({ revoked_at: clock.now() })
          .where('id', '=', id)
          .where('revoked_at', 'is', null);
        if (!any) query = query.where('person', '=', ownerOf(principal, undefined));
        const row = await query.returning('person').executeTakeFirst();
        if (!row) throw new AppError(kernelErrors.notFound, { what: id });
        await audit.record(
          {
            principal,
            action: 'identity.token-revoked',
            target: `token:${id}`,
            outcome: 'done',
            requestId,
            details: { person: row.person },
          },
          transaction,
        );
        return row.person;
      });
      authenticator.forget(person);
    },
  };
}
