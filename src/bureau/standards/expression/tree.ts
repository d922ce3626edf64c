import type { Text } from '../../../kernel/index.ts';

/** What an expression yields. A datetime is UTC text in TypeScript, a TIMESTAMP in SQL. */
export type ExpressionType = 'number' | 'text' | 'boolean' | 'date' | 'datetime' | 'null';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A rule as a tree with the type of every node; `at` is the place in the text, from 0. */
export type Expression = { type: ExpressionType; at: number } & (
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'field'; name: string }
  | { kind: 'not'; operand: Expression }
  | { kind: 'negate'; operand: Expression }
  | { kind: 'logic'; operator: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/'; left: Expression; right: Expression }
  | { kind: 'is-null'; operand: Expression; negated: boolean }
  | { kind: 'in'; operand: Expression; choices: Expression[]; negated: boolean }
  | { kind: 'call'; name: string; operands: Expression[] }
);

/** What is wrong with an expression, and where. */
export class ExpressionProblem extends Error {
  readonly at: number;
  readonly text: Text;

  constructor(at: number, text: Text) {
    super(text.en);
    this.at = at;
    this.text = text;
  }
}

/** The functions of the language with the types they take and give. */
export const functions: Record<string, { takes: ExpressionType[][]; gives: ExpressionType }> = {
  length: { takes: [['text']], gives: 'number' },
  left: { takes: [['text'], ['number']], gives: 'text' },
  right: { takes: [['text'], ['number']], gives: 'text' },
  abs: { takes: [['number']], gives: 'number' },
  year: { takes: [['date', 'datetime']], gives: 'number' },
  month: { takes: [['date', 'datetime']], gives: 'number' },
  day: { takes: [['date', 'datetime']], gives: 'number' },
  /** Days from the second date to the first. */
  days: { takes: [['date'], ['date']], gives: 'number' },
};
