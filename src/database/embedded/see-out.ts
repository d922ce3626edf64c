import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Binaries } from './binaries.ts';
import { stopPostmaster } from './postmaster.ts';
import { processRuns } from './process-state.ts';

/** Work that was under way when the server was told to stop may go on for so long; then it is broken as by a crash. */
const graceMilliseconds = 5000;

/** Waits for the end of a server that somebody told to stop, and brings it about when it takes too long. */
export async function seeOut(folder: string, pid: number, binaries: Binaries): Promise<void> {
  const impatient = Date.now() + graceMilliseconds;
  while (processRuns(pid)) {
    if (Date.now() > impatient) return stopPostmaster(folder, pid, binaries);
    await delay(20);
  }
}

/**
 * Leaves a server that somebody told to stop. It waits for its connections, and pools, listeners and holders never go by
 * themselves: whoever does nothing is sent away, of any process, and our own goes last.
 */
export async function leaveTogether(client: pg.Client): Promise<void> {
  // Where it can't be asked any more, our own connection is gone too.
  while ((await sendIdleAway(client).catch(() => 0)) > 0) await delay(50);
  await client.end().catch(() => {});
}

/** Ends the sessions that do nothing now, and counts all that were there besides the asking one. */
async function sendIdleAway(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ found: number }>(
    `select count(*)::int as found, count(case when state = 'idle' then pg_terminate_backend(pid) end) as sent
      from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  return rows[0]?.found ?? 0;
}
