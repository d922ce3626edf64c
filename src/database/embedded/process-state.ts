import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** True when the process exists and is no zombie, also when it belongs to another user. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // In a container without an init nobody reaps an orphan, so a dead process may stay visible as a zombie.
  return statFields(pid)?.[0] !== 'Z';
}

/** When the process started, in clock ticks since boot; null where the system does not tell. */
export function bornAt(pid: number): string | null {
  return statFields(pid)?.[19] ?? null;
}

/** Name of the program that the process runs; null where the system does not tell. */
export function programName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Living processes that work in the folder; none where the system does not tell (it does on Linux). */
export function processesIn(folder: string): number[] {
  const found: number[] = [];
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return found;
  }
  for (const entry of entries) {
    try {
      if (/^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/cwd`) === folder) found.push(Number(entry));
    } catch {
      // Ended just now, or somebody else's.
    }
  }
  return found;
}

/** Fields of proc(5) stat from the state (field 3) on; they follow the closing parenthesis of the command. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
