import { quoteLiteral } from '../../../lake/index.ts';
import { oneOfSql } from '../choice-sql.ts';
import type { Expression } from './tree.ts';

/** The tree as a DuckDB expression; `value` names the column of a field. Unknown (a null involved) stays NULL. */
export function expressionSql(tree: Expression, value: (field: string) => string): string {
  const sql = (node: Expression): string => expressionSql(node, value);
  // Doubles in arithmetic: a product of decimals that overflows would end the whole query.
  const double = (node: Expression) =>
    node.kind === 'literal' ? `${sql(node)}::DOUBLE` : `CAST(${sql(node)} AS DOUBLE)`;
  switch (tree.kind) {
    case 'literal':
      return literalSql(tree.value, tree.type);
    case 'field':
      return value(tree.name);
    case 'not':
      return `(NOT ${sql(tree.operand)})`;
    case 'negate':
      return `(- ${double(tree.operand)})`;
    case 'logic':
      return `(${sql(tree.left)} ${tree.operator.toUpperCase()} ${sql(tree.right)})`;
    case 'compare':
      return `(${sql(tree.left)} ${tree.operator === '!=' ? '<>' : tree.operator} ${sql(tree.right)})`;
    case 'arithmetic':
      if (tree.operator === '/') return `(${double(tree.left)} / nullif(${double(tree.right)}, 0))`;
      return `(${double(tree.left)} ${tree.operator} ${double(tree.right)})`;
    case 'is-null':
      return `(${sql(tree.operand)} IS ${tree.negated ? 'NOT ' : ''}NULL)`;
    case 'in': {
      const choices = [...new Set(tree.choices.map(sql))];
      const operand = tree.operand.type === 'number' ? double(tree.operand) : sql(tree.operand);
      const inside = oneOfSql(operand, choices, engineTypes[tree.operand.type]);
      return tree.negated ? `(NOT ${inside})` : inside;
    }
    case 'call':
      return callSql(tree.name, tree.operands, { sql, double });
  }
}

/** Types in which choices are compared. */
const engineTypes: Record<Expression['type'], string> = {
  number: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'TIMESTAMP',
  null: 'VARCHAR',
};

function callSql(
  name: string,
  operands: Expression[],
  write: { sql: (node: Expression) => string; double: (node: Expression) => string },
): string {
  const [first, second] = operands as [Expression, Expression];
  switch (name) {
    case 'left':
    case 'right':
      return `${name}(${write.sql(first)}, greatest(0, least(${write.double(second)}, 1000000))::BIGINT)`;
    case 'abs':
      return `abs(${write.double(first)})`;
    case 'days':
      return `datediff('day', ${write.sql(second)}, ${write.sql(first)})`;
    default:
      return `${name}(${write.sql(first)})`;
  }
}

function literalSql(value: string | number | boolean | null, type: Expression['type']): string {
  if (value === null) return 'NULL';
  if (type === 'date') return `DATE ${quoteLiteral(String(value))}`;
  if (type === 'datetime') return `TIMESTAMP ${quoteLiteral(String(value))}`;
  return typeof value === 'string' ? quoteLiteral(value) : String(value);
}
