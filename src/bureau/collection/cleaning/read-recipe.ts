import { stringify } from 'yaml';
import type { Finding, Text } from '../../../kernel/index.ts';
import { placedProblem, readYaml, shapeProblems } from '../../standards/index.ts';
import { recipeProblems } from './compile-recipe.ts';
import { mostSteps, type RecipeStep, RecipeStepShape, type StepName, stepTitles } from './schema.ts';
import type { StepContext } from './steps/step.ts';

export interface ReadRecipe {
  /** Null when something is wrong with them. */
  steps: RecipeStep[] | null;
  findings: Finding[];
}

/** Reads a recipe from YAML (`steps:` and a list), or from the list itself, for a standard. Never throws. */
export function readRecipe(written: string | unknown[], context: StepContext): ReadRecipe {
  const yaml = typeof written === 'string' ? readYaml(written, { zh: '清洗规则', en: 'the recipe' }) : null;
  if (yaml && yaml.findings.length > 0) return { steps: null, findings: yaml.findings };
  const data = yaml ? stepsOf(yaml.data) : written;
  const line = (index: number) => yaml?.line(['steps', index]) ?? null;
  if (!Array.isArray(data)) {
    return wrong(1, { zh: '应写作 steps: 和步骤的列表', en: 'write `steps:` and a list of steps' }, null);
  }
  if (data.length > mostSteps) {
    return wrong(1, { zh: `最多 ${mostSteps} 步`, en: `there may be ${mostSteps} steps` }, String(data.length));
  }
  const findings = data.flatMap((step, index) =>
    stepProblems(step).map((message) => findingOf(index, { row: line(index), message, value: step })),
  );
  if (findings.length > 0) return { steps: null, findings };
  const steps = data as RecipeStep[];
  const meanings = recipeProblems(steps, context).map(({ index, message }) =>
    findingOf(index, { row: line(index), message, value: steps[index] }),
  );
  return { steps: meanings.length > 0 ? null : steps, findings: meanings };
}

/** The YAML of steps, as a person writes it. */
export function formatRecipe(steps: RecipeStep[]): string {
  return stringify({ steps }, { lineWidth: 110, collectionStyle: 'any' });
}

function stepsOf(data: unknown): unknown {
  if (data === null || data === undefined) return [];
  if (typeof data !== 'object' || Array.isArray(data)) return data;
  const { steps, ...rest } = data as { steps?: unknown };
  return Object.keys(rest).length > 0 ? null : (steps ?? []);
}

function wrong(row: number | null, message: Text, value: string | null): ReadRecipe {
  return { steps: null, findings: [{ row, field: null, rule: 'shape', value, message }] };
}

function findingOf(index: number, at: { row: number | null; message: Text; value: unknown }): Finding {
  const name = (at.value as { step?: unknown } | null)?.step;
  const title = typeof name === 'string' && name in stepTitles ? stepTitles[name as StepName] : null;
  return {
    row: at.row,
    field: null,
    rule: 'step',
    value: JSON.stringify(at.value)?.slice(0, 200) ?? null,
    message: {
      zh: `第 ${index + 1} 步${title ? `“${title.zh}”` : ''}：${at.message.zh}`,
      en: `step ${index + 1}${title ? ` “${title.en}”` : ''}: ${at.message.en}`,
    },
  };
}

const branches = new Map(RecipeStepShape.anyOf.map((shape) => [shape.properties.step.const as string, shape]));

function stepProblems(step: unknown): Text[] {
  const name = (step as { step?: unknown } | null)?.step;
  const shape = typeof name === 'string' ? branches.get(name) : undefined;
  if (!shape) {
    const names = [...branches.keys()].join(', ');
    return [
      {
        zh: `没有名为“${String(name ?? '')}”的步骤；可用：${names}`,
        en: `there is no step “${String(name ?? '')}”; there are: ${names}`,
      },
    ];
  }
  return shapeProblems(shape, step).map(placedProblem);
}
