import { createHash } from 'node:crypto';
import { AppError, type Text } from '../../../kernel/index.ts';
import type { CodeList, Standard } from '../../standards/index.ts';
import { collectionErrors } from '../errors.ts';
import type { RecipeMark, RecipeStep, StepName } from './schema.ts';
import { stepKinds } from './steps/index.ts';
import type { StepContext, StepKind, StepOf, TextChange } from './steps/step.ts';

export interface DuplicateRule {
  by: string[];
  keep: 'first' | 'last' | 'most-complete';
}

export interface CompiledStep {
  step: RecipeStep;
  changes: TextChange[];
}

/** A recipe made ready: in one pass of SQL on raw texts, or row by row in TypeScript. */
export interface CompiledRecipe {
  mark: RecipeMark;
  steps: CompiledStep[];
  /** Fields that some step writes, so that a source need not have them. */
  writes: Set<string>;
  duplicates: DuplicateRule[];
  /** Hash of the code lists that its steps read; null where they read none. */
  lists: string | null;
  /** Cleaned texts of rows: `rows` is a SELECT with the raw texts in the columns that `column` names; others pass. */
  sql(rows: string, column: (field: string) => string): string;
  /** The same for one row of texts by field. */
  apply(row: Readonly<Record<string, string | null>>): Record<string, string | null>;
}

/** What is wrong with a step as it stands, with its place in the recipe. */
export interface StepProblem {
  index: number;
  message: Text;
}

/** SHA-256 of a recipe's steps. */
export function recipeHash(steps: RecipeStep[]): string {
  return createHash('sha256').update(JSON.stringify(steps)).digest('hex');
}

/** Whether some step reads code lists: they are many and long, and few recipes name any. */
export function readsLists(steps: RecipeStep[]): boolean {
  return steps.some(({ step }) => step === 'code');
}

/** Fields that a step names. */
export function fieldsOfStep(step: RecipeStep): string[] {
  const names: unknown[] = [];
  const plain = step as Record<string, unknown>;
  for (const key of ['fields', 'by', 'longitude', 'latitude']) names.push(plain[key]);
  if (step.step === 'address') names.push(step.from, ...Object.values(step.to));
  else
    for (const key of ['from', 'to']) {
      const named = step.step === 'coordinates' || step.step === 'case' || step.step === 'number-form';
      if (!named) names.push(plain[key]);
    }
  return names.flat().filter((name): name is string => typeof name === 'string');
}

/** What keeps steps from working on a standard; empty when all is well. */
export function recipeProblems(steps: RecipeStep[], context: StepContext): StepProblem[] {
  const known = new Set(context.standard.fields.map(({ name }) => name));
  return steps.flatMap((step, index): StepProblem[] => {
    const unknown = fieldsOfStep(step).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const names = [...new Set(unknown)].join(', ');
      return [{ index, message: { zh: `数据标准中没有字段 ${names}`, en: `the standard has no field ${names}` } }];
    }
    return (kindOf(step).problems?.(step, context) ?? []).map((message) => ({ index, message }));
  });
}

/** Compiles steps for a standard; throws `collection.recipe-unfit` when they do not fit it. */
export function compileRecipe(
  { mark, steps }: { mark: RecipeMark; steps: RecipeStep[] },
  standard: Standard,
  codeLists: readonly CodeList[],
): CompiledRecipe {
  const context = { standard, codeLists };
  const [problem] = recipeProblems(steps, context);
  if (problem) {
    throw new AppError(collectionErrors.recipeUnfit, {
      dataset: mark.id,
      place: problem.index + 1,
      problemZh: problem.message.zh,
      problemEn: problem.message.en,
    });
  }
  const compiled = steps.map((step): CompiledStep => ({ step, changes: kindOf(step).changes(step, context) }));
  return {
    mark,
    steps: compiled,
    writes: new Set(compiled.flatMap(({ changes }) => changes.flatMap(({ writes }) => writes))),
    duplicates: steps.flatMap((step) =>
      step.step === 'de-duplicate' ? [{ by: step.by, keep: step.keep ?? 'first' }] : [],
    ),
    lists: readsLists(steps) ? createHash('sha256').update(JSON.stringify(codeLists)).digest('hex') : null,
    sql: (rows, column) => compiled.reduce((before, { changes }) => stepSql(before, changes, column), rows),
    apply: (row) => compiled.reduce((before, { changes }) => applyChanges(before, changes), { ...row }),
  };
}

/** Rows after one step. */
export function stepSql(rows: string, changes: TextChange[], column: (field: string) => string): string {
  if (changes.length === 0) return rows;
  const written = new Map<string, string>();
  for (const change of changes) {
    const expressions = change.sql(column);
    for (const [index, field] of change.writes.entries()) written.set(field, expressions[index]!);
  }
  const replaced = [...written].map(([field, sql]) => `${sql} AS ${column(field)}`);
  return `SELECT * REPLACE (${replaced.join(', ')}) FROM (${rows})`;
}

function applyChanges(row: Record<string, string | null>, changes: TextChange[]): Record<string, string | null> {
  const after = { ...row };
  for (const { writes, apply } of changes) {
    const texts = apply((field) => row[field] ?? null);
    writes.forEach((field, index) => {
      after[field] = texts[index] ?? null;
    });
  }
  return after;
}

function kindOf<Name extends StepName>(step: StepOf<Name>): StepKind<Name> {
  return stepKinds[step.step as Name] as StepKind<Name>;
}
