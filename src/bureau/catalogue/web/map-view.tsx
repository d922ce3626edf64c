import { useMemo } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { CityMap } from '../../../web/components/city-map.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useSettings } from '../../../web/settings.tsx';
import { palette } from '../../../web/theme.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, RecordPage } from '../schema.ts';
import { placeFields } from './dataset-page.tsx';
import { catalogueMessages } from './messages.ts';
import { toWgs84 } from './to-wgs84.ts';

const shown = 1000;

/** Records with coordinates on the map of the city. */
export default function MapView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const { dark } = useSettings();
  const page = useApi<RecordPage>(
    `/datasets/${encodeURIComponent(dataset.id)}/records`,
    { limit: shown },
    { staleMilliseconds: 300_000 },
  );
  const fields = placeFields(dataset);
  const titleField = useMemo(() => nameField(dataset), [dataset]);
  const places = useMemo(() => {
    if (!fields || !page.data) return [];
    const colour = (dark ? palette.dark : palette.light).river;
    const found = [];
    for (const [index, record] of page.data.records.entries()) {
      const longitude = Number(record[fields.longitude]);
      const latitude = Number(record[fields.latitude]);
      if (!record[fields.longitude] || !record[fields.latitude]) continue;
      if (!Number.isFinite(longitude) || !Number.isFinite(latitude) || Math.abs(latitude) > 85) continue;
      const [x, y] = toWgs84(longitude, latitude, dataset.coordinates);
      found.push({ id: String(index), title: String(record[titleField] ?? ''), longitude: x, latitude: y, colour });
    }
    return found;
  }, [page.data, fields, titleField, dark, dataset.coordinates]);
  return (
    <Async query={page}>
      {() =>
        places.length === 0 ? (
          <Empty title={words('noPlaces')}>{words('noPlacesBody')}</Empty>
        ) : (
          <div className="stack">
            <CityMap title={words('mapTitle', { title: text(dataset.title) })} places={places} height="32rem" />
            <p className="muted small">
              {dataset.rows !== null && dataset.rows > shown
                ? `${words('mapLimited', { shown: format.number(places.length), total: format.number(dataset.rows) })} `
                : ''}
              {dataset.coordinates && dataset.coordinates !== 'WGS-84'
                ? words('coordinatesNote', { system: dataset.coordinates })
                : ''}
            </p>
          </div>
        )
      }
    </Async>
  );
}

/** The field that names a record best: one called so, else the first text, else the key. */
function nameField(dataset: DatasetDetail): string {
  const visible = dataset.fields.filter((field) => field.access !== 'withheld');
  const named = visible.find((field) => /(^|_)(name|title)(_zh)?$/.test(field.name));
  const words = visible.find((field) => field.type === 'string' && !dataset.key.includes(field.name));
  return (named ?? words ?? visible[0])?.name ?? '';
}
