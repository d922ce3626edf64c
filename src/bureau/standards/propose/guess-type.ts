import type { Text } from '../../../kernel/index.ts';
import type { Field, FieldType } from '../schema.ts';
import { citizenCheckCharacter } from '../types/citizen-id.ts';
import { creditCheckCharacter } from '../types/credit-code.ts';
import { fieldKinds } from '../types/index.ts';

/** A guess at a column's type: how well it fits and why. */
export interface Guess {
  type: FieldType;
  format?: string;
  scale?: number;
  /** Share of the values that fit. */
  fit: number;
  reason: Text;
  misfits: string[];
}

const dateFormats = ['%Y/%m/%d', '%Y年%m月%d日', '%Y.%m.%d', '%d/%m/%Y', '%m/%d/%Y'];
const datetimeFormats = [
  '%Y/%m/%d %H:%M:%S',
  '%Y/%m/%d %H:%M',
  '%Y年%m月%d日 %H:%M:%S',
  '%Y年%m月%d日 %H:%M',
  '%Y年%m月%d日%H时%M分%S秒',
  '%Y年%m月%d日%H时%M分',
  '%Y.%m.%d %H:%M:%S',
];
const enough = 0.9;
/** Where the title names the type, fewer values need to fit: the others are what checking is for. */
const enoughForTitle = 0.6;
const firstLook = 40;
const zone = { timezone: 'UTC' };

/** Titles that speak for a type. */
const hints: [RegExp, FieldType][] = [
  [/经度|longitude|^(lon|lng|long|x坐标)$|_(lon|lng)$/i, 'longitude'],
  [/纬度|latitude|^(lat|y坐标)$|_lat$/i, 'latitude'],
  [/身份证|公民身份|id_?card|citizen/i, 'citizen-id'],
  [/信用代码|credit_?code|uscc/i, 'credit-code'],
  [/区划代码|行政区划|region_?code|adcode/i, 'region'],
  [/电话|手机|联系方式|phone|mobile|tel(ephone)?$/i, 'phone'],
  [/车牌|号牌|plate/i, 'plate'],
  [/是否|^is[_A-Z]|flag$/i, 'boolean'],
  [/时间|timestamp|datetime|_at$/i, 'datetime'],
  [/日期|date|_on$|年月日/i, 'date'],
  [/金额|费|价|款|资本|amount|price|fee|cost|salary/i, 'decimal'],
];

/** Guesses the type of a column from its non-empty values and its title. */
export function guessType(title: string, values: string[]): Guess {
  if (values.length === 0) {
    return {
      type: 'string',
      fit: 0,
      misfits: [],
      reason: { zh: '样本中没有值，暂作文本', en: 'no values in the sample; taken as text' },
    };
  }
  const hinted = new Set(hints.filter(([pattern]) => pattern.test(title)).map(([, type]) => type));
  const attempts: Guess[] = [];
  for (const family of [codes, booleans, dates, numbers]) {
    for (const guess of family(values, hinted)) {
      if (guess.fit >= (hinted.has(guess.type) ? enoughForTitle : enough)) return guess;
      attempts.push(guess);
    }
  }
  return { type: 'string', fit: 1, misfits: [], reason: nearlyReason(attempts, values.length) };
}

