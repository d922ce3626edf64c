import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../kernel/error.ts';
import type { Logger } from '../kernel/log.ts';
import { type Binaries, locateBinaries } from './embedded/binaries.ts';
import { type Cluster, openCluster, saveCluster, superuser } from './embedded/cluster.ts';
import { withFolderLock } from './embedded/folder-lock.ts';
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { processRuns } from './embedded/process-state.ts';
import { chooseLauncher } from './embedded/system-user.ts';
import { databaseErrors } from './errors.ts';

/** Our hold on the PostgreSQL server of one data folder. */
export interface EmbeddedServer {
  url: string;
  /** True when another process had started it. */
  joined: boolean;
  /** Lets go; the last holder of all processes stops the server. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  dataFolder: string;
  log: Logger;
  /** Server settings besides our own, for tests. */
  settings?: Record<string, string>;
}

/**
 * Starts the PostgreSQL server of a data folder, or joins the one that another process of ours started. Starting and
 * stopping happen under a lock file, so no two processes start it and none stops it while another comes in; PostgreSQL's
 * own lock stands behind that.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  return withClearErrors(options.dataFolder, () => open(options));
}

async function open(options: EmbeddedOptions): Promise<EmbeddedServer> {
  mkdirSync(options.dataFolder, { recursive: true });
  const lockFile = path.join(options.dataFolder, 'postgres.lock');
  const binaries = locateBinaries();
  const hold = await withFolderLock(lockFile, () => takeHold(options, binaries));
  const state = { hold, closed: false, reviving: null as Promise<void> | null };
  const closing = new AbortController();

  const revive = async () => {
    for (let wait = 500; !state.closed; wait = Math.min(wait * 2, 30_000)) {
      try {
        // Never on new files: where somebody took the folder away, an empty database would only look like one.
        if (!existsSync(state.hold.cluster.folder)) throw new Error(`${state.hold.cluster.folder} is gone`);
        const { port } = state.hold.postmaster;
        state.hold = await withFolderLock(lockFile, () => takeHold(options, binaries));
        watch();
        if (state.hold.postmaster.port === port) options.log.warn('the embedded database had stopped and is back');
        else options.log.error('the embedded database is back at another port: restart this process');
        return;
      } catch (error) {
        options.log.error({ error }, 'the embedded database could not be started again');
        await delay(wait, undefined, { ref: false, signal: closing.signal }).catch(() => {});
      }
    }
  };
  // Our hold is a connection. If it breaks, the server crashed or was stopped by hand: take hold of it again.
  const watch = () => {
    state.hold.client.once('end', () => {
      if (!state.closed) state.reviving = revive();
    });
  };
  watch();

  return {
    url: serverUrl(state.hold.cluster, state.hold.postmaster.port),
    joined: hold.joined,
    close: async () => {
      if (state.closed) return;
      state.closed = true;
      closing.abort();
      await state.reviving;
      // A server whose folder was taken away ends by itself.
      if (existsSync(state.hold.cluster.folder)) {
        await withFolderLock(lockFile, () => letGo(state.hold, binaries));
      } else await state.hold.client.end().catch(() => {});
    },
  };
}

/** Turns the system's refusals (rights, space) into errors that tell the operator what to do. */
async function withClearErrors<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, syscall, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof AppError || !code || !syscall) throw cause;
    throw new AppError(databaseErrors.folderUnusable, { folder, problem: message }, { cause });
  }
}

interface Hold {
  cluster: Cluster;
  postmaster: Postmaster;
  client: pg.Client;
  joined: boolean;
}

async function takeHold(options: EmbeddedOptions, binaries: Binaries): Promise<Hold> {
  const { dataFolder, log } = options;
  const running = findPostmaster(path.join(dataFolder, 'postgres'));
  const launcher = () => chooseLauncher({ folder: dataFolder, program: binaries.postgres });
  const cluster = openCluster(dataFolder, binaries, launcher);
  const postmaster =
    running ?? (await startPostmaster(cluster, { binaries, launcher: launcher() }, options.settings ?? {}));
  const client = await register(cluster, postmaster);
  if (cluster.port !== postmaster.port) saveCluster({ ...cluster, port: postmaster.port });
  log.debug({ pid: postmaster.pid, port: postmaster.port, joined: running !== null }, 'embedded database is open');
  return { cluster, postmaster, client, joined: running !== null };
}

/** Opens the connection that tells others of us: `lingnan:<pid>` in pg_stat_activity. It ends with our process. */
async function register(cluster: Cluster, postmaster: Postmaster): Promise<pg.Client> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({
      connectionString: serverUrl(cluster, postmaster.port),
      application_name: `lingnan:${process.pid}`,
      keepAlive: true,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (cause) {
      const code = (cause as { code?: string }).code;
      // Starting up or shutting down: 57P03; not listening yet: ECONNREFUSED.
      if ((code !== '57P03' && code !== 'ECONNREFUSED') || Date.now() > deadline) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new AppError(databaseErrors.unreachable, { server: `127.0.0.1:${postmaster.port}`, problem }, { cause });
      }
      await delay(50);
    }
  }
}

async function letGo(hold: Hold, binaries: Binaries): Promise<void> {
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

function serverUrl(cluster: Cluster, port: number): string {
  return `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/postgres`;
}
