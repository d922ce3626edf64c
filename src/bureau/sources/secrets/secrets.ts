import type { DatabaseTransaction } from '../../../database/index.ts';
import { AppError, type Principal } from '../../../kernel/index.ts';
import type { SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { SourceRow } from '../repository.ts';
import type { Source } from '../schema.ts';
import { isAsked } from './schema.ts';

/** Secrets of sources: set by people, opened for connectors alone, told by name only. */
export function createSecrets(parts: SourcesParts) {
  const { repository, key, audit, clock } = parts;
  const about = (source: string, name: string) => `${source}/${name}`;

  function requireName(source: SourceRow, name: string): void {
    const known = Object.keys(parts.connector(source.declaration.connector.type).secrets);
    if (!known.includes(name)) throw new AppError(sourcesErrors.secretUnknown, { name, known });
  }

  return {
    /** Names of the secrets that its settings ask for, and those that are set. */
    async list(source: SourceRow): Promise<Source['secrets']> {
      const set = new Map((await repository.secrets(source.id)).map((row) => [row.name, row]));
      const { connector } = source.declaration;
      const { secrets, secretsWith = {} } = parts.connector(connector.type);
      return Object.entries(secrets)
        .filter(([name]) => set.has(name) || isAsked(secretsWith[name], connector))
        .map(([name, title]) => ({
          name,
          title,
          set: set.has(name),
          setAt: set.get(name)?.set_at.toISOString() ?? null,
        }));
    },

    async set(principal: Principal, id: string, name: string, value: string): Promise<void> {
      const source = await parts.require(principal, id, 'source:edit');
      requireName(source, name);
      const row = { source: id, name, ...key.seal(value, about(id, name)), set_by: principal.id, set_at: clock.now() };
      await repository.transaction(async (transaction) => {
        await repository.saveSecret(row, transaction);
        await audit.record(
          { principal, action: 'sources.secret-set', target: `source:${id}`, outcome: 'done', details: { name } },
          transaction,
        );
      });
    },

    async remove(principal: Principal, id: string, name: string): Promise<void> {
      await parts.require(principal, id, 'source:edit');
      await repository.transaction(async (transaction) => {
        await repository.removeSecret(id, name, transaction);
        await audit.record(
          { principal, action: 'sources.secret-removed', target: `source:${id}`, outcome: 'done', details: { name } },
          transaction,
        );
      });
    },

    /** Takes all secrets of a source away that now leads to another place: they were not set for that one. */
    async forget(principal: Principal, id: string, transaction: DatabaseTransaction): Promise<void> {
      for (const { name } of await repository.secrets(id)) {
        await repository.removeSecret(id, name, transaction);
        await audit.record(
          { principal, action: 'sources.secret-removed', target: `source:${id}`, outcome: 'done', details: { name } },
          transaction,
        );
      }
    },

    /**
     * Opens secrets for one use of a connector, and takes their text out of whatever is told of that use. Those that are
     * `given` go before those that are kept; without a source there are only these.
     */
    opener(source: string | null, given: Record<string, string> = {}) {
      const opened = new Set<string>();
      return {
        async secret(name: string): Promise<string> {
          const written = Object.hasOwn(given, name) ? given[name] : undefined;
          if (written) {
            opened.add(written);
            return written;
          }
          if (source === null) throw new AppError(sourcesErrors.secretMissing, { source: '…', name });
          const row = (await repository.secrets(source)).find((secret) => secret.name === name);
          if (!row) throw new AppError(sourcesErrors.secretMissing, { source, name });
          const text = key.open(row, about(source, name));
          if (text === null) throw new AppError(sourcesErrors.secretUnreadable, { source, name });
          if (text !== '') opened.add(text);
          return text;
        },
        redact(text: string): string {
          let told = text;
          for (const secret of opened) for (const form of formsOf(secret)) told = told.replaceAll(form, '••••');
          return told;
        },
      };
    },
  };
}

export type Secrets = ReturnType<typeof createSecrets>;

/** The ways in which a secret may stand in a message: plain, in an address, in an Authorization header. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), base64])].sort(
    (a, b) => b.length - a.length,
  );
}
