import { AppError } from '../../kernel/index.ts';
import { type ColumnInfo, quoteName } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Column } from '../table.ts';
import { storedType } from './types.ts';

/** How columns of a source go into a table. */
export interface Fit {
  /** Columns that the table lacks. */
  added: Column[];
  /** Expressions for all columns of the table, the added ones last. */
  expressions: string[];
  /** True when a column of the source has another type than the table's. */
  casts: boolean;
}

/** Lays the columns of a source on those of a table, or throws `lake.schema-mismatch`. */
export function fitColumns(source: ColumnInfo[], columns: Column[], table: string, mayAdd: boolean): Fit {
  const refuse = (problem: string) => {
    throw new AppError(lakeErrors.schemaMismatch, { table, problem });
  };
  const byName = new Map(source.map((column) => [column.name, column]));
  const known = new Set(columns.map((column) => column.name));
  const extra = source.filter((column) => !known.has(column.name));
  requireNewNames(extra, columns, table);
  if (extra.length > 0 && !mayAdd) refuse(`+ ${extra.map((column) => column.name).join(', ')}`);
  const added = extra.map(({ name, type }) => ({ name, type: storedType(type, name), nullable: true }));
  let casts = false;
  const expressions = [...columns, ...added].map(({ name, type, nullable }) => {
    const from = byName.get(name);
    const target = quoteName(name);
    if (!from) {
      if (!nullable) refuse(`- ${name}`);
      return `NULL::${type} AS ${target}`;
    }
    if (normal(from.type) === type) return target;
    if (!keepsValues(from.type, type)) refuse(`${name}: ${from.type} → ${type}`);
    casts = true;
    return `${target}::${type} AS ${target}`;
  });
  return { added, expressions, casts };
}

/** Those of the wanted columns that a table lacks; one that it has in another type is refused. */
export function missingColumns(wanted: Column[], columns: Column[], table: string): Column[] {
  const types = new Map(columns.map((column) => [column.name, column.type]));
  const missing = wanted.filter((column) => !types.has(column.name));
  requireNewNames(missing, columns, table);
  for (const { name, type } of wanted) {
    const known = types.get(name);
    if (known !== undefined && known !== type) {
      throw new AppError(lakeErrors.schemaMismatch, { table, problem: `${name}: ${type} → ${known}` });
    }
  }
  return missing;
}

/** The engine, Spark and Delta take names that differ only in case for the same column. */
function requireNewNames(added: ColumnInfo[], columns: Column[], table: string): void {
  const folded = new Map(columns.map((column) => [column.name.toLowerCase(), column.name]));
  for (const { name } of added) {
    const same = folded.get(name.toLowerCase());
    if (same !== undefined) throw new AppError(lakeErrors.schemaMismatch, { table, problem: `${name} ≠ ${same}` });
    folded.set(name.toLowerCase(), name);
  }
}

function normal(type: string): string {
  return type === 'TIMESTAMPTZ' ? 'TIMESTAMP WITH TIME ZONE' : type;
}

const integers = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;

/** True when the engine's cast either keeps the value or fails: never one that rounds or cuts silently. */
function keepsValues(from: string, to: string): boolean {
  if (from === '"NULL"' || from === 'NULL') return true;
  // A nested type is compared as a whole; what differs only in how it is spelled is cast.
  if (storedTypeOrNull(from) === to) return true;
  if (integers.test(from)) return integers.test(to) || to === 'DOUBLE' || to.startsWith('DECIMAL(');
  const [source, target] = [decimalParts(from), decimalParts(to)];
  if (source && target) return target.scale >= source.scale;
  if (source && to === 'DOUBLE') return true;
  if (from === 'FLOAT' && to === 'DOUBLE') return true;
  return from === 'DATE' && to.startsWith('TIMESTAMP');
}

function storedTypeOrNull(type: string): string | null {
  try {
    return storedType(type, '');
  } catch {
    return null;
  }
}

function decimalParts(type: string): { scale: number } | null {
  const match = /^DECIMAL\(\d+,(\d+)\)$/.exec(type);
  return match && { scale: Number(match[1]) };
}
