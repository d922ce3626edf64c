import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../kernel/error.ts';
import { databaseErrors } from '../errors.ts';

/** How the server's programs are started: as ourselves, or as root through a user of its own. */
export interface Launcher {
  /** Owner of the server's files; null when that is ourselves. */
  owner: { uid: number; gid: number } | null;
  command(program: string, parameters: string[]): { file: string; parameters: string[]; uid?: number; gid?: number };
}

export const systemUser = 'lingnan-postgres';

/**
 * PostgreSQL refuses to run as root, so then it gets a user of its own, or that of its files; for others it runs as
 * they are. `folder` is the data folder.
 */
export function chooseLauncher(reach: { folder: string; program: string }): Launcher {
  if (process.getuid?.() !== 0) {
    return { owner: null, command: (file, parameters) => ({ file, parameters }) };
  }
  return chooseRootLauncher(ownerOf(path.join(reach.folder, 'postgres')) ?? ensureSystemUser(), reach);
}

/** The user to whom the server's files belong already: whoever ran it before root did can go on to. */
function ownerOf(folder: string): { uid: number; gid: number } | null {
  const state = statSync(folder, { throwIfNoEntry: false });
  return state && state.uid !== 0 ? { uid: state.uid, gid: state.gid } : null;
}

function ensureSystemUser(): { uid: number; gid: number } {
  const known = findUser();
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser], {
      stdio: 'pipe',
    });
  } catch (cause) {
    // Another process of ours may have created it at the same moment.
    const created = findUser();
    if (created) return created;
    const problem = cause instanceof Error ? (cause.message.split('\n').at(-1) ?? '') : String(cause);
    throw new AppError(databaseErrors.noSystemUser, { user: systemUser, problem }, { cause });
  }
  const created = findUser();
  if (!created) throw new AppError(databaseErrors.noSystemUser, { user: systemUser, problem: 'useradd' });
  return created;
}

function findUser(): { uid: number; gid: number } | null {
  const id = (flag: string) => spawnSync('id', [flag, systemUser], { encoding: 'utf8' });
  const user = id('-u');
  const group = id('-g');
  if (user.status !== 0 || group.status !== 0) return null;
  return { uid: Number(user.stdout), gid: Number(group.stdout) };
}

/**
 * The plain way is to start the program under the user's ids. Where a folder above is closed to others (a checkout
 * under /root), the program gets the capability to pass it, and no other right of root's.
 */
function chooseRootLauncher(owner: { uid: number; gid: number }, reach: { folder: string; program: string }): Launcher {
  const plain: Launcher = { owner, command: (file, parameters) => ({ file, parameters, ...owner }) };
  if (reaches(plain, reach)) return plain;
  const capabilities = '+dac_read_search,+dac_override';
  const capable: Launcher = {
    owner,
    command: (program, parameters) => ({
      file: 'setpriv',
      parameters: [
        `--reuid=${owner.uid}`,
        `--regid=${owner.gid}`,
        '--clear-groups',
        `--inh-caps=${capabilities}`,
        `--ambient-caps=${capabilities}`,
        '--',
        program,
        ...parameters,
      ],
    }),
  };
  if (reaches(capable, reach)) return capable;
  throw new AppError(databaseErrors.folderNotReachable, { user: systemUser, folder: reach.folder });
}

/** True when the program can be read and started and the folder be entered, tried rather than computed. */
function reaches(launcher: Launcher, reach: { folder: string; program: string }): boolean {
  const script = 'cd "$1" && "$2" --version >/dev/null';
  const { file, parameters, ...ids } = launcher.command('/bin/sh', ['-c', script, 'sh', reach.folder, reach.program]);
  return spawnSync(file, parameters, { ...ids, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Hands a folder and all within to the owner, where it is not theirs yet (say, after a copy by root). */
export function giveFolder(folder: string, owner: Launcher['owner']): void {
  if (!owner) return;
  const state = lstatSync(folder);
  const directory = state.isDirectory();
  if (state.uid === owner.uid && state.gid === owner.gid) return;
  if (directory) for (const entry of readdirSync(folder)) giveFolder(path.join(folder, entry), owner);
  chownSync(folder, owner.uid, owner.gid);
}
