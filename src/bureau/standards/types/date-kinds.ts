import { quoteLiteral } from '../../../lake/index.ts';
import {
  type DateParts,
  dateText,
  formatPattern,
  isRealMoment,
  minusMinutes,
  momentText,
  partsOf,
  readFormatted,
} from './date-format.ts';
import { type FieldKind, fullMatch, halfWidth, matchesFully } from './kind.ts';
import { zoneOffsetMinutes } from './zone.ts';

/** Days of an Excel serial, from 1900-03-01 (below it Excel counts a day that never was) to 9999-12-31. */
const excelFirst = 61;
const excelLast = 2_958_465;
const excelEpoch = Date.UTC(1899, 11, 30);

const commonFormats = ['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y年%m月%d日', '%Y%m%d'];
const isoClock = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?';
const isoLocal = `[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${isoClock}`;
const isoOffset =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])';

/** Calendar days: `2026-09-01`, or the text that `format` describes; `format: excel` reads Excel's day numbers. */
export const dateKind: FieldKind = {
  title: { zh: '日期', en: 'date' },
  engineType: () => 'DATE',
  sql: (raw, field) => {
    const { format } = field;
    if (format === 'excel') {
      const serial = `TRY_CAST(${raw} AS INTEGER)`;
      return `CASE WHEN ${serial} BETWEEN ${excelFirst} AND ${excelLast} AND ${fullMatch(raw, '[0-9]{2,7}')} THEN DATE '1899-12-30' + ${serial} END`;
    }
    if (format && format !== '%Y-%m-%d') {
      return `CASE WHEN ${fullMatch(raw, formatPattern(format))} THEN CAST(try_strptime(${raw}, ${quoteLiteral(format)}) AS DATE) END`;
    }
    const cast = `TRY_CAST(${raw} AS DATE)`;
    // The cast is first, so that the engine computes it once.
    return `CASE WHEN CAST(${cast} AS VARCHAR) = ${raw} AND strlen(${raw}) = 10 THEN ${cast} END`;
  },
  read: (raw, field) => {
    if (field.format === 'excel') {
      const serial = matchesFully(raw, '[0-9]{2,7}') ? Number(raw) : 0;
      if (serial < excelFirst || serial > excelLast) return null;
      return dateText(partsOf(new Date(excelEpoch + serial * 86_400_000)));
    }
    const format = field.format ?? '%Y-%m-%d';
    const strict = format === '%Y-%m-%d' && raw.length !== 10;
    const parts = strict ? null : readFormatted(raw, format);
    return parts && dateText(parts);
  },
  expects: (field) => ({
    zh: field.format ? `格式为 ${field.format} 的真实日期` : '真实存在的日期，写作 2026-09-01',
    en: field.format ? `a real date in the format ${field.format}` : 'a real date written as 2026-09-01',
  }),
  mend: (raw, field) => {
    const plain = halfWidth(raw);
    const day = plain.replace(/[T ]00:00(:00(\.0+)?)?$/, '');
    for (const format of commonFormats) {
      const parts = readFormatted(day, format);
      if (parts) return writeDay(parts, field.format);
    }
    if (field.format !== 'excel' && matchesFully(plain, '[3-5][0-9]{4}')) {
      return writeDay(partsOf(new Date(excelEpoch + Number(plain) * 86_400_000)), field.format);
    }
    return null;
  },
  literal: (value) => `DATE '${value}'`,
};

