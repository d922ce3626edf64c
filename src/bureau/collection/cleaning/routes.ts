import Type from 'typebox';
import { defineRoute, type Route } from '../../../kernel/index.ts';
import { FindingShape, Nullable } from '../../../kernel/shape.ts';
import { PartialReadingShape, type Reading } from '../schema.ts';
import type { Collection } from '../service.ts';
import { RecipePreviewShape, RecipeShape, RecipeStepsShape, RecipeSuggestionShape } from './schema.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const tag = 'recipes';
/** Steps as a client writes them: the YAML, or the list. */
const Written = {
  yaml: Type.Optional(Type.String({ maxLength: 600_000 })),
  steps: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 1000 })),
};
const Source = {
  source: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  name: Type.Optional(Type.String({ maxLength: 400 })),
  reading: Type.Optional(PartialReadingShape),
  scope: Type.Optional(Type.Union([Type.Literal('sample'), Type.Literal('whole')])),
};

interface SourceBody {
  source?: string;
  name?: string;
  reading?: Partial<Reading>;
  scope?: 'sample' | 'whole';
}

/** HTTP routes of recipes. */
export function recipeRoutes({ recipes, previewRecipe, suggestRecipe }: Collection): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/recipe',
      summary: { zh: '数据资源的清洗规则', en: 'The cleaning recipe of a dataset' },
      tag,
      scope: 'runs:read',
      audience: 'signed-in',
      parameters: Id,
      query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }),
      response: RecipeShape,
      handle: ({ principal, parameters, query }) => recipes.get(principal, parameters.id, query.version),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/recipe/versions',
      summary: { zh: '清洗规则的历次版本', en: 'Versions of a recipe, newest first' },
      tag,
      scope: 'runs:read',
      audience: 'signed-in',
      parameters: Id,
      response: Type.Object({
        items: Type.Array(
          Type.Object({
            version: Type.Integer(),
            hash: Type.String(),
            steps: Type.Integer(),
            note: Type.String(),
            savedBy: Type.String(),
            savedAt: Type.String({ format: 'date-time' }),
          }),
        ),
      }),
      handle: async ({ principal, parameters }) => ({ items: await recipes.versions(principal, parameters.id) }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/datasets/{id}/recipe',
      summary: { zh: '保存清洗规则的新版本', en: 'Save the next version of a recipe' },
      tag,
      scope: 'runs:write',
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({ ...Written, note: Type.Optional(Type.String({ maxLength: 2000 })) }),
      response: RecipeShape,
      handle: ({ principal, parameters, body }) =>
        recipes.set(principal, parameters.id, {
          written: body.yaml ?? body.steps ?? [],
          ...(body.note ? { note: body.note } : {}),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/recipe/check',
      summary: { zh: '检查清洗规则的写法，不保存', en: 'See whether steps are sound; nothing is saved' },
      tag,
      scope: 'runs:read',
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object(Written),
      response: Type.Object({ steps: Nullable(RecipeStepsShape), findings: Type.Array(FindingShape) }),
      handle: ({ principal, parameters, body }) =>
        recipes.check(principal, parameters.id, body.yaml ?? body.steps ?? []),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/recipe/preview',
      summary: { zh: '清洗前后对比，不保存', en: 'A source before and after a recipe; nothing is saved' },
      tag,
      scope: 'runs:write',
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({ ...Written, ...Source }),
      response: RecipePreviewShape,
      handle: ({ principal, parameters, body, signal }) => {
        const written = body.yaml ?? body.steps;
        return previewRecipe({
          principal,
          dataset: parameters.id,
          signal,
          ...sourceOf(body),
          ...(written !== undefined ? { written } : {}),
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/recipe/suggestion',
      summary: {
        zh: '按文件的问题推荐清洗步骤，不保存',
        en: 'Steps that would mend what a source breaks; nothing is saved',
      },
      tag,
      scope: 'runs:write',
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object(Source),
      response: RecipeSuggestionShape,
      handle: ({ principal, parameters, body, signal }) =>
        suggestRecipe({ principal, dataset: parameters.id, signal, ...sourceOf(body) }),
    }),
  ];
}

function sourceOf({ source, name, reading, scope }: SourceBody) {
  return {
    ...(source ? { source: { sha256: source, ...(name ? { name } : {}) } } : {}),
    ...(reading ? { reading } : {}),
    ...(scope ? { scope } : {}),
  };
}
