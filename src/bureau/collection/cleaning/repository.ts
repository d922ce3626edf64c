import type { Database } from '../../../database/index.ts';
import type { RecipeStep } from './schema.ts';

/** A version of a recipe as it is stored. */
export interface RecipeRow {
  dataset: string;
  version: number;
  steps: RecipeStep[];
  hash: string;
  note: string;
  saved_by: string;
  saved_at: Date;
}

/** The only SQL on the table of recipes. */
export function createRecipeRepository(database: Database) {
  const kysely = database.kysely.withTables<{ collection_recipes: RecipeRow }>();
  return {
    /** That version, or the newest one. */
    async find(dataset: string, version?: number): Promise<RecipeRow | undefined> {
      let query = kysely.selectFrom('collection_recipes').selectAll().where('dataset', '=', dataset);
      if (version !== undefined) query = query.where('version', '=', version);
      return query.orderBy('version', 'desc').limit(1).executeTakeFirst();
    },

    /** Newest first. */
    async versions(dataset: string): Promise<RecipeRow[]> {
      return kysely
        .selectFrom('collection_recipes')
        .selectAll()
        .where('dataset', '=', dataset)
        .orderBy('version', 'desc')
        .limit(200)
        .execute();
    },

    /** False when another has saved this version first. */
    async insert(row: RecipeRow): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto('collection_recipes')
        .values({ ...row, steps: JSON.stringify(row.steps) as unknown as RecipeStep[] })
        .onConflict((conflict) => conflict.columns(['dataset', 'version']).doNothing())
        .executeTakeFirst();
      return Number(numInsertedOrUpdatedRows ?? 0n) > 0;
    },
  };
}
