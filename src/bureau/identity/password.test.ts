import { describe, expect, test } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { hashPassword, makePassword, needsRehash, passwordProblem, verifyPassword } from './password.ts';

const person = { email: 'liming@example.org', name: '李明' };
const problem = (password: string) => passwordProblem(password, person)?.en ?? null;

describe('new passwords', () => {
  test.each([
    ['short', /10 characters/],
    ['123456789', /10 characters/],
    ['x'.repeat(201), /200/],
    ['liming@example.org', /email or the name/],
    ['liming2026', /email or the name/],
    ['LIMING123456', /email or the name/],
    ['woaini1314520', /common/],
    ['WoAiNi1314520', /common/],
    ['5201314520', /common/],
    ['1qaz2wsx3edc', /common/],
    ['Password123', /common/],
    ['aaaaaaaaaaaab', /repeats too few/],
    ['sdfghjklasdfg', /row of keys/],
    ['cdefghijklm', /row of keys/],
    ['0987654321', /row of keys/],
    ['ab3dab3dab3d', /repeats one part/],
  ])('%s is refused', (password, why) => {
    expect(problem(password)).toMatch(why);
  });
  test.each([
    '木棉花开在三月的小巷',
    'kapok tree blooms',
    'liming likes quiet harbours',
    'tr0ub4dor&3x',
    '          a b c d',
  ])('%s is taken, whatever kinds of characters it has', (password) => {
    expect(problem(password)).toBeNull();
  });
  test('the list of common ones holds only what the length does not refuse already', () => {
    expect(commonPasswords.size).toBeGreaterThan(150);
    for (const password of commonPasswords) {
      expect([...password].length, password).toBeGreaterThanOrEqual(10);
      expect(password).toBe(password.toLowerCase());
    }
  });
  test('made ones are acceptable and differ', () => {
    const made = new Set(Array.from({ length: 50 }, makePassword));
    expect(made.size).toBe(50);
    for (const password of made) expect(problem(password)).toBeNull();
  });
});

describe('stored passwords', () => {
  test('are argon2id at the cost that OWASP asks for', async () => {
    const stored = await hashPassword('kapok tree blooms');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(needsRehash(stored)).toBe(false);
    expect(needsRehash(stored.replace('m=19456', 'm=9216'))).toBe(true);
    expect(await verifyPassword(stored, 'kapok tree blooms')).toBe(true);
    expect(await verifyPassword(stored, 'kapok tree bloomS')).toBe(false);
  });
  test('the same text typed in another Unicode form is the same password', async () => {
    const stored = await hashPassword('ｋａｐｏｋ tree é blooms');
    expect(await verifyPassword(stored, 'kapok tree e\u0301 blooms')).toBe(true);
  });
  test('nobody has the decoy', async () => {
    expect(await verifyPassword(null, 'a password of nobody')).toBe(false);
  });
});
