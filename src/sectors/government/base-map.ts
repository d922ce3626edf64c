import { AppError, type Principal } from '../../kernel/index.ts';
import { type SectorContext, type Standard, sql } from '../../sector/index.ts';
import { districts, mapLines, waterAreas } from './map-standards.ts';
import type { BaseMap } from './schema.ts';

type Feature = BaseMap['features'][number];
interface Row {
  code: string;
  name: string;
  name_en: string | null;
  kind: string | null;
  geometry: string;
}

const layers: { layer: string; of: Standard }[] = [
  { layer: 'water', of: waterAreas },
  { layer: 'district', of: districts },
  { layer: 'line', of: mapLines },
];

/** The base map, made from the city's own datasets; a layer that is not there or not this reader's is left out. */
export function createBaseMap(context: SectorContext) {
  return {
    async read(reader: Principal): Promise<BaseMap> {
      const features: Feature[] = [];
      const sources: BaseMap['sources'] = [];
      for (const { layer, of } of layers) {
        const version = await context.tables.version(of);
        if (version === null) continue;
        try {
          const rows = await context.tables.rows<Row>(
            reader,
            sql`SELECT code, name, name_en, kind, geometry FROM ${of} ORDER BY code`,
          );
          for (const row of rows) features.push(toFeature(layer, row));
          sources.push({ dataset: of.id, version });
        } catch (error) {
          if (!(error instanceof AppError) || error.status >= 500) throw error;
        }
      }
      return { type: 'FeatureCollection', features, bounds: boundsOf(features), sources };
    },
  };
}

export type BaseMapReader = ReturnType<typeof createBaseMap>;

function toFeature(layer: string, row: Row): Feature {
  return {
    type: 'Feature',
    id: `${layer}:${row.code}`,
    geometry: JSON.parse(row.geometry) as unknown,
    properties: { layer, code: row.code, name: { zh: row.name, en: row.name_en ?? row.name }, kind: row.kind },
  };
}

function boundsOf(features: Feature[]): number[] | null {
  const bounds = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === 'number' && typeof value[1] === 'number') {
      bounds[0] = Math.min(bounds[0]!, value[0]);
      bounds[1] = Math.min(bounds[1]!, value[1]);
      bounds[2] = Math.max(bounds[2]!, value[0]);
      bounds[3] = Math.max(bounds[3]!, value[1]);
      return;
    }
    for (const part of value) visit(part);
  };
  // The frame is the city's: water may run far out to sea.
  const framed = features.some(({ properties }) => properties.layer === 'district')
    ? features.filter(({ properties }) => properties.layer === 'district')
    : features;
  for (const { geometry } of framed) visit((geometry as { coordinates?: unknown }).coordinates);
  return Number.isFinite(bounds[0]!) ? bounds : null;
}
