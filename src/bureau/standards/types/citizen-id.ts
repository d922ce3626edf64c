import { daysInMonth } from './date-format.ts';
import { type FieldKind, fullMatch, halfWidth, matchesFully, type ValueCheck } from './kind.ts';
import { provinces } from './regions.ts';
import { textKind } from './text-kind.ts';

const citizenPattern = '[1-9][0-9]{16}[0-9Xx]';
/** Weights of GB 11643-1999, clause 4.2.4: W(i) = 2^(i-1) mod 11, for the first 17 digits. */
const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const citizenCheckCharacters = '10X98765432';
/** The provinces' two digits, with 83 of the residence permits for people from Taiwan. */
const citizenPrefixes = [...provinces.map(([code]) => code), '83'];

/** The check character that GB 11643-1999 gives to 17 digits. */
export function citizenCheckCharacter(digits: string): string {
  const sum = citizenWeights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return citizenCheckCharacters[sum % 11]!;
}

const citizenChecks: ValueCheck[] = [
  {
    rule: 'check-digit',
    message: {
      zh: '公民身份号码的校验码不对（GB 11643-1999），请核对是否有数字录错',
      en: 'has a wrong check character (GB 11643-1999); look for a mistyped digit',
    },
    broken: (_, value) => `coalesce(${checkSumSql(value)} % 11 <> 1, false)`,
    breaks: (_, value) => String(value)[17] !== citizenCheckCharacter(String(value)),
  },
  {
    rule: 'birth-date',
    message: {
      zh: '公民身份号码第 7 至 14 位不是真实的出生日期',
      en: 'names a day of birth (digits 7 to 14) that never was',
    },
    // Texts of equal length compare as their numbers do; only odd ones and days above 28 are read as dates.
    broken: (_, value) => {
      const [year, month, day] = [`substr(${value}, 7, 4)`, `substr(${value}, 11, 2)`, `substr(${value}, 13, 2)`];
      const date = `concat_ws('-', ${year}, ${month}, ${day})`;
      return (
        `CASE WHEN ${day} BETWEEN '01' AND '28' AND ${month} BETWEEN '01' AND '12' AND ${year} BETWEEN '1850' AND '2100' THEN false ` +
        `WHEN ${value} IS NULL THEN false ELSE TRY_CAST(${date} AS DATE) IS NULL OR ${year} NOT BETWEEN '1850' AND '2100' END`
      );
    },
    breaks: (_, value) => {
      const [year, month, day] = [
        [6, 10],
        [10, 12],
        [12, 14],
      ].map(([from, to]) => Number(String(value).slice(from, to))) as [number, number, number];
      return month < 1 || month > 12 || year < 1850 || year > 2100 || day < 1 || day > daysInMonth(year, month);
    },
  },
  {
    rule: 'region-prefix',
    message: {
      zh: '公民身份号码前两位不是省级行政区划代码（GB/T 2260）',
      en: 'does not begin with the two digits of a province (GB/T 2260)',
    },
    // Ranges of texts cost a fifth of looking 35 prefixes up.
    broken: (_, value) =>
      `coalesce(NOT (${ranges(citizenPrefixes)
        .map(([first, end]) => `${value} >= '${first}' AND ${value} < '${end}'`)
        .join(' OR ')}), false)`,
    breaks: (_, value) => !citizenPrefixes.includes(String(value).slice(0, 2)),
  },
];

/** GB 11643-1999: 18 characters with region, day of birth and check character. A small x is read as X. */
export const citizenIdKind: FieldKind = textKind(citizenPattern, {
  title: { zh: '公民身份号码', en: 'citizen id' },
  sql: (raw) => `CASE WHEN ${fullMatch(raw, citizenPattern)} THEN upper(${raw}) END`,
  read: (raw) => (matchesFully(raw, citizenPattern) ? raw.toUpperCase() : null),
  checks: () => citizenChecks,
  expects: () => ({
    zh: '18 位公民身份号码（17 位数字加 1 位数字或 X）',
    en: 'a citizen id of 18 characters (17 digits and a digit or X)',
  }),
  mend: (raw) => {
    const text = halfWidth(raw).replace(/[\s-]/g, '').toUpperCase();
    if (matchesFully(text, '[1-9][0-9]{14}')) {
      // The 15-digit ids of before 1999 had a year of two digits, always of the 1900s, and no check character.
      const digits = `${text.slice(0, 6)}19${text.slice(6)}`;
      return digits + citizenCheckCharacter(digits);
    }
    return text !== raw && matchesFully(text, citizenPattern) ? text : null;
  },
});

/**
 * The sum of GB 11643-1999 over all 18 characters, each times 2^(18-i), which is 1 modulo 11 for a right id. Digits 2 to
 * 17 are read as a hexadecimal number, a digit in each half byte, and added in pairs, fours, eights and sixteens at
 * once. Each step stands in a lambda, where its operand is computed once: the engine shares no common part of
 * expressions that stand under OR. A tenth of the price of 17 substrings.
 */
function checkSumSql(value: string): string {
  const steps: [number, string, number][] = [
    [4, '0x0f0f0f0f0f0f0f0f', 2],
    [8, '0x00ff00ff00ff00ff', 4],
    [16, '0x0000ffff0000ffff', 16],
    [32, '0x00000000ffffffff', 256],
  ];
  const sum = steps.reduce(
    (list, [shift, mask, weight]) =>
      `list_transform(${list}, lambda x: ((x >> ${shift}) & ${BigInt(mask)}::UBIGINT) * ${weight} + (x & ${BigInt(mask)}::UBIGINT))`,
    `[TRY_CAST('0x' || substr(${value}, 2, 16) AS UBIGINT)]`,
  );
  const first = `(ascii(${value}) - 48) * ${2 ** 17 % 11}`;
  const last = `CASE substr(${value}, 18, 1) WHEN 'X' THEN 10 ELSE ascii(substr(${value}, 18, 1)) - 48 END`;
  return `(${first} + CAST(${sum}[1] AS BIGINT) * 2 + ${last})`;
}

/** Sorted two-digit codes as ranges [first, end). */
function ranges(codes: string[]): [string, string][] {
  const found: [string, string][] = [];
  for (const code of [...codes].sort()) {
    const after = String(Number(code) + 1);
    if (found.at(-1)?.[1] === code) found.at(-1)![1] = after;
    else found.push([code, after]);
  }
  return found;
}
