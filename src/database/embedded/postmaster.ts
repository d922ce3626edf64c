import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../kernel/error.ts';
import { databaseErrors } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { type FilesGuard, openFilesGuard } from './files-guard.ts';
import { processesIn, processRuns, programName } from './process-state.ts';
import { giveFolder, type Launcher } from './system-user.ts';

/** A server process as its `postmaster.pid` tells of it. */
export interface Postmaster {
  pid: number;
  port: number;
  /** As it says itself: `ready` for connections, `stopping` from the moment when anybody told it to end. */
  status: 'starting' | 'ready' | 'stopping';
}

/** Settings of every embedded server, as command line so that a newer release changes them. fsync stays on. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  log_timezone: 'UTC',
  timezone: 'UTC',
  // A jobs table lives by short updates: let the vacuum visit it often.
  autovacuum_naptime: '15s',
  log_min_messages: 'warning',
};

/** The running server of these files, or null. A file left by one that died is none. */
export function findPostmaster(folder: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(pidFile(folder), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !processRuns(pid)) return null;
  // After a restart of the machine or container another program may have the pid.
  if ((programName(pid) ?? 'postgres') !== 'postgres') return null;
  const status = (lines[7] ?? '').trim();
  return {
    pid,
    port: Number(lines[3] ?? 0),
    status: status === 'ready' || status === 'stopping' ? status : 'starting',
  };
}

/**
 * Clears what a dead server left. PostgreSQL would refuse to start as long as any process of its user has the pid of the
 * file, be it another program or a zombie that nobody reaps. Its helper processes outlive it for a moment; the file may
 * go only when they are gone, as a second server beside them would harm the data.
 */
async function clearDead(folder: string, guard: FilesGuard): Promise<void> {
  const log = path.join(folder, 'server.log');
  const deadline = Date.now() + 10_000;
  while (guard.held()) {
    if (Date.now() > deadline) throw new AppError(databaseErrors.folderInUse, { folder });
    await delay(50);
  }
  if (!existsSync(pidFile(folder))) return;
  const real = realpathSync(folder);
  for (let left = processesIn(real); left.length > 0; left = processesIn(real)) {
    if (Date.now() > deadline) {
      const problem = `processes of a dead server remain: ${left.join(', ')}`;
      throw new AppError(databaseErrors.startFailed, { problem, log });
    }
    await delay(50);
  }
  // Elsewhere than on Linux PostgreSQL decides alone, by the file.
  if (process.platform === 'linux') rmSync(pidFile(folder), { force: true });
}

const pidFile = (folder: string) => path.join(folder, 'postmaster.pid');

/** Starts the server on a free loopback port, detached, and waits until it takes connections. */
export async function startPostmaster(
  cluster: Cluster,
  programs: { binaries: Binaries; launcher: Launcher },
  extra: Record<string, string>,
): Promise<Postmaster> {
  giveFolder(cluster.folder, programs.launcher.owner);
  const guard = openFilesGuard(cluster.folder, programs.launcher);
  await clearDead(cluster.folder, guard);
  const log = path.join(cluster.folder, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(attempt === 1 ? cluster.port : null);
    const outcome = await launch({ folder: cluster.folder, log, guard }, programs, {
      ...settings,
      ...extra,
      port: String(port),
    });
    if (outcome.postmaster) return outcome.postmaster;
    const taken = /could not bind|Address already in use/i.test(outcome.problem);
    if (!taken || attempt === 5) throw new AppError(databaseErrors.startFailed, { problem: outcome.problem, log });
  }
}

async function launch(
  { folder, log, guard }: { folder: string; log: string; guard: FilesGuard },
  programs: { binaries: Binaries; launcher: Launcher },
  values: Record<string, string>,
): Promise<{ postmaster: Postmaster; problem: '' } | { postmaster: null; problem: string }> {
  const options = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const wrapped = guard.wrap(programs.binaries.postgres, ['-D', folder, ...options]);
  const { file, parameters, ...ids } = programs.launcher.command(wrapped.program, wrapped.parameters);
  const begin = existsSync(log) ? statSync(log).size : 0;
  const output = openSync(log, begin > 10_000_000 ? 'w' : 'a', 0o600);
  const child = spawn(file, parameters, { ...ids, cwd: '/', detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  child.unref();
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${signal ?? code}`;
  });
  // Recovery after a crash may take minutes; it ends by itself, either way.
  const deadline = Date.now() + 600_000;
  while (Date.now() < deadline) {
    await delay(10);
    if (ended !== null) return { postmaster: null, problem: lastComplaint(log, begin) ?? ended };
    const postmaster = findPostmaster(folder);
    if (postmaster?.status === 'ready' && postmaster.pid === child.pid) {
      child.removeAllListeners();
      return { postmaster, problem: '' };
    }
  }
  return { postmaster: null, problem: 'timeout' };
}

function lastComplaint(log: string, from: number): string | null {
  const size = statSync(log).size;
  const text = readFileSync(log)
    .subarray(size < from ? 0 : from)
    .toString('utf8');
  const lines = text.split('\n').filter((line) => /FATAL|PANIC|ERROR|error while loading/.test(line));
  return lines.length === 0 ? null : lines.slice(-3).join(' ');
}

/** Stops the server by a fast shutdown: connections are closed, all is written out. */
export async function stopPostmaster(folder: string, pid: number, binaries: Binaries): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(binaries.postgres.replace(/postgres\.exe$/, 'pg_ctl.exe'), ['stop', '-D', folder, '-m', 'fast', '-w']);
    return;
  }
  signal(pid, 'SIGINT');
  const impatient = Date.now() + 60_000;
  let forced = false;
  while (processRuns(pid)) {
    if (!forced && Date.now() > impatient) {
      // Immediate shutdown: nothing committed is lost, the next start recovers from the log.
      signal(pid, 'SIGQUIT');
      forced = true;
    }
    await delay(10);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

/** A port that nobody listens on now: the wished one if it is free, else one that the system picks. */
async function freePort(wished: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wished === null ? reject(error) : resolve(freePort(null))));
    probe.listen({ host: '127.0.0.1', port: wished ?? 0, exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
