import { quoteLiteral } from '../../../lake/index.ts';
import { daysInMonth } from './date-format.ts';
import { type FieldKind, fullMatch, halfWidth, matchesFully, type ValueCheck } from './kind.ts';
import { guangdongRegions, provinces } from './regions.ts';

/** A kind whose values are texts of one pattern, kept as they came. */
function textKind(pattern: string, kind: Pick<FieldKind, 'title' | 'expects'> & Partial<FieldKind>): FieldKind {
  return {
    engineType: () => 'VARCHAR',
    sql: (raw) => `CASE WHEN ${fullMatch(raw, pattern)} THEN ${raw} END`,
    read: (raw) => (matchesFully(raw, pattern) ? raw : null),
    ...kind,
  };
}

/** A mend that is offered when the cleaned text matches. */
function whenMatches(pattern: string, clean: (text: string) => string): (raw: string) => string | null {
  return (raw) => {
    const text = clean(halfWidth(raw));
    return text !== raw && matchesFully(text, pattern) ? text : null;
  };
}

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
    broken: (_, value) => {
      const digits = `CAST(left(${value}, 17) AS BIGINT)`;
      const sum = citizenWeights
        .map((weight, index) => `(${digits} // ${10n ** BigInt(16 - index)}) % 10 * ${weight}`)
        .join(' + ');
      return `coalesce(right(${value}, 1) <> substr('${citizenCheckCharacters}', 1 + (${sum}) % 11, 1), false)`;
    },
    breaks: (_, value) => String(value)[17] !== citizenCheckCharacter(String(value)),
  },
  {
    rule: 'birth-date',
    message: {
      zh: '公民身份号码第 7 至 14 位不是真实的出生日期',
      en: 'names a day of birth (digits 7 to 14) that never was',
    },
    broken: (_, value) => {
      const month = `CAST(substr(${value}, 11, 2) AS INTEGER)`;
      const day = `CAST(substr(${value}, 13, 2) AS INTEGER)`;
      const year = `CAST(substr(${value}, 7, 4) AS INTEGER)`;
      const lastDay = `CASE WHEN ${month} = 2 THEN CASE WHEN (${year} % 4 = 0 AND ${year} % 100 <> 0) OR ${year} % 400 = 0 THEN 29 ELSE 28 END WHEN ${month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END`;
      return `coalesce(${month} NOT BETWEEN 1 AND 12 OR ${year} NOT BETWEEN 1850 AND 2100 OR ${day} < 1 OR (${day} > 28 AND ${day} > ${lastDay}), false)`;
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
    broken: (_, value) => `coalesce(left(${value}, 2) NOT IN (${quoteAll(citizenPrefixes)}), false)`,
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

/** The 31 characters of GB 32100-2015, without I, O, S, V and Z. */
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditPattern = '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}';
/** Weights of GB 32100-2015, 3^(i-1) mod 31, for the first 17 characters. */
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check character that GB 32100-2015 gives to 17 characters. */
export function creditCheckCharacter(characters: string): string {
  const sum = creditWeights.reduce(
    (total, weight, index) => total + weight * creditAlphabet.indexOf(characters[index]!),
    0,
  );
  return creditAlphabet[(31 - (sum % 31)) % 31]!;
}

/** GB 32100-2015: 18 capitals and digits with a check character. */
export const creditCodeKind: FieldKind = textKind(creditPattern, {
  title: { zh: '统一社会信用代码', en: 'unified social credit code' },
  checks: () => [
    {
      rule: 'check-digit',
      message: {
        zh: '统一社会信用代码的校验码不对（GB 32100-2015），请核对是否有字符录错',
        en: 'has a wrong check character (GB 32100-2015); look for a mistyped one',
      },
      broken: (_, value) => {
        const sum = creditWeights
          .map((weight, index) => `(instr('${creditAlphabet}', substr(${value}, ${index + 1}, 1)) - 1) * ${weight}`)
          .join(' + ');
        return `coalesce(right(${value}, 1) <> substr('${creditAlphabet}', 1 + (31 - (${sum}) % 31) % 31, 1), false)`;
      },
      breaks: (_, value) => String(value)[17] !== creditCheckCharacter(String(value)),
    },
  ],
  expects: () => ({
    zh: '18 位统一社会信用代码（大写字母与数字，不含 I、O、S、V、Z）',
    en: 'a unified social credit code of 18 capitals and digits (no I, O, S, V, Z)',
  }),
  mend: whenMatches(creditPattern, (text) =>
    text.replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/I/g, '1'),
  ),
});

const regionPattern = '[1-8][0-9]{5}';
const provincePrefixes = provinces.map(([code]) => code);
const guangdongCodes = guangdongRegions.map(({ code }) => code);

/** GB/T 2260: six digits; the province always, within Guangdong each prefecture and county is known. */
export const regionKind: FieldKind = textKind(regionPattern, {
  title: { zh: '行政区划代码', en: 'administrative region' },
  checks: () => [
    {
      rule: 'region',
      message: {
        zh: '不是现行的行政区划代码（GB/T 2260）',
        en: 'is no administrative region in force (GB/T 2260)',
      },
      broken: (_, value) =>
        `coalesce(left(${value}, 2) NOT IN (${quoteAll(provincePrefixes)}) OR (substr(${value}, 3, 2) = '00' AND right(${value}, 2) <> '00') OR (left(${value}, 2) = '44' AND ${value} NOT IN (${quoteAll(guangdongCodes)})), false)`,
      breaks: (_, value) => {
        const code = String(value);
        return (
          !provincePrefixes.includes(code.slice(0, 2)) ||
          (code.slice(2, 4) === '00' && code.slice(4) !== '00') ||
          (code.startsWith('44') && !guangdongCodes.includes(code))
        );
      },
    },
  ],
  expects: () => ({ zh: '6 位行政区划代码，如 440305', en: 'a region code of 6 digits such as 440305' }),
  mend: (raw) => {
    const text = halfWidth(raw).replace(/\.0+$/, '');
    if (matchesFully(text, '[1-8][0-9]([0-9]{2})?')) return text.padEnd(6, '0');
    if (matchesFully(text, '[1-8][0-9]{8}([0-9]{3})?')) return text.slice(0, 6);
    return text !== raw && matchesFully(text, regionPattern) ? text : null;
  },
});

const areaCode = '(10|2[0-9]|[3-9][0-9]{2})';
const phonePattern = `(\\+86-?)?1[3-9][0-9]{9}|(0|\\+86-?)${areaCode}-?[2-9][0-9]{6,7}`;

/** A mobile number or a fixed line with its area code, each with or without +86; kept as it came. */
export const phoneKind: FieldKind = textKind(phonePattern, {
  title: { zh: '电话号码', en: 'phone number' },
  expects: () => ({
    zh: '11 位手机号，或带区号的固定电话，如 0755-82000000',
    en: 'a mobile number of 11 digits, or a fixed line with its area code such as 0755-82000000',
  }),
  mend: whenMatches(phonePattern, (text) => {
    const digits = text
      .replace(/\.0+$/, '')
      .replace(/[()]/g, '-')
      .replace(/[\s.]/g, '')
      .replace(/^(00|\+)?86-?/, '')
      .replace(/^-|-+$/g, '');
    return matchesFully(digits.replaceAll('-', ''), '1[3-9][0-9]{9}') ? digits.replaceAll('-', '') : digits;
  }),
});

const plateProvinces = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const plateOrdinary = `[${plateProvinces}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领]`;
/** New-energy plates: small cars carry the letter in the third place, large ones in the last. */
const plateNewEnergy = `[${plateProvinces}][A-HJ-NP-Z]([A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])`;
const platePattern = `${plateOrdinary}|${plateNewEnergy}`;

/** GA 36: 7 characters, or 8 for new-energy vehicles, no I and no O; kept as it came. */
export const plateKind: FieldKind = textKind(platePattern, {
  title: { zh: '机动车号牌', en: 'vehicle plate' },
  expects: () => ({
    zh: '7 位机动车号牌或 8 位新能源号牌，如 粤B12345、粤BD12345（不含字母 I、O）',
    en: 'a plate of 7 characters, 8 for new energy, such as 粤B12345 or 粤BD12345 (no letters I and O)',
  }),
  mend: whenMatches(platePattern, (text) => text.replace(/[\s·•.-]/g, '').toUpperCase()),
});

function quoteAll(texts: string[]): string {
  return texts.map(quoteLiteral).join(', ');
}
