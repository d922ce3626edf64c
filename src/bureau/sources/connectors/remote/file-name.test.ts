import { describe, expect, test } from 'vitest';
import { pathPattern } from './file-name.ts';

describe('a pattern of file names', () => {
  test.each<[string, string, boolean]>([
    ['orders-*.csv', 'orders-1.csv', true],
    ['orders-*.csv', 'deep/er/orders-1.csv', true],
    ['orders-*.csv', 'orders-1.csv.part', false],
    ['orders-?.csv', 'orders-一.csv', true],
    ['orders-?.csv', 'orders-12.csv', false],
    ['in/*.csv', 'in/a.csv', true],
    ['in/*.csv', 'in/b/a.csv', false],
    ['in/**/*.csv', 'in/a.csv', true],
    ['in/**/*.csv', 'in/b/c/a.csv', true],
    ['in/**/*.csv', 'out/in/a.csv', false],
    ['in/**', 'in/b/c/a.csv', true],
    ['**', 'any/thing', true],
    ['a.c', 'abc', false],
    ['constructor', 'constructor', true],
    ['**/**/x', 'x', true],
    ['**/x', 'yx', false],
  ])('%s of %s', (pattern, name, fits) => expect(pathPattern(pattern)(name)).toBe(fits));

  test('hostile names and patterns are soon told apart', () => {
    const names = ['a'.repeat(300), 'a/'.repeat(150)];
    for (const pattern of ['*a'.repeat(149), '**/a*/'.repeat(49), '**/'.repeat(100), '?*'.repeat(150)]) {
      const fits = pathPattern(`${pattern}!`);
      for (const name of names) expect(fits(name)).toBe(false);
    }
  });
});
