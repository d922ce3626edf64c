import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Launcher } from './system-user.ts';

/** Keeps a second server off the files also where PostgreSQL's own lock, a pid, does not see the first one. */
export interface FilesGuard {
  /** The command line that starts the program with the guard in its hand, to be let go when all its processes end. */
  wrap(program: string, parameters: string[]): { program: string; parameters: string[] };
  /** True while any process of a server lives on these files, be it in another container. */
  held(): boolean;
}

/** Exit code by which flock tells that the lock is held. */
const heldCode = 75;

/**
 * The guard is a lock of the kernel on `server.lock` (flock(2) by the program of util-linux). It holds between
 * containers that share the folder, whose pids mean nothing to each other. Without that program there is no guard.
 */
export function openFilesGuard(folder: string, launcher: Launcher): FilesGuard {
  if (!hasFlock()) return { wrap: (program, parameters) => ({ program, parameters }), held: () => false };
  const file = path.join(folder, 'server.lock');
  const options = ['--nonblock', '--conflict-exit-code', String(heldCode), '--no-fork', file];
  return {
    wrap: (program, parameters) => ({ program: 'flock', parameters: [...options, program, ...parameters] }),
    held: () => {
      const { file, parameters, ...ids } = launcher.command('flock', [...options, 'true']);
      return spawnSync(file, parameters, { ...ids, cwd: '/', stdio: 'ignore' }).status === heldCode;
    },
  };
}

function hasFlock(): boolean {
  if (process.platform !== 'linux') return false;
  // The flock of busybox has no --no-fork, without which the lock would not pass to the server.
  return /--no-fork/.test(spawnSync('flock', ['--help'], { encoding: 'utf8' }).stdout ?? '');
}
