import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import type { PublicSettings } from '../client/public-settings.ts';
import type { Palette } from '../theme.ts';

/** A GeoJSON feature collection, under MapLibre's own type. */
export type Features = Extract<GeoJSONSourceSpecification['data'], { type: 'FeatureCollection' }>;

type Box = [number, number, number, number];

/** Lines of longitude and latitude over a box, about six each way: what a map without a basemap stands on. */
export function graticule(box: Box): Features {
  const [west, south, east, north] = box;
  const span = Math.max(east - west, north - south, 0.01);
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find((size) => span / size <= 6) ?? 20;
  const features: Features['features'] = [];
  const line = (coordinates: number[][]) =>
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
  const first = (low: number) => Math.floor((low - span) / step) * step;
  for (let x = first(west); x <= east + span; x += step)
    line([
      [x, south - span],
      [x, north + span],
    ]);
  for (let y = first(south); y <= north + span; y += step)
    line([
      [west - span, y],
      [east + span, y],
    ]);
  return { type: 'FeatureCollection', features };
}

/** The box around points, widened so that markers at its edge are whole; the whole of Guangdong without points. */
export function boxOf(points: { longitude: number; latitude: number }[]): Box {
  if (points.length === 0) return [109.6, 20.1, 117.4, 25.6];
  const xs = points.map((point) => point.longitude);
  const ys = points.map((point) => point.latitude);
  const margin = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 0.02) * 0.12;
  return [Math.min(...xs) - margin, Math.min(...ys) - margin, Math.max(...xs) + margin, Math.max(...ys) + margin];
}

/** A style from the data at hand: the configured tiles where there are any, else districts, water and lines, else a graticule. */
export function mapStyle(
  colours: Palette,
  box: Box,
  options: { settings: PublicSettings | undefined; base: Features | undefined },
): StyleSpecification {
  const { settings, base } = options;
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': colours.land } }],
  };
  if (settings?.tileUrl) {
    style.sources['tiles'] = { type: 'raster', tiles: [settings.tileUrl], tileSize: 256 };
    style.layers.push({ id: 'tiles', type: 'raster', source: 'tiles' });
    return style;
  }
  if (!base || base.features.length === 0) {
    style.sources['graticule'] = { type: 'geojson', data: graticule(box) };
    style.layers.push({
      id: 'graticule',
      type: 'line',
      source: 'graticule',
      paint: { 'line-color': colours.line, 'line-width': 1 },
    });
    return style;
  }
  // What lies beyond the mapped area looks like its edge: sea, where the base has one.
  const sea = base.features.some(
    (feature: { properties: Record<string, unknown> | null }) => feature.properties?.['kind'] === '海域',
  );
  if (sea) style.layers[0] = { id: 'ground', type: 'background', paint: { 'background-color': colours.water } };
  style.sources['base'] = { type: 'geojson', data: base };
  const layer = ['get', 'layer'];
  const polygon = ['in', ['geometry-type'], ['literal', ['Polygon', 'MultiPolygon']]];
  const line = ['in', ['geometry-type'], ['literal', ['LineString', 'MultiLineString']]];
  style.layers.push(
    {
      id: 'sea',
      type: 'fill',
      source: 'base',
      filter: ['all', polygon, ['==', layer, 'water'], ['==', ['get', 'kind'], '海域']] as never,
      paint: { 'fill-color': colours.water },
    },
    {
      id: 'districts',
      type: 'fill',
      source: 'base',
      filter: ['all', polygon, ['!=', layer, 'water']] as never,
      paint: { 'fill-color': colours.surface },
    },
    {
      id: 'water',
      type: 'fill',
      source: 'base',
      filter: ['all', polygon, ['==', layer, 'water'], ['!=', ['get', 'kind'], '海域']] as never,
      paint: { 'fill-color': colours.water },
    },
    {
      id: 'borders',
      type: 'line',
      source: 'base',
      filter: ['all', polygon, ['!=', layer, 'water']] as never,
      paint: { 'line-color': colours.muted, 'line-width': 1, 'line-opacity': 0.5, 'line-dasharray': [3, 2] },
    },
    {
      id: 'rivers',
      type: 'line',
      source: 'base',
      filter: ['all', line, ['==', layer, 'water']] as never,
      paint: { 'line-color': colours.water, 'line-width': 4 },
    },
    {
      id: 'lines',
      type: 'line',
      source: 'base',
      filter: ['all', line, ['!=', layer, 'water']] as never,
      paint: { 'line-color': colours.muted, 'line-width': 1.5, 'line-opacity': 0.45 },
    },
  );
  return style;
}
