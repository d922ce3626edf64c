import type { Text } from '../../../../kernel/index.ts';
import { quoteLiteral } from '../../../../lake/index.ts';
import type { CodeList, Standard } from '../../../standards/index.ts';
import type { RecipeStep, StepName } from '../schema.ts';

/** A change of raw texts, in SQL and, for single rows, in TypeScript; both give the same texts. */
export interface TextChange {
  /** Fields whose texts it reads, and those that it writes. */
  reads: string[];
  writes: string[];
  /** An expression for each field of `writes`, over the text columns of fields. */
  sql(column: (field: string) => string): string[];
  apply(text: (field: string) => string | null): (string | null)[];
  /** Whether the text that stands in `reads[0]` afterwards is one that the step could not read. */
  left?: { sql(text: string): string; test(text: string): boolean };
}

/** What steps are compiled against. */
export interface StepContext {
  standard: Standard;
  codeLists: readonly CodeList[];
}

export type StepOf<Name extends StepName> = Extract<RecipeStep, { step: Name }>;

/** One kind of step: what is wrong with one as it is declared, and the changes that it makes. */
export interface StepKind<Name extends StepName> {
  problems?(step: StepOf<Name>, context: StepContext): Text[];
  changes(step: StepOf<Name>, context: StepContext): TextChange[];
}

/** A function of one text, in both languages. It never sees an empty text. */
export interface TextFunction {
  sql(text: string): string;
  apply(text: string): string | null;
  left?: TextChange['left'];
}

/** The same function for each of some fields. */
export function eachField(fields: string[], { sql, apply, left }: TextFunction): TextChange[] {
  return fields.map((field) => ({
    reads: [field],
    writes: [field],
    sql: (column) => [`CASE WHEN ${column(field)} <> '' THEN ${sql(column(field))} ELSE ${column(field)} END`],
    apply: (text) => {
      const value = text(field);
      return [value === null || value === '' ? value : apply(value)];
    },
    ...(left ? { left } : {}),
  }));
}

/** Texts of `from` into other fields, where those are empty; a field that is `from` itself is written over. */
export function fillFields(
  from: string,
  to: string[],
  parts: {
    /** Expression of the text of each target; NULL or empty where there is none. */
    sql(text: string): string[];
    apply(text: string): (string | null)[];
    left?: TextChange['left'];
  },
): TextChange {
  const writesOver = (field: string) => field === from;
  return {
    reads: [from],
    writes: to,
    sql: (column) => {
      const source = column(from);
      return parts.sql(source).map((part, index) => {
        const target = column(to[index]!);
        const empty = writesOver(to[index]!) ? 'true' : `coalesce(${target} = '', true)`;
        return `CASE WHEN ${source} <> '' AND ${empty} THEN coalesce(nullif(${part}, ''), ${target}) ELSE ${target} END`;
      });
    },
    apply: (text) => {
      const source = text(from);
      const found = source === null || source === '' ? null : parts.apply(source);
      return to.map((field, index) => {
        const target = text(field);
        if (!found || (!writesOver(field) && target !== null && target !== '')) return target;
        return found[index] || target;
      });
    },
    ...(parts.left ? { left: parts.left } : {}),
  };
}

/** Functions of `x` one after the other, each computed once. */
export function staged(x: string, stages: ((x: string) => string)[]): string {
  const list = stages.reduce(
    (before, stage, index) => `list_transform(${before}, lambda s${index}: ${stage(`s${index}`)})`,
    `[${x}]`,
  );
  return `(${list})[1]`;
}

/** The value of a text in a table of texts, NULL where it has none. Long tables are looked up by hash, without a join. */
export function lookupSql(text: string, table: ReadonlyMap<string, string>): string {
  if (table.size === 0) return 'NULL::VARCHAR';
  const keys = [...table.keys()].map(quoteLiteral);
  const values = [...table.values()].map(quoteLiteral);
  if (table.size <= 8) {
    return `CASE ${text} ${keys.map((key, index) => `WHEN ${key} THEN ${values[index]}`).join(' ')} END`;
  }
  return `([${values.join(', ')}])[enum_code(TRY_CAST(${text} AS ENUM(${keys.join(', ')})))::BIGINT + 1]`;
}

/** An RE2 pattern (with `\x{…}` for characters) as the same expression in JavaScript. */
export function expressionOf(pattern: string, flags = ''): RegExp {
  return new RegExp(pattern.replaceAll('\\x{', '\\u{'), `u${flags}`);
}

/** `regexp_replace` of all matches, and the same in TypeScript; groups are `\1` … */
export function replaceAll(pattern: string, replacement: string): TextFunction {
  const expression = expressionOf(pattern, 'g');
  const substitute = replacement.replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1');
  return {
    sql: (text) => `regexp_replace(${text}, ${quoteLiteral(pattern)}, ${quoteLiteral(replacement)}, 'g')`,
    apply: (text) => text.replace(expression, substitute),
  };
}

/** `translate`: each character of `from` becomes the one of `to` at its place. */
export function translate(from: string, to: string): TextFunction {
  const targets = [...to];
  const table = new Map([...from].map((letter, index) => [letter, targets[index] ?? '']));
  return {
    sql: (text) => `translate(${text}, ${quoteLiteral(from)}, ${quoteLiteral(to)})`,
    apply: (text) => [...text].map((letter) => table.get(letter) ?? letter).join(''),
  };
}

/** Functions one after the other, as one. */
export function chain(...functions: TextFunction[]): TextFunction {
  return {
    sql: (text) =>
      staged(
        text,
        functions.map(({ sql }) => sql),
      ),
    apply: (text) =>
      functions.reduce<string | null>((before, { apply }) => (before === null ? null : apply(before)), text),
  };
}

/** Names of all fields of a standard. */
export function allFields({ standard }: StepContext): string[] {
  return standard.fields.map(({ name }) => name);
}
