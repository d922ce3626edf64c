import { sql } from 'kysely';
import type { Principal } from '../../kernel/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { toDataset } from './entry-shape.ts';
import type { Repository } from './repository.ts';
import type { SearchResult } from './schema.ts';

export interface SearchOptions {
  q?: string;
  limit?: number;
  cursor?: string;
}

/** Search over the catalogue, filtered by what the reader may discover. */
export function createSearch(needs: CatalogueNeeds, repository: Repository) {
  return async function search(principal: Principal, options: SearchOptions = {}): Promise<SearchResult> {
    const limit = options.limit ?? 20;
    const offset = Number(options.cursor ?? 0) || 0;
    const rows = await repository.kysely
      .selectFrom('catalogue_datasets')
      .selectAll()
      .where(needs.access.datasetFilter(principal))
      .where(sql<boolean>`concat_ws(' ', title_zh, title_en, id, title_pinyin) ilike ${`%${options.q ?? ''}%`}`)
      .orderBy('updated_at', 'desc')
      .limit(limit + 1)
      .offset(offset)
      .execute();
    return {
      items: rows.slice(0, limit).map(toDataset),
      next: rows.length > limit ? String(offset + limit) : null,
      total: rows.length,
      facets: [],
    };
  };
}
