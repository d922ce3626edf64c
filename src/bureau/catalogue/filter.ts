import { AppError } from '../../kernel/index.ts';
import { catalogueErrors } from './errors.ts';

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'null' | 'in';

/** One condition of the records API, its values still text. */
export interface Condition {
  field: string;
  operator: Operator;
  values: string[];
  /** The condition as the caller wrote it, for messages. */
  source: string;
}

const symbols: [string, Operator][] = [
  ['!=', 'ne'],
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['=', 'eq'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['~', 'contains'],
];
const words: Record<string, Operator> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'gt',
  gte: 'gte',
  lt: 'lt',
  lte: 'lte',
  contains: 'contains',
  in: 'in',
};
const conditionLimit = 20;
const valueLimit = 1000;

/**
 * Reads a filter: `field=value;field>=value;field~text;field:null` (`\;` for a semicolon in a value), or a JSON object
 * `{"field": value | [values] | null | {"gte": …, "lt": …}}`. All conditions must hold.
 */
export function parseFilter(filter: string | undefined): Condition[] {
  const text = (filter ?? '').trim();
  if (text === '') return [];
  const conditions = text.startsWith('{') ? parseJson(text) : splitConditions(text).map(parseCondition);
  if (conditions.length > conditionLimit)
    throw invalid(text, `条件超过 ${conditionLimit} 个`, `more than ${conditionLimit} conditions`);
  return conditions;
}

/** A filter that cannot be used, told with its field, what is wrong and how to write it. */
export function invalid(filter: string, problem: string, problemEn: string): AppError {
  return new AppError(catalogueErrors.filterInvalid, { filter: filter.slice(0, 200), problem, problemEn });
}

function splitConditions(text: string): string[] {
  return text
    .split(/(?<!\\);/)
    .map((part) => part.replaceAll('\\;', ';'))
    .filter((part) => part.trim() !== '');
}

function parseCondition(source: string): Condition {
  const name = /^\s*([A-Za-z_][A-Za-z0-9_]{0,63})\s*/.exec(source);
  if (!name) throw invalid(source, '应以字段名开头', 'it must begin with a field name');
  const field = name[1]!;
  const rest = source.slice(name[0].length);
  if (rest.trim() === ':null') return { field, operator: 'null', values: [], source };
  for (const [symbol, operator] of symbols) {
    if (rest.startsWith(symbol)) return { field, operator, values: [rest.slice(symbol.length)], source };
  }
  throw invalid(source, `字段 ${field} 之后缺少比较符`, `no comparison after the field ${field}`);
}

function parseJson(text: string): Condition[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid(text, '不是正确的 JSON', 'it is not valid JSON');
  }
  return Object.entries(parsed as Record<string, unknown>).flatMap(([field, wanted]) => readWanted(field, wanted));
}

function readWanted(field: string, wanted: unknown): Condition[] {
  const source = `${field}: ${JSON.stringify(wanted)}`;
  if (wanted === null) return [{ field, operator: 'null', values: [], source }];
  if (Array.isArray(wanted)) return [{ field, operator: 'in', values: readList(wanted, source), source }];
  if (typeof wanted !== 'object') return [{ field, operator: 'eq', values: [readValue(wanted, source)], source }];
  return Object.entries(wanted as Record<string, unknown>).map(([word, value]) => {
    const operator = Object.hasOwn(words, word) ? words[word] : undefined;
    if (!operator) throw invalid(source, `不认识的比较“${word}”`, `unknown comparison "${word}"`);
    if (operator === 'in') return { field, operator, values: readList(value, source), source };
    return { field, operator, values: [readValue(value, source)], source };
  });
}

function readList(value: unknown, source: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > valueLimit) {
    throw invalid(source, `列表应有 1 至 ${valueLimit} 个值`, `a list must have 1 to ${valueLimit} values`);
  }
  return value.map((item) => readValue(item, source));
}

function readValue(value: unknown, source: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalid(source, '值应为文字、数字或真假', 'a value must be a text, a number or a boolean');
}
