import { quoteLiteral, quoteName, storedType } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { CompiledRecipe } from '../cleaning/compile-recipe.ts';
import type { Segment } from '../reading/segment.ts';
import { type FindingKind, faultKinds, findingKinds } from './finding-kinds.ts';

/**
 * The SQL of a check, made once for a run. A segment is read, typed and judged in one pass that writes its good rows; those
 * that it sets aside are looked at again, for all their findings.
 */
export interface CheckPlan {
  kinds: FindingKind[];
  /** Typed columns of accepted rows under their own names, in the types that a table stores. */
  accepted: string;
  /** The same columns with their types alone, for `CREATE TABLE`. */
  columnTypes: string;
  /** Column of a field in what the plan's statements yield. */
  column(field: string): string;
  /**
   * All rows of a segment: `ord` from 0, raw texts `r0`…, typed values `v0`…, and `good`: false for a row with a finding of
   * its own, and for one whose value of an `ascending` field is not above that of the row before it.
   */
  judged(segment: Segment, ascending: string[]): string;
  /** A row of `judged` as one text, for `fromTexts`. */
  asText(segment: Segment): string;
  /** Rows of a segment as `looked` takes them, out of `(ord, text)`. */
  fromTexts(segment: Segment, relation: string): string;
  /** The same for the rows of a segment that are not `good`, which is read again. */
  fromSegment(segment: Segment, ascending: string[]): string;
  /** Rows with `ord`, `row`, `text`, `fault`, `raw`, the typed values, and `good` without regard to any other row. */
  looked(segment: Segment, base: number, rows: string): string;
  /** All rows of a segment as `ord`, `row` and `raw`. */
  rows(segment: Segment, base: number): string;
  /** Row of the first record where the others follow one by one; null where each record carries its own. */
  firstRow(segment: Segment, base: number): number | null;
  /** Rows of `looked` that are bad with all their findings: `row`, `raw`, `text`, `kinds`, `details`. */
  rejected(looked: string): string;
  /** Index of the first kind of a sort. */
  offset(from: FindingKind['from']): number;
}

export interface PlanOptions {
  /** Source column that holds the row under which a record is told, where it is not the line. */
  lineColumn?: number | undefined;
  /** Cleans the texts before they are typed and judged; what is quarantined are the texts as they came. */
  recipe?: CompiledRecipe | null | undefined;
}

