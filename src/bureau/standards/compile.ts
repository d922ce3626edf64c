import { AppError } from '../../kernel/index.ts';
import { codePeriodRules } from './code-periods.ts';
import { coordinateFields, coordinateRules } from './compile-coordinates.ts';
import { checkField } from './compile-field.ts';
import type { CompiledRow, CompiledStandard } from './compiled.ts';
import { standardsErrors } from './errors.ts';
import {
  type Expression,
  ExpressionProblem,
  evaluateExpression,
  expressionSql,
  parseExpression,
} from './expression/index.ts';
import { hashCodes } from './hash-codes.ts';
import type { CodeList, RowRule, Standard } from './schema.ts';

/**
 * Compiles a standard to SQL expressions for DuckDB and their twins in TypeScript. Throws `standards.invalid` for a rule
 * that cannot be parsed and `standards.code-list-missing`; a standard that `parseStandard` accepts does neither, given its lists.
 */
export function compileStandard(
  standard: Standard,
  codeLists: readonly CodeList[] = [],
  { on = null }: { on?: string | null } = {},
): CompiledStandard {
  const coordinates = coordinateFields(standard);
  const paired = coordinates ? [coordinates.longitude, coordinates.latitude] : [];
  return {
    standard,
    fields: standard.fields.map((field) =>
      checkField(field, { standard, codeLists, inPair: paired.includes(field.name), on }),
    ),
    rows: [
      ...(coordinates ? coordinateRules(standard, coordinates) : []),
      ...codePeriodRules(standard, codeLists),
      ...(standard.rules ?? []).map((rule) => compileRule(rule, standard)),
    ],
    uniques: uniquesOf(standard),
    references: (standard.references ?? []).map((reference) => ({
      ...reference,
      message: reference.message ?? {
        zh: `${reference.fields.join('、')} 的值在 ${reference.references.dataset} 中不存在`,
        en: `${reference.fields.join(', ')}: no such value in ${reference.references.dataset}`,
      },
    })),
    codes: hashCodes(standard, codeLists, on),
  };
}

function compileRule(rule: RowRule, standard: Standard): CompiledRow {
  let tree: Expression;
  try {
    tree = parseExpression(rule.check, standard.fields);
  } catch (cause) {
    if (!(cause instanceof ExpressionProblem)) throw cause;
    throw new AppError(
      standardsErrors.invalid,
      {
        id: standard.id,
        count: 1,
        firstZh: `${rule.name}：${cause.text.zh}`,
        firstEn: `${rule.name}: ${cause.text.en}`,
      },
      { cause },
    );
  }
  return {
    rule: rule.name,
    fields: fieldsOf(tree),
    message: rule.message,
    broken: (value) => `coalesce(NOT ${expressionSql(tree, value)}, false)`,
    breaks: (value) => evaluateExpression(tree, value) === false,
  };
}

/** Names of the fields that a tree reads, each once, in order of appearance. */
function fieldsOf(tree: Expression): string[] {
  const names = new Set<string>();
  const walk = (node: Expression): void => {
    if (node.kind === 'field') names.add(node.name);
    if ('operand' in node) walk(node.operand);
    if ('left' in node) [node.left, node.right].forEach(walk);
    if ('choices' in node) node.choices.forEach(walk);
    if ('operands' in node) node.operands.forEach(walk);
  };
  walk(tree);
  return [...names];
}

function uniquesOf(standard: Standard): string[][] {
  const sets = [standard.key ?? [], ...standard.fields.filter(({ unique }) => unique).map(({ name }) => [name])];
  const seen = new Set<string>();
  return sets.filter((set) => {
    const mark = [...set].sort().join(' ');
    if (set.length === 0 || seen.has(mark)) return false;
    seen.add(mark);
    return true;
  });
}
