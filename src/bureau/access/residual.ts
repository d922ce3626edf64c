import type { Expr, PolicyJson, ResidualResponse } from '@cedar-policy/cedar-wasm/nodejs';
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';

/** How an attribute of the resource stands in the table. */
export type ColumnOf = (attribute: string) => Expression<unknown>;

/**
 * The SQL condition under which policies permit, from what Cedar's partial evaluation leaves of them when the resource
 * is not known. List and decision thus follow one rule. Knows the operators `== != && || ! contains if`, attributes and
 * constants; throws on any other, so that a policy beyond them fails at the first list and in the tests, never leaks.
 */
export function residualCondition(response: ResidualResponse, column: ColumnOf): RawBuilder<SqlBool> {
  if (response.decision === 'allow') return sql<SqlBool>`true`;
  if (response.decision === 'deny') return sql<SqlBool>`false`;
  const satisfied = response.satisfied.map((id) => response.residuals[id]!);
  const open = response.nontrivialResiduals.map((id) => response.residuals[id]!);
  const all = [...satisfied, ...open];
  const permits = all.filter((policy) => policy.effect === 'permit').map((policy) => policyCondition(policy, column));
  const forbids = all.filter((policy) => policy.effect === 'forbid').map((policy) => policyCondition(policy, column));
  if (permits.length === 0) return sql<SqlBool>`false`;
  const permitted = sql<SqlBool>`(${sql.join(permits, sql` or `)})`;
  if (forbids.length === 0) return permitted;
  return sql<SqlBool>`(${permitted} and not (${sql.join(forbids, sql` or `)}))`;
}

function policyCondition(policy: PolicyJson, column: ColumnOf): RawBuilder<SqlBool> {
  for (const scope of [policy.principal, policy.action, policy.resource]) {
    if (scope.op !== 'All') throw new Error(`a residual policy keeps its scope: ${JSON.stringify(scope)}`);
  }
  const conditions = policy.conditions.map(({ kind, body }) => {
    const condition = translate(body, column);
    return kind === 'when' ? condition : sql`not ${condition}`;
  });
  return conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

type Node = Record<string, unknown>;

function translate(expression: Expr | unknown, column: ColumnOf): Expression<unknown> {
  const [operator, operand] = Object.entries(expression as Node)[0] as [string, Node];
  const side = (name: string) => translate(operand[name], column);
  switch (operator) {
    case 'Value':
      return constant(operand);
    case '.':
      if (!('unknown' in (operand['left'] as Node))) throw unknownExpression(expression);
      return column(String(operand['attr']));
    case '!':
      return sql`not ${side('arg')}`;
    case '==':
      return sql`(${side('left')} = ${side('right')})`;
    case '!=':
      return sql`(${side('left')} <> ${side('right')})`;
    case '&&':
      return sql`(${side('left')} and ${side('right')})`;
    case '||':
      return sql`(${side('left')} or ${side('right')})`;
    case 'if-then-else':
      return sql`(case when ${side('if')} then ${side('then')} else ${side('else')} end)`;
    case 'contains':
      return sql`(${side('right')} in (${sql.join(setMembers(operand['left'] as Node))}))`;
    default:
      throw unknownExpression(expression);
  }
}

function setMembers(expression: Node): Expression<unknown>[] {
  const members = expression['Set'] ?? expression['Value'];
  if (!Array.isArray(members) || members.length === 0) throw unknownExpression(expression);
  return members.map((member) => constant('Set' in expression ? (member as { Value: unknown }).Value : member));
}

function constant(value: unknown): Expression<unknown> {
  if (typeof value === 'boolean') return value ? sql`true` : sql`false`;
  if (typeof value === 'string') return sql`${value}::text`;
  const entity = (value as { __entity?: { id: string } } | undefined)?.__entity;
  if (entity) return sql`${entity.id}::text`;
  throw unknownExpression(value);
}

function unknownExpression(expression: unknown): Error {
  return new Error(`a policy uses an expression that lists can't follow: ${JSON.stringify(expression)}`);
}
