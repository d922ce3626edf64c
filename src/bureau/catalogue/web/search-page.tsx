import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useNarrow } from '../../../web/settings.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { SearchResult } from '../schema.ts';
import { DatasetCard } from './dataset-card.tsx';
import { DatasetSearchBox } from './dataset-search-box.tsx';
import { catalogueMessages } from './messages.ts';
import { cadenceNames, levelNames, opennessNames, sectorNames, sharingNames, statusNames } from './names.ts';

const size = 20;
/** Facets that the address may hold, in the order in which they are shown. */
const facetNames = ['sector', 'owner', 'openness', 'sharing', 'level', 'cadence', 'status'] as const;
const valueNames: Record<string, Record<string, { zh: string; en: string }>> = {
  sector: sectorNames,
  openness: opennessNames,
  sharing: sharingNames,
  level: levelNames,
  cadence: cadenceNames,
  status: statusNames,
};

/** Search over the catalogue; words and facets stand in the address. */
export default function SearchPage() {
  const words = useWords(catalogueMessages);
  const format = useFormat();
  const narrow = useNarrow();
  const [search, setSearch] = useSearchParams();
  const [filtersOpen, setFiltersOpen] = useState(false);
  const q = search.get('q') ?? '';
  const chosen: Record<string, string> = {};
  for (const name of facetNames) {
    const value = search.get(name);
    if (value) chosen[name] = value;
  }
  const paging = usePaging(search.toString());
  const result = useApi<SearchResult>(
    '/datasets',
    { q, ...chosen, limit: size, cursor: paging.cursor },
    { keep: true },
  );
  const change = (name: string, value: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    });
  const facets = (
    <Facets result={result.data} chosen={chosen} onChange={change} onClear={() => setSearch(q ? { q } : {})} />
  );
  return (
    <div className="wide">
      <PageHead title={words('catalogue')}>{words('catalogueLead')}</PageHead>
      <DatasetSearchBox value={q} onSearch={(next) => change('q', next)} />
      <div className="search-columns">
        {narrow ? (
          <>
            <Button onClick={() => setFiltersOpen(true)}>
              {words('filters')}
              {Object.keys(chosen).length > 0 ? ` (${Object.keys(chosen).length})` : ''}
            </Button>
            <Drawer
              open={filtersOpen}
              placement="bottom"
              size="70vh"
              title={words('filters')}
              onClose={() => setFiltersOpen(false)}
            >
              {facets}
            </Drawer>
          </>
        ) : (
          <aside aria-label={words('filters')}>{facets}</aside>
        )}
        <section className="stack" aria-live="polite" aria-busy={result.isFetching}>
          <Async query={result}>
            {(page) => (
              <>
                <h2 className="result-count">
                  {words(q ? 'resultCountOf' : 'resultCount', { q, count: format.number(page.total) })}
                </h2>
                {page.items.length === 0 ? (
                  <Empty
                    title={words('noResult')}
                    action={<Button onClick={() => setSearch(q ? { q } : {})}>{words('clearFilters')}</Button>}
                  >
                    {words('noResultBody')}
                  </Empty>
                ) : (
                  page.items.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} />)
                )}
                <Pager paging={paging} next={page.next} shown={page.items.length} size={size} total={page.total} />
              </>
            )}
          </Async>
        </section>
      </div>
    </div>
  );
}

function Facets({
  result,
  chosen,
  onChange,
  onClear,
}: {
  result: SearchResult | undefined;
  chosen: Record<string, string>;
  onChange(name: string, value: string | null): void;
  onClear(): void;
}) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const facets = (result?.facets ?? []).filter((facet) => facet.values.length > 0);
  return (
    <div className="stack">
      {Object.keys(chosen).length > 0 ? (
        <div>
          <Button size="small" onClick={onClear}>
            {words('clearFilters')}
          </Button>
        </div>
      ) : null}
      {facetNames.map((name) => {
        const facet = facets.find((candidate) => candidate.name === name);
        if (!facet) return null;
        return (
          <fieldset key={name} className="facet">
            <legend>{words(name)}</legend>
            {facet.values.slice(0, 12).map((entry) => (
              <button
                type="button"
                key={entry.value}
                className="facet-value"
                aria-pressed={chosen[name] === entry.value}
                onClick={() => onChange(name, chosen[name] === entry.value ? null : entry.value)}
              >
                <span>{text(entry.title) || text(valueNames[name]?.[entry.value]) || entry.value}</span>
                <span className="muted numeric">{format.number(entry.count)}</span>
              </button>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
