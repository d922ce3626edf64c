import { AppError, type ErrorCode } from '../../../../kernel/index.ts';
import { databaseErrors } from '../databases/errors.ts';
import type { DatabaseSettings } from '../databases/settings.ts';

/** A failure of the server or the connection as one that a steward understands. */
export function translateFailure(
  cause: unknown,
  { settings, title, late }: { settings: DatabaseSettings; title: string; late: boolean },
): unknown {
  if (cause instanceof AppError) return cause;
  const { message, code = '', errno = 0 } = cause as Error & { code?: string; errno?: number };
  const { host, port = 3306, database, user, timeoutSeconds = 3600 } = settings;
  const problem = (message || code).split('\n')[0]!.slice(0, 300);
  const error = late ? databaseErrors.databaseTimeout : codeOf(errno, code);
  return new AppError(error, { host, port, database, user, table: title, seconds: timeoutSeconds, problem }, { cause });
}

/** By the numbers of MySQL and MariaDB, then by the names that Node and the driver give. */
function codeOf(errno: number, code: string): ErrorCode {
  if ([1045, 1698, 1251, 1130, 1862].includes(errno) || code.startsWith('AUTH_')) return databaseErrors.databaseSignIn;
  if ([1044, 1049].includes(errno)) return databaseErrors.databaseMissing;
  if ([1146, 1051, 1356].includes(errno)) return databaseErrors.databaseTableMissing;
  if ([1142, 1143, 1370].includes(errno)) return databaseErrors.databaseDenied;
  if ([3024, 1969, 1317].includes(errno)) return databaseErrors.databaseTimeout;
  if ([1205, 1222].includes(errno)) return databaseErrors.databaseLocked;
  if (errno === 1412) return databaseErrors.databaseTableRebuilt;
  if ([1053, 1927].includes(errno)) return databaseErrors.databaseConnectionLost;
  if (/SSL|CERT|TLS/.test(code)) return databaseErrors.databaseEncryption;
  if (code.startsWith('ER_')) return databaseErrors.databaseQuery;
  return unreached.has(code) ? databaseErrors.databaseUnreachable : databaseErrors.databaseConnectionLost;
}

const unreached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOTFOUND', 'EADDRNOTAVAIL']);
