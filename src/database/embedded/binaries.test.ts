import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { hydrateLinks, locateBinaries } from './binaries.ts';

test('links that npm did not make are made, those that exist are left', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'lingnan-binaries-'));
  mkdirSync(path.join(root, 'native', 'lib'), { recursive: true });
  writeFileSync(path.join(root, 'native', 'lib', 'a.so.1.2'), 'library');
  const links = ['a.so', 'a.so.1'].map((name) => ({ source: 'native/lib/a.so.1.2', target: `native/lib/${name}` }));
  writeFileSync(path.join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  hydrateLinks(root);
  hydrateLinks(root);
  expect(readFileSync(path.join(root, 'native', 'lib', 'a.so'), 'utf8')).toBe('library');
  expect(readFileSync(path.join(root, 'native', 'lib', 'a.so.1'), 'utf8')).toBe('library');
  rmSync(root, { recursive: true });
});

test('a platform without programs is told', () => {
  expect(() => locateBinaries('sunos', 'x64')).toThrow(/does not run on this machine \(sunos-x64\)/);
});
