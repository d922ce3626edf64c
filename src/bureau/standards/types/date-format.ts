import { matchesFully } from './kind.ts';

/** The strptime letters that a `format` may hold, with the text each one matches. */
export const formatLetters: Record<string, { pattern: string; part: string }> = {
  Y: { pattern: '[0-9]{4}', part: 'year' },
  m: { pattern: '[0-9]{1,2}', part: 'month' },
  d: { pattern: '[0-9]{1,2}', part: 'day' },
  H: { pattern: '[0-9]{1,2}', part: 'hour' },
  M: { pattern: '[0-9]{1,2}', part: 'minute' },
  S: { pattern: '[0-9]{1,2}', part: 'second' },
  f: { pattern: '[0-9]{1,6}', part: 'fraction' },
};

export interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
}

/** What is wrong with a `format`: the letter that is not known, or the part of a date that it lacks; null when it is fine. */
export function formatProblem(format: string, type: 'date' | 'datetime'): { letter?: string; lacks?: string } | null {
  const seen = new Set<string>();
  for (const match of format.matchAll(/%(.?)/gu)) {
    const letter = formatLetters[match[1]!];
    if (match[1] === '%') continue;
    if (!letter || (type === 'date' && 'HMSf'.includes(match[1]!))) return { letter: match[0] };
    if (seen.has(letter.part)) return { letter: match[0] };
    seen.add(letter.part);
  }
  for (const part of type === 'date' ? ['year', 'month', 'day'] : ['year', 'month', 'day', 'hour']) {
    if (!seen.has(part)) return { lacks: part };
  }
  return null;
}

/** The RE2 pattern of texts in this format; what stands between the letters must stand there exactly. */
export function formatPattern(format: string): string {
  return format.replace(/%(.)|([^%]+)/gu, (_, letter: string | undefined, literal: string | undefined) =>
    letter === undefined
      ? literal!.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      : letter === '%'
        ? '%'
        : `(?:${formatLetters[letter]?.pattern ?? '[^\\s\\S]'})`,
  );
}

/** Reads a text of this format; null when it does not match or names no real day or time. */
export function readFormatted(raw: string, format: string): DateParts | null {
  if (!matchesFully(raw, formatPattern(format))) return null;
  const letters = [...format.matchAll(/%(.)/gu)].map((match) => match[1]!).filter((letter) => letter !== '%');
  const capturing = new RegExp(`^${formatPattern(format).replaceAll('(?:', '(')}$`, 'u').exec(raw)!;
  const parts: DateParts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 };
  letters.forEach((letter, index) => {
    const text = capturing[index + 1]!;
    const part = formatLetters[letter]!.part;
    if (part === 'fraction') parts.microsecond = Number(text.padEnd(6, '0'));
    else parts[part as 'year'] = Number(text);
  });
  return isRealMoment(parts) ? parts : null;
}

/** Days of a month in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isRealMoment(parts: DateParts): boolean {
  const { year, month, day, hour, minute, second } = parts;
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  );
}

/** `2026-09-01`. */
export function dateText({ year, month, day }: Pick<DateParts, 'year' | 'month' | 'day'>): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** `2026-09-01 08:00:00`, with the fraction only where there is one: texts that sort as the moments do. */
export function momentText(parts: DateParts): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = parts.microsecond ? `.${String(parts.microsecond).padStart(6, '0').replace(/0+$/, '')}` : '';
  return `${dateText(parts)} ${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}${fraction}`;
}

/** The moment so many minutes earlier: local time to UTC when given the zone's offset. */
export function minusMinutes(parts: DateParts, minutes: number): DateParts {
  const moment = new Date(0);
  moment.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  moment.setUTCHours(parts.hour, parts.minute, parts.second);
  return partsOf(new Date(moment.getTime() - minutes * 60_000), parts.microsecond);
}

export function partsOf(moment: Date, microsecond = 0): DateParts {
  return {
    year: moment.getUTCFullYear(),
    month: moment.getUTCMonth() + 1,
    day: moment.getUTCDate(),
    hour: moment.getUTCHours(),
    minute: moment.getUTCMinutes(),
    second: moment.getUTCSeconds(),
    microsecond,
  };
}
