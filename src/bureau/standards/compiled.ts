import type { Text } from '../../kernel/index.ts';
import type { Field, ReferenceRule, Standard } from './schema.ts';
import type { Value } from './types/kind.ts';

/** A check of one field. The SQL never yields NULL; the TypeScript twin gives the same answer for one value. */
export interface CompiledCheck {
  rule: string;
  message: Text;
  /** DuckDB boolean, true when broken. `raw` and `value` are SQL expressions (column names, best). */
  broken(raw: string, value: string): string;
  breaks(raw: string | null, value: Value | null): boolean;
}

export interface CompiledField {
  field: Field;
  /** Type of the column in the lake. */
  engineType: string;
  /** DuckDB expression: the typed value, or NULL for empty text and for text that is not of the type. */
  value(raw: string): string;
  /** The same for one text in TypeScript. */
  read(raw: string | null): Value | null;
  checks: CompiledCheck[];
  /** A text that would be of the type and may be what was meant; to be offered to the steward, never applied by itself. */
  mend(raw: string): string | null;
}

/** A check over several fields of one row. */
export interface CompiledRow {
  rule: string;
  fields: string[];
  message: Text;
  /** `value` names the typed column of a field. Never NULL; a rule with an empty field in it is not broken. */
  broken(value: (field: string) => string): string;
  breaks(value: (field: string) => Value | null): boolean;
}

/** A standard made ready to check data: in one pass of SQL, or row by row in TypeScript. */
export interface CompiledStandard {
  standard: Standard;
  fields: CompiledField[];
  rows: CompiledRow[];
  /** Sets of fields whose values may stand in one row only: the key first, then each unique field. Empty values are no duplicates. */
  uniques: string[][];
  references: (ReferenceRule & { message: Text })[];
  /** Hash of the codes that its fields take, as they are in force; null where no field has a code list. */
  codes: string | null;
}
