import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { Column } from '../table.ts';

/** A type of the Delta schema: a primitive by name, or a nested one. */
export type DeltaType =
  | string
  | { type: 'array'; elementType: DeltaType; containsNull: boolean }
  | { type: 'map'; keyType: DeltaType; valueType: DeltaType; valueContainsNull: boolean }
  | { type: 'struct'; fields: DeltaField[] };

export interface DeltaField {
  name: string;
  type: DeltaType;
  nullable: boolean;
  metadata: Record<string, unknown>;
}

const storedTypes: Record<string, string> = {
  BOOLEAN: 'boolean',
  TINYINT: 'byte',
  SMALLINT: 'short',
  INTEGER: 'integer',
  BIGINT: 'long',
  FLOAT: 'float',
  DOUBLE: 'double',
  VARCHAR: 'string',
  BLOB: 'binary',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
};

const engineTypes = new Map([
  ...Object.entries(storedTypes).map(([engine, delta]) => [delta, engine] as const),
  ['timestamp_ntz', 'TIMESTAMP'] as const,
]);

/** What Delta has no type for is stored in the nearest type that holds every value. */
const nearestTypes: Record<string, string> = {
  TIMESTAMPTZ: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  DATETIME: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_S: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_MS: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_NS: 'TIMESTAMP WITH TIME ZONE',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  TIME: 'VARCHAR',
  UUID: 'VARCHAR',
  JSON: 'VARCHAR',
  INT: 'INTEGER',
  LONG: 'BIGINT',
  BOOL: 'BOOLEAN',
  REAL: 'FLOAT',
  UTINYINT: 'SMALLINT',
  USMALLINT: 'INTEGER',
  UINTEGER: 'BIGINT',
  UBIGINT: 'DECIMAL(20,0)',
  HUGEINT: 'DECIMAL(38,0)',
  UHUGEINT: 'DECIMAL(38,0)',
  DECIMAL: 'DECIMAL(18,3)',
  NUMERIC: 'DECIMAL(18,3)',
  '"NULL"': 'VARCHAR',
};

/**
 * The engine type that a column of this engine type is stored in and read back as. `TIMESTAMP` becomes
 * `TIMESTAMP WITH TIME ZONE`, since Delta's `timestamp` is an instant in UTC and its zoneless type needs a table feature
 * that would shut older readers out.
 */
export function storedType(type: string, column: string): string {
  const text = type.trim();
  const upper = text.toUpperCase();
  if (upper in storedTypes) return upper;
  const near = nearestTypes[upper];
  if (near) return near;
  const decimal = /^(?:DECIMAL|NUMERIC)\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(upper);
  if (decimal) return `DECIMAL(${decimal[1]},${decimal[2] ?? 0})`;
  if (upper.startsWith('ENUM(') || /^VARCHAR\(\d+\)$/.test(upper)) return 'VARCHAR';
  const list = /^(.*)\[\d*\]$/s.exec(text);
  if (list) return `${storedType(list[1]!, column)}[]`;
  const nested = /^(STRUCT|MAP)\((.*)\)$/is.exec(text);
  if (nested && nested[1]!.toUpperCase() === 'STRUCT') {
    const fields = structFields(nested[2]!).map(([name, inner]) => `${quoted(name)} ${storedType(inner, column)}`);
    return `STRUCT(${fields.join(', ')})`;
  }
  if (nested) {
    const [key, value] = splitTop(nested[2]!);
    if (key && value) return `MAP(${storedType(key, column)}, ${storedType(value, column)})`;
  }
  throw new AppError(lakeErrors.typeUnsupported, { column, type });
}

/** The Delta type of a stored engine type. */
export function toDeltaType(type: string): DeltaType {
  const primitive = storedTypes[type];
  if (primitive) return primitive;
  if (type.startsWith('DECIMAL(')) return type.toLowerCase();
  if (type.endsWith('[]')) return { type: 'array', elementType: toDeltaType(type.slice(0, -2)), containsNull: true };
  if (type.startsWith('MAP(')) {
    const [key, value] = splitTop(type.slice(4, -1));
    return { type: 'map', keyType: toDeltaType(key!), valueType: toDeltaType(value!), valueContainsNull: true };
  }
  const fields = structFields(type.slice(7, -1)).map(([name, inner]) => ({
    name,
    type: toDeltaType(inner),
    nullable: true,
    metadata: {},
  }));
  return { type: 'struct', fields };
}

/** The engine type of a Delta type, of whatever writer. */
export function fromDeltaType(type: DeltaType, column: string): string {
  if (typeof type === 'string') {
    const known = engineTypes.get(type);
    if (known) return known;
    const decimal = /^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(type);
    if (decimal) return `DECIMAL(${decimal[1]},${decimal[2]})`;
    throw new AppError(lakeErrors.typeUnsupported, { column, type });
  }
  if (type.type === 'array') return `${fromDeltaType(type.elementType, column)}[]`;
  if (type.type === 'map') {
    return `MAP(${fromDeltaType(type.keyType, column)}, ${fromDeltaType(type.valueType, column)})`;
  }
  return `STRUCT(${type.fields.map((f) => `${quoted(f.name)} ${fromDeltaType(f.type, column)}`).join(', ')})`;
}

/** True for types that one value fits into: no list, struct or map. */
export function isPrimitive(type: string): boolean {
  return !type.endsWith(']') && !type.startsWith('STRUCT(') && !type.startsWith('MAP(');
}

/** The schema string of a Delta `metaData` action. */
export function formatSchema(columns: Column[]): string {
  const fields: DeltaField[] = columns.map(({ name, type, nullable, comment }) => ({
    name,
    type: toDeltaType(type),
    nullable,
    metadata: comment === undefined ? {} : { comment },
  }));
  return JSON.stringify({ type: 'struct', fields });
}

/** Columns of a Delta schema string, with the field metadata that a writer has to heed. */
export function parseSchema(schema: string): { columns: Column[]; invariants: string[] } {
  const { fields } = JSON.parse(schema) as { fields: DeltaField[] };
  return {
    columns: fields.map(({ name, type, nullable, metadata }) => ({
      name,
      type: fromDeltaType(type, name),
      nullable,
      ...(typeof metadata?.['comment'] === 'string' ? { comment: metadata['comment'] } : {}),
    })),
    invariants: fields.filter((field) => field.metadata?.['delta.invariants'] !== undefined).map((field) => field.name),
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Parts between commas that stand in no bracket and no quotes. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let inName = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') inName = !inName;
    else if (inName) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

function structFields(text: string): [name: string, type: string][] {
  return splitTop(text).map((part) => {
    const match = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(part);
    if (!match) throw new AppError(lakeErrors.typeUnsupported, { column: '', type: text });
    return [match[1]?.replaceAll('""', '"') ?? match[2]!, match[3]!];
  });
}
