import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './stamp.mjs';

/** True when `node_modules` holds every locked package that is not optional, at its locked version. */
function isInstalled() {
  const hidden = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(
    ([name, entry]) => name === '' || entry.optional || entry.peer || present[name]?.version === entry.version,
  );
}

/** Installs the locked packages when they are missing or the lock file has changed. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Lingnan 需要 Node.js 20.19 或更高版本，当前是 ${process.versions.node}。`);
    console.error(`Lingnan needs Node.js 20.19 or later; this is ${process.versions.node}.`);
    process.exit(2);
  }
  if (isInstalled()) return;
  console.error('安装依赖… Installing packages…');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
