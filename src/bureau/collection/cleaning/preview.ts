import type { EngineSession } from '../../../lake/index.ts';
import { createPlan } from '../checking/plan.ts';
import type { CollectionParts } from '../dependencies.ts';
import type { Segment } from '../reading/segment.ts';
import { type CompiledRecipe, type CompiledStep, compileRecipe, stepSql } from './compile-recipe.ts';
import type { RecipeSourceOptions, WithRecipeSource } from './recipe-source.ts';
import type { RecipePreview, StepEffect } from './schema.ts';

export interface PreviewOptions extends RecipeSourceOptions {
  /** Steps that are tried; those of the dataset when absent. */
  written?: string | unknown[];
}

const shownRows = 20;
const shownExamples = 4;
const shownLetters = 200;

/** Shows what a recipe makes of a source, step by step. */
export function createPreview(parts: CollectionParts, withSource: WithRecipeSource) {
  const { recipes } = parts;
  return async function preview(options: PreviewOptions): Promise<RecipePreview> {
    const { principal, dataset, written } = options;
    await recipes.requireReader(principal, dataset);
    const context = await recipes.contextOf(dataset);
    const steps =
      written === undefined
        ? (await recipes.get(principal, dataset)).steps
        : await recipes.requireSteps(dataset, written);
    const recipe = compileRecipe(
      { mark: { id: dataset, version: 0, hash: '' }, steps },
      context.standard,
      context.codeLists,
    );
    return withSource(options, async ({ session, compiled, sources, raw, rows, total }) => {
      const names = compiled.fields.map(({ field }) => field.name);
      const column = (field: string) => `r${names.indexOf(field)}`;
      await session.run(`CREATE OR REPLACE TEMP TABLE untouched AS ${raw}`);
      await session.run('CREATE OR REPLACE TEMP TABLE stage AS FROM untouched');
      const effects: StepEffect[] = [];
      for (const [index, compiledStep] of recipe.steps.entries()) {
        options.signal?.throwIfAborted();
        const effect =
          compiledStep.step.step === 'de-duplicate'
            ? await repeats(
                session,
                compiledStep.step.by.map((name) => compiled.fields[names.indexOf(name)]!.value(column(name))),
              )
            : await applyStep(session, compiledStep, column);
        effects.push({ index, step: compiledStep.step.step, ...effect });
      }
      const differs = names.map((_, i) => `b.r${i} IS DISTINCT FROM a.r${i}`).join(' OR ');
      const both = 'untouched b POSITIONAL JOIN stage a';
      const [count] = await session.rows<{ changed: number }>(
        `SELECT count(*) AS changed FROM ${both} WHERE ${differs}`,
      );
      const list = (of: string) => `[${names.map((_, i) => `left(${of}.r${i}, ${shownLetters})`).join(', ')}]`;
      const sample = await session.rows<RecipePreview['sample'][number]>(
        `SELECT ${list('b')} AS before, ${list('a')} AS after FROM ${both} WHERE ${differs} LIMIT ${shownRows}`,
      );
      const bad = async (cleaned: CompiledRecipe | null) => {
        const plan = createPlan(compiled, sources, { recipe: cleaned });
        const [found] = await session.rows<{ rows: number }>(
          `SELECT count(*) AS rows FROM (${plan.judged(gathered, [])}) WHERE NOT good`,
        );
        return Number(found!.rows);
      };
      return {
        rows,
        total,
        changed: Number(count!.changed),
        badBefore: await bad(null),
        badAfter: await bad(recipe),
        steps: effects,
        fields: compiled.fields.map(({ field }) => ({ name: field.name, title: field.title })),
        sample,
      };
    });
  };
}

/** What was gathered, as a plan reads it. */
const gathered: Segment = {
  relation: 'gathered',
  marked: false,
  bytes: 0,
  leadingLines: 0,
  lines: null,
  careful: null,
  dispose: async () => {},
};

type Effect = Omit<StepEffect, 'index' | 'step'>;

/** Puts the rows after a step in the place of those before it. */
async function applyStep(
  session: EngineSession,
  { changes }: CompiledStep,
  column: (field: string) => string,
): Promise<Effect> {
  await session.run(`CREATE OR REPLACE TEMP TABLE following AS ${stepSql('FROM stage', changes, column)}`);
  const both = 'stage b POSITIONAL JOIN following a';
  const differs = (field: string) => `b.${column(field)} IS DISTINCT FROM a.${column(field)}`;
  const written = [...new Set(changes.flatMap(({ writes }) => writes))];
  const effect: Effect = { rows: 0, left: 0, examples: [], leftExamples: [] };
  if (written.length > 0) {
    const counts = written.map((field, i) => `count(*) FILTER (WHERE ${differs(field)}) AS n${i}`);
    const any = written.map(differs).join(' OR ');
    const [row] = await session.rows<Record<string, number>>(
      `SELECT count(*) FILTER (WHERE ${any}) AS changed, ${counts.join(', ')} FROM ${both}`,
    );
    effect.rows = Number(row!['changed']);
    for (const [i, field] of written.entries()) {
      if (Number(row![`n${i}`]) === 0 || effect.examples.length >= shownExamples * 3) continue;
      const examples = await session.rows<{ before: string | null; after: string | null }>(
        `SELECT DISTINCT left(b.${column(field)}, ${shownLetters}) AS before, left(a.${column(field)}, ${shownLetters}) AS after ` +
          `FROM ${both} WHERE ${differs(field)} LIMIT ${shownExamples}`,
      );
      effect.examples.push(...examples.map((example) => ({ field, ...example })));
    }
  }
  for (const { reads, left } of changes) {
    if (!left) continue;
    const text = column(reads[0]!);
    const [found] = await session.rows<{ rows: number; texts: string[] | null }>(
      `SELECT count(*) AS rows, list(DISTINCT left(${text}, ${shownLetters}))[1:${shownExamples}] AS texts FROM following WHERE ${text} <> '' AND ${left.sql(text)}`,
    );
    effect.left += Number(found!.rows);
    effect.leftExamples.push(...(found!.texts ?? []).slice(0, shownExamples * 2 - effect.leftExamples.length));
  }
  await session.run('CREATE OR REPLACE TEMP TABLE stage AS FROM following');
  return effect;
}

/** How many rows a rule of repeats takes out. */
async function repeats(session: EngineSession, values: string[]): Promise<Effect> {
  const named = values.map((value, i) => `${value} AS k${i}`).join(', ');
  const keys = values.map((_, i) => `k${i}`);
  const [found] = await session.rows<{ rows: number }>(
    `SELECT coalesce(sum(n - 1), 0)::BIGINT AS rows FROM (SELECT count(*) AS n FROM (SELECT ${named} FROM stage) ` +
      `WHERE ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')} GROUP BY ${keys.join(', ')})`,
  );
  return { rows: Number(found!.rows), left: 0, examples: [], leftExamples: [] };
}
