import { randomUUID } from 'node:crypto';
import { link, lstat, mkdir, open, readdir, readFile, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { FileEntry, Files } from './files.ts';

/** Tables in folders of this machine. A file counts as written when it and its folder's entry are on the disk. */
export function localFiles(): Files {
  return {
    read: (location) => unlessMissing(readFile(location, 'utf8')),
    async create(location, content, modifiedAt) {
      const temporary = await writeBeside(location, content);
      try {
        if (modifiedAt) await utimes(temporary, modifiedAt, modifiedAt);
        // A hard link is made or not made, and unlike a rename never takes the place of another's file.
        await link(temporary, location);
      } catch (error) {
        if (isCode(error, 'EEXIST')) return false;
        throw fileError(error);
      } finally {
        await unlink(temporary).catch(() => {});
      }
      await syncFolder(path.dirname(location));
      return true;
    },
    async replace(location, content) {
      const temporary = await writeBeside(location, content);
      await rename(temporary, location);
      await syncFolder(path.dirname(location));
    },
    async list(folder, options = {}) {
      const entries: FileEntry[] = [];
      await listInto(entries, folder, '', options.deep ?? false);
      return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    names: async (folder) => (await unlessMissing(readdir(folder))) ?? [],
    async state(location) {
      const found = await unlessMissing(stat(location));
      if (!found) return null;
      const identity = `${found.ino}:${found.size}:${found.mtimeMs}`;
      return { identity, bytes: found.size, modifiedAt: found.mtime };
    },
    async adopt(moves) {
      const folders = new Set<string>();
      for (const { to } of moves) folders.add(path.dirname(to));
      for (const folder of folders) await makeDurableFolder(folder);
      await inTurns(moves, async ({ from, to }) => {
        await syncFile(from);
        await rename(from, to).catch((error) => {
          throw fileError(error);
        });
      });
      for (const folder of folders) await syncFolder(folder);
    },
    async moveFolder(from, to) {
      await rename(from, to);
      await syncFolder(path.dirname(from));
    },
    remove: (location) => rm(location, { recursive: true, force: true }),
    makeFolder: makeDurableFolder,
    join: path.join,
  };
}

async function writeBeside(location: string, content: string): Promise<string> {
  const temporary = path.join(path.dirname(location), `.${path.basename(location)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw fileError(error);
  }
  return temporary;
}

async function syncFile(location: string): Promise<void> {
  const handle = await open(location, 'r+');
  try {
    // A file may have waited long for its commit; its age counts from here, so that no vacuum takes it meanwhile.
    const now = new Date();
    await handle.utimes(now, now);
    await handle.sync();
  } catch (error) {
    throw fileError(error);
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder; its file system journals the entry itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Also makes the entries of the new folders durable, up to the first one that was there before. */
async function makeDurableFolder(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (!first) return;
    for (let current = folder; ; current = path.dirname(current)) {
      await syncFolder(path.dirname(current));
      if (current === first) return;
    }
  } catch (error) {
    throw fileError(error);
  }
}

async function listInto(entries: FileEntry[], root: string, under: string, deep: boolean): Promise<void> {
  const found = (await unlessMissing(readdir(path.join(root, under), { withFileTypes: true }))) ?? [];
  await inTurns(found, async (entry) => {
    const name = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) {
      if (deep) await listInto(entries, root, name, deep);
      return;
    }
    const state = await unlessMissing(lstat(path.join(root, name)));
    if (state) entries.push({ name, bytes: state.size, modifiedAt: state.mtime });
  });
}

/** At most eight at once: more would only wait for the same disk and starve the engine of threads. */
async function inTurns<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(8, items.length) }, worker));
}

async function unlessMissing<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw fileError(error);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function fileError(error: unknown): unknown {
  if (isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT'))
    return new AppError(lakeErrors.diskFull, {}, { cause: error });
  return error;
}
