import { randomBytes } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { catalogueErrors } from './errors.ts';

/** A part of a statement as `json_serialize_sql` writes it. */
export interface Node {
  [key: string]: unknown;
}

/** A dataset that a statement reads: the name that stands for it in the guarded statement. */
export interface Reference {
  dataset: string;
  /** A version of the past; null for the newest. */
  version: number | null;
  name: string;
}

const nodeTypes = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE']);
const tableTypes = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'EXPRESSION_LIST',
  'EMPTY',
  'EMPTY_FROM',
  'TABLE_FUNCTION',
]);
const tableFunctions = new Set(['range', 'generate_series', 'unnest']);
const expressionClasses = new Set(
  'COLUMN_REF CONSTANT FUNCTION COMPARISON CONJUNCTION OPERATOR CASE CAST BETWEEN SUBQUERY STAR WINDOW LAMBDA LAMBDA_REF COLLATE POSITIONAL_REFERENCE DEFAULT'.split(
    ' ',
  ),
);
/** Functions that tell of the server, wait, write, plan other SQL, or keep a state; those that only compute may stay. */
const forbidden =
  /^(current_(?!date$|local|timestamp$).*|session_user|user|(curr|next)val|get(env|variable|_block_size)|in_search_path|json_(serialize|deserialize|execute).*|parse_duckdb_log_message|write_log|set_?seed|sleep.*|stats|txid_.*|vector_type|(col|obj|shobj)_description|has_.*privilege|inet_.*|pg_.*|map_to_pg_oid|format_(pg_)?type|duckdb_.*|pragma_.*|read_.*|sniff_.*|query.*|glob|which_secret|add_.*|checkpoint|force_checkpoint|test_.*|summary|sql_auto_complete|generate_subscripts|regexp_split_to_table|can_cast_implicitly|bar|finalize|combine)$/;
/** Functions of which one call can make a text of any length; the engine can't be stopped within a call. */
const growing = new Set(['repeat', 'lpad', 'rpad']);

/** Parts of one name, as `demo.residents.place.street`, and common tables: more only take the server's time. */
const mostParts = 30;
const mostCommonTables = 200;

/**
 * Lets a statement through that is one SELECT over datasets and nothing else, and gives each dataset and each common
 * table a name that no one can have written: a name that the guard has overlooked then means nothing to the engine.
 */
