import { useDatasetTitles } from '../../../bureau/catalogue/web/use-titles.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useWords } from '../../../web/words.ts';
import type { AirQualityHistory } from '../schema.ts';
import { airMessages } from './messages.ts';

/** The index of a place over seven days; a click on an hour shows that hour. */
export function AirHistory({ place, name, onHour }: { place: string; name: string; onHour(hour: string): void }) {
  const words = useWords(airMessages);
  const shell = useWords(shellMessages);
  const format = useFormat();
  const history = useApi<AirQualityHistory>(
    `/government/air-quality/${encodeURIComponent(place)}`,
    {},
    { keep: true, staleMilliseconds: 120_000 },
  );
  const titleOf = useDatasetTitles(history.data ? [history.data.provenance.dataset] : []);
  return (
    <Async query={history}>
      {(found) => {
        const known = found.hours.filter((hour) => hour.aqi !== null);
        const highest = known.reduce<(typeof known)[number] | undefined>(
          (best, hour) => (!best || (hour.aqi ?? 0) > (best.aqi ?? 0) ? hour : best),
          undefined,
        );
        return (
          <Chart
            kind="line"
            title={
              highest
                ? words('history', { place: name, aqi: format.number(highest.aqi), at: format.instant(highest.hour) })
                : words('historyPlain', { place: name })
            }
            categories={found.hours.map((hour) => format.instant(hour.hour).slice(5))}
            categoryName={words('time')}
            unit={words('index')}
            digits={0}
            series={[{ name: words('aqi'), values: found.hours.map((hour) => hour.aqi) }]}
            mark={{ value: 150, label: words('alertLine') }}
            height="24rem"
            onChoose={(index) => {
              const hour = found.hours[index];
              if (hour) onHour(hour.hour);
            }}
            source={shell('source', { dataset: titleOf(found.provenance.dataset), version: found.provenance.version })}
          />
        );
      }}
    </Async>
  );
}
