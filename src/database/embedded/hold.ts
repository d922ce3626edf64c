import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../../kernel/error.ts';
import type { Logger } from '../../kernel/log.ts';
import { databaseErrors } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, openCluster, saveCluster, superuser } from './cluster.ts';
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import { processRuns } from './process-state.ts';
import { seeOut } from './see-out.ts';
import { chooseLauncher } from './system-user.ts';

/** The data folder whose server is wanted. */
export interface EmbeddedOptions {
  dataFolder: string;
  log: Logger;
  /** Server settings besides our own, for tests. */
  settings?: Record<string, string>;
}

/** A connection of ours that keeps a server running. */
export interface Hold {
  cluster: Cluster;
  postmaster: Postmaster;
  client: pg.Client;
  joined: boolean;
}

/**
 * Takes hold of the server of a data folder, starting one where none runs. One that is on its way down is first seen
 * to its end; nothing is started once the signal says that we are closing. Needs the folder lock.
 */
export async function takeHold(options: EmbeddedOptions, binaries: Binaries, signal: AbortSignal): Promise<Hold> {
  const { dataFolder, log } = options;
  const launcher = () => chooseLauncher({ folder: dataFolder, program: binaries.postgres });
  const cluster = openCluster(dataFolder, binaries, launcher);
  const deadline = Date.now() + 60_000;
  for (;;) {
    // Looked at anew in each round: it may be told to stop, or die, while we knock.
    const running = findPostmaster(cluster.folder);
    if (running?.status === 'stopping') {
      await seeOut(cluster.folder, running.pid, binaries);
      continue;
    }
    signal.throwIfAborted();
    const postmaster =
      running ?? (await startPostmaster(cluster, { binaries, launcher: launcher() }, options.settings ?? {}));
    const client = await register(cluster, postmaster).catch((cause) => {
      const code = (cause as { code?: string }).code;
      // Starting up or shutting down: 57P03; not listening yet, or no more: ECONNREFUSED.
      if ((code === '57P03' || code === 'ECONNREFUSED') && Date.now() < deadline) return null;
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new AppError(databaseErrors.unreachable, { server: `127.0.0.1:${postmaster.port}`, problem }, { cause });
    });
    if (client) {
      if (cluster.port !== postmaster.port) saveCluster({ ...cluster, port: postmaster.port });
      log.debug({ pid: postmaster.pid, port: postmaster.port, joined: running !== null }, 'embedded database is open');
      return { cluster, postmaster, client, joined: running !== null };
    }
    await delay(50);
  }
}

/** Opens the connection that tells others of us: `lingnan:<pid>` in pg_stat_activity. It ends with our process. */
async function register(cluster: Cluster, postmaster: Postmaster): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: serverUrl(cluster, postmaster.port),
    application_name: `lingnan:${process.pid}`,
    keepAlive: true,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Ends our hold; the last holder of all processes stops the server. */
export async function letGo(hold: Hold, binaries: Binaries): Promise<void> {
  const others = await otherHolders(hold.client);
  await hold.client.end().catch(() => {});
  if (others === 0) await stopPostmaster(hold.cluster.folder, hold.postmaster.pid, binaries);
}

/** How many other living holders there are. A connection of a process just killed may still be listed: it is none. */
async function otherHolders(client: pg.Client): Promise<number> {
  try {
    const { rows } = await client.query<{ application_name: string }>(
      `select application_name from pg_stat_activity where application_name like 'lingnan:%' and pid <> pg_backend_pid()`,
    );
    return rows.filter((row) => processRuns(Number(row.application_name.slice('lingnan:'.length)))).length;
  } catch {
    // The server is gone already; whoever needs it starts it.
    return 1;
  }
}

/** Where the server is, with its password. */
export function serverUrl(cluster: Cluster, port: number): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/postgres`;
}
