export { evaluateExpression, orderOf } from './evaluate.ts';
export { parseExpression } from './parse.ts';
export { expressionSql } from './sql.ts';
export { type Expression, ExpressionProblem } from './tree.ts';
