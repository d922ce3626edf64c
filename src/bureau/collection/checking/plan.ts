import { quoteLiteral, quoteName, storedType } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { Segment } from '../reading/segment.ts';
import { type FindingKind, faultKinds, findingKinds } from './finding-kinds.ts';

/** The SQL of a check, made once for a run. A segment is read, typed and judged in one pass; only bad rows are looked at again. */
export interface CheckPlan {
  kinds: FindingKind[];
  /** Reads a segment into the table: typed columns `v0`…, `ok`, and the raw texts of rows that are not. */
  load(segment: Segment, table: string): string;
  /** Typed columns of accepted rows under their own names, in the types that a table stores: the commit takes them as they are. */
  accepted: string;
  /** Line of a row in the source. */
  line(segment: Segment, base: number): string;
  /** Bad rows of a loaded segment with all their findings: `row`, `raw`, `text`, `kinds`, `details`. */
  rejected(
    segment: Segment,
    table: string,
    options: { base: number; marks: string | null; rawTexts: string | null },
  ): string;
  /** Typed columns of some fields. */
  columns(fields: string[]): string[];
  /** Index of the first kind of a sort. */
  offset(from: FindingKind['from']): number;
}

/** Makes the plan for a standard and the source column of each of its fields (null where it has none). */
export function createPlan(compiled: CompiledStandard, sources: (number | null)[], lineColumn?: number): CheckPlan {
  const kinds = findingKinds(compiled);
  const names = compiled.fields.map(({ field }) => field.name);
  const typed = (field: string) => `v${names.indexOf(field)}`;
  const raws = sources.map((source) => (source === null ? 'NULL::VARCHAR' : `c${source}`));
  const offset = (from: FindingKind['from']) => kinds.findIndex((kind) => kind.from === from);

  /** Conditions in the order of `kinds`, with the raw texts named as the caller has them. */
  function conditions(raw: (index: number) => string): string[] {
    return [
      ...compiled.fields.flatMap(({ checks }, index) => checks.map(({ broken }) => broken(raw(index), `v${index}`))),
      ...compiled.rows.map(({ broken }) => broken(typed)),
    ];
  }

  /**
   * The same as one look that only tells whether a row is bad. A value that is not null shows that its field is neither
   * empty nor of another type, so that for most rows one test stands for three.
   */
  function gate(): string[] {
    const ofType = new Set(['required', 'type', 'scale']);
    return [
      ...compiled.fields.flatMap(({ field, checks }, index) => {
        const typed = field.type !== 'string' && checks.some(({ rule }) => rule === 'type');
        const rest = checks.filter(({ rule }) => !typed || !ofType.has(rule));
        const others = rest.map(({ broken }) => broken(`r${index}`, `v${index}`));
        if (!typed) return others;
        if (checks.some(({ rule }) => rule === 'required')) return [`v${index} IS NULL`, ...others];
        return [`CASE WHEN v${index} IS NULL THEN coalesce(r${index} <> '', false) ELSE false END`, ...others];
      }),
      ...compiled.rows.map(({ broken }) => broken(typed)),
    ];
  }

  return {
    kinds,
    offset,
    columns: (fields) => fields.map(typed),
    accepted: compiled.fields
      .map(
        ({ field, engineType }, index) =>
          `v${index}::${storedType(engineType, field.name)} AS ${quoteName(field.name)}`,
      )
      .join(', '),
    line: (segment, base) => {
      if (lineColumn !== undefined) return 'line';
      return segment.marked ? `(${base} + line)` : `(${base + segment.leadingLines + 1} + rowid)`;
    },

    load(segment, table) {
      const line = lineColumn === undefined ? 'line' : `CAST(c${lineColumn} AS BIGINT) AS line`;
      const marks = segment.marked
        ? [line, "nullif(fault, '') AS fault", 'text']
        : lineColumn === undefined
          ? []
          : [line];
      const kept = segment.marked ? ['line', 'fault', 'text'] : lineColumn === undefined ? [] : ['line'];
      const values = compiled.fields.map(({ value }, index) => `${value(`r${index}`)} AS v${index}`);
      const bad = [...(segment.marked ? ['fault IS NOT NULL'] : []), ...gate()];
      const rawNames = names.map((_, index) => `r${index}`);
      const valueNames = names.map((_, index) => `v${index}`);
      const picked = raws.map((raw, index) => `${raw} AS r${index}`);
      return (
        `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT ${[...kept, ...valueNames, 'ok'].join(', ')}, ` +
        // As one text: a list costs as much in the rows that have none as in those that do.
        `CASE WHEN ok THEN NULL ELSE CAST(to_json([${rawNames.join(', ')}]) AS VARCHAR) END AS raw FROM (` +
        `SELECT *, NOT (${bad.length > 0 ? bad.map((condition) => `(${condition})`).join(' OR ') : 'false'}) AS ok FROM (` +
        `SELECT *, ${values.join(', ')} FROM (SELECT ${[...marks, ...picked].join(', ')} FROM ${segment.relation})))`
      );
    },

    rejected(segment, table, { base, marks, rawTexts }) {
      const all = conditions((index) => `r${index}`);
      const cases = all.map((condition, index) => `CASE WHEN ${condition} THEN ${index} END`);
      const found = cases.length > 0 ? `list_filter([${cases.join(', ')}], x -> x IS NOT NULL)` : '[]::INTEGER[]';
      const fault = segment.marked ? 'fault' : 'NULL::VARCHAR';
      const from = offset('fault');
      const codes = Object.keys(faultKinds);
      const faultIndex = `CASE split_part(f, ':', 1) ${codes.map((code, i) => `WHEN ${quoteLiteral(code)} THEN ${from + i}`).join(' ')} END`;
      const alone = codes
        .filter((code) => faultKinds[code]!.alone)
        .map((code) => `list_contains(faults, ${quoteLiteral(code)})`);
      const own = `CASE WHEN ${alone.join(' OR ')} THEN [] ELSE ${found} END::INTEGER[]`;
      const kept = `CAST(from_json(s.raw, '["VARCHAR"]') AS VARCHAR[])`;
      const raw = rawTexts ? `coalesce(${kept}, t.raw)` : kept;
      const rawParts = names.map((_, index) => `raw[${index + 1}] AS r${index}`);
      const joins =
        (rawTexts ? ` LEFT JOIN ${rawTexts} t ON t.ord = s.ord` : '') +
        (marks ? ` LEFT JOIN ${marks} m ON m.ord = s.ord` : '');
      return (
        `SELECT row, raw, text, list_concat(own, marked, list_transform(faults, f -> ${faultIndex}))::INTEGER[] AS kinds, ` +
        `list_concat(list_transform(own, x -> NULL::VARCHAR), mark_details, ` +
        `list_transform(faults, f -> nullif(split_part(f, ':', 2), ''))) AS details ` +
        `FROM (SELECT *, ${own} AS own FROM (SELECT *, ${rawParts.join(', ')} FROM (` +
        `SELECT s.row, ${raw} AS raw, s.text, CASE WHEN s.fault IS NULL THEN []::VARCHAR[] ELSE string_split(s.fault, ' ') END AS faults, ` +
        `${marks ? 'coalesce(m.kinds, [])::INTEGER[]' : '[]::INTEGER[]'} AS marked, ` +
        `${marks ? 'coalesce(m.details, [])::VARCHAR[]' : '[]::VARCHAR[]'} AS mark_details, ` +
        `${names.map((_, index) => `s.v${index}`).join(', ')} ` +
        `FROM (SELECT rowid AS ord, ${this.line(segment, base)} AS row, ${segment.marked ? 'text' : 'NULL::VARCHAR AS text'}, ${fault} AS fault, * EXCLUDE (${segment.marked ? 'line, text, fault, ok' : lineColumn === undefined ? 'ok' : 'line, ok'}) ` +
        `FROM ${table} WHERE NOT ok${marks ? ` OR rowid IN (SELECT ord FROM ${marks})` : ''}) s${joins}))) ORDER BY row`
      );
    },
  };
}
