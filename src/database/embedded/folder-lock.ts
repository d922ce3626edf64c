import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../kernel/error.ts';
import { databaseErrors } from '../errors.ts';
import { bornAt, processRuns } from './process-state.ts';

interface Holder {
  token: string;
  pid: number;
  /** Start time of the process where the system tells it, so that a reused pid is not taken for the holder. */
  born: string | null;
}

/**
 * Runs `work` while no other process (nor another call in this one) runs any under the same lock file. A lock whose
 * holder died is broken: the right to break one particular dead lock is itself won by an atomic link, and checked
 * again after winning, so two processes can't both break it and a fresh lock is never broken by mistake.
 */
export async function withFolderLock<T>(
  file: string,
  work: () => Promise<T>,
  options: { timeoutMilliseconds?: number } = {},
): Promise<T> {
  const own: Holder = { token: randomUUID(), pid: process.pid, born: bornAt(process.pid) };
  const ticket = `${file}.${own.token}`;
  writeFileSync(ticket, JSON.stringify(own), { mode: 0o600 });
  try {
    const deadline = Date.now() + (options.timeoutMilliseconds ?? 60_000);
    while (!take(ticket, file)) {
      const holder = read(file);
      if (holder && !alive(holder)) breakDead(ticket, file, holder);
      else if (Date.now() > deadline) {
        throw new AppError(databaseErrors.folderBusy, { holder: holder ? `pid ${holder.pid}` : file });
      } else await delay(20);
    }
    try {
      return await work();
    } finally {
      unlinkSync(file);
    }
  } finally {
    rmSync(ticket, { force: true });
  }
}

function take(ticket: string, target: string): boolean {
  try {
    linkSync(ticket, target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function breakDead(ticket: string, file: string, dead: Holder): void {
  const right = `${file}.${dead.token}.broken`;
  if (!take(ticket, right)) {
    // Somebody is at it; if they died at it too, theirs is the lock to break.
    const breaker = read(right);
    if (breaker && !alive(breaker)) breakDead(ticket, right, breaker);
    return;
  }
  // Only the winner of this right may unlink this lock, so what is checked here can't change below.
  if (read(file)?.token === dead.token) unlinkSync(file);
  rmSync(`${file}.${dead.token}`, { force: true });
  unlinkSync(right);
}

function read(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function alive(holder: Holder): boolean {
  if (!processRuns(holder.pid)) return false;
  return holder.born === null || bornAt(holder.pid) === holder.born;
}
