import { Segmented } from 'antd';
import type { Map as MapLibreMap, Marker } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { usePublicSettings } from '../client/public-settings.ts';
import { useApi } from '../client/use-api.ts';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useSettings } from '../settings.tsx';
import { palette } from '../theme.ts';
import { useWords } from '../words.ts';
import { DataTable } from './data-table.tsx';
import { boxOf, type Features, mapStyle } from './map-style.ts';
import { useSeen } from './use-seen.ts';

/** A place with what it shows; longitude and latitude in WGS-84. */
export interface Place {
  id: string;
  title: string;
  longitude: number;
  latitude: number;
  /** Short text on the marker; a plain dot without it. */
  label?: string;
  /** The word for the value, for the list and for those who can't see the colour. */
  grade?: string;
  colour: string;
}

/** A map of places with legend, scale and the same content as a list; a place can be chosen on either. */
export function CityMap({
  title,
  places,
  legend = [],
  valueName,
  chosen,
  onChoose,
  onBounds,
  height = '24rem',
}: {
  title: string;
  places: Place[];
  legend?: { label: string; colour: string }[];
  /** What the label on a marker is, with its unit. */
  valueName?: string;
  chosen?: string | undefined;
  onChoose?: (id: string) => void;
  /** Told when the reader has moved the map: west, south, east, north in degrees. */
  onBounds?: (west: number, south: number, east: number, north: number) => void;
  height?: string;
}) {
  const words = useWords(shellMessages);
  const format = useFormat();
  const [view, setView] = useState<'map' | 'list'>('map');
  const [unavailable, setUnavailable] = useState(false);
  const listed = view === 'list' || unavailable;
  return (
    <div className="stack" style={{ gap: '0.5rem' }}>
      <div className="chart-head">
        <span className="chart-title">{title}</span>
        <Segmented
          size="small"
          aria-label={words('chartView')}
          value={listed ? 'list' : 'map'}
          disabled={unavailable}
          onChange={(next) => setView(next as 'map' | 'list')}
          options={[
            { value: 'map', label: words('showMap') },
            { value: 'list', label: words('showList') },
          ]}
        />
      </div>
      {unavailable ? <p className="muted small">{words('mapUnavailable')}</p> : null}
      {listed ? (
        <DataTable
          label={title}
          rows={places}
          rowKey={(place) => place.id}
          selected={(place) => place.id === chosen}
          columns={[
            {
              key: 'place',
              title: words('place'),
              cell: (place) =>
                onChoose ? (
                  <button type="button" className="sort-button" onClick={() => onChoose(place.id)}>
                    {place.title}
                  </button>
                ) : (
                  place.title
                ),
            },
            { key: 'value', title: valueName ?? words('value'), numeric: true, cell: (place) => place.label },
            { key: 'grade', title: words('grade'), cell: (place) => place.grade },
            { key: 'longitude', title: words('longitude'), numeric: true, cell: (p) => format.number(p.longitude, 4) },
            { key: 'latitude', title: words('latitude'), numeric: true, cell: (p) => format.number(p.latitude, 4) },
          ]}
        />
      ) : (
        <div className="map" style={{ height }}>
          <Canvas
            title={title}
            places={places}
            chosen={chosen}
            onChoose={onChoose}
            onBounds={onBounds}
            onUnavailable={() => setUnavailable(true)}
          />
        </div>
      )}
      {legend.length > 0 ? (
        <ul className="map-legend plain" aria-label={words('legend')}>
          {legend.map((entry) => (
            <li key={entry.label}>
              <span className="swatch" style={{ background: entry.colour }} aria-hidden />
              {entry.label}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

interface CanvasProps {
  title: string;
  places: Place[];
  chosen: string | undefined;
  onChoose: ((id: string) => void) | undefined;
  onBounds: ((west: number, south: number, east: number, north: number) => void) | undefined;
  onUnavailable(): void;
}

/** Above so many places markers give way to one drawn layer. */
const markerLimit = 250;

function Canvas({ title, places, chosen, onChoose, onBounds, onUnavailable }: CanvasProps) {
  const words = useWords(shellMessages);
  const { dark } = useSettings();
  const settings = usePublicSettings();
  const base = useApi<Features>('/map/base', {}, { staleMilliseconds: 3_600_000 });
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const engine = useRef<typeof import('./map-engine.ts').maplibre | null>(null);
  const bounds = useMemo(() => boxOf(places), [places]);
  const seen = useSeen(box);
  const ready = seen && settings !== undefined && !base.isLoading;
  const latest = useRef({ onChoose, onBounds, onUnavailable, bounds });
  latest.current = { onChoose, onBounds, onUnavailable, bounds };

  useEffect(() => {
    const element = box.current;
    if (!element || !ready) return;
    let gone = false;
    let made: MapLibreMap | null = null;
    void import('./map-engine.ts')
      .then(({ maplibre }) => {
        if (gone) return;
        engine.current = maplibre;
        made = new maplibre.Map({
          container: element,
          style: mapStyle(dark ? palette.dark : palette.light, latest.current.bounds, { settings, base: base.data }),
          bounds: latest.current.bounds,
          attributionControl: false,
          cooperativeGestures: false,
          dragRotate: false,
          maxZoom: 18,
        });
        made.scrollZoom.disable();
        made.getCanvas().setAttribute('aria-label', words('mapLabel', { title }));
        made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-right');
        made.addControl(new maplibre.ScaleControl({ unit: 'metric' }), 'bottom-left');
        made.on('moveend', (event) => {
          // Only what the reader did: the first fitting comes from the places themselves.
          if (!event.originalEvent || !made) return;
          const area = made.getBounds();
          latest.current.onBounds?.(area.getWest(), area.getSouth(), area.getEast(), area.getNorth());
        });
        setMap(made);
      })
      .catch(() => latest.current.onUnavailable());
    return () => {
      gone = true;
      made?.remove();
      setMap(null);
    };
  }, [ready, dark, settings, base.data, title, words]);

  useEffect(() => {
    if (!map) return;
    if (places.length > markerLimit) return drawPoints(map, places, (id) => latest.current.onChoose?.(id));
    const markers: Marker[] = [];
    for (const place of places) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'map-place';
      button.style.background = place.colour;
      button.style.color = readableOn(place.colour);
      button.textContent = place.label ?? '';
      button.title = [place.title, place.label, place.grade].filter(Boolean).join(' · ');
      button.setAttribute('aria-label', button.title);
      button.setAttribute('aria-pressed', String(place.id === chosen));
      button.addEventListener('click', () => latest.current.onChoose?.(place.id));
      const Mark = engine.current?.Marker;
      if (Mark) {
        markers.push(new Mark({ element: button }).setLngLat([place.longitude, place.latitude]).addTo(map));
        // MapLibre names each marker "Map marker"; ours says which place it is.
        button.setAttribute('aria-label', button.title);
      }
    }
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [map, places, chosen]);

  return <div ref={box} className="map-canvas" />;
}

function drawPoints(map: MapLibreMap, places: Place[], choose: (id: string) => void): () => void {
  const draw = () => {
    if (map.getSource('places')) return;
    map.addSource('places', {
      type: 'geojson',
      data: {
        type: 'FeatureCollection',
        features: places.map((place) => ({
          type: 'Feature',
          properties: { id: place.id, colour: place.colour },
          geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] },
        })),
      },
    });
    map.addLayer({
      id: 'places',
      type: 'circle',
      source: 'places',
      paint: {
        'circle-color': ['get', 'colour'],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, 2.5, 14, 6],
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 1,
      },
    });
  };
  const click = (event: { features?: { properties: Record<string, unknown> | null }[] }) => {
    const id = event.features?.[0]?.properties?.['id'];
    if (id !== undefined) choose(String(id));
  };
  if (map.isStyleLoaded()) draw();
  else map.once('load', draw);
  map.on('click', 'places', click);
  return () => {
    map.off('click', 'places', click);
    map.off('load', draw);
    // The map itself may be gone already, and its style with it.
    if (map.getStyle()?.layers && map.getLayer('places')) {
      map.removeLayer('places');
      map.removeSource('places');
    }
  };
}

/** Black or white, whichever reads better on a colour given as `#rrggbb`. */
export function readableOn(colour: string): string {
  const channel = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return light > 0.18 ? '#000000' : '#ffffff';
}
