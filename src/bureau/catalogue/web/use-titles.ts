import { useMemo } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { useText } from '../../../web/words.ts';
import type { SearchResult } from '../schema.ts';

/** Titles of datasets by id, read in one call; the id itself until then, and where the reader may not see the entry. */
export function useDatasetTitles(ids: string[]): (id: string) => string {
  const text = useText();
  const wanted = [...new Set(ids)].sort().slice(0, 100).join(',');
  const found = useApi<SearchResult>(wanted ? '/datasets' : null, { ids: wanted }, { staleMilliseconds: 300_000 });
  return useMemo(() => {
    const titles = new Map((found.data?.items ?? []).map(({ id, title }) => [id, title]));
    return (id) => text(titles.get(id)) || id;
  }, [found.data, text]);
}
