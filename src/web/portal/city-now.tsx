import { useSearchParams } from 'react-router';
import { useDatasetTitles } from '../../bureau/catalogue/web/use-titles.ts';
import type { Indicator } from '../../bureau/operations/schema.ts';
import { Chart } from '../components/chart.tsx';
import { CityMap } from '../components/city-map.tsx';
import { Sparkline } from '../components/figure.tsx';
import { Provenance } from '../components/provenance.tsx';
import { StatusTag, type Tone } from '../components/status-tag.tsx';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useSettings } from '../settings.tsx';
import { useText, useWords } from '../words.ts';
import { portalMessages } from './messages.ts';
import { stateColour } from './state-colours.ts';

const tones: Record<string, Tone> = { good: 'good', attention: 'attention', bad: 'bad', unknown: 'plain' };
const stateWords = {
  good: 'stateGood',
  attention: 'stateAttention',
  bad: 'stateBad',
  unknown: 'stateUnknown',
} as const;

/** The indicator that the address names, else the first that has places. */
export function useChosenIndicator(indicators: Indicator[]): {
  chosen: Indicator | undefined;
  choose(id: string): void;
} {
  const [search, setSearch] = useSearchParams();
  const chosen =
    indicators.find((indicator) => indicator.id === search.get('indicator')) ??
    indicators.find((indicator) => indicator.places.length > 0) ??
    indicators[0];
  const choose = (id: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('indicator', id);
        return next;
      },
      { preventScrollReset: true, replace: true },
    );
  return { chosen, choose };
}

/** The indicators as cards, one of which is chosen. */
export function IndicatorCards({ indicators }: { indicators: Indicator[] }) {
  const words = useWords(portalMessages);
  const text = useText();
  const { chosen, choose } = useChosenIndicator(indicators);
  return (
    <fieldset className={`plain-fieldset indicator-cards${indicators.length > 1 ? ' several' : ''}`}>
      <legend className="visually-hidden">{words('indicators')}</legend>
      {indicators.map((indicator) => (
        <IndicatorCard
          key={indicator.id}
          indicator={indicator}
          chosen={indicators.length > 1 && indicator.id === chosen?.id}
          onChoose={() => choose(indicator.id)}
          title={text(indicator.title)}
        />
      ))}
    </fieldset>
  );
}

/** The chosen indicator on the map and over time. */
export function CityNow({ indicators }: { indicators: Indicator[] }) {
  const { chosen } = useChosenIndicator(indicators);
  return chosen ? <IndicatorDetail key={chosen.id} indicator={chosen} /> : null;
}

function IndicatorCard({
  indicator,
  title,
  chosen,
  onChoose,
}: {
  indicator: Indicator;
  title: string;
  chosen: boolean;
  onChoose(): void;
}) {
  const words = useWords(portalMessages);
  const text = useText();
  const format = useFormat();
  const state = (indicator.state as string) in stateWords ? (indicator.state as keyof typeof stateWords) : 'unknown';
  return (
    <div className={`panel indicator${chosen ? ' chosen' : ''}`}>
      <button type="button" className="indicator-button" aria-pressed={chosen} onClick={onChoose}>
        <span className="row between">
          <span className="muted">{title}</span>
          <StatusTag tone={tones[state] ?? 'plain'}>{text(indicator.grade) || words(stateWords[state])}</StatusTag>
        </span>
        <span className="figure">
          <span className="value">
            {format.number(indicator.value)}
            <span className="unit">{text(indicator.unit)}</span>
          </span>
        </span>
        <Sparkline values={indicator.trend.map((point) => point.value)} label={words('trendOf', { title })} />
      </button>
      <div className="row between">
        <span className="muted small">{indicator.at ? words('asOf', { at: format.instant(indicator.at) }) : ''}</span>
        <Provenance provenance={indicator.provenance} title={title} />
      </div>
    </div>
  );
}

function IndicatorDetail({ indicator }: { indicator: Indicator }) {
  const words = useWords(portalMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const { dark } = useSettings();
  const titleOf = useDatasetTitles([indicator.provenance.dataset]);
  const title = text(indicator.title);
  const unit = text(indicator.unit);
  const known = indicator.trend.filter((point) => point.value !== null);
  const highest = known.reduce<(typeof known)[number] | undefined>(
    (best, point) => (!best || (point.value ?? 0) > (best.value ?? 0) ? point : best),
    undefined,
  );
  const worst = indicator.places
    .filter((place) => place.value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  const grades = new Map<string, string>();
  for (const place of [...indicator.places].sort((a, b) => (a.value ?? 0) - (b.value ?? 0))) {
    const label = text(place.grade) || words(stateWords[place.state as keyof typeof stateWords] ?? 'stateUnknown');
    if (!grades.has(label)) grades.set(label, stateColour(place.state, dark));
  }
  return (
    <div className={indicator.places.length > 0 && known.length > 1 ? 'split' : 'stack'}>
      {indicator.places.length > 0 ? (
        <section className="panel">
          <CityMap
            title={
              worst
                ? words('placesWorst', { title, place: text(worst.title), value: format.number(worst.value) })
                : words('placesOf', { title })
            }
            valueName={unit ? `${title} (${unit})` : title}
            places={indicator.places.map((place) => ({
              id: place.id,
              title: text(place.title),
              longitude: place.longitude,
              latitude: place.latitude,
              label: format.number(place.value),
              grade: text(place.grade),
              colour: stateColour(place.state, dark),
            }))}
            legend={[...grades].map(([label, colour]) => ({ label, colour }))}
          />
        </section>
      ) : null}
      {known.length > 1 ? (
        <section className="panel">
          <Chart
            kind="line"
            title={
              highest
                ? words('trendHighest', {
                    title,
                    value: format.number(highest.value),
                    at: format.instant(highest.at),
                  })
                : words('trendFlat', { title })
            }
            categories={indicator.trend.map((point) => format.instant(point.at).slice(5))}
            categoryName={words('time')}
            unit={unit}
            series={[{ name: title, values: indicator.trend.map((point) => point.value) }]}
            height="22rem"
            source={shell('source', {
              dataset: titleOf(indicator.provenance.dataset),
              version: indicator.provenance.version,
            })}
          />
        </section>
      ) : null}
    </div>
  );
}
