import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../.cache/python', import.meta.url));
const lockMilliseconds = 10 * 60_000;

/**
 * Path of a Python that has these packages (`name==version`), in an environment of its own under `.cache/python` that is
 * made at the first call and used again by later ones. Null, with the reason printed, where that can't be had.
 */
export async function pythonWith(packages: string[]): Promise<string | null> {
  const list = packages.toSorted().join('\n');
  const folder = path.join(cache, createHash('sha256').update(list).digest('hex').slice(0, 12));
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const marker = path.join(folder, 'packages.txt');
  try {
    await mkdir(cache, { recursive: true });
    await alone(`${folder}.lock`, async () => {
      if ((await readFile(marker, 'utf8').catch(() => '')) === list) return;
      await rm(folder, { recursive: true, force: true });
      await run(await systemPython(), ['-m', 'venv', folder], { timeout: 120_000 });
      const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
      await run(python, [...install, ...packages], { timeout: lockMilliseconds - 60_000 });
      await writeFile(marker, list);
    });
    return python;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(-3).join(' ') : String(error);
    console.warn(`SKIPPED: no Python with ${packages.join(', ')}: ${reason}`);
    return null;
  }
}

async function systemPython(): Promise<string> {
  for (const name of ['python3', 'python']) {
    const answer = await run(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))']).catch(() => null);
    if (answer?.stdout.trim() === 'True') return name;
  }
  throw new Error('Python 3.10 or newer is not installed');
}

/** Lets one process at a time do the work; a lock whose holder died is taken over after a while. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  while (true) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const held = await stat(lock).catch(() => null);
      if (held && Date.now() - held.mtimeMs > lockMilliseconds) await rm(lock, { recursive: true, force: true });
      await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    await rmdir(lock).catch(() => {});
  }
}
