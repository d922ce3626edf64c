import pino, { type Logger } from 'pino';

export type { Logger };

/** Structured log lines (JSON) on standard error, without personal data: secrets and person fields are redacted. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['*.password', '*.token', '*.email', '*.cookie', '*.authorization', 'password', 'token', 'email'],
        censor: '[redacted]',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}

export const silentLog: Logger = pino({ level: 'silent' });
