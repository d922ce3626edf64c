import { citizenIdKind } from './citizen-id.ts';
import { phoneKind, plateKind, regionKind } from './code-kinds.ts';
import { creditCodeKind } from './credit-code.ts';
import { dateKind, datetimeKind, timeKind } from './date-kinds.ts';
import type { FieldKind, FieldKinds } from './kind.ts';
import { booleanKind, decimalKind, integerKind, numberKind } from './number-kinds.ts';

const stringKind: FieldKind = {
  title: { zh: '文本', en: 'text' },
  engineType: () => 'VARCHAR',
  sql: (raw) => `nullif(${raw}, '')`,
  read: (raw) => raw,
  expects: () => ({ zh: '文本', en: 'text' }),
};

/** Decimal degrees: a number within ±`limit`; the limits themselves are checked with the other coordinate beside it. */
function degreesKind(title: FieldKind['title'], limit: number): FieldKind {
  return {
    ...numberKind,
    title,
    expects: () => ({
      zh: `十进制度数，-${limit} 至 ${limit}`,
      en: `decimal degrees from -${limit} to ${limit}`,
    }),
    checks: () => [
      {
        rule: 'range',
        message: { zh: `须在 -${limit} 至 ${limit} 度之间`, en: `must lie between -${limit} and ${limit} degrees` },
        broken: (_, value) => `coalesce(abs(${value}) > ${limit}, false)`,
        breaks: (_, value) => Math.abs(Number(value)) > limit,
      },
    ],
    mend: (raw) => mendDegrees(raw) ?? numberKind.mend!(raw, { name: 'x', title, type: 'number' }, {}),
  };
}

/** `113°15′51.1″E` as decimal degrees of seven places. */
function mendDegrees(raw: string): string | null {
  const match =
    /^([NSEW东西南北]?)\s*(\d{1,3})[°度]\s*(?:(\d{1,2})[′'分]\s*)?(?:(\d{1,2}(?:\.\d+)?)(?:[″"秒]|'')\s*)?([NSEW东西南北]?)$/iu.exec(
      raw.trim(),
    );
  if (!match) return null;
  const degrees = Number(match[2]) + Number(match[3] ?? 0) / 60 + Number(match[4] ?? 0) / 3600;
  const south = /[SW西南]/i.test(`${match[1]}${match[5]}`);
  return String(Number((south ? -degrees : degrees).toFixed(7)));
}

/** Every field type by its name. */
export const fieldKinds: FieldKinds = {
  string: stringKind,
  integer: integerKind,
  decimal: decimalKind,
  number: numberKind,
  boolean: booleanKind,
  date: dateKind,
  time: timeKind,
  datetime: datetimeKind,
  'citizen-id': citizenIdKind,
  'credit-code': creditCodeKind,
  region: regionKind,
  phone: phoneKind,
  plate: plateKind,
  longitude: degreesKind({ zh: '经度', en: 'longitude' }, 180),
  latitude: degreesKind({ zh: '纬度', en: 'latitude' }, 90),
};
