import { quoteLiteral } from '../../../../lake/index.ts';
import { findUnit, type Unit, units } from '../../../standards/index.ts';
import { halfWidth, withoutBlanks } from './plain-texts.ts';
import {
  chain,
  eachField,
  expressionOf,
  replaceAll,
  type StepContext,
  type StepKind,
  type StepOf,
  staged,
  type TextFunction,
  translate,
} from './step.ts';

/** Chinese numerals, those of contracts too, as digits. */
const digits = translate(
  '〇○零一二两三四五六七八九壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億',
  '0001223456789122334566789十百千万亿',
);

/** What stands after a number, as a power of ten; 个 says that the number is counted in ones. */
const multiples: Record<string, number> = {
  个: 0,
  十: 1,
  百: 2,
  千: 3,
  万: 4,
  十万: 5,
  百万: 6,
  千万: 7,
  亿: 8,
  十亿: 9,
  百亿: 10,
  千亿: 11,
  万亿: 12,
};

const tail = '(?:0?[1-9]?十[1-9]?|0[1-9])?';
const section = `(?:[1-9]千(?:[1-9]百)?${tail}|[1-9]百${tail}|[1-9]?十[1-9]?|[1-9])`;
const lower = `(?:0${section}|[1-9]千(?:[1-9]百)?${tail})?`;
/** 三千二百万, 一亿零五十, 十二: what is said short (三百五 for 350) is left, for it may mean two numbers. */
const numeral = `(?:${section}亿(?:0?${section}万)?${lower}|${section}万${lower}|${section})`;

const plainNumber = '[+-]?[0-9]+(?:\\.[0-9]+)?';

/** Number of a section of four places, in SQL and TypeScript. */
const sectionSql = (text: string) =>
  ['([1-9])千', '([1-9])百', '([1-9])十', '([0-9])$']
    .map((pattern, index) => {
      const digit = `TRY_CAST(regexp_extract(${text}, '${pattern}', 1) AS BIGINT)`;
      const missing = index === 2 ? `CASE WHEN contains(${text}, '十') THEN 1 ELSE 0 END` : '0';
      return `coalesce(${digit}, ${missing}) * ${[1000, 100, 10, 1][index]}`;
    })
    .join(' + ');

function sectionOf(text: string): number {
  const digit = (pattern: RegExp, missing: number) => Number(pattern.exec(text)?.[1] ?? missing);
  return (
    digit(/([1-9])千/, 0) * 1000 +
    digit(/([1-9])百/, 0) * 100 +
    digit(/([1-9])十/, text.includes('十') ? 1 : 0) * 10 +
    digit(/([0-9])$/, 0)
  );
}

const places: [string, number][] = [
  ['([^万亿]*)亿', 100_000_000],
  ['([^万亿]*)万', 10_000],
  ['([^万亿]*)$', 1],
];

/** A numeral that begins the text becomes digits; 万 and 亿 in it say that it is counted in ones. */
function numeralFunction(suffix: string): TextFunction {
  const pattern = `^(-?)(${numeral})(${suffix})$`;
  const expression = expressionOf(pattern);
  return {
    sql: (text) => {
      const total = (whole: string) =>
        places
          .map(([place, weight]) => `(${staged(`regexp_extract(${whole}, '${place}', 1)`, [sectionSql])}) * ${weight}`)
          .join(' + ');
      return (
        `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(pattern)}) THEN regexp_extract(${text}, ${quoteLiteral(pattern)}, 1) || ` +
        `CAST(${staged(`regexp_extract(${text}, ${quoteLiteral(pattern)}, 2)`, [total])} AS VARCHAR) || ` +
        `CASE WHEN regexp_matches(${text}, '[万亿]') THEN '个' ELSE '' END || regexp_extract(${text}, ${quoteLiteral(pattern)}, 3) ELSE ${text} END`
      );
    },
    apply: (text) => {
      const found = expression.exec(text);
      if (!found) return text;
      const total = places.reduce(
        (sum, [place, weight]) => sum + sectionOf(expressionOf(place).exec(found[2]!)?.[1] ?? '') * weight,
        0,
      );
      return `${found[1]}${total}${/[万亿]/.test(text) ? '个' : ''}${found[3]}`;
    },
  };
}