/** Moments, kept in UTC. Text without an offset is local time of the standard's `timezone`, UTC when that is absent. */
export const datetimeKind: FieldKind = {
  title: { zh: '日期时间', en: 'datetime' },
  engineType: () => 'TIMESTAMP',
  sql: (raw, field, { timezone }) => {
    const toUtc = (local: string, text?: string) => toUtcSql(local, { timezone, text });
    const { format } = field;
    if (format === 'excel') {
      const serial = `TRY_CAST(${raw} AS DOUBLE)`;
      const seconds = `CAST(round((${serial} - 25569) * 86400) AS BIGINT)`;
      return `CASE WHEN ${serial} >= ${excelFirst} AND ${serial} < ${excelLast + 1} AND ${fullMatch(raw, '[0-9]{2,7}(\\.[0-9]+)?')} THEN ${toUtc(`make_timestamp(${seconds} * 1000000)`)} END`;
    }
    if (format) {
      return `CASE WHEN ${fullMatch(raw, formatPattern(format))} THEN ${toUtc(`CAST(try_strptime(${raw}, ${quoteLiteral(format)}) AS TIMESTAMP)`)} END`;
    }
    const local = `TRY_CAST(${raw} AS TIMESTAMP)`;
    // The cast back decides the common spelling `2026-09-01 08:00:00` at half the price of the regular expression.
    return (
      `CASE WHEN CAST(${local} AS VARCHAR) = ${raw} AND strlen(${raw}) = 19 THEN ${toUtc(local, raw)} ` +
      `WHEN strlen(${raw}) > 19 AND ${fullMatch(raw, isoOffset)} THEN make_timestamp(epoch_us(TRY_CAST(${raw} AS TIMESTAMPTZ))) ` +
      `WHEN ${fullMatch(raw, isoLocal)} THEN ${toUtc(local, raw)} END`
    );
  },
  read: (raw, field, { timezone }) => {
    const toUtc = (parts: DateParts) =>
      momentText(timezone && timezone !== 'UTC' ? minusMinutes(parts, zoneOffsetMinutes(parts, timezone)) : parts);
    if (field.format === 'excel') {
      const serial = matchesFully(raw, '[0-9]{2,7}(\\.[0-9]+)?') ? Number(raw) : 0;
      if (serial < excelFirst || serial >= excelLast + 1) return null;
      return toUtc(partsOf(new Date(Math.round((serial - 25569) * 86_400) * 1000)));
    }
    if (field.format) {
      const parts = readFormatted(raw, field.format);
      return parts && toUtc(parts);
    }
    if (!matchesFully(raw, isoLocal) && !matchesFully(raw, isoOffset)) return null;
    const [, year, month, day, hour, minute, second, fraction, offset] =
      /^(\d{4})-(\d\d)-(\d\d).(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-].+)?$/.exec(raw)!;
    const parts: DateParts = {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second ?? 0),
      microsecond: Number((fraction ?? '').padEnd(6, '0')),
    };
    if (!isRealMoment(parts)) return null;
    if (offset === undefined) return toUtc(parts);
    if (offset === 'Z') return momentText(parts);
    const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
    return momentText(minusMinutes(parts, offset.startsWith('-') ? -minutes : minutes));
  },
  expects: (field) => ({
    zh: field.format ? `格式为 ${field.format} 的真实时间` : '真实存在的时间，写作 2026-09-01 08:30:00',
    en: field.format ? `a real moment in the format ${field.format}` : 'a real moment written as 2026-09-01 08:30:00',
  }),
  mend: (raw, field) => {
    if (field.format) return null;
    const match = /^(.+?)[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?)?$/u.exec(halfWidth(raw).replace(/分$/, ''));
    if (!match) return null;
    const day = commonFormats.map((format) => readFormatted(match[1]!, format)).find((parts) => parts !== null);
    if (!day) return null;
    const parts = { ...day, hour: Number(match[2]), minute: Number(match[3]), second: Number(match[4] ?? 0) };
    return isRealMoment(parts) ? momentText(parts) : null;
  },
  literal: (value) => `TIMESTAMP '${value}'`,
};

/** Times of day, kept as text (a Delta table has no such type): `08:30` or `08:30:00`. */
export const timeKind: FieldKind = {
  title: { zh: '时刻', en: 'time' },
  engineType: () => 'VARCHAR',
  sql: (raw) => `CASE WHEN ${fullMatch(raw, isoClock)} THEN ${raw} END`,
  read: (raw) => (matchesFully(raw, isoClock) ? raw : null),
  expects: () => ({ zh: '一天中的时刻，写作 08:30 或 08:30:00', en: 'a time of day written as 08:30 or 08:30:00' }),
  mend: (raw) => {
    const match = /^(\d{1,2})[:.时](\d{1,2})(?:[:分](\d{1,2})秒?)?$/u.exec(halfWidth(raw).replace(/分$/, ''));
    if (!match) return null;
    const [hour, minute, second] = match
      .slice(1)
      .map((part) => (part === undefined ? undefined : part.padStart(2, '0')));
    const text = second === undefined ? `${hour}:${minute}` : `${hour}:${minute}:${second}`;
    return matchesFully(text, isoClock) ? text : null;
  },
  literal: (value) => quoteLiteral(String(value)),
};

/** Zones that have kept one offset since 1992, in hours. */
const steadyZones: Record<string, number> = {
  'Asia/Shanghai': 8,
  'Asia/Hong_Kong': 8,
  'Asia/Macau': 8,
  'Asia/Taipei': 8,
  'Asia/Urumqi': 6,
};

/** A local TIMESTAMP in UTC. `text` is its ISO text, when there is one: later than 1991 a subtraction does, at a fifth of the price. */
function toUtcSql(
  local: string,
  { timezone, text }: { timezone: string | undefined; text: string | undefined },
): string {
  if (!timezone || timezone === 'UTC') return local;
  const exact = `timezone('UTC', timezone(${quoteLiteral(timezone)}, ${local}))`;
  const hours = steadyZones[timezone];
  if (text === undefined || hours === undefined) return exact;
  return `CASE WHEN ${text} >= '1992' THEN ${local} - INTERVAL ${hours} HOUR ELSE ${exact} END`;
}

function writeDay(parts: DateParts, format: string | undefined): string {
  if (format === 'excel')
    return String(Math.round((Date.UTC(parts.year, parts.month - 1, parts.day) - excelEpoch) / 86_400_000));
  return (format ?? '%Y-%m-%d').replace(/%([Ymd])/g, (_, letter: string) =>
    letter === 'Y'
      ? String(parts.year).padStart(4, '0')
      : String(letter === 'm' ? parts.month : parts.day).padStart(2, '0'),
  );
}
