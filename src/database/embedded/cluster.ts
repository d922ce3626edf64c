import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { AppError } from '../../kernel/error.ts';
import { databaseErrors } from '../errors.ts';
import type { Binaries } from './binaries.ts';
import { giveFolder, type Launcher } from './system-user.ts';

/** The files of one embedded server and how to reach it; kept in `postgres.json`, readable by its owner alone. */
export interface Cluster {
  folder: string;
  password: string;
  /** Port of the last start; taken again where it is free. */
  port: number | null;
}

export const superuser = 'lingnan';

/** Major version of the programs that we carry; a data folder belongs to one major version. */
export const majorVersion = '18';

/** Opens the files of the server under the data folder, making them when there are none. Needs the folder lock. */
export function openCluster(dataFolder: string, binaries: Binaries, launcher: () => Launcher): Cluster {
  const folder = path.join(dataFolder, 'postgres');
  const file = path.join(dataFolder, 'postgres.json');
  if (!existsSync(path.join(folder, 'PG_VERSION'))) return createCluster(dataFolder, binaries, launcher());
  const found = readFileSync(path.join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found !== majorVersion) {
    throw new AppError(databaseErrors.otherMajorVersion, { folder, found, ours: majorVersion });
  }
  try {
    const { password, port } = JSON.parse(readFileSync(file, 'utf8')) as { password: string; port: number | null };
    if (typeof password !== 'string') throw new Error('password');
    return { folder, password, port };
  } catch (cause) {
    throw new AppError(databaseErrors.notALingnanFolder, { folder, file }, { cause });
  }
}

/** Writes `postgres.json` anew, atomically. */
export function saveCluster(cluster: Cluster): void {
  const file = `${cluster.folder}.json`;
  writeFileSync(`${file}.new`, `${JSON.stringify({ password: cluster.password, port: cluster.port })}\n`, {
    mode: 0o600,
  });
  // Run once as root, it must stay readable to the user who made it.
  const before = statSync(file, { throwIfNoEntry: false });
  if (before && process.getuid?.() === 0) chownSync(`${file}.new`, before.uid, before.gid);
  renameSync(`${file}.new`, file);
}

function createCluster(dataFolder: string, binaries: Binaries, launcher: Launcher): Cluster {
  const folder = path.join(dataFolder, 'postgres');
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError(databaseErrors.notALingnanFolder, { folder, file: path.join(folder, 'PG_VERSION') });
  }
  // Made aside and renamed when complete: a crash in between leaves nothing that looks like a database.
  const draft = path.join(dataFolder, 'postgres.new');
  const passwordFile = path.join(dataFolder, 'postgres.password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveFolder(draft, launcher.owner);
  const password = randomBytes(24).toString('base64url');
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    chmodSync(passwordFile, 0o600);
    giveFolder(passwordFile, launcher.owner);
    initialise(draft, passwordFile, binaries, launcher);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  const cluster = { folder, password, port: null };
  saveCluster(cluster);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  syncLater(folder, binaries, launcher);
  return cluster;
}

function initialise(folder: string, passwordFile: string, binaries: Binaries, launcher: Launcher): void {
  const { file, parameters, ...ids } = launcher.command(binaries.initdb, [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    // The same on every machine, whatever its libc: collation by code point, case rules of Unicode.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    '--no-sync',
  ]);
  const done = spawnSync(file, parameters, { ...ids, cwd: '/', encoding: 'utf8' });
  if (done.status === 0) return;
  rmSync(folder, { recursive: true, force: true });
  const problem =
    done.error?.message ?? (`${done.stderr}`.trim().split('\n').at(-1) || `initdb ${done.signal ?? done.status}`);
  throw new AppError(databaseErrors.startFailed, { problem, log: `${done.stderr}` });
}

/** The first start does not wait for the disk (0.1 to 2 s); what it skipped is written out right behind it. */
function syncLater(folder: string, binaries: Binaries, launcher: Launcher): void {
  const { file, parameters, ...ids } = launcher.command(binaries.initdb, ['--sync-only', `--pgdata=${folder}`]);
  const child = spawn(file, parameters, { ...ids, cwd: '/', stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
