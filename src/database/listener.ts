import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../kernel/index.ts';

/** A connection that hears the notifications of one channel, for as long as it is open. */
export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens on a channel. A broken connection is made anew; `onGap` is told, since what was notified in between is lost.
 * Callers poll besides: a notification makes things quick, it is never what they depend on.
 */
export async function listen(
  url: string,
  channel: string,
  hooks: { onMessage(payload: string): void; onGap(): void; log: Logger },
): Promise<Listener> {
  let closed = false;
  let client: pg.Client | null = null;

  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'lingnan listener', keepAlive: true });
    next.on('error', () => {});
    next.on('notification', (message) => hooks.onMessage(message.payload ?? ''));
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    next.once('end', () => {
      client = null;
      if (!closed) void reopen();
    });
  };
  const reopen = async (): Promise<void> => {
    for (let wait = 100; !closed; wait = Math.min(wait * 2, 5000)) {
      try {
        await open();
        if (closed) await close();
        else hooks.onGap();
        return;
      } catch (error) {
        hooks.log.warn({ error, channel }, 'cannot listen to the database yet');
        await delay(wait, undefined, { ref: false });
      }
    }
  };
  const close = async (): Promise<void> => {
    closed = true;
    const open = client;
    client = null;
    await open?.end().catch(() => {});
  };

  await open();
  return { close };
}