/** Makes the plan for a standard and the source column of each of its fields (null where it has none). */
export function createPlan(
  compiled: CompiledStandard,
  sources: (number | null)[],
  { lineColumn, recipe = null }: PlanOptions = {},
): CheckPlan {
  const kinds = findingKinds(compiled, recipe?.duplicates);
  const names = compiled.fields.map(({ field }) => field.name);
  const column = (field: string) => `v${names.indexOf(field)}`;
  const offset = (from: FindingKind['from']) => kinds.findIndex((kind) => kind.from === from);
  const rawNames = names.map((_, index) => `r${index}`);
  /** The texts as they came: under a recipe, columns of their own beside the cleaned ones. */
  const keptNames = recipe ? names.map((_, index) => `o${index}`) : rawNames;
  const original = recipe ? keptNames.map((name, index) => `${name} AS r${index}`) : rawNames;
  const valueNames = names.map((_, index) => `v${index}`);
  const stored = compiled.fields.map(({ field, engineType }) => storedType(engineType, field.name));

  /** What a record carries beside its cells. */
  const heads = (segment: Segment) =>
    segment.marked ? ['line', 'fault', 'text'] : lineColumn === undefined ? [] : ['line'];

  /** Conditions in the order of `kinds`. */
  const conditions = () => [
    ...compiled.fields.flatMap(({ checks }, index) => checks.map(({ broken }) => broken(`r${index}`, `v${index}`))),
    ...compiled.rows.map(({ broken }) => broken(column)),
  ];

  /**
   * The same as one look that only tells whether a row is bad. A value that is not null shows that its field is neither
   * empty nor of another type, so that for most rows one test stands for three.
   */
  function good(segment: Segment): string {
    const ofType = new Set(['required', 'type', 'scale']);
    const bad = [
      ...(segment.marked ? ['fault IS NOT NULL'] : []),
      ...compiled.fields.flatMap(({ field, checks }, index) => {
        const typed = field.type !== 'string' && checks.some(({ rule }) => rule === 'type');
        const rest = checks.filter(({ rule }) => !typed || !ofType.has(rule));
        const others = rest.map(({ broken }) => broken(`r${index}`, `v${index}`));
        if (!typed) return others;
        if (checks.some(({ rule }) => rule === 'required')) return [`v${index} IS NULL`, ...others];
        return [`CASE WHEN v${index} IS NULL THEN coalesce(r${index} <> '', false) ELSE false END`, ...others];
      }),
      ...compiled.rows.map(({ broken }) => broken(column)),
    ];
    return `NOT (${bad.length > 0 ? bad.map((condition) => `(${condition})`).join(' OR ') : 'false'})`;
  }

  /** Rows with their texts cleaned. */
  function cleaned(rows: string): string {
    if (!recipe) return rows;
    const kept = keptNames.map((name, index) => `r${index} AS ${name}`).join(', ');
    return recipe.sql(`SELECT *, ${kept} FROM (${rows})`, (field) => `r${names.indexOf(field)}`);
  }

  const typed = (rows: string) =>
    `SELECT *, ${compiled.fields.map(({ value }, index) => `${value(`r${index}`)} AS v${index}`).join(', ')} FROM (${cleaned(rows)})`;

  /** The records of a segment as they come: heads and raw texts. */
  function read(segment: Segment): string {
    const line = lineColumn === undefined ? 'line' : `CAST(c${lineColumn} AS BIGINT) AS line`;
    const head = segment.marked ? [line, "nullif(fault, '') AS fault", 'text'] : heads(segment).map(() => line);
    const cells = sources.map((source, index) => `${source === null ? 'NULL::VARCHAR' : `c${source}`} AS r${index}`);
    return `SELECT ${[...head, ...cells].join(', ')} FROM ${segment.relation}`;
  }

  function firstRow(segment: Segment, base: number): number | null {
    return segment.marked || lineColumn !== undefined ? null : base + segment.leadingLines + 1;
  }

  function rowOf(segment: Segment, base: number): string {
    const first = firstRow(segment, base);
    if (first !== null) return `${first} + ord`;
    return lineColumn === undefined ? `${base} + line` : 'line';
  }

  function judged(segment: Segment, ascending: string[]): string {
    const before = ascending.map((field, index) => `, lag(${column(field)}) OVER () AS before${index}`).join('');
    const above = ascending.map((field, index) => ` AND coalesce(${column(field)} > before${index}, true)`).join('');
    return (
      `SELECT *, ${good(segment)}${above} AS good FROM (` +
      `SELECT *, row_number() OVER () - 1 AS ord${before} FROM (${typed(read(segment))}))`
    );
  }

  return {
    kinds,
    offset,
    column,
    accepted: names.map((name, index) => `v${index}::${stored[index]} AS ${quoteName(name)}`).join(', '),
    columnTypes: valueNames.map((name, index) => `${name} ${stored[index]}`).join(', '),
    judged,
    firstRow,

    // As one text: a list costs as much in the rows that have none as in those that do.
    asText: (segment) =>
      `CAST(to_json([${[...heads(segment).map((name) => `CAST(${name} AS VARCHAR)`), ...keptNames].join(', ')}]) AS VARCHAR)`,

    fromTexts(segment, relation) {
      const parts = [...heads(segment), ...rawNames].map((name, index) =>
        name === 'line' ? `CAST(cells[${index + 1}] AS BIGINT) AS line` : `cells[${index + 1}] AS ${name}`,
      );
      const cells = `CAST(from_json(text, '["VARCHAR"]') AS VARCHAR[]) AS cells`;
      return `SELECT ord, ${parts.join(', ')} FROM (SELECT ord, ${cells} FROM ${relation})`;
    },

    fromSegment: (segment, ascending) =>
      `SELECT ${['ord', ...heads(segment), ...original].join(', ')} FROM (${judged(segment, ascending)}) WHERE NOT good`,

    looked: (segment, base, rows) =>
      `SELECT ord, ${rowOf(segment, base)} AS row, ${segment.marked ? 'text, fault' : 'NULL::VARCHAR AS text, NULL::VARCHAR AS fault'}, ` +
      `[${keptNames.join(', ')}] AS raw, ${[...rawNames, ...valueNames].join(', ')}, ${good(segment)} AS good FROM (${typed(rows)})`,

    rows: (segment, base) =>
      `SELECT ord, ${rowOf(segment, base)} AS row, [${rawNames.join(', ')}] AS raw FROM (` +
      `SELECT *, row_number() OVER () - 1 AS ord FROM (${read(segment)}))`,

    rejected(looked) {
      const cases = conditions().map((condition, index) => `CASE WHEN ${condition} THEN ${index} END`);
      const found = cases.length > 0 ? `list_filter([${cases.join(', ')}], x -> x IS NOT NULL)` : '[]::INTEGER[]';
      const from = offset('fault');
      const codes = Object.keys(faultKinds);
      const faultIndex = `CASE split_part(f, ':', 1) ${codes.map((code, i) => `WHEN ${quoteLiteral(code)} THEN ${from + i}`).join(' ')} END`;
      const alone = codes
        .filter((code) => faultKinds[code]!.alone)
        .map((code) => `list_contains(faults, ${quoteLiteral(code)})`);
      return (
        `SELECT row, raw, text, list_concat(own, list_transform(faults, f -> ${faultIndex}))::INTEGER[] AS kinds, ` +
        `list_concat(list_transform(own, x -> NULL::VARCHAR), list_transform(faults, f -> nullif(split_part(f, ':', 2), '')))::VARCHAR[] AS details ` +
        `FROM (SELECT *, CASE WHEN ${alone.join(' OR ')} THEN [] ELSE ${found} END::INTEGER[] AS own FROM (` +
        `SELECT *, CASE WHEN fault IS NULL THEN []::VARCHAR[] ELSE string_split(fault, ' ') END AS faults FROM ${looked} WHERE NOT good)) ORDER BY row`
      );
    },
  };
}
