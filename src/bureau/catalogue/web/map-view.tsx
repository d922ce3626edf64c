import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { CityMap } from '../../../web/components/city-map.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useSettings } from '../../../web/settings.tsx';
import { palette } from '../../../web/theme.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, Points } from '../schema.ts';
import { catalogueMessages } from './messages.ts';

/** Records with coordinates on the map of the city; many of them are gathered until one comes nearer. */
export default function MapView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const { dark } = useSettings();
  const [search] = useSearchParams();
  const [box, setBox] = useState<string | undefined>(undefined);
  const points = useApi<Points>(
    `/datasets/${encodeURIComponent(dataset.id)}/points`,
    {
      bbox: box,
      filter: search.get('filter') ?? undefined,
      version: search.get('version') ?? undefined,
      limit: 1000,
    },
    { keep: true, staleMilliseconds: 300_000 },
  );
  const places = useMemo(() => {
    const colour = (dark ? palette.dark : palette.light).river;
    return (points.data?.points ?? []).map((point, index) => ({
      id: point.key ?? String(index),
      title: point.label ?? (point.count > 1 ? words('mapGathered', { count: format.number(point.count) }) : ''),
      longitude: point.longitude,
      latitude: point.latitude,
      colour,
      ...(point.count > 1 ? { label: format.number(point.count) } : {}),
    }));
  }, [points.data, dark, words, format]);
  return (
    <Async query={points}>
      {(found) =>
        found.total === 0 ? (
          <Empty title={words('noPlaces')}>{words('noPlacesBody')}</Empty>
        ) : (
          <div className="stack">
            <CityMap
              title={words('mapTitle', { title: text(dataset.title) })}
              places={places}
              height="32rem"
              onBounds={(west, south, east, north) =>
                setBox([west, south, east, north].map((degrees) => degrees.toFixed(5)).join(','))
              }
            />
            <p className="muted small">
              {[
                words('mapShown', { total: format.number(found.total) }),
                found.clustered ? words('mapClustered') : '',
                dataset.coordinates && dataset.coordinates !== 'WGS-84'
                  ? words('coordinatesNote', { system: dataset.coordinates })
                  : '',
              ]
                .filter(Boolean)
                .join(' ')}
            </p>
          </div>
        )
      }
    </Async>
  );
}
