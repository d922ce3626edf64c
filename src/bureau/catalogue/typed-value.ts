import { quoteLiteral } from '../../lake/index.ts';
import { isDay } from '../law/index.ts';
import { type Condition, invalid } from './filter.ts';

/** A column as a reader may filter and sort it: name and engine type of the governed output. */
export interface GovernedColumn {
  name: string;
  type: string;
}

const integerRanges: Record<string, [bigint, bigint]> = {
  TINYINT: [-128n, 127n],
  SMALLINT: [-32_768n, 32_767n],
  INTEGER: [-2_147_483_648n, 2_147_483_647n],
  BIGINT: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};
const day = /^\d{4}-\d{2}-\d{2}$/;
const instant =
  /^(\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](?:0\d|1[0-5]):?[0-5]\d)?$/;

/**
 * A value of a filter as an SQL literal of the column's type, so that the engine compares without casting the column.
 * Throws `catalogue.filter-invalid` when the text is no such value.
 */
export function typedLiteral(text: string, type: string, source: string): string {
  const value = text.trim();
  const range = integerRanges[type];
  if (range) {
    if (!/^[+-]?\d{1,38}$/.test(value)) throw mistyped(source, value, '整数', 'an integer');
    const number = BigInt(value);
    if (number < range[0] || number > range[1]) throw mistyped(source, value, '整数', 'an integer of that size');
    return `${number}::${type}`;
  }
  if (type.startsWith('DECIMAL')) {
    if (!/^[+-]?\d{1,28}(\.\d{1,8})?$/.test(value)) throw mistyped(source, value, '数字', 'a number');
    return decimalLiteral(value, type);
  }
  if (type === 'DOUBLE' || type === 'FLOAT') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$|^(NaN|-?Infinity)$/i.test(value))
      throw mistyped(source, value, '数字', 'a number');
    return `${quoteLiteral(value)}::DOUBLE`;
  }
  if (type === 'BOOLEAN') {
    const yes = /^(true|1|yes|是)$/i.test(value);
    if (!yes && !/^(false|0|no|否)$/i.test(value)) throw mistyped(source, value, 'true 或 false', 'true or false');
    return yes ? 'TRUE' : 'FALSE';
  }
  if (type === 'DATE') {
    if (!isDay(value)) throw mistyped(source, value, '日期，如 2026-11-24', 'a date as 2026-11-24');
    return `DATE ${quoteLiteral(value)}`;
  }
  if (type.startsWith('TIMESTAMP')) {
    const parts = instant.exec(value);
    if (!isDay(parts?.[1] ?? value)) {
      throw mistyped(source, value, '时间，如 2026-11-24T09:30:00Z', 'an instant as 2026-11-24T09:30:00Z');
    }
    return `${quoteLiteral(parts && !parts[4] ? `${value}Z` : value)}::TIMESTAMPTZ::${type}`;
  }
  if (type === 'TIME') {
    if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(value)) {
      throw mistyped(source, value, '时刻，如 09:30:00', 'a time of day as 09:30:00');
    }
    return `TIME ${quoteLiteral(value)}`;
  }
  return quoteLiteral(text);
}

/** In the column's own type where the digits fit, so that the engine need not widen every row. */
function decimalLiteral(value: string, type: string): string {
  const [, width = '38', scale = '18'] = /\((\d+),\s*(\d+)\)/.exec(type) ?? [];
  const [whole = '', part = ''] = value.replace(/^[+-]/, '').split('.');
  const fits = part.length <= Number(scale) && whole.length <= Number(width) - Number(scale);
  return `${quoteLiteral(value)}::${fits ? type : 'DECIMAL(38,8)'}`;
}

/** Whether a value names a whole day of a timestamp column: `= 2026-11-24` then means any time on it. */
export function isWholeDay(text: string, type: string): boolean {
  return type.startsWith('TIMESTAMP') && day.test(text.trim());
}

function mistyped(source: string, value: string, wanted: string, wantedEn: string) {
  return invalid(source, `“${value.slice(0, 60)}”不是${wanted}`, `"${value.slice(0, 60)}" is not ${wantedEn}`);
}

/** The conditions' fields among those that the reader may use; throws `catalogue.field-unknown` through `missing`. */
export function columnsOf(
  conditions: Condition[],
  columns: GovernedColumn[],
  missing: (field: string) => Error,
): Map<string, GovernedColumn> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const { field } of conditions) if (!byName.has(field)) throw missing(field);
  return byName;
}
