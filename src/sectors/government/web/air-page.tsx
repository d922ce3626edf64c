import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Slider } from 'antd';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { CityMap } from '../../../web/components/city-map.tsx';
import { Figure } from '../../../web/components/figure.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Loading } from '../../../web/components/states.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { AirQuality, AirQualityReply } from '../schema.ts';
import { airClasses, classColour } from './air-classes.ts';
import { AirDetail } from './air-detail.tsx';
import { AirHistory } from './air-history.tsx';
import { airMessages } from './messages.ts';
import { pollutantNames } from './pollutants.ts';
import { StationTable } from './station-table.tsx';

const hourMilliseconds = 3_600_000;
const hoursBack = 7 * 24;

/** Air quality of the city at an hour: map, table, history; each figure opens to its working. */
export default function AirPage() {
  const words = useWords(airMessages);
  const [search, setSearch] = useSearchParams();
  const at = search.get('at') ?? undefined;
  const reply = useApi<AirQualityReply>(
    '/government/air-quality',
    { at },
    { keep: true, every: at ? 3_600_000 : 120_000 },
  );
  const set = (name: string, value: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === null) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <div className="wide">
      <PageHead title={words('title')}>{words('lead')}</PageHead>
      <Async query={reply} skeleton={<Loading rows={12} />}>
        {(air) =>
          air.at === null ? (
            <Empty title={words('empty')}>{words('emptyBody')}</Empty>
          ) : (
            <Hour
              air={air}
              place={search.get('place') ?? 'city'}
              onPlace={(id) => set('place', id)}
              onHour={(hour) => set('at', hour)}
            />
          )
        }
      </Async>
    </div>
  );
}

function Hour({
  air,
  place,
  onPlace,
  onHour,
}: {
  air: AirQualityReply;
  place: string;
  onPlace(id: string): void;
  onHour(hour: string | null): void;
}) {
  const words = useWords(airMessages);
  const text = useText();
  const format = useFormat();
  const [opened, setOpened] = useState<{ air: AirQuality; place: string } | null>(null);
  const worst = air.stations.filter((station) => station.aqi !== null).sort((a, b) => (b.aqi ?? 0) - (a.aqi ?? 0))[0];
  const station = air.stations.find((entry) => entry.station === place);
  const placeName = station ? text(station.name) : words('city');
  return (
    <div className="stack">
      <section className="panel">
        <div className="row between" style={{ alignItems: 'flex-end' }}>
          {air.city ? (
            <Figure
              label={`${words('cityNow')} · ${words('atHour', { at: format.instant(air.at) })}`}
              value={
                <span className="row">
                  <span className="swatch large" style={{ background: classColour(air.city.level) }} aria-hidden />
                  {air.city.aqi === null ? absent : format.number(air.city.aqi)}
                </span>
              }
              unit={text(air.city.grade) || words('noIndex')}
              extra={
                <span className="muted">
                  {words('primary')}{' '}
                  {air.city.primaryPollutants.map((name) => pollutantNames[name] ?? name).join(' ') ||
                    words('noPrimary')}
                  {' · '}
                  <Button
                    type="link"
                    style={{ padding: 0, height: 'auto' }}
                    onClick={() => air.city && setOpened({ air: air.city, place: words('city') })}
                  >
                    {words('openHow')}
                  </Button>
                </span>
              }
            />
          ) : null}
          <HourSlider at={air.at as string} newest={air.newest ?? (air.at as string)} onHour={onHour} />
        </div>
      </section>
      <div className="split">
        <section className="panel">
          <CityMap
            title={
              worst
                ? words('mapTitle', { place: text(worst.name), aqi: format.number(worst.aqi) })
                : words('mapTitlePlain')
            }
            valueName={words('aqi')}
            chosen={place}
            onChoose={onPlace}
            height="26rem"
            places={air.stations.map((entry) => ({
              id: entry.station,
              title: text(entry.name),
              longitude: entry.longitude,
              latitude: entry.latitude,
              label: entry.aqi === null ? absent : String(entry.aqi),
              grade: text(entry.grade) || words('noIndex'),
              colour: classColour(entry.level),
            }))}
            legend={airClasses.map((entry) => ({
              label: `${words(entry.word)} ${entry.to === null ? `>${entry.from - 1}` : `${entry.from}–${entry.to}`}`,
              colour: entry.colour,
            }))}
          />
        </section>
        <section className="panel">
          <AirHistory place={place} name={placeName} onHour={onHour} />
        </section>
      </div>
      <section className="stack">
        <h2>{words('stations')}</h2>
        <StationTable
          stations={air.stations}
          chosen={place}
          onChoose={onPlace}
          onOpen={(entry) => setOpened({ air: entry, place: text(entry.name) })}
        />
      </section>
      <AirDetail air={opened?.air ?? null} place={opened?.place ?? ''} onClose={() => setOpened(null)} />
    </div>
  );
}

function HourSlider({ at, newest, onHour }: { at: string; newest: string; onHour(hour: string | null): void }) {
  const words = useWords(airMessages);
  const format = useFormat();
  const end = new Date(newest).getTime();
  const back = Math.round((new Date(at).getTime() - end) / hourMilliseconds);
  const [shown, setShown] = useState(back);
  useEffect(() => setShown(back), [back]);
  const hourAt = (hours: number) => new Date(end + hours * hourMilliseconds).toISOString();
  const go = (hours: number) => onHour(hours >= 0 ? null : hourAt(hours));
  return (
    <div className="hour-slider">
      <div className="row between">
        <span>{format.instant(hourAt(shown))}</span>
        <span className="row" style={{ gap: '0.25rem' }}>
          <Button size="small" icon={<LeftOutlined />} aria-label={words('earlier')} onClick={() => go(back - 1)} />
          <Button
            size="small"
            icon={<RightOutlined />}
            aria-label={words('later')}
            disabled={back >= 0}
            onClick={() => go(back + 1)}
          />
          <Button size="small" disabled={back >= 0} onClick={() => onHour(null)}>
            {words('newest')}
          </Button>
        </span>
      </div>
      <Slider
        min={-hoursBack}
        max={0}
        value={shown}
        onChange={(value: number) => setShown(value)}
        onChangeComplete={(value: number) => go(value)}
        tooltip={{ formatter: (value) => format.instant(hourAt(value ?? 0)) }}
        ariaLabelForHandle={words('hour')}
        ariaValueTextFormatterForHandle={(value) => format.instant(hourAt(value))}
      />
    </div>
  );
}
