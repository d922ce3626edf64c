import type { Text } from '../../kernel/index.ts';
import { quoteName, type Snapshot } from '../../lake/index.ts';
import { type CompiledStandard, compileStandard, type Field, type Standard } from '../standards/index.ts';

interface StoredRule {
  field: string | null;
  rule: string;
  message: Text;
  /** Over the columns of `relation`; never NULL. */
  condition: string;
}

/** The checks of a standard over rows that are stored already. */
export interface StoredChecks {
  /** The stored rows with, for each field, its text `#raw_…` and its value by the standard `#new_…`. */
  relation: string;
  rules: StoredRule[];
  addReference(reference: CompiledStandard['references'][number], target: string): void;
  /** One row: `rule_0`, `rule_1`, … and `failing`, the rows that break any. */
  countSql(): string;
}

/** The standard as it judges stored values, which are no longer in the date format and the zone of their source. */
export function storedForm(standard: Standard): Standard {
  const fields = standard.fields.map((field): Field => {
    const iso = { ...field };
    delete iso.format;
    return iso;
  });
  const form: Standard = { ...standard, fields };
  delete form.timezone;
  return form;
}

/** Turns compiled checks, which are of texts, upon a stored version: each value is written as the text that a file would hold. */
export function storedChecks(
  compiled: CompiledStandard,
  snapshot: Snapshot,
  { limit }: { limit: number },
): StoredChecks {
  const stored = new Map(snapshot.columns.map(({ name, type }) => [name, type]));
  const raw = (name: string) => quoteName(`#raw_${name}`);
  const value = (name: string) => quoteName(`#new_${name}`);
  const texts = compiled.fields.map(
    ({ field }) => `${textOf(field.name, stored.get(field.name))} AS ${raw(field.name)}`,
  );
  const values = compiled.fields.map((each) => `${each.value(raw(each.field.name))} AS ${value(each.field.name)}`);
  const rows = `SELECT * FROM ${snapshot.relation()} LIMIT ${limit}`;
  const typed = `SELECT *, ${values.join(', ')} FROM (SELECT *, ${texts.join(', ')} FROM (${rows}))`;
  const repeats = compiled.uniques.map((fields, index) => {
    const parts = fields.map(value).join(', ');
    return `count(*) OVER (PARTITION BY ${parts}) AS ${quoteName(`#same_${index}`)}`;
  });
  const rules: StoredRule[] = [
    ...compiled.fields.flatMap(({ field, checks }) =>
      checks.map(({ rule, message, broken }) => ({
        field: field.name,
        rule,
        message,
        condition: broken(raw(field.name), value(field.name)),
      })),
    ),
    ...compiled.rows.map(({ rule, fields, message, broken }) => ({
      field: fields.length === 1 ? fields[0]! : null,
      rule,
      message,
      condition: broken(value),
    })),
    ...compiled.uniques.map((fields, index) => ({
      field: fields.length === 1 ? fields[0]! : null,
      rule: 'unique',
      message: { zh: `${fields.join('、')} 的值重复`, en: `${fields.join(', ')}: the value stands more than once` },
      condition: `(${quoteName(`#same_${index}`)} > 1 AND ${fields.map((name) => `${value(name)} IS NOT NULL`).join(' AND ')})`,
    })),
  ];
  return {
    relation: repeats.length > 0 ? `SELECT *, ${repeats.join(', ')} FROM (${typed})` : typed,
    rules,
    addReference({ name, fields, references, message }, target) {
      const pairs = fields.map(
        (field, index) =>
          `CAST(target.${quoteName(references.fields[index]!)} AS VARCHAR) = CAST(${value(field)} AS VARCHAR)`,
      );
      const given = fields.map((field) => `${value(field)} IS NOT NULL`);
      rules.push({
        field: fields.length === 1 ? fields[0]! : null,
        rule: name,
        message,
        condition: `(${given.join(' AND ')} AND NOT EXISTS (SELECT 1 FROM ${target} AS target WHERE ${pairs.join(' AND ')}))`,
      });
    },
    countSql() {
      const named = rules.map(({ condition }, index) => `${condition} AS rule_${index}`);
      const counts = rules.map((_, index) => `count_if(rule_${index}) AS rule_${index}`);
      const any = rules.map((_, index) => `rule_${index}`).join(' OR ') || 'false';
      return `SELECT ${[...counts, `count_if(${any}) AS failing`].join(', ')} FROM (SELECT ${[...named, '1'].join(', ')} FROM (${this.relation}))`;
    },
  };
}

/** A stored value as text in the form that the standard's types read. */
function textOf(name: string, type: string | undefined): string {
  if (type === undefined) return 'NULL::VARCHAR';
  const column = quoteName(name);
  if (type.startsWith('TIMESTAMP')) return `strftime(${column} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
  const text = `CAST(${column} AS VARCHAR)`;
  if (!type.startsWith('DECIMAL')) return text;
  // Zeros at the end belong to the column and not to the value.
  return `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
}

/** The compiled standard for stored rows, with the code lists of the one that was compiled for files. */
export function compileStored(standard: Standard, codeLists: Parameters<typeof compileStandard>[1]): CompiledStandard {
  return compileStandard(storedForm(standard), codeLists);
}
