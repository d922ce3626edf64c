import type { Standard } from '../bureau/standards/schema.ts';

/** An analysis as SQL sees it: the standard of its result. */
interface Computed {
  result: Standard;
}

/** A dataset of an analysis as it is bound to one version when it runs. */
export interface InputTable {
  dataset: string;
  version: number;
  /** Something to select from. */
  relation: string;
}

/** What may stand in a `sql` template: tables by object, values (become literals), names, and other fragments. */
export type SqlPart = InputTable | Standard | Computed | PortableSql | SqlName | string | number | boolean | null;

export interface SqlName {
  kind: 'name';
  name: string;
}

/**
 * SQL that several engines understand, kept as pieces until the tables are known. Keep to SELECT, joins, CASE, window
 * functions, CAST and the aggregates of the SQL standard; no list functions, no macros of one engine.
 */
export interface PortableSql {
  kind: 'sql';
  strings: readonly string[];
  parts: readonly SqlPart[];
}

/** Template tag of portable SQL. */
export function sql(strings: TemplateStringsArray, ...parts: SqlPart[]): PortableSql {
  return { kind: 'sql', strings: [...strings], parts };
}

/** A column or alias in a template. Plain words only, so that no engine needs its own quotes. */
export function name(text: string): SqlName {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw new Error(`not a plain name for portable SQL: ${text}`);
  return { kind: 'name', name: text };
}

/** Fragments one after the other, with a separator between them. */
export function joinSql(fragments: PortableSql[], separator: string): PortableSql {
  return { kind: 'sql', strings: ['', ...fragments.slice(1).map(() => separator), ''], parts: fragments };
}

/** The text for one engine; `table` says what stands for a standard or an analysis. */
export function renderSql(fragment: PortableSql, table: (dataset: string) => string): string {
  const render = (part: SqlPart): string => {
    if (part === null) return 'NULL';
    if (typeof part === 'boolean') return part ? 'TRUE' : 'FALSE';
    if (typeof part === 'number') {
      if (!Number.isFinite(part)) throw new Error(`not a finite number for portable SQL: ${part}`);
      return part < 0 ? `(${part})` : String(part);
    }
    if (typeof part === 'string') return `'${part.replaceAll("'", "''")}'`;
    if ('kind' in part) return part.kind === 'name' ? part.name : renderSql(part, table);
    if ('relation' in part) return part.relation;
    return table(datasetOf(part));
  };
  return fragment.strings
    .map((text, index) => text + (index < fragment.parts.length ? render(fragment.parts[index]!) : ''))
    .join('');
}

/** The datasets that a fragment names by object, each once. */
export function datasetsIn(fragment: PortableSql): string[] {
  const found = new Set<string>();
  const visit = (part: SqlPart): void => {
    if (part === null || typeof part !== 'object') return;
    if ('kind' in part) {
      if (part.kind === 'sql') for (const inner of part.parts) visit(inner);
    } else if (!('relation' in part)) found.add(datasetOf(part));
  };
  visit(fragment);
  return [...found];
}

/** The dataset that follows a standard, or that holds an analysis' result: both carry the standard's id. */
export function datasetOf(source: Standard | Computed): string {
  return 'result' in source ? source.result.id : source.id;
}
