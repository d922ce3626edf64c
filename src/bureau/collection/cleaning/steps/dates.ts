import { quoteLiteral } from '../../../../lake/index.ts';
import { type DateParts, formatPattern, formatProblem, partsOf, readFormatted } from '../../../standards/index.ts';
import { halfWidth } from './plain-texts.ts';
import {
  chain,
  eachField,
  expressionOf,
  replaceAll,
  type StepContext,
  type StepKind,
  type TextFunction,
  translate,
} from './step.ts';

/** 二〇二六年九月十日 with its numerals as digits. */
const chineseDigits = chain(
  translate('〇零○一二三四五六七八九', '000123456789'),
  replaceAll('([1-9])十([1-9])', '\\1\\2'),
  replaceAll('([1-9])十', '\\10'),
  replaceAll('十([1-9])', '1\\1'),
  replaceAll('十', '10'),
);
const chineseFormat = '%Y年%m月%d日';

/** Days of a spreadsheet from 1900-03-01; below it the spreadsheet counts a day that never was. */
const excelPattern = '[0-9]{2,7}(\\.[0-9]{1,10})?';
const excelDays = { first: 61, last: 2_958_465 };

/** Texts of the form as the text that the standard reads, NULL for others. Years below 1000 are typing errors. */
function formFunction(form: string, written: string): TextFunction {
  if (form === 'excel') {
    const inside = (days: number) => days >= excelDays.first && days <= excelDays.last;
    return {
      sql: (text) =>
        `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(excelPattern)}) AND TRY_CAST(${text} AS DOUBLE) BETWEEN ${excelDays.first} AND ${excelDays.last} ` +
        `THEN strftime(make_timestamp(CAST(round((TRY_CAST(${text} AS DOUBLE) - 25569) * 86400) AS BIGINT) * 1000000), ${quoteLiteral(written)}) END`,
      apply: (text) => {
        if (!expressionOf(`^(?:${excelPattern})$`).test(text) || !inside(Number(text))) return null;
        const moment = new Date(Math.round((Number(text) - 25569) * 86_400) * 1000);
        return write(partsOf(moment), written);
      },
    };
  }
  const format = form === 'chinese' ? chineseFormat : form;
  // Where letters touch, as in %Y%m%d, a month of one digit could be read in two ways.
  const touching = /%[A-Za-z]%[A-Za-z]/.test(format);
  const pattern = touching
    ? formatPattern(format).replaceAll('{1,2}', '{2}').replaceAll('{1,6}', '{6}')
    : formatPattern(format);
  const fits = expressionOf(`^(?:${pattern})$`);
  const read: TextFunction = {
    sql: (text) => {
      const moment = `try_strptime(${text}, ${quoteLiteral(format)})`;
      return `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(pattern)}) AND year(${moment}) >= 1000 THEN strftime(${moment}, ${quoteLiteral(written)}) END`;
    },
    apply: (text) => {
      const parts = fits.test(text) ? readFormatted(text, format) : null;
      return parts && parts.year >= 1000 ? write(parts, written) : null;
    },
  };
  return form === 'chinese' ? chain(chineseDigits, read) : read;
}

function write(parts: DateParts, format: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const texts: Record<string, string> = {
    Y: String(parts.year).padStart(4, '0'),
    m: two(parts.month),
    d: two(parts.day),
    H: two(parts.hour),
    M: two(parts.minute),
    S: two(parts.second),
    f: String(parts.microsecond).padStart(6, '0'),
    '%': '%',
  };
  return format.replace(/%(.)/gu, (whole, letter: string) => texts[letter] ?? whole);
}

const isoDay = '%Y-%m-%d';
const isoMoment = '%Y-%m-%d %H:%M:%S';

/** How the standard wants the field to be written. */
function writtenFormat(name: string, forms: string[], { standard }: StepContext): string {
  const field = standard.fields.find((one) => one.name === name);
  if (field?.format !== undefined && field.format !== 'excel') return field.format;
  if (field?.type === 'date') return isoDay;
  if (field?.type === 'datetime') return isoMoment;
  return forms.some((form) => form.includes('%H')) ? isoMoment : isoDay;
}

export const dateFormStep: StepKind<'date-form'> = {
  problems: ({ fields, forms }, { standard }) => [
    ...forms.flatMap((form) => {
      if (form === 'excel' || form === 'chinese') return [];
      const problem = formatProblem(form, 'datetime');
      if (!problem || problem.lacks === 'hour') return [];
      return problem.letter
        ? [
            {
              zh: `日期写法 ${form} 中的 ${problem.letter} 不能用；可用 %Y %m %d %H %M %S %f，各用一次`,
              en: `${problem.letter} in the form ${form} cannot be used; use %Y %m %d %H %M %S %f, each once`,
            },
          ]
        : [{ zh: `日期写法 ${form} 缺少年、月或日`, en: `the form ${form} lacks its year, month or day` }];
    }),
    ...fields
      .filter((name) => standard.fields.find((field) => field.name === name)?.format === 'excel')
      .map((name) => ({
        zh: `字段 ${name} 在标准中按 Excel 日期数读取，不能再改写法`,
        en: `the standard reads ${name} as a spreadsheet's day number, whose form cannot be changed`,
      })),
  ],
  changes: ({ fields, forms }, context) =>
    fields.flatMap((name) => {
      const written = writtenFormat(name, forms, context);
      const functions = forms.map((form) => formFunction(form, written));
      const tidy = chain(withoutOuterBlanks, halfWidth);
      const canonical = formatPattern(written);
      const fits = expressionOf(`^(?:${canonical})$`);
      return eachField([name], {
        sql: (text) => `coalesce(${functions.map(({ sql }) => sql(tidy.sql(text))).join(', ')}, ${text})`,
        apply: (text) => {
          const plain = tidy.apply(text)!;
          for (const { apply } of functions) {
            const found = apply(plain);
            if (found !== null) return found;
          }
          return text;
        },
        left: {
          sql: (text) => `NOT regexp_full_match(${text}, ${quoteLiteral(canonical)})`,
          test: (text) => !fits.test(text),
        },
      });
    }),
};

const withoutOuterBlanks = replaceAll('^[\\s\\x{a0}\\x{3000}]+|[\\s\\x{a0}\\x{3000}]+$', '');
