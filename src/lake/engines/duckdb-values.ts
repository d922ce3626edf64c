import * as duckdb from '@duckdb/node-api';
import { DuckDBTypeId } from '@duckdb/node-api';
import type { SqlValue } from './engine.ts';

type Converter = (value: duckdb.DuckDBValue) => unknown;

/**
 * The converter from the engine's values of one type to JSON-safe ones. It is made once a column, so that the loop over
 * a chunk does no look-up.
 */
export function jsonConverter(type: duckdb.DuckDBType): Converter {
  const convert = plainConverter(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function plainConverter(type: duckdb.DuckDBType): Converter {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
      return (value) => value;
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return (value) => safeInteger(value as bigint);
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return (value) => (Number.isFinite(value) ? value : String(value));
    case DuckDBTypeId.DATE: {
      // A column of dates has few different ones.
      const known = new Map<number, string>();
      return (value) => {
        const { days } = value as duckdb.DuckDBDateValue;
        let text = known.get(days);
        if (text === undefined) {
          text = String(value);
          known.set(days, text);
        }
        return text;
      };
    }
    case DuckDBTypeId.TIMESTAMP:
      return (value) => isoInstant((value as duckdb.DuckDBTimestampValue).micros);
    case DuckDBTypeId.TIMESTAMP_TZ:
      return (value) => isoInstant((value as duckdb.DuckDBTimestampTZValue).micros);
    case DuckDBTypeId.TIMESTAMP_S:
      return (value) => isoInstant((value as duckdb.DuckDBTimestampSecondsValue).seconds * 1_000_000n);
    case DuckDBTypeId.TIMESTAMP_MS:
      return (value) => isoInstant((value as duckdb.DuckDBTimestampMillisecondsValue).millis * 1000n);
    case DuckDBTypeId.TIMESTAMP_NS:
      return (value) => isoInstant((value as duckdb.DuckDBTimestampNanosecondsValue).nanos / 1000n);
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY: {
      const item = jsonConverter((type as duckdb.DuckDBListType).valueType);
      return (value) => (value as duckdb.DuckDBListValue).items.map(item);
    }
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as duckdb.DuckDBStructType;
      const entries = entryNames.map((name, index) => [name, jsonConverter(entryTypes[index]!)] as const);
      return (value) => {
        const struct = (value as duckdb.DuckDBStructValue).entries;
        return Object.fromEntries(entries.map(([name, convert]) => [name, convert(struct[name] ?? null)]));
      };
    }
    case DuckDBTypeId.MAP: {
      const { keyType, valueType } = type as duckdb.DuckDBMapType;
      const [key, item] = [jsonConverter(keyType), jsonConverter(valueType)];
      return (value) =>
        Object.fromEntries((value as duckdb.DuckDBMapValue).entries.map((e) => [String(key(e.key)), item(e.value)]));
    }
    default:
      return (value) => String(value);
  }
}

/** A number within ±2^53, a string beyond: JSON readers would round it silently. */
function safeInteger(value: bigint): number | string {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString();
}

const lastIsoMicroseconds = 8_640_000_000_000_000_000n;

/** ISO 8601 in UTC with no more digits of the second than are needed: `2026-11-24T01:30:00Z`. */
export function isoInstant(microseconds: bigint): string {
  if (microseconds > lastIsoMicroseconds || microseconds < -lastIsoMicroseconds) {
    return String(new duckdb.DuckDBTimestampValue(microseconds));
  }
  let milliseconds = microseconds / 1000n;
  let rest = microseconds % 1000n;
  if (rest < 0n) {
    rest += 1000n;
    milliseconds -= 1n;
  }
  const text = new Date(Number(milliseconds)).toISOString();
  if (rest !== 0n) return `${text.slice(0, -1)}${rest.toString().padStart(3, '0')}Z`;
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** Values bound to `?`, with the types that let the engine compare them with a column without casting the column. */
export function boundValues(parameters: SqlValue[]): { values: duckdb.DuckDBValue[]; types: duckdb.DuckDBType[] } {
  const values = parameters.map(boundValue);
  return { values, types: values.map((value, index) => boundType(parameters[index]!, value)) };
}

function boundValue(value: SqlValue): duckdb.DuckDBValue {
  if (value instanceof Date) return new duckdb.DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n);
  if (Array.isArray(value)) return duckdb.listValue(value.map(boundValue));
  return value;
}

function boundType(source: SqlValue, value: duckdb.DuckDBValue): duckdb.DuckDBType {
  if (Array.isArray(source)) {
    const known = source.find((item) => item !== null);
    return duckdb.LIST(known === undefined || known === null ? duckdb.VARCHAR : boundType(known, boundValue(known)));
  }
  if (typeof source === 'bigint') {
    return source >= -(2n ** 63n) && source < 2n ** 63n ? duckdb.BIGINT : duckdb.HUGEINT;
  }
  if (typeof source === 'number') {
    if (!Number.isSafeInteger(source)) return duckdb.DOUBLE;
    return Math.abs(source) < 2 ** 31 ? duckdb.INTEGER : duckdb.BIGINT;
  }
  if (typeof source === 'string') return duckdb.VARCHAR;
  if (typeof source === 'boolean') return duckdb.BOOLEAN;
  return value instanceof duckdb.DuckDBTimestampTZValue ? duckdb.TIMESTAMPTZ : duckdb.SQLNULL;
}
