import type { Readable } from 'node:stream';
import { AppError, type Principal } from '../../../kernel/index.ts';
import type { EngineSession } from '../../../lake/index.ts';
import { quoteLiteral } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { CollectionParts } from '../dependencies.ts';
import { collectionErrors } from '../errors.ts';
import { gatherRows } from '../gather-rows.ts';
import type { OpenSource } from '../open-source.ts';
import type { TextTable } from '../reading/text-table.ts';
import type { Reading } from '../schema.ts';

/** What a recipe is looked at with: a file that is sent, a stored one, or the newest that was collected. */
export interface RecipeSourceOptions {
  principal: Principal;
  dataset: string;
  upload?: { name: string; stream: Readable | AsyncIterable<Buffer> };
  source?: { sha256: string; name?: string };
  reading?: Partial<Reading>;
  /** Its first thousand rows, or all of them (of very large ones, rows spread evenly). */
  scope?: 'sample' | 'whole';
  signal?: AbortSignal;
}

/** The rows of a source in the engine, for the standard of a dataset. */
export interface RecipeSource {
  session: EngineSession;
  compiled: CompiledStandard;
  table: TextTable;
  /** Source column of each field. */
  sources: (number | null)[];
  rows: number;
  total: number;
  /** A SELECT of the raw texts by field, `r0`, `r1`, …. */
  raw: string;
}

/** Opens the source that a recipe is to be looked at with. */
export function createRecipeSource(parts: CollectionParts, openSource: OpenSource) {
  return async function withRecipeSource<Result>(
    options: RecipeSourceOptions,
    work: (source: RecipeSource) => Promise<Result>,
  ): Promise<Result> {
    const { dataset, signal } = options;
    await parts.recipes.requireReader(options.principal, dataset);
    const resource = await parts.catalogue.resource(dataset);
    if (!resource.standard) throw new AppError(collectionErrors.standardMissing, { dataset });
    const compiled = await parts.standards.compiled(resource.standard.id, resource.standard.version);
    return openSource(await chosen(options), resource, async ({ table }) => {
      const session = await parts.lake.engine.session();
      try {
        const gathered =
          options.scope === 'sample' ? await sampled(session, table) : await gatherRows(session, table, signal);
        const sources = table.match!.sources;
        const columns = sources.map((source, i) => `${source === null ? 'NULL::VARCHAR' : `c${source}`} AS r${i}`);
        const raw = `SELECT ${columns.join(', ')} FROM gathered`;
        return await work({ session, compiled, table, sources, raw, rows: gathered.rows, total: gathered.total });
      } finally {
        await session.close();
      }
    });
  };

  /** Without a source, the newest that was collected stands in, read as it was then. */
  async function chosen(options: RecipeSourceOptions) {
    if (options.upload || options.source) return options;
    const runs = await parts.repository.runs({ datasets: [options.dataset], limit: 50 });
    const run = runs.find(({ source_sha256, resubmits }) => source_sha256 !== null && resubmits === null);
    if (!run) throw new AppError(collectionErrors.recipeNoSource, { dataset: options.dataset });
    return {
      ...options,
      source: { sha256: run.source_sha256!, name: run.source_name },
      reading: options.reading ?? run.asked,
    };
  }
}

export type WithRecipeSource = ReturnType<typeof createRecipeSource>;

async function sampled(session: EngineSession, table: TextTable): Promise<{ rows: number; total: number }> {
  const columns = table.columns.map((_, index) => `c${index}`);
  await session.run(`CREATE TEMP TABLE gathered (${columns.map((column) => `${column} VARCHAR`).join(', ')})`);
  for (let from = 0; from < table.sample.length; from += 200) {
    const tuples = table.sample.slice(from, from + 200).map((row) => {
      const texts = columns.map((_, index) => {
        const text = row[index] ?? null;
        return text === null ? 'NULL' : quoteLiteral(text);
      });
      return `(${texts.join(', ')})`;
    });
    await session.run(`INSERT INTO gathered VALUES ${tuples.join(', ')}`);
  }
  return { rows: table.sample.length, total: table.sample.length };
}
