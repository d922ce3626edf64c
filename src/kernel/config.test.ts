import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadConfig } from './config.ts';

it('asks for no variable that the guide leaves out', () => {
  const guide = readFileSync(new URL('../../docs/guide/configuration.md', import.meta.url), 'utf8');
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get: (_, name) => {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  loadConfig(env);
  expect(asked).toContain('PORT');
  expect([...asked].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
