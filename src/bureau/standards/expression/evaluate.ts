import type { Value } from '../types/kind.ts';
import type { Comparison, Expression } from './tree.ts';

type Result = Value | null;

/** The tree over one row in TypeScript, with SQL's three values: true, false, and null where it is unknown. */
export function evaluateExpression(tree: Expression, value: (field: string) => Result): Result {
  const of = (node: Expression): Result => evaluateExpression(node, value);
  switch (tree.kind) {
    case 'literal':
      return tree.value;
    case 'field':
      return value(tree.name);
    case 'not': {
      const operand = of(tree.operand);
      return operand === null ? null : !operand;
    }
    case 'negate': {
      const operand = of(tree.operand);
      return operand === null ? null : -Number(operand);
    }
    case 'logic': {
      const decided = tree.operator === 'or';
      const left = of(tree.left);
      if (left === decided) return decided;
      const right = of(tree.right);
      if (right === decided) return decided;
      return left === null || right === null ? null : !decided;
    }
    case 'compare':
      return compareValues(tree.operator, of(tree.left), of(tree.right));
    case 'arithmetic':
      return arithmetic(tree.operator, of(tree.left), of(tree.right));
    case 'is-null':
      return (of(tree.operand) === null) !== tree.negated;
    case 'in': {
      const operand = of(tree.operand);
      if (operand === null) return null;
      return tree.choices.some((option) => of(option) === operand) !== tree.negated;
    }
    case 'call':
      return call(tree.name, tree.operands.map(of));
  }
}

function compareValues(operator: Comparison, left: Result, right: Result): boolean | null {
  if (left === null || right === null) return null;
  const order = orderOf(left, right);
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Negative, zero or positive; texts by their bytes in UTF-8, as the engine sorts them. */
export function orderOf(left: Value, right: Value): number {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return Number(left) - Number(right);
}

function arithmetic(operator: '+' | '-' | '*' | '/', left: Result, right: Result): number | null {
  if (left === null || right === null) return null;
  const [a, b] = [Number(left), Number(right)];
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  return b === 0 ? null : a / b;
}

function call(name: string, operands: Result[]): Result {
  if (operands.some((operand) => operand === null)) return null;
  const [first, second] = operands as [Value, Value];
  const letters = () => [...String(first)];
  const count = () => roundHalfEven(Math.max(0, Math.min(Number(second), 1_000_000)));
  switch (name) {
    case 'length':
      return letters().length;
    case 'left':
      return letters().slice(0, count()).join('');
    case 'right':
      return count() === 0 ? '' : letters().slice(-count()).join('');
    case 'abs':
      return Math.abs(Number(first));
    case 'year':
      return Number(String(first).slice(0, 4));
    case 'month':
      return Number(String(first).slice(5, 7));
    case 'day':
      return Number(String(first).slice(8, 10));
    case 'days':
      return Math.round((Date.parse(`${first}T00:00:00Z`) - Date.parse(`${second}T00:00:00Z`)) / 86_400_000);
    default:
      throw new Error(`no function ${name}`);
  }
}

/** As the engine casts a double to an integer. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
