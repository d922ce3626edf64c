import type { Text } from '../../../kernel/index.ts';
import { quoteLiteral } from '../../../lake/index.ts';
import type { Field, FieldType } from '../schema.ts';

/** A typed value as TypeScript sees it: dates and datetimes as ISO text (datetimes in UTC), numbers as numbers. */
export type Value = string | number | boolean;

/** A check of one value that has the field's type. The SQL and the TypeScript say the same; a property test holds them to it. */
export interface ValueCheck {
  rule: string;
  message: Text;
  /** DuckDB boolean, true when broken, never NULL. `raw` and `value` are SQL expressions. */
  broken(raw: string, value: string): string;
  /** The same in TypeScript, for a text that was read as `value`. */
  breaks(raw: string, value: Value): boolean;
}

/** What the kind may look at beside its field. */
export interface KindContext {
  /** IANA zone of datetimes without an offset; they are taken as UTC when it is absent. */
  timezone?: string;
}

/** One field type: how its text is read, in DuckDB and in TypeScript, and what it checks by itself. */
export interface FieldKind {
  title: Text;
  /** Type of the column in the lake. */
  engineType(field: Field): string;
  /** DuckDB expression of the typed value, NULL for empty text and for text that is not of the type. */
  sql(raw: string, field: Field, context: KindContext): string;
  /** The same in TypeScript: null for text that is not of the type. Never called with empty text. */
  read(raw: string, field: Field, context: KindContext): Value | null;
  /** Checks of the kind itself, beyond `type`. */
  checks?(field: Field, context: KindContext): ValueCheck[];
  /** Text that is not of the type but is told by a rule of its own (`scale`), so that one fault is one finding. */
  near?(field: Field): { rule: string; message: Text; pattern: string }[];
  /** What a value must look like, for the message of the rule `type`. */
  expects(field: Field): Text;
  /** How this text could be mended, where that can be guessed; told, never done. */
  mend?(raw: string, field: Field, context: KindContext): string | null;
  /** A read value as an SQL literal comparable with the column; absent when `min` and `max` have no meaning. */
  literal?(value: Value, field: Field): string;
}

export type FieldKinds = Record<FieldType, FieldKind>;

/** `regexp_full_match` of a raw text with a constant pattern. */
export function fullMatch(raw: string, pattern: string): string {
  return `regexp_full_match(${raw}, ${quoteLiteral(pattern)})`;
}

/** The same pattern in TypeScript. */
export function matchesFully(raw: string, pattern: string): boolean {
  let expression = expressions.get(pattern);
  if (!expression) {
    expression = new RegExp(`^(?:${pattern})$`, 'u');
    // Formats are written by people: the few hundred in use stay, an endless stream of new ones does not.
    if (expressions.size > 1000) expressions.clear();
    expressions.set(pattern, expression);
  }
  return expression.test(raw);
}

const expressions = new Map<string, RegExp>();

/** Full-width digits, letters and signs as the ASCII ones they stand for, without outer blanks: a guess at what was meant. */
export function halfWidth(raw: string): string {
  return raw
    .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, ' ')
    .replace(/[−–—]/g, '-')
    .trim();
}
