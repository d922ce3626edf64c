import type { Field, FieldType } from '../schema.ts';
import { citizenCheckCharacter } from '../types/citizen-id.ts';
import { creditCheckCharacter } from '../types/credit-code.ts';
import { fieldKinds } from '../types/index.ts';
import { matchesFully } from '../types/kind.ts';
import type { ColumnLook } from './look.ts';

/** A type that a column's values could be of, to be held against all of them. */
export interface Candidate extends Pick<Field, 'type' | 'format' | 'scale' | 'pattern'> {
  /** Only values count that also pass the kind's own checks, as check characters. */
  strict?: boolean;
  /** From this share on the others are faults, which checking is for; null where only stand-ins for nothing may differ. */
  tolerates: number | null;
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
/** Clock times that may go past 24:00, as those of a timetable's service day do. */
export const clockPattern = '[0-9]{1,3}:[0-5][0-9](:[0-5][0-9])?';
const enough = 0.9;
/** Where the title names the type, fewer values need to fit: the others are what checking is for. */
const enoughForTitle = 0.6;
/** A type that fewer of the sampled values fit is not looked at further. */
const worthALook = 0.5;
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

/** The types that a title speaks for. */
export function hintsOf(title: string): Set<FieldType> {
  const plain = title.normalize('NFKC').trim();
  return new Set(hints.filter(([pattern]) => pattern.test(plain)).map(([, type]) => type));
}

/** The types that a column may be of by its title and sampled values, the most telling first; no text among them. */
export function candidatesFor(look: ColumnLook, scale: number): Candidate[] {
  const values = look.values.map((value) => value.trim()).filter((value) => value !== '');
  if (values.length === 0) return [];
  const hinted = hintsOf(look.title);
  return [...codes(values, hinted), ...booleans(values, hinted), ...dates(values, hinted), ...numbers(scale, hinted)]
    .filter(({ candidate, accepts }) => share(values, candidate, accepts) >= worthALook)
    .map(({ candidate }) => candidate);
}

interface Attempt {
  candidate: Candidate;
  accepts?: (value: string) => boolean;
}

/** Share of the sampled values that fit. */
function share(values: string[], candidate: Candidate, accepts: (value: string) => boolean = () => true): number {
  const kind = fieldKinds[candidate.type];
  const field: Field = { ...candidate, name: 'x', title: kind.title };
  const { pattern } = candidate;
  let fitting = 0;
  let seen = 0;
  for (const value of values) {
    // What half of the first values are not, the column is not.
    if (seen === firstLook && fitting * 2 < firstLook) break;
    seen++;
    const fits = pattern === undefined ? kind.read(value, field, zone) !== null : matchesFully(value, pattern);
    if (fits && accepts(value)) fitting++;
  }
  return fitting / seen;
}

function* codes(values: string[], hinted: Set<FieldType>): Iterable<Attempt> {
  const checked = (type: 'citizen-id' | 'credit-code', right: (value: string) => boolean): Attempt =>
    // A title that names the code speaks for it even where check characters are wrong; else they must be right.
    hinted.has(type)
      ? { candidate: { type, tolerates: enoughForTitle } }
      : { candidate: { type, strict: true, tolerates: enough }, accepts: right };
  yield checked('citizen-id', (value) => value[17]?.toUpperCase() === citizenCheckCharacter(value));
  yield checked('credit-code', (value) => /[0-9]{6}/.test(value) && value[17] === creditCheckCharacter(value));
  yield { candidate: { type: 'plate', tolerates: hinted.has('plate') ? enoughForTitle : enough } };
  const mobiles = values.filter((value) => /^(\+86-?)?1[3-9]\d{9}$/.test(value)).length / values.length;
  if (hinted.has('phone')) yield { candidate: { type: 'phone', tolerates: enoughForTitle } };
  else if (mobiles > 0.97) yield { candidate: { type: 'phone', tolerates: enough } };
  if (hinted.has('region')) yield { candidate: { type: 'region', tolerates: enoughForTitle } };
  for (const [type, limit] of [
    ['longitude', 180],
    ['latitude', 90],
  ] as const) {
    if (!hinted.has(type)) continue;
    yield { candidate: { type, tolerates: enoughForTitle }, accepts: (value) => Math.abs(Number(value)) <= limit * 2 };
  }
}

function booleans(values: string[], hinted: Set<FieldType>): Attempt[] {
  const words = values.some((value) => !/^[01]$/.test(value));
  if (!words && !hinted.has('boolean')) return [];
  return [{ candidate: { type: 'boolean', tolerates: hinted.has('boolean') ? enough : null } }];
}

function* dates(values: string[], hinted: Set<FieldType>): Iterable<Attempt> {
  const of = (type: 'date' | 'datetime', format?: string): Candidate => ({
    type,
    ...(format ? { format } : {}),
    tolerates: hinted.has(type) ? enoughForTitle : enough,
  });
  yield { candidate: of('date') };
  yield { candidate: of('datetime') };
  yield { candidate: { type: 'time', tolerates: null } };
  yield { candidate: { type: 'string', pattern: clockPattern, tolerates: null } };
  if (values.some((value) => /[年/]|^\d+\.\d+\.\d/.test(value))) {
    for (const format of dateFormats) yield { candidate: of('date', format) };
    for (const format of datetimeFormats) yield { candidate: of('datetime', format) };
  }
  const digits = (hinted.has('date') || hinted.has('datetime')) && values.every((value) => /^\d+(\.\d+)?$/.test(value));
  if (!digits) return;
  const recent = (length: number) => (value: string) => value.length === length && /^(19|20)/.test(value);
  yield { candidate: of('date', '%Y%m%d'), accepts: recent(8) };
  yield { candidate: of('datetime', '%Y%m%d%H%M%S'), accepts: recent(14) };
  const serial = (value: string) => Number(value) > 20_000 && Number(value) < 80_000;
  yield { candidate: of('date', 'excel'), accepts: serial };
  yield { candidate: of('datetime', 'excel'), accepts: serial };
}

function numbers(scale: number, hinted: Set<FieldType>): Attempt[] {
  const money = hinted.has('decimal') && scale <= 4;
  return [
    money
      ? { candidate: { type: 'decimal', scale: Math.max(2, scale), tolerates: enough } }
      : { candidate: { type: 'integer', tolerates: null } },
    { candidate: { type: 'number', tolerates: null } },
  ];
}
