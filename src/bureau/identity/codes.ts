import { AppError } from '../../kernel/index.ts';
import { identityErrors } from './errors.ts';

/** Characters of GB 32100-2015 in the order of their value; I, O, S, V and Z are not used. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Provinces, autonomous regions and municipalities: the first two digits of GB/T 2260. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(' '),
);

/** The check character (place 18) of the first 17 characters: GB 32100-2015, weights 3^i mod 31. */
export function creditCodeCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet[(31 - (sum % 31)) % 31]!;
}

/** The credit code in upper case, or null for none; throws `identity.bad-credit-code`. */
export function parseCreditCode(text: string | null | undefined): string | null {
  const code = text?.trim().toUpperCase();
  if (!code) return null;
  const refuse = (problemZh: string, problemEn: string) =>
    new AppError(identityErrors.badCreditCode, { code, problemZh, problemEn });
  if (code.length !== 18) throw refuse('应为 18 位', 'it has to have 18 characters');
  const wrong = [...code].find((character) => !alphabet.includes(character));
  if (wrong) throw refuse(`不能含有字符 ${wrong}`, `it can not hold the character ${wrong}`);
  const check = creditCodeCheck(code.slice(0, 17));
  if (check !== code[17]) throw refuse('校验位不符', 'its check character does not fit');
  return code;
}

/** The region code, or null for none; throws `identity.bad-region`. */
export function parseRegion(text: string | null | undefined): string | null {
  const code = text?.trim();
  if (!code) return null;
  // A county without its prefecture (the middle digits zero) does not exist, and neither does an unknown province.
  const wellFormed = /^\d{6}$/.test(code) && provinces.has(code.slice(0, 2)) && !/^\d{2}00(?!00)/.test(code);
  if (!wellFormed) throw new AppError(identityErrors.badRegion, { code });
  return code;
}
