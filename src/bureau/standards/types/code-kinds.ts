import { type FieldKind, fullMatch, halfWidth, matchesFully } from './kind.ts';
import { guangdongRegions, provinces } from './regions.ts';
import { textKind, whenMatches } from './text-kind.ts';

const regionPattern = '[1-8][0-9]{5}';
const provincePrefixes = provinces.map(([code]) => code);
const guangdongCodes = guangdongRegions.map(({ code }) => code);

/** All regions as one pattern: the engine's automaton reads it in one pass, where a list of 144 codes takes four times as long. */
const knownRegions = [
  `(${provincePrefixes.filter((prefix) => prefix !== '44').join('|')})(0000|(0[1-9]|[1-9][0-9])[0-9]{2})`,
  ...guangdongCodes,
].join('|');

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
      broken: (_, value) => `coalesce(NOT ${fullMatch(value, knownRegions)}, false)`,
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
  // Most numbers are mobile ones, which arithmetic tells at half the price of the regular expression. A text of 11 letters
  // with an exponent has at most 9 digits before it, so that a number of this size then ends in zeros.
  sql: (raw) => {
    const number = `TRY_CAST(${raw} AS BIGINT)`;
    return (
      `CASE WHEN ${number} >= 13000000000 AND strlen(${raw}) = 11 AND ${raw} >= '13' AND ${raw} < '2' AND ` +
      `CASE WHEN ${number} % 100 <> 0 THEN true ELSE NOT contains(${raw}, 'e') AND NOT contains(${raw}, 'E') END THEN ${raw} ` +
      `WHEN ${fullMatch(raw, phonePattern)} THEN ${raw} END`
    );
  },
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
