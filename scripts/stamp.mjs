import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Hash of names, sizes and times of all files under the given paths: changes when anything is edited, added or removed. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (target) => {
    if (!existsSync(target)) return;
    const status = statSync(target);
    if (status.isDirectory()) {
      for (const name of readdirSync(target).sort()) if (!name.startsWith('.')) visit(path.join(target, name));
    } else {
      hash.update(`${path.relative(root, target)}\0${status.size}\0${status.mtimeMs}\n`);
    }
  };
  for (const name of paths) visit(path.join(root, name));
  return hash.digest('hex');
}

/** True when the stamp file holds this value. */
export function isStamped(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

export function writeStamp(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, value);
}