/** The ratio of two units as a power of ten; null where it is none. */
function powerOfTen(from: Unit, to: Unit): number | null {
  if (from.quantity !== to.quantity || (from.offset ?? 0) !== (to.offset ?? 0)) return null;
  const power = Math.round(Math.log10(from.factor / to.factor));
  return Math.abs(from.factor / to.factor / 10 ** power - 1) < 1e-12 ? power : null;
}

interface Scale {
  /** Power of ten for each unit that may stand after a number. */
  suffixes: Map<string, number>;
  /** A number that names no unit is multiplied by mantissa × 10^power. */
  mantissa: number;
  power: number;
  /** Power for a number with 万 or 亿 and no unit. */
  multiplePower: number;
}

function scaleOf(step: StepOf<'number-form'>, name: string, { standard }: StepContext): Scale {
  const target = findUnit(step.to ?? standard.fields.find((field) => field.name === name)?.unit ?? '');
  const source = step.unit === undefined ? undefined : findUnit(step.unit);
  const suffixes = new Map<string, number>();
  const money = target === undefined || target.quantity === 'money';
  const yuan = findUnit('CNY')!;
  const spelled = target ? units.filter((unit) => unit.quantity === target.quantity) : [yuan];
  for (const unit of spelled) {
    const power = target ? powerOfTen(unit, target) : 0;
    if (power === null) continue;
    for (const text of [unit.code, unit.title.zh, ...(unit.spellings ?? [])]) {
      // 万元 is 万 before 元, and signs of currency stand before the number.
      if (!/^[万亿千]元|^[¥￥]|^1$/.test(text)) suffixes.set(text, power);
    }
  }
  if (money) {
    const power = target ? powerOfTen(yuan, target)! : 0;
    for (const text of ['元', '圆', '块', '元整', '圆整', '元正', 'RMB']) suffixes.set(text, power);
  }
  if (target?.code === '1') suffixes.set('%', -2);
  const [mantissa, power] =
    step.factor !== undefined
      ? decimalParts(step.factor)
      : [1, source && target ? (powerOfTen(source, target) ?? 0) : 0];
  const multiplePower = money && target ? powerOfTen(yuan, target)! : money ? 0 : power;
  return { suffixes, mantissa, power, multiplePower };
}

/** A factor as a whole number and a power of ten: 0.25 is 25 and -2. */
function decimalParts(factor: number): [number, number] {
  for (let places = 0; places <= 9; places++) {
    const mantissa = Math.round(factor * 10 ** places);
    if (Math.abs(mantissa / 10 ** places - factor) < Number.EPSILON * factor) return [mantissa, -places];
  }
  return [Number.NaN, 0];
}

export const numberFormStep: StepKind<'number-form'> = {
  problems: (step, { standard }) =>
    step.fields.flatMap((name) => {
      const unit = step.to ?? standard.fields.find((field) => field.name === name)?.unit;
      if (step.factor !== undefined) {
        const [mantissa] = decimalParts(step.factor);
        return mantissa > 0 && mantissa < 1e9
          ? []
          : [{ zh: '系数最多 9 位数字', en: 'a factor has nine digits at most' }];
      }
      if (step.unit === undefined) return [];
      const [from, to] = [findUnit(step.unit), findUnit(unit ?? '')];
      if (!from)
        return [
          { zh: `不认识单位“${step.unit}”，请改用 factor`, en: `the unit “${step.unit}” is not known; give a factor` },
        ];
      if (!to)
        return [
          {
            zh: `字段 ${name} 没有单位，请用 to 写明换算成什么`,
            en: `the field ${name} has no unit: say in \`to\` what it becomes`,
          },
        ];
      return powerOfTen(from, to) === null
        ? [
            {
              zh: `“${step.unit}”到“${unit}”不是 10 的整数次幂，请改用 factor`,
              en: `“${step.unit}” to “${unit}” is no power of ten; give a factor`,
            },
          ]
        : [];
    }),
  changes: (step, context) =>
    step.fields.flatMap((name) => eachField([name], numberFunction(scaleOf(step, name, context)))),
};