export function guardStatement(statements: Node[]): Reference[] {
  if (statements.length !== 1) throw refused('只能有一条语句', 'there must be exactly one statement');
  const seal = randomBytes(8).toString('hex');
  const references = new Map<string, Reference>();
  let commonTables = 0;

  function refer(dataset: string, version: number | null): string {
    const key = `${dataset}@${version}`;
    const known = references.get(key) ?? { dataset, version, name: `d${references.size}_${seal}` };
    references.set(key, known);
    return known.name;
  }

  function visit(value: unknown, scope: Map<string, string>): void {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, scope);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if ('cte_map' in node) visitSelect(node, scope);
    else if ('class' in node) visitExpression(node, scope);
    else if ('sample' in node && 'alias' in node) visitTable(node, scope);
    else for (const child of Object.values(node)) visit(child, scope);
  }

  function visitSelect(node: Node, outer: Map<string, string>): void {
    if (!nodeTypes.has(String(node['type']))) throw refused('这类语句', 'this kind of statement', node['type']);
    const scope = new Map(outer);
    const { cte_map: map, ...rest } = node;
    for (const entry of ((map as Node)['map'] ?? []) as { key: string; value: Node }[]) {
      const name = `c${commonTables++}_${seal}`;
      if (commonTables > mostCommonTables)
        throw refused(`超过 ${mostCommonTables} 个公共表`, `more than ${mostCommonTables} common tables`, '');
      const body = (entry.value['query'] as Node | undefined)?.['node'] as Node | undefined;
      // Only a recursive table may read itself; for any other the name means what it meant outside.
      const inner = new Map(scope);
      if (body?.['type'] === 'RECURSIVE_CTE_NODE') {
        body['cte_name'] = name;
        inner.set(entry.key.toLowerCase(), name);
      }
      visit(entry.value, inner);
      scope.set(entry.key.toLowerCase(), name);
      entry.key = name;
    }
    visit(Object.values(rest), scope);
  }

  function visitTable(node: Node, scope: Map<string, string>): void {
    const type = String(node['type']);
    if (!tableTypes.has(type)) throw refused('这种数据来源', 'this kind of source', type);
    if (type === 'TABLE_FUNCTION') {
      const name = String((node['function'] as Node | undefined)?.['function_name']).toLowerCase();
      if (!tableFunctions.has(name)) throw refused('表函数', 'the table function', name);
    }
    if (type !== 'BASE_TABLE') {
      for (const child of Object.values(node)) visit(child, scope);
      return;
    }
    const parts = [node['catalog_name'], node['schema_name'], node['table_name']].filter(Boolean).map(String);
    const common = parts.length === 1 ? scope.get(parts[0]!.toLowerCase()) : undefined;
    const version = versionOf(node['at_clause']);
    if (common && version !== null) throw refused('AT', 'AT on a common table');
    node['alias'] ||= parts.at(-1);
    node['table_name'] = common ?? refer(parts.join('.').toLowerCase(), version);
    node['schema_name'] = '';
    node['catalog_name'] = '';
    node['at_clause'] = null;
  }

  function visitExpression(node: Node, scope: Map<string, string>): void {
    const kind = String(node['class']);
    if (!expressionClasses.has(kind)) throw refused('这种表达式', 'this kind of expression', kind);
    if (kind === 'COLUMN_REF' && (node['column_names'] as string[]).length > mostParts) {
      throw refused(`超过 ${mostParts} 段的名称`, `a name of more than ${mostParts} parts`, '');
    }
    if (kind === 'FUNCTION' || kind === 'WINDOW') {
      const name = String(node['function_name']).toLowerCase();
      if (forbidden.test(name)) throw refused('函数', 'the function', name);
      if (growing.has(name) && !isSmall((node['children'] as Node[])[1])) {
        throw refused('超过 100000 或不是常数的长度：', 'a length that is no constant up to 100,000 in', name);
      }
    }
    for (const child of Object.values(node)) visit(child, scope);
  }

  visit(statements[0]!['node'], new Map());
  return [...references.values()];
}

/** `demo.residents.id` becomes `residents.id`: inside the guarded statement a dataset goes by its last name. */
export function shortenColumns(value: unknown, datasets: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) shortenColumns(item, datasets);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const node = value as Node;
  const names = node['column_names'];
  if (node['class'] === 'COLUMN_REF' && Array.isArray(names)) {
    for (let length = names.length - 1; length > 1; length--) {
      if (datasets.has(names.slice(0, length).join('.').toLowerCase())) names.splice(0, length - 1);
    }
  }
  for (const child of Object.values(node)) shortenColumns(child, datasets);
}

function isSmall(node: Node | undefined): boolean {
  const value = (node?.['value'] as Node | undefined)?.['value'];
  return node?.['class'] === 'CONSTANT' && typeof value === 'number' && value <= 100_000;
}

function versionOf(clause: unknown): number | null {
  if (clause === null || clause === undefined) return null;
  const { unit, expr } = clause as { unit?: string; expr?: { value?: { value?: unknown } } };
  const version = expr?.value?.value;
  if (unit !== 'VERSION' || typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    throw refused('AT 只能写 AT (VERSION => 整数)', 'AT takes a VERSION => integer only');
  }
  return version;
}

/** `catalogue.query-refused`, with what is not allowed. */
export function refused(problem: string, problemEn: string, what?: unknown): AppError {
  const name = what === undefined ? '' : ` ${String(what).slice(0, 60)}`;
  return new AppError(catalogueErrors.queryRefused, {
    problem: what === undefined ? problem : `不允许${problem}${name}`,
    problemEn: what === undefined ? problemEn : `${problemEn}${name} is not allowed`,
  });
}
