import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../kernel/shape.ts';
import { ProvenanceShape } from '../../sector/schema.ts';

const Index = Nullable(Type.Integer());
const Amount = Nullable(Type.Number());
const perPollutant = <Shape extends Type.TSchema>(shape: Shape) =>
  Type.Object({ so2: shape, no2: shape, co: shape, o3: shape, pm10: shape, pm25: shape });

/** The air of a place at an hour, with all that its index was made of. */
export const AirQualityShape = Type.Object({
  /** Beginning of the hour measured. */
  hour: Type.String({ format: 'date-time' }),
  edition: Type.String(),
  aqi: Index,
  level: Nullable(Type.Integer()),
  grade: Nullable(TextShape),
  state: Type.Union([Type.Literal('good'), Type.Literal('attention'), Type.Literal('bad'), Type.Literal('unknown')]),
  /** `pm25`, …; several when they tie, none at 50 or below. */
  primaryPollutants: Type.Array(Type.String()),
  overStandard: Type.Array(Type.String()),
  missing: Type.Array(Type.String()),
  /** False when the edition does not let the index be published: a pollutant is missing and it is 100 or less. */
  reportable: Type.Boolean(),
  iaqi: perPollutant(Index),
  /** µg/m³, CO in mg/m³. */
  concentrations: perPollutant(Amount),
  /** Moving means in µg/m³, null where too few hours are valid. */
  means: Type.Object({ o3_8h: Amount, pm10_24h: Amount, pm25_24h: Amount, so2_24h: Amount }),
  provenance: ProvenanceShape,
});
export type AirQuality = Static<typeof AirQualityShape>;

export const AirStationShape = Type.Interface([AirQualityShape], {
  station: Type.String(),
  name: TextShape,
  district: Type.String(),
  kind: Nullable(Type.String()),
  longitude: Type.Number(),
  latitude: Type.Number(),
});
export type AirStation = Static<typeof AirStationShape>;

/** `GET /government/air-quality?at=`. `at` is the hour shown; `city` is null where the places were not computed. */
export const AirQualityReplyShape = Type.Object({
  at: Nullable(Type.String({ format: 'date-time' })),
  /** Newest hour there is. */
  newest: Nullable(Type.String({ format: 'date-time' })),
  city: Nullable(AirQualityShape),
  districts: Type.Array(Type.Interface([AirQualityShape], { district: Type.String() })),
  stations: Type.Array(AirStationShape),
});
export type AirQualityReply = Static<typeof AirQualityReplyShape>;

/** `GET /government/air-quality/{place}`: a station, a district code, or `city`, hour by hour. */
export const AirQualityHistoryShape = Type.Object({
  place: Type.String(),
  hours: Type.Array(
    Type.Object({
      hour: Type.String({ format: 'date-time' }),
      edition: Type.String(),
      aqi: Index,
      primaryPollutants: Type.Array(Type.String()),
      iaqi: perPollutant(Index),
      concentrations: perPollutant(Amount),
    }),
  ),
  provenance: ProvenanceShape,
});
export type AirQualityHistory = Static<typeof AirQualityHistoryShape>;

/** `GET /map/base`: what a map of the city is drawn from, as GeoJSON (WGS-84). */
export const BaseMapShape = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      id: Type.String(),
      geometry: Type.Unknown(),
      properties: Type.Object({
        /** `district`, `water`, `line`. */
        layer: Type.String(),
        code: Type.String(),
        name: TextShape,
        kind: Nullable(Type.String()),
      }),
    }),
  ),
  /** West, south, east, north; null when there is nothing to draw. */
  bounds: Nullable(Type.Array(Type.Number())),
  sources: Type.Array(Type.Object({ dataset: Type.String(), version: Type.Integer() })),
});
export type BaseMap = Static<typeof BaseMapShape>;

/** Names of the six pollutants as they are written for readers. */
export const pollutantNames: Record<string, string> = {
  so2: 'SO₂',
  no2: 'NO₂',
  co: 'CO',
  o3: 'O₃',
  pm10: 'PM₁₀',
  pm25: 'PM₂.₅',
};
