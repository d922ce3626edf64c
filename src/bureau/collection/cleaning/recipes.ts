import type { Database } from '../../../database/index.ts';
import { AppError, type Clock, type Finding, type Principal } from '../../../kernel/index.ts';
import type { Access } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Catalogue } from '../../catalogue/index.ts';
import type { Standard, Standards } from '../../standards/index.ts';
import { collectionErrors } from '../errors.ts';
import { type CompiledRecipe, compileRecipe, readsLists, recipeHash } from './compile-recipe.ts';
import { formatRecipe, type ReadRecipe, readRecipe } from './read-recipe.ts';
import { createRecipeRepository, type RecipeRow } from './repository.ts';
import type { Recipe, RecipeMark, RecipeStep } from './schema.ts';
import type { StepContext } from './steps/step.ts';

/** What recipes stand on. */
interface RecipesNeeds {
  database: Database;
  catalogue: Catalogue;
  standards: Standards;
  access: Access;
  audit: Audit;
  clock: Clock;
}

export type Recipes = ReturnType<typeof createRecipes>;

/** Recipes of datasets: written, versioned, compiled. */
export function createRecipes(parts: RecipesNeeds) {
  const { catalogue, standards, access, audit, clock } = parts;
  const repository = createRecipeRepository(parts.database);

  /** The standard of a dataset and all code lists, which steps are read and compiled against. */
  async function contextOf(dataset: string): Promise<StepContext> {
    const resource = await catalogue.resource(dataset);
    if (!resource.standard) throw new AppError(collectionErrors.standardMissing, { dataset });
    const standard = await standards.get(resource.standard.id, resource.standard.version);
    return { standard, codeLists: await standards.codeLists() };
  }

  /** The mark of the newest recipe; null when there is none or it has no steps. */
  async function current(dataset: string): Promise<RecipeMark | null> {
    const row = await repository.find(dataset);
    return row && row.steps.length > 0 ? markOf(row) : null;
  }

  /** The recipe of a mark made ready for a standard; throws `collection.recipe-unfit`. */
  async function compiled(mark: RecipeMark, standard: Standard): Promise<CompiledRecipe> {
    const row = await repository.find(mark.id, mark.version);
    const steps = row?.steps ?? [];
    return compileRecipe({ mark, steps }, standard, readsLists(steps) ? await standards.codeLists() : []);
  }

  /** The steps in a text or list; throws `collection.recipe-wrong` with all findings. */
  async function requireSteps(dataset: string, written: string | unknown[]): Promise<RecipeStep[]> {
    const { steps, findings } = readRecipe(written, await contextOf(dataset));
    if (steps) return steps;
    throw new AppError(collectionErrors.recipeWrong, {
      count: findings.length,
      firstZh: findings[0]!.message.zh,
      firstEn: findings[0]!.message.en,
      findings: findings.slice(0, 100),
    });
  }

  async function requireReader(principal: Principal, dataset: string): Promise<void> {
    access.require(principal, 'dataset:collect', await catalogue.resource(dataset));
  }

  return {
    current,
    compiled,
    contextOf,
    requireSteps,
    requireReader,

    /** The newest version, or the one that is named. */
    async get(principal: Principal, dataset: string, version?: number): Promise<Recipe> {
      await requireReader(principal, dataset);
      return toRecipe(dataset, await repository.find(dataset, version));
    },

    /** Newest first, without their steps. */
    async versions(principal: Principal, dataset: string) {
      await requireReader(principal, dataset);
      return (await repository.versions(dataset)).map((row) => ({
        version: row.version,
        hash: row.hash,
        steps: row.steps.length,
        note: row.note,
        savedBy: row.saved_by,
        savedAt: row.saved_at.toISOString(),
      }));
    },

    /** What is wrong with steps before they are saved. */
    async check(
      principal: Principal,
      dataset: string,
      written: string | unknown[],
    ): Promise<ReadRecipe & { findings: Finding[] }> {
      await requireReader(principal, dataset);
      return readRecipe(written, await contextOf(dataset));
    },

    /** Saves the next version; equal steps change nothing. */
    async set(
      principal: Principal,
      dataset: string,
      { written, note = '' }: { written: string | unknown[]; note?: string },
    ): Promise<Recipe> {
      const resource = await catalogue.resource(dataset);
      access.require(principal, 'dataset:collect', resource);
      const steps = await requireSteps(dataset, written);
      const hash = recipeHash(steps);
      while (true) {
        const before = await repository.find(dataset);
        if (before?.hash === hash || (!before && steps.length === 0)) return toRecipe(dataset, before);
        const row: RecipeRow = {
          dataset,
          version: (before?.version ?? 0) + 1,
          steps,
          hash,
          note,
          saved_by: principal.id,
          saved_at: clock.now(),
        };
        if (!(await repository.insert(row))) continue;
        await audit.record({
          principal,
          action: 'collection.recipe-saved',
          target: `dataset:${dataset}`,
          outcome: 'done',
          details: { version: row.version, steps: steps.length, hash },
        });
        return toRecipe(dataset, row);
      }
    },
  };
}

function markOf({ dataset, version, hash }: RecipeRow): RecipeMark {
  return { id: dataset, version, hash };
}

function toRecipe(dataset: string, row: RecipeRow | undefined): Recipe {
  const steps = row?.steps ?? [];
  return {
    dataset,
    version: row?.version ?? 0,
    hash: row?.hash ?? recipeHash([]),
    steps,
    yaml: formatRecipe(steps),
    note: row?.note ?? '',
    savedBy: row?.saved_by ?? null,
    savedAt: row?.saved_at.toISOString() ?? null,
  };
}
