import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { actionNames } from './action-names.ts';

const source = fileURLToPath(new URL('../../..', import.meta.url));

test('every action that the code records has a name for the auditor', () => {
  const recorded = new Set<string>();
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test\.ts$|testing/.test(file)) continue;
    const text = readFileSync(path.join(source, file), 'utf8');
    for (const [, action] of text.matchAll(/^\s*action: '([a-z]+\.[a-z-]+)'/gm)) recorded.add(action!);
  }
  expect(recorded.size).toBeGreaterThan(25);
  expect([...recorded].filter((action) => !(action in actionNames))).toEqual([]);
});
