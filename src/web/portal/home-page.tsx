import { Link, useNavigate } from 'react-router';
import type { SearchResult } from '../../bureau/catalogue/schema.ts';
import { DatasetCard } from '../../bureau/catalogue/web/dataset-card.tsx';
import { DatasetSearchBox } from '../../bureau/catalogue/web/dataset-search-box.tsx';
import { sectorNames } from '../../bureau/catalogue/web/names.ts';
import type { Indicator } from '../../bureau/operations/schema.ts';
import { usePublicSettings } from '../client/public-settings.ts';
import { useApi } from '../client/use-api.ts';
import { Async, Empty, Loading } from '../components/states.tsx';
import { useDocumentTitle } from '../components/use-document-title.ts';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useText, useWords } from '../words.ts';
import { CityNow, IndicatorCards } from './city-now.tsx';
import { portalMessages } from './messages.ts';

/** The first page: search, the city's figures of today with map and trend, newest data, sectors. */
export default function HomePage() {
  const words = useWords(portalMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const settings = usePublicSettings();
  const indicators = useApi<{ items: Indicator[] }>('/indicators', { points: 48 }, { every: 60_000 });
  const catalogue = useApi<SearchResult>('/datasets', { limit: 6, sort: 'updated' });
  useDocumentTitle('');
  const sectors = catalogue.data?.facets.find((facet) => facet.name === 'sector')?.values ?? [];
  return (
    <div className="wide stack-large">
      <section className="hero">
        <div>
          <h1>{settings?.city ? words('heroTitle', { city: text(settings.city) }) : words('heroTitlePlain')}</h1>
          <p>{words('heroLead')}</p>
          <div className="hero-search">
            <DatasetSearchBox
              value=""
              onSearch={(q) => navigate(q ? `/datasets?q=${encodeURIComponent(q)}` : '/datasets')}
            />
          </div>
        </div>
        {(indicators.data?.items.length ?? 0) > 0 ? (
          <IndicatorCards indicators={(indicators.data?.items ?? []).slice(0, 4)} />
        ) : null}
      </section>
      <section className="stack" aria-labelledby="city-now">
        <h2 id="city-now">{words('now')}</h2>
        <Async query={indicators} skeleton={<Loading rows={10} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={words('noIndicators')}>{words('noIndicatorsBody')}</Empty>
            ) : (
              <CityNow indicators={items} />
            )
          }
        </Async>
      </section>
      <section className="stack" aria-labelledby="sectors">
        <h2 id="sectors">{words('sectors')}</h2>
        <div className="tiles narrow">
          {Object.entries(sectorNames).map(([sector, name]) => (
            <Link key={sector} to={`/datasets?sector=${sector}`} className="link-card">
              <strong>{text(name)}</strong>
              <span className="muted small">
                {catalogue.data
                  ? words('sectorCount', {
                      count: format.number(sectors.find((entry) => entry.value === sector)?.count ?? 0),
                    })
                  : shell('loading')}
              </span>
            </Link>
          ))}
        </div>
      </section>
      <section className="stack" aria-labelledby="newest">
        <div className="row between">
          <h2 id="newest">{words('newest')}</h2>
          {catalogue.data ? (
            <Link to="/datasets">{words('allDatasets', { count: format.number(catalogue.data.total) })}</Link>
          ) : null}
        </div>
        <Async query={catalogue}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title={words('noDatasets')}>{words('noDatasetsBody')}</Empty>
            ) : (
              <div className="split" style={{ gap: '1rem' }}>
                {page.items.map((dataset) => (
                  <DatasetCard key={dataset.id} dataset={dataset} />
                ))}
              </div>
            )
          }
        </Async>
      </section>
    </div>
  );
}
