import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../kernel/error.ts';
import { locateBinaries } from './embedded/binaries.ts';
import { withFolderLock } from './embedded/folder-lock.ts';
import { type EmbeddedOptions, letGo, serverUrl, takeHold } from './embedded/hold.ts';
import { findPostmaster } from './embedded/postmaster.ts';
import { leaveTogether } from './embedded/see-out.ts';
import { databaseErrors } from './errors.ts';

/** Our hold on the PostgreSQL server of one data folder. */
export interface EmbeddedServer {
  url: string;
  /** True when another process had started it. */
  joined: boolean;
  /** Lets go; the last holder of all processes stops the server. */
  close(): Promise<void>;
}

/** How often the server is asked whether somebody told it to stop. */
const watchMilliseconds = 500;

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
  const closing = new AbortController();
  const take = () => withFolderLock(lockFile, () => takeHold(options, binaries, closing.signal));
  const hold = await take();
  const state = { hold, closed: false, reviving: null as Promise<void> | null };

  const revive = async () => {
    for (let wait = 500; !state.closed; wait = Math.min(wait * 2, 30_000)) {
      try {
        // Never on new files: where somebody took the folder away, an empty database would only look like one.
        if (!existsSync(state.hold.cluster.folder)) throw new Error(`${state.hold.cluster.folder} is gone`);
        const { port } = state.hold.postmaster;
        state.hold = await take();
        watch();
        if (state.hold.postmaster.port === port) options.log.warn('the embedded database had stopped and is back');
        else options.log.error('the embedded database is back at another port: restart this process');
        return;
      } catch (error) {
        if (state.closed) return;
        options.log.error({ error }, 'the embedded database could not be started again');
        await delay(wait, undefined, { ref: false, signal: closing.signal }).catch(() => {});
      }
    }
  };
  // Our hold is a connection. If it breaks, the server crashed or was stopped by hand: take hold of it again. A server
  // that somebody told to stop takes no new ones, yet keeps those that it has for as long as they stay: leave it.
  const watch = () => {
    const { client, cluster } = state.hold;
    const lost = () => {
      clearInterval(timer);
      client.off('end', lost);
      if (!state.closed) state.reviving = revive();
    };
    const timer = setInterval(() => {
      if (findPostmaster(cluster.folder)?.status !== 'stopping') return;
      lost();
      void leaveTogether(client);
    }, watchMilliseconds);
    timer.unref();
    client.once('end', lost);
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
