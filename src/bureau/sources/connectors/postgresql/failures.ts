import { AppError } from '../../../../kernel/index.ts';
import { databaseErrors } from '../databases/errors.ts';
import type { DatabaseSettings } from '../databases/settings.ts';

/** A failure of the server or the connection as one that a steward understands. */
export function translateFailure(
  cause: unknown,
  { settings, title, late }: { settings: DatabaseSettings; title: string; late: boolean },
): unknown {
  if (cause instanceof AppError) return cause;
  const { message, code = '' } = cause as Error & { code?: string };
  const { host, port = 5432, database, user, timeoutSeconds = 3600 } = settings;
  const problem = message.split('\n')[0]!.slice(0, 300);
  const fail = (error: (typeof databaseErrors)[keyof typeof databaseErrors]) =>
    new AppError(error, { host, port, database, user, table: title, seconds: timeoutSeconds, problem }, { cause });
  if (late || code === '57014') return fail(databaseErrors.databaseTimeout);
  if (code === '28P01' || code === '28000') return fail(databaseErrors.databaseSignIn);
  if (code === '3D000') return fail(databaseErrors.databaseMissing);
  if (code === '42P01' || code === '3F000') return fail(databaseErrors.databaseTableMissing);
  if (code === '42501') return fail(databaseErrors.databaseDenied);
  if (code === '55P03') return fail(databaseErrors.databaseLocked);
  if (code.startsWith('57P') || code.startsWith('08')) return fail(databaseErrors.databaseConnectionLost);
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) return fail(databaseErrors.databaseQuery);
  if (/certificate|self.signed|SSL|TLS/i.test(`${code} ${message}`)) return fail(databaseErrors.databaseEncryption);
  if (unreached.has(code) || /timeout expired/.test(message)) return fail(databaseErrors.databaseUnreachable);
  return fail(databaseErrors.databaseConnectionLost);
}

const unreached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOTFOUND', 'EADDRNOTAVAIL']);
