import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Messages } from './words.ts';

const source = fileURLToPath(new URL('..', import.meta.url));
const webFiles = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => /(^|\/)web\//.test(file) && /\.tsx?$/.test(file) && !/\.test\.ts$/.test(file));
const dictionaries = webFiles.filter((file) => file.endsWith('/messages.ts'));
const chinese = /[\u4e00-\u9fff]/;
const placeholders = (line: string) => [...line.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/** Words that are the same in both languages. */
const sameInBoth = new Set(['YAML']);

describe('the words of the pages', () => {
  test('there are dictionaries to read', () => {
    expect(dictionaries.length).toBeGreaterThan(8);
    expect(webFiles.length).toBeGreaterThan(80);
  });

  test.each(dictionaries)('%s is whole in both languages', async (file) => {
    const module = (await import(path.join(source, file))) as Record<string, Messages>;
    for (const messages of Object.values(module)) {
      for (const [key, text] of Object.entries(messages)) {
        const where = `${file} ${key}`;
        expect(text.zh.trim(), where).not.toBe('');
        expect(text.en.trim(), where).not.toBe('');
        if (key === 'switchLanguage') continue;
        const words = text.zh.replace(/\{\w+\}|[\p{P}\p{S}\s\d]/gu, '');
        if (words !== '' && !sameInBoth.has(text.zh)) expect(text.zh, `${where}: Chinese`).toMatch(chinese);
        expect(text.en, `${where}: English`).not.toMatch(chinese);
        expect(placeholders(text.en), `${where}: placeholders`).toEqual(placeholders(text.zh));
        expect(text.zh, `${where}: exclamation`).not.toMatch(/[!！]/);
      }
    }
  });

  test('no words for a reader stand outside the dictionaries', () => {
    const strays: string[] = [];
    for (const file of webFiles.filter((name) => name.endsWith('.tsx'))) {
      const lines = readFileSync(path.join(source, file), 'utf8').split('\n');
      lines.forEach((line, index) => {
        const code = line.replace(/\/\/.*$|^\s*\/?\*.*$/, '');
        if (chinese.test(code) && !/\{ zh: /.test(code)) strays.push(`${file}:${index + 1} ${line.trim()}`);
      });
    }
    expect(strays).toEqual([]);
  });
});
