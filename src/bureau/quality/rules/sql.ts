import { quoteName } from '../../../lake/index.ts';
import { expressionSql, type Field, parseExpression } from '../../standards/index.ts';
import type { Group, Measure } from '../schema.ts';
import { ruleInvalid } from './read-rule.ts';

/** One dataset of a rule at one version: what its SQL selects from, and its columns. */
export interface Side {
  dataset: string;
  /** Something to select from, in the engine. */
  relation: string;
  /** Engine type by column. */
  types: Map<string, string>;
  fields: Pick<Field, 'name' | 'type'>[];
}

const chinaMicroseconds = 8 * 3600 * 1_000_000;
const isInstant = (type: string) => type.startsWith('TIMESTAMP');
export const isNumber = (type: string) =>
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL.*)$/.test(type);
export const isTime = (type: string) => type === 'DATE' || isInstant(type);

/** The engine type of a field; throws `quality.rule-invalid` when the dataset has none of that name. */
export function typeOf(side: Side, field: string, where: string): string {
  const type = side.types.get(field);
  if (type) return type;
  const names = [...side.types.keys()];
  throw ruleInvalid(where, {
    zh: `中的“${field}”不是 ${side.dataset} 的字段；可用：${names.slice(0, 30).join('、')}`,
    en: `names “${field}”, which ${side.dataset} has not; it has ${names.slice(0, 30).join(', ')}`,
  });
}

/** A column in the type of the expression language: instants as the clock of UTC shows them. */
function valueSql(side: Side, field: string): string {
  const column = quoteName(field);
  return isInstant(side.types.get(field) ?? '') ? `make_timestamp(epoch_us(${column}))` : column;
}

/** A condition of the rule language as SQL over a side's columns; may be NULL. */
export function conditionSql(side: Side, source: string, where: string): string {
  const fields = side.fields.filter((field) => side.types.has(field.name));
  try {
    return expressionSql(parseExpression(source, fields), (field) => valueSql(side, field));
  } catch (error) {
    if (!(error instanceof Error) || !('text' in error)) throw error;
    const { text, at } = error as unknown as { text: { zh: string; en: string }; at: number };
    throw ruleInvalid(where, { zh: `第 ${at + 1} 个字符处：${text.zh}`, en: `at character ${at + 1}: ${text.en}` });
  }
}

/** The rows of a side that a rule is about. */
export function rowsOf(side: Side, where: string | undefined, place: string): string {
  return where === undefined
    ? side.relation
    : `(SELECT * FROM ${side.relation} WHERE ${conditionSql(side, where, place)})`;
}

/** What rows are grouped by. */
export function groupSql(side: Side, group: Group, place: string): string {
  const type = typeOf(side, group.field, place);
  const column = quoteName(group.field);
  if (group.step === undefined) return column;
  if (!isTime(type)) {
    throw ruleInvalid(place, {
      zh: `中的“${group.field}”不是日期或时间，不能按${group.step}分组`,
      en: `groups “${group.field}” by ${group.step}, which is no date or time`,
    });
  }
  const day = isInstant(type) ? `CAST(make_timestamp(epoch_us(${column}) + ${chinaMicroseconds}) AS DATE)` : column;
  return group.step === 'day' ? day : `CAST(date_trunc('${group.step}', ${day}) AS DATE)`;
}

/** An aggregate over a declared field. */
export function measureSql(side: Side, measure: Measure, place: string): { sql: string; inexact: boolean } {
  const { aggregate, field } = measure;
  if (field === undefined) {
    if (aggregate === 'count') return { sql: 'count(*)', inexact: false };
    throw ruleInvalid(place, { zh: '缺少 field', en: 'lacks field' });
  }
  const type = typeOf(side, field, place);
  const column = quoteName(field);
  if (aggregate === 'count') return { sql: `count(${column})`, inexact: false };
  if (aggregate === 'count-distinct') return { sql: `count(DISTINCT ${column})`, inexact: false };
  if (!isNumber(type)) {
    throw ruleInvalid(place, {
      zh: `中的“${field}”不是数，不能求 ${aggregate}`,
      en: `takes the ${aggregate} of “${field}”, which is no number`,
    });
  }
  const inexact = aggregate === 'mean' || type === 'DOUBLE' || type === 'FLOAT';
  if (aggregate === 'mean') return { sql: `avg(${column})`, inexact };
  // Summed in whatever order, doubles differ in their last digits; Kahan's sum keeps them together.
  if (aggregate === 'sum' && inexact) return { sql: `fsum(${column})`, inexact };
  return { sql: `${aggregate}(${column})`, inexact };
}