const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function numberFunction({ suffixes, mantissa, power, multiplePower }: Scale): TextFunction {
  const byLength = [...suffixes.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const suffix = `(?:${byLength.map(literally).join('|')})?`;
  const multiple = `(?:${Object.keys(multiples)
    .sort((a, b) => b.length - a.length)
    .join('|')})?`;
  const grammar = `^([+-]?)([0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,18})(?:\\.([0-9]{0,9}))?(${multiple})(${suffix})$`;
  const tidy = chain(
    halfWidth,
    withoutBlanks,
    replaceAll('^\\((.+)\\)$', '-\\1'),
    replaceAll('^([+-]?)(?:人民币|RMB|CNY|rmb|cny|[¥$€£])([+-]?)', '\\1\\2'),
    replaceAll('^负', '-'),
    digits,
    replaceAll('([0-9])点([0-9])', '\\1.\\2'),
    replaceAll('^([+-]?)\\.', '\\10.'),
    numeralFunction(suffix),
  );
  const expression = expressionOf(grammar);
  const isPlain = expressionOf(`^(?:${plainNumber})$`);
  const changesPlain = mantissa !== 1 || power !== 0;

  const parts = "['sign', 'whole', 'fraction', 'multiple', 'unit']";
  const powers = (table: Iterable<[string, number]>) =>
    [...table].map(([text, value]) => `WHEN ${quoteLiteral(text)} THEN ${value}`).join(' ');
  const stages = [
    (text: string) => tidy.sql(text),
    (text: string) =>
      `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(grammar)}) THEN regexp_extract(${text}, ${quoteLiteral(grammar)}, ${parts}) END`,
    (p: string) =>
      `CASE WHEN ${p}.whole <> '' THEN {'sign': ${p}.sign, ` +
      `'m': TRY_CAST(replace(${p}.whole, ',', '') || ${p}.fraction AS HUGEINT) * CASE WHEN ${p}.multiple = '' AND ${p}.unit = '' THEN ${mantissa} ELSE 1 END, ` +
      `'e': length(${p}.fraction) - CASE ${p}.multiple ${powers(Object.entries(multiples))} ELSE 0 END - ` +
      `CASE WHEN ${p}.unit <> '' THEN CASE ${p}.unit ${powers(suffixes)} ELSE 0 END WHEN ${p}.multiple <> '' THEN ${multiplePower} ELSE ${power} END} END`,
    (p: string) =>
      `{'sign': CASE WHEN ${p}.sign = '-' AND ${p}.m <> 0 THEN '-' ELSE '' END, 'e': ${p}.e, 'd': CASE WHEN ${p}.e <= 0 THEN CAST(${p}.m AS VARCHAR) || repeat('0', -${p}.e) ` +
      `WHEN length(CAST(${p}.m AS VARCHAR)) > ${p}.e THEN CAST(${p}.m AS VARCHAR) ELSE lpad(CAST(${p}.m AS VARCHAR), CAST(${p}.e + 1 AS INTEGER), '0') END}`,
    (p: string) =>
      `${p}.sign || CASE WHEN ${p}.e <= 0 THEN regexp_replace(${p}.d, '^0+([0-9])', '\\1') ELSE ` +
      `regexp_replace(left(${p}.d, length(${p}.d) - ${p}.e) || '.' || right(${p}.d, ${p}.e), '\\.?0+$', '') END`,
  ];
  return {
    sql: (text) => {
      const parsed = `coalesce(${staged(text, stages)}, ${text})`;
      return changesPlain
        ? parsed
        : `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(plainNumber)}) THEN ${text} ELSE ${parsed} END`;
    },
    apply: (text) => {
      if (!changesPlain && isPlain.test(text)) return text;
      const found = expression.exec(tidy.apply(text)!);
      if (!found) return text;
      const [, sign, whole, fraction = '', times = '', unit = ''] = found;
      const own = times !== '' || unit !== '';
      const value = BigInt(whole!.replaceAll(',', '') + fraction) * BigInt(own ? 1 : mantissa);
      const shift = unit !== '' ? suffixes.get(unit)! : times !== '' ? multiplePower : power;
      const decimals = fraction.length - (multiples[times] ?? 0) - shift;
      return `${sign === '-' && value !== 0n ? '-' : ''}${decimalText(value, decimals)}`;
    },
    left: {
      sql: (text) => `NOT regexp_full_match(${text}, ${quoteLiteral(plainNumber)})`,
      test: (text) => !isPlain.test(text),
    },
  };
}

/** value × 10^-decimals without zeros that say nothing. */
function decimalText(value: bigint, decimals: number): string {
  const text = String(value);
  if (decimals <= 0) return `${text}${'0'.repeat(-decimals)}`.replace(/^0+([0-9])/, '$1');
  const padded = text.padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`.replace(/\.?0+$/, '');
}
