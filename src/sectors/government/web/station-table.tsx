import { useMemo, useState } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { type Column, DataTable } from '../../../web/components/data-table.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { AirStation, BaseMap } from '../schema.ts';
import { classColour } from './air-classes.ts';
import { airMessages } from './messages.ts';
import { pollutantNames, pollutants } from './pollutants.ts';

/** The stations of an hour as a table, by index from the highest; each index opens to its working. */
export function StationTable({
  stations,
  chosen,
  onChoose,
  onOpen,
}: {
  stations: AirStation[];
  chosen: string;
  onChoose(id: string): void;
  onOpen(station: AirStation): void;
}) {
  const words = useWords(airMessages);
  const text = useText();
  const format = useFormat();
  const [sort, setSort] = useState<string | undefined>('-aqi');
  const base = useApi<BaseMap>('/map/base', {}, { staleMilliseconds: 3_600_000 });
  const districts = useMemo(
    () => new Map((base.data?.features ?? []).map((feature) => [feature.properties.code, feature.properties.name])),
    [base.data],
  );
  const sorted = useMemo(() => {
    const name = sort?.replace('-', '');
    const value = (station: AirStation): number =>
      (name === 'aqi' ? station.aqi : (station.concentrations[name as (typeof pollutants)[number]] ?? null)) ?? -1;
    if (!sort) return stations;
    return [...stations].sort((a, b) => (sort.startsWith('-') ? value(b) - value(a) : value(a) - value(b)));
  }, [stations, sort]);
  const columns: Column<AirStation>[] = [
    {
      key: 'station',
      title: words('station'),
      cell: (station) => (
        <button type="button" className="sort-button link" onClick={() => onChoose(station.station)}>
          {text(station.name)}
        </button>
      ),
    },
    {
      key: 'district',
      title: words('district'),
      cell: (station) => text(districts.get(station.district)) || station.district,
    },
    {
      key: 'aqi',
      title: words('aqi'),
      numeric: true,
      sortable: true,
      cell: (station) => (
        <button type="button" className="sort-button link" title={words('openHow')} onClick={() => onOpen(station)}>
          {station.aqi === null ? words('noIndex') : format.number(station.aqi)}
        </button>
      ),
    },
    {
      key: 'grade',
      title: words('grade'),
      cell: (station) => (
        <span className="row nowrap" style={{ gap: '0.375rem' }}>
          <span className="swatch" style={{ background: classColour(station.level) }} aria-hidden />
          {text(station.grade) || words('noIndex')}
        </span>
      ),
    },
    {
      key: 'primary',
      title: words('primary'),
      cell: (station) =>
        station.primaryPollutants.map((name) => pollutantNames[name] ?? name).join(' ') || words('noPrimary'),
    },
    ...pollutants.map((name) => ({
      key: name,
      title: pollutantNames[name] ?? name,
      unit: name === 'co' ? 'mg/m³' : 'µg/m³',
      numeric: true,
      sortable: true,
      cell: (station: AirStation) =>
        station.concentrations[name] === null
          ? null
          : format.number(station.concentrations[name], name === 'co' ? 1 : 0),
    })),
  ];
  return (
    <DataTable
      label={words('stations')}
      cards
      rows={sorted}
      rowKey={(station) => station.station}
      selected={(station) => station.station === chosen}
      sort={sort}
      onSort={setSort}
      columns={columns}
    />
  );
}
