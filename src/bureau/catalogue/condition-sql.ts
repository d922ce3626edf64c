import { quoteLiteral, quoteName } from '../../lake/index.ts';
import { type Condition, invalid, type Operator } from './filter.ts';
import { type GovernedColumn, isWholeDay, typedLiteral } from './typed-value.ts';

const comparisons: Partial<Record<Operator, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** One condition as a DuckDB expression over the governed columns. */
export function conditionSql({ field, operator, values, source }: Condition, { type }: GovernedColumn): string {
  const column = quoteName(field);
  const literal = (text: string) => typedLiteral(text, type, source);
  const value = values[0] ?? '';
  if (operator === 'null') return `${column} IS NULL`;
  if (operator === 'in') return `${column} IN (${values.map(literal).join(', ')})`;
  if (operator === 'contains') {
    if (value === '') throw invalid(source, '要查找的文字为空', 'the text to look for is empty');
    const text = type === 'VARCHAR' ? column : `CAST(${column} AS VARCHAR)`;
    // Most fragments have no case (Chinese, digits), and comparing without it takes a third of the time.
    const cased = value.toLowerCase() !== value.toUpperCase();
    return cased
      ? `contains(lower(${text}), lower(${quoteLiteral(value)}))`
      : `contains(${text}, ${quoteLiteral(value)})`;
  }
  if (operator === 'eq' || operator === 'ne') {
    const equal = isWholeDay(value, type)
      ? `(${column} >= ${literal(value)} AND ${column} < ${literal(value)} + INTERVAL 1 DAY)`
      : `${column} = ${literal(value)}`;
    // "Not A" is also what has no value: nobody who asks for all but A means to lose the empty ones.
    return operator === 'eq' ? equal : `(NOT ${equal} OR ${column} IS NULL)`;
  }
  return `${column} ${comparisons[operator]} ${literal(value)}`;
}
