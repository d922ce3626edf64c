import { randomInt } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { AppError, type Text } from '../../kernel/index.ts';
import { commonPasswords } from './common-passwords.ts';
import { identityErrors } from './errors.ts';

/** Argon2id (the library's default kind) at the OWASP minimum of 2023: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19456, timeCost: 2, parallelism: 1 };

export const shortestPassword = 10;
export const longestPassword = 200;

/** The same password typed on different keyboards is the same (NIST SP 800-63B-4, 3.1.1.2). */
const normalise = (password: string) => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), cost);
}

let decoy: Promise<string> | null = null;

/** Whether the password is right; without an account it takes the same time and is wrong. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('a password of nobody');
  const matches = await verify(stored ?? (await decoy), normalise(password).slice(0, 4 * longestPassword));
  return matches && stored !== null;
}

/** True when the stored hash was made at another cost than today's. */
export function needsRehash(stored: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(stored);
  return memoryCost !== cost.memoryCost || timeCost !== cost.timeCost || parallelism !== cost.parallelism;
}

const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];
const runs = rows.flatMap((row) => [row + row, [...(row + row)].reverse().join('')]);

/** What is wrong with a new password, or null. Length and guessing count, kinds of characters don't. */
export function passwordProblem(password: string, person: { email: string; name: string }): Text | null {
  const length = [...normalise(password)].length;
  if (length < shortestPassword) {
    return { zh: `至少要有 ${shortestPassword} 个字符`, en: `it needs at least ${shortestPassword} characters` };
  }
  if (length > longestPassword) {
    return { zh: `不能超过 ${longestPassword} 个字符`, en: `it may have at most ${longestPassword} characters` };
  }
  const plain = normalise(password).toLowerCase();
  const local = person.email.split('@')[0]!.toLowerCase();
  const name = person.name.toLowerCase().replace(/\s/g, '');
  // What remains beside the own name or address must be a password of its own.
  const rest = [person.email.toLowerCase(), local, name]
    .filter((part) => part.length >= 2)
    .reduce((text, part) => text.replaceAll(part, ''), plain);
  if (rest !== plain && rest.length < shortestPassword - 2) {
    return { zh: '不能由邮箱或姓名组成', en: 'it is made of the email or the name' };
  }
  if (commonPasswords.has(plain)) return { zh: '过于常见', en: 'it is too common' };
  if (new Set(plain).size < 4) return { zh: '重复的字符过多', en: 'it repeats too few characters' };
  if (runs.some((run) => run.includes(plain))) return { zh: '是键盘或字母顺序', en: 'it is a row of keys or letters' };
  if (/^(.{1,5})\1+$/u.test(plain)) return { zh: '是同一段的重复', en: 'it repeats one part' };
  return null;
}

/** Throws `identity.weak-password` for a new password that would be guessed. */
export function checkPassword(password: string, person: { email: string; name: string }): void {
  const problem = passwordProblem(password, person);
  if (problem) throw new AppError(identityErrors.weakPassword, { problemZh: problem.zh, problemEn: problem.en });
}

/** A password to be told once and changed: 16 characters that are not mistaken for each other, about 79 bits. */
export function makePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [part(), part(), part(), part()].join('-');
}
