import { createPreview } from './cleaning/preview.ts';
import { createRecipeSource } from './cleaning/recipe-source.ts';
import { createSuggest } from './cleaning/suggest.ts';
import { committedBy } from './commit.ts';
import { type CollectionNeeds, collectionParts } from './dependencies.ts';
import { createExecutor } from './execute.ts';
import { createInspect } from './inspect.ts';
import { createClearLeftovers } from './leftovers.ts';
import { createOpenSource } from './open-source.ts';
import { createPropose } from './propose.ts';
import { createExchange } from './quarantine/exchange.ts';
import { createMend } from './quarantine/mend.ts';
import { createResubmit } from './quarantine/resubmit.ts';
import { createQuarantineRows } from './quarantine/rows.ts';
import { createRuns } from './runs.ts';

/** Collection: files are looked at, read, checked and made versions; what is bad is kept, mended and resubmitted. */
export function createCollection(needs: CollectionNeeds) {
  const parts = collectionParts(needs);
  const executor = createExecutor(parts);
  const runs = createRuns(parts, executor);
  const rows = createQuarantineRows(parts, runs, executor.rejectedRows);
  const mending = createMend(parts, rows, executor.rejectedRows);
  const openSource = createOpenSource(parts, runs);
  const withRecipeSource = createRecipeSource(parts, openSource);
  return {
    inspect: createInspect(parts, openSource),
    propose: createPropose(parts, openSource),
    collect: runs.collect,
    recipes: parts.recipes,
    previewRecipe: createPreview(parts, withRecipeSource),
    suggestRecipe: createSuggest(parts, withRecipeSource),
    runs: { get: runs.get, list: runs.list, findings: runs.findings },
    cancel: runs.cancel,
    quarantine: { list: rows.list, ...createExchange(parts, rows, mending) },
    mend: mending.mend,
    resubmit: createResubmit(parts, runs, rows),
    /** Runs a run that is not finished; for the job and the tests. */
    execute: executor.execute,
    /** Whether a run has made its version, also when it failed after that. */
    hasCommitted: async (dataset: string, run: string) => (await committedBy(needs.lake, dataset, run)) !== null,
    clearLeftovers: createClearLeftovers(parts),
  };
}

export type Collection = ReturnType<typeof createCollection>;
