import type { Field } from '../schema.ts';
import { type FieldKind, fullMatch, halfWidth, matchesFully, type Value } from './kind.ts';

const integerPattern = '[+-]?[0-9]+';
const numberPattern = '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?';
const plainDecimalPattern = '[+-]?[0-9]*\\.[0-9]+';
const largestInteger = 2n ** 63n;

/** Digits after the point that a decimal field keeps. */
export function scaleOf(field: Field): number {
  return field.scale ?? 2;
}

function decimalPattern(scale: number): string {
  return scale === 0 ? '[+-]?[0-9]+(\\.0*)?' : `[+-]?([0-9]+\\.?|[0-9]*\\.[0-9]{1,${scale}}0*)`;
}

/** Without thousands separators, currency and unit signs and full-width digits: what the number may have been. */
function mendNumber(raw: string, pattern: string): string | null {
  const plain = halfWidth(raw)
    .replace(/^[¥￥$]\s*/u, '')
    .replace(/(?<=\d)[,_ '](?=\d{3}(\D|$))/g, '');
  return plain !== raw && matchesFully(plain, pattern) ? plain : null;
}

const numberLiteral = (value: Value) => String(value);

/** Whole numbers of 64 bits. Leading zeros and a plus sign are read; `1.0`, `1e3`, `1_000` and blanks are not. */
export const integerKind: FieldKind = {
  title: { zh: '整数', en: 'integer' },
  engineType: () => 'BIGINT',
  // The cast back to text is cheaper than a regular expression, which then sees the few other spellings only.
  sql: (raw) => {
    const cast = `TRY_CAST(${raw} AS BIGINT)`;
    return `CASE WHEN CAST(${cast} AS VARCHAR) = ${raw} THEN ${cast} WHEN ${fullMatch(raw, integerPattern)} THEN ${cast} END`;
  },
  read: (raw) => {
    if (!matchesFully(raw, integerPattern)) return null;
    const value = BigInt(raw.replace('+', ''));
    return value >= -largestInteger && value < largestInteger ? Number(value) : null;
  },
  expects: () => ({ zh: '整数，如 128', en: 'an integer such as 128' }),
  mend: (raw) => {
    const plain = mendNumber(raw, `${integerPattern}(\\.0+)?`);
    if (plain !== null) return plain.replace(/\.0+$/, '');
    return matchesFully(raw, `${integerPattern}\\.0+`) ? raw.replace(/\.0+$/, '') : null;
  },
  literal: numberLiteral,
};

/** Exact decimals of 18 digits. More digits after the point than the scale are a finding and are never rounded. */
export const decimalKind: FieldKind = {
  title: { zh: '定点小数', en: 'decimal' },
  engineType: (field) => `DECIMAL(18,${scaleOf(field)})`,
  sql: (raw, field) => {
    const scale = scaleOf(field);
    const cast = `TRY_CAST(${raw} AS DECIMAL(18,${scale}))`;
    return `CASE WHEN CAST(${cast} AS VARCHAR) = ${raw} THEN ${cast} WHEN ${fullMatch(raw, decimalPattern(scale))} THEN ${cast} END`;
  },
  read: (raw, field) => {
    const scale = scaleOf(field);
    if (!matchesFully(raw, decimalPattern(scale))) return null;
    const whole = raw.replace(/^[+-]/, '').split('.')[0]!.replace(/^0+/, '');
    return whole.length > 18 - scale ? null : Number(raw);
  },
  near: (field) => [
    {
      rule: 'scale',
      message: {
        zh: `小数位数不得超过 ${scaleOf(field)} 位；系统不会四舍五入`,
        en: `has more than ${scaleOf(field)} digits after the point; nothing is rounded`,
      },
      pattern: plainDecimalPattern,
    },
  ],
  expects: (field) => ({
    zh: `最多 ${scaleOf(field)} 位小数的数`,
    en: `a number with at most ${scaleOf(field)} digits after the point`,
  }),
  mend: (raw, field) => mendNumber(raw, decimalPattern(scaleOf(field))),
  literal: numberLiteral,
};

/** Floating-point numbers, scientific notation allowed; not `nan`, not infinite, not beyond what a double holds. */
export const numberKind: FieldKind = {
  title: { zh: '数值', en: 'number' },
  engineType: () => 'DOUBLE',
  sql: (raw) => {
    const cast = `TRY_CAST(${raw} AS DOUBLE)`;
    return `CASE WHEN isfinite(${cast}) AND ${fullMatch(raw, numberPattern)} THEN ${cast} END`;
  },
  read: (raw) => {
    if (!matchesFully(raw, numberPattern)) return null;
    const value = Number(raw);
    return Number.isFinite(value) ? value : null;
  },
  expects: () => ({ zh: '数值，如 3.14', en: 'a number such as 3.14' }),
  mend: (raw) => mendNumber(raw, numberPattern),
  literal: numberLiteral,
};

/** `true`, `false`, `1`, `0`, `是`, `否`; nothing else is guessed at. */
export const booleanKind: FieldKind = {
  title: { zh: '是非', en: 'boolean' },
  engineType: () => 'BOOLEAN',
  sql: (raw) => `CASE ${raw} ${whens(trueTexts, 'true')} ${whens(falseTexts, 'false')} END`,
  read: (raw) => (trueTexts.includes(raw) ? true : falseTexts.includes(raw) ? false : null),
  expects: () => ({ zh: '“是”或“否”（或 true、false、1、0）', en: 'true or false (or 1, 0, 是, 否)' }),
  mend: (raw) => {
    const plain = halfWidth(raw).toLowerCase();
    if (['t', 'y', 'yes', 'on', '有', '对', '√', 'true', '是', '1'].includes(plain)) return 'true';
    if (['f', 'n', 'no', 'off', '无', '错', '×', 'false', '否', '0'].includes(plain)) return 'false';
    return null;
  },
};

export const trueTexts = ['true', 'True', 'TRUE', '1', '是'];
export const falseTexts = ['false', 'False', 'FALSE', '0', '否'];

function whens(texts: string[], value: string): string {
  return texts.map((text) => `WHEN '${text}' THEN ${value}`).join(' ');
}
