import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localFiles } from './local.ts';

const files = localFiles();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('of many that create the same file one succeeds, and its content is whole', async () => {
  const location = path.join(folder, 'entry.json');
  const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(100_000));
  const made = await Promise.all(contents.map((content) => files.create(location, content)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await files.read(location)).toBe(contents[made.indexOf(true)]);
  expect(await files.names(folder)).toEqual(['entry.json']);
});

test('create leaves an older file as it is, replace does not', async () => {
  const location = path.join(folder, 'file');
  expect(await files.create(location, 'one')).toBe(true);
  expect(await files.create(location, 'two')).toBe(false);
  expect(await files.read(location)).toBe('one');
  await files.replace(location, 'three');
  expect(await files.read(location)).toBe('three');
});

test('create sets the time that other readers take for the commit', async () => {
  const at = new Date('2026-03-01T00:00:00Z');
  await files.create(path.join(folder, 'file'), '', at);
  expect((await files.state(path.join(folder, 'file')))?.modifiedAt).toEqual(at);
});

test('what is missing is null or empty and no error', async () => {
  expect(await files.read(path.join(folder, 'no'))).toBeNull();
  expect(await files.state(path.join(folder, 'no'))).toBeNull();
  expect(await files.list(path.join(folder, 'no'))).toEqual([]);
  expect(await files.names(path.join(folder, 'no'))).toEqual([]);
  await files.remove(path.join(folder, 'no'));
});

test('list sorts by name, deep or not', async () => {
  await files.makeFolder(path.join(folder, 'b/c'));
  for (const name of ['z', 'a', 'b/y', 'b/c/x']) await writeFile(path.join(folder, name), name);
  expect((await files.list(folder)).map((entry) => entry.name)).toEqual(['a', 'z']);
  const deep = await files.list(folder, { deep: true });
  expect(deep.map((entry) => [entry.name, entry.bytes])).toEqual([
    ['a', 1],
    ['b/c/x', 5],
    ['b/y', 3],
    ['z', 1],
  ]);
});

test('adopt moves files into folders that it makes', async () => {
  const moves = [0, 1, 2].map((i) => ({ from: path.join(folder, `s${i}`), to: path.join(folder, `t/p=${i}/f`) }));
  for (const { from } of moves) await writeFile(from, from);
  await files.adopt(moves);
  for (const { from, to } of moves) {
    expect(await readFile(to, 'utf8')).toBe(from);
    await expect(stat(from)).rejects.toMatchObject({ code: 'ENOENT' });
  }
});

test('identity changes when a file of the same name and content is made anew', async () => {
  const location = path.join(folder, 'file');
  await files.create(location, 'same', new Date(0));
  const before = await files.state(location);
  expect((await files.state(location))?.identity).toBe(before?.identity);
  await writeFile(path.join(folder, 'other'), 'takes the freed place');
  await files.replace(location, 'same');
  expect((await files.state(location))?.identity).not.toBe(before?.identity);
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be written is an error, not a lost race', async () => {
  await chmod(folder, 0o500);
  await expect(files.create(path.join(folder, 'file'), '')).rejects.toMatchObject({ code: 'EACCES' });
  await chmod(folder, 0o700);
});
