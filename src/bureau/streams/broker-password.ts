import type { DatabaseTransaction } from '../../database/index.ts';
import { AppError, type Clock, type Principal } from '../../kernel/index.ts';
import type { Audit } from '../audit/index.ts';
import type { SecretKey } from '../sources/index.ts';
import { brokerAddress } from './broker-address.ts';
import { streamsErrors } from './errors.ts';
import type { StreamRow, StreamsRepository } from './repository.ts';
import type { Stream, StreamDeclaration } from './schema.ts';

/**
 * Passwords with which streams sign in to other brokers: set by people, opened for the way in alone, told by nothing but
 * that there is one. Each is sealed for its stream and for one place: whoever may change a stream may not thereby read
 * what it signs in with.
 */
export function createBrokerPasswords(parts: {
  repository: StreamsRepository;
  key: SecretKey;
  audit: Audit;
  clock: Clock;
}) {
  const { repository, key, audit, clock } = parts;

  async function record(principal: Principal, action: string, stream: string, transaction: DatabaseTransaction) {
    await audit.record({ principal, action, target: `stream:${stream}`, outcome: 'done' }, transaction);
  }

  async function remove(principal: Principal, id: string, transaction: DatabaseTransaction): Promise<void> {
    const removed = await repository.removeSecret(id, transaction);
    if (removed) await record(principal, 'streams.broker-password-removed', id, transaction);
  }

  return {
    async told({ id, declaration }: StreamRow): Promise<Stream['brokerPassword']> {
      if (!declaration.broker) return null;
      const row = await repository.secret(id);
      return { set: row !== undefined, setAt: row?.set_at.toISOString() ?? null };
    },

    async set(principal: Principal, { id, declaration }: StreamRow, value: string): Promise<void> {
      if (!declaration.broker) throw new AppError(streamsErrors.noBroker, { stream: id });
      const sealed = key.seal(value, aboutOf(declaration));
      const row = { stream: id, ...sealed, set_by: principal.id, set_at: clock.now() };
      await repository.transaction(async (transaction) => {
        await repository.saveSecret(row, transaction);
        await record(principal, 'streams.broker-password-set', id, transaction);
      });
    },

    remove: (principal: Principal, id: string) =>
      repository.transaction((transaction) => remove(principal, id, transaction)),

    /** Takes the password of a stream away that now leads to another place: it was not set for that one. */
    async follow(
      principal: Principal,
      change: { before: StreamDeclaration; after: StreamDeclaration },
      transaction: DatabaseTransaction,
    ): Promise<void> {
      if (aboutOf(change.before) !== aboutOf(change.after)) await remove(principal, change.after.id, transaction);
    },

    /** The password of a stream for the broker that this declaration names; null when none is set. */
    async open(declaration: StreamDeclaration): Promise<string | null> {
      const row = await repository.secret(declaration.id);
      if (!row) return null;
      const password = key.open(row, aboutOf(declaration));
      if (password === null) throw new AppError(streamsErrors.passwordUnreadable, { stream: declaration.id });
      return password;
    },
  };
}

/** What a password is sealed for: its stream, and to whom it is told there, which is an address and a user name. */
function aboutOf({ id, broker }: StreamDeclaration): string {
  if (!broker) return `stream:${id}`;
  const { scheme, host, port } = brokerAddress(broker.url);
  return `stream:${id} ${JSON.stringify([scheme, host, port, broker.username ?? ''])}`;
}