function nearlyReason(attempts: Guess[], count: number): Text {
  const near = attempts.toSorted((left, right) => right.fit - left.fit)[0];
  if (!near || near.fit < 0.5)
    return { zh: `${count} 个值没有共同的类型，作为文本`, en: `${count} values with no type in common; taken as text` };
  const title = fieldKinds[near.type].title;
  return {
    zh: `只有 ${percent(near.fit)} 的值像${title.zh}（不像的如“${near.misfits[0]}”），作为文本`,
    en: `only ${percent(near.fit)} of the values look like ${title.en} (not “${near.misfits[0]}”); taken as text`,
  };
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

/** Tries one type on all values. */
function attempt(
  values: string[],
  field: Pick<Field, 'type' | 'format' | 'scale'>,
  accepts: (value: string) => boolean = () => true,
): Guess {
  const kind = fieldKinds[field.type];
  const whole: Field = { name: 'x', title: kind.title, ...field };
  const misfits: string[] = [];
  let fitting = 0;
  let seen = 0;
  for (const [index, value] of values.entries()) {
    // What half of the first values are not, the column is not.
    if (index === firstLook && fitting * 2 < firstLook) break;
    seen++;
    if (kind.read(value, whole, zone) !== null && accepts(value)) fitting++;
    else if (misfits.length < 5 && !misfits.includes(value)) misfits.push(value);
  }
  const fit = fitting / seen;
  const form = field.format
    ? { zh: `，格式 ${field.format}`, en: ` in the format ${field.format}` }
    : { zh: '', en: '' };
  return {
    ...field,
    fit,
    misfits,
    reason: {
      zh: `${values.length} 个值中 ${percent(fit)} 是${kind.title.zh}${form.zh}`,
      en: `${percent(fit)} of ${values.length} values are ${kind.title.en}${form.en}`,
    },
  };
}

function* codes(values: string[], hinted: Set<FieldType>): Iterable<Guess> {
  const checked = (type: 'citizen-id' | 'credit-code', right: (value: string) => boolean) => {
    const guess = attempt(values, { type });
    // A title that names the code speaks for it even where check characters are wrong; else they must be right.
    if (!hinted.has(type)) guess.fit = Math.min(guess.fit, attempt(values, { type }, right).fit);
    return guess;
  };
  yield checked('citizen-id', (value) => value[17]?.toUpperCase() === citizenCheckCharacter(value));
  yield checked('credit-code', (value) => /[0-9]{6}/.test(value) && value[17] === creditCheckCharacter(value));
  yield attempt(values, { type: 'plate' });
  const phone = attempt(values, { type: 'phone' });
  const mobile = attempt(values, { type: 'phone' }, (value) => /^(\+86-?)?1[3-9]\d{9}$/.test(value));
  yield hinted.has('phone') ? phone : mobile.fit > 0.97 ? mobile : { ...phone, fit: 0 };
  if (hinted.has('region')) yield attempt(values, { type: 'region' });
  for (const [type, limit] of [
    ['longitude', 180],
    ['latitude', 90],
  ] as const) {
    if (hinted.has(type)) yield attempt(values, { type }, (value) => Math.abs(Number(value)) <= limit * 2);
  }
}

function booleans(values: string[], hinted: Set<FieldType>): Guess[] {
  const words = values.some((value) => !/^[01]$/.test(value));
  return words || hinted.has('boolean') ? [attempt(values, { type: 'boolean' })] : [];
}

function* dates(values: string[], hinted: Set<FieldType>): Iterable<Guess> {
  yield attempt(values, { type: 'date' });
  yield attempt(values, { type: 'datetime' });
  yield attempt(values, { type: 'time' });
  if (values.some((value) => /[年/]|^\d+\.\d+\.\d/.test(value))) {
    for (const format of dateFormats) yield attempt(values, { type: 'date', format });
    for (const format of datetimeFormats) yield attempt(values, { type: 'datetime', format });
  }
  const digits = (hinted.has('date') || hinted.has('datetime')) && values.every((value) => /^\d+(\.\d+)?$/.test(value));
  if (!digits) return;
  const recent = (value: string) => /^(19|20)/.test(value);
  yield attempt(values, { type: 'date', format: '%Y%m%d' }, (value) => value.length === 8 && recent(value));
  yield attempt(values, { type: 'datetime', format: '%Y%m%d%H%M%S' }, (value) => value.length === 14 && recent(value));
  const serial = (value: string) => Number(value) > 20_000 && Number(value) < 80_000;
  yield attempt(values, { type: 'date', format: 'excel' }, serial);
  yield attempt(values, { type: 'datetime', format: 'excel' }, serial);
}

function numbers(values: string[], hinted: Set<FieldType>): Guess[] {
  const coded = values.find((value) => /^0[0-9]+$/.test(value));
  if (coded !== undefined && values.every((value) => /^[0-9]+$/.test(value))) {
    return [
      {
        type: 'string',
        fit: 1,
        misfits: [],
        reason: {
          zh: `有前导零（如 ${coded}），是代码而非数，作为文本`,
          en: `leading zeros (${coded}) make it a code and no number; taken as text`,
        },
      },
    ];
  }
  const digits = Math.max(0, ...values.map((value) => /^[+-]?\d*\.(\d+)$/.exec(value)?.[1]?.length ?? 0));
  const money = hinted.has('decimal') && digits <= 4;
  return [
    ...(money ? [] : [attempt(values, { type: 'integer' })]),
    ...(money ? [attempt(values, { type: 'decimal', scale: Math.max(2, digits) })] : []),
    attempt(values, { type: 'number' }),
  ];
}
