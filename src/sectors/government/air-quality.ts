import type { Principal } from '../../kernel/index.ts';
import { type AnalysisRun, type SectorContext, sql } from '../../sector/index.ts';
import { placeAirQuality, stationAirQuality } from './analyses.ts';
import { gradeOf, pollutants } from './breakpoints.ts';
import type { AirQuality, AirQualityHistory, AirQualityReply } from './schema.ts';
import { airStations, placeIndex, stationIndex } from './standards.ts';

type Row = Record<string, unknown>;

/** An engine's timestamp (UTC) as an instant; the engine writes it with or without a zone. */
export function toInstant(value: unknown): string {
  const text = String(value).replace(' ', 'T');
  return new Date(/(Z|[+-]\d\d(:?\d\d)?)$/.test(text) ? text : `${text}Z`).toISOString();
}

/** An instant as a TIMESTAMP literal in UTC. */
export function toTimestamp(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
const words = (value: unknown) =>
  String(value ?? '')
    .split(',')
    .filter((word) => word !== '');

function perPollutant(row: Row, prefix: string): AirQuality['iaqi'] {
  return Object.fromEntries(
    pollutants.map((pollutant) => [pollutant, number(row[`${prefix}${pollutant}`])]),
  ) as AirQuality['iaqi'];
}

/** Reads the result datasets, always as the reader who asks. */
export function createAirQuality(context: SectorContext) {
  const shape = (row: Row, run: AnalysisRun, key: 'station' | 'place'): AirQuality => {
    const aqi = number(row['aqi']);
    const grade = gradeOf(aqi);
    const hour = toInstant(row['hour']);
    return {
      hour,
      edition: String(row['edition']),
      aqi,
      level: number(row['level']),
      grade: grade && { zh: grade.zh, en: grade.en },
      state: grade?.state ?? 'unknown',
      primaryPollutants: words(row['primary_pollutants']),
      overStandard: words(row['over_standard']),
      missing: words(row['missing']),
      reportable: row['reportable'] === true,
      iaqi: perPollutant(row, 'iaqi_'),
      concentrations: perPollutant(row, ''),
      means: {
        o3_8h: number(row['o3_8h']),
        pm10_24h: number(row['pm10_24h']),
        pm25_24h: number(row['pm25_24h']),
        so2_24h: number(row['so2_24h']),
      },
      provenance: context.analyses.provenance(
        key === 'station' ? stationAirQuality : placeAirQuality,
        run,
        `${key}=${row[key]};hour=${hour}`,
      ),
    };
  };

  /** The newest hour of the station results; null where there are none. */
  const newestHour = async (reader: Principal): Promise<string | null> => {
    const [found] = await context.tables.rows<{ hour: unknown }>(
      reader,
      sql`SELECT MAX(hour) AS hour FROM ${stationIndex}`,
    );
    return found?.hour ? toInstant(found.hour) : null;
  };

  return {
    shape,
    newestHour,

    /** All stations, districts and the city at the hour that holds `at`, or the newest. */
    async at(reader: Principal, at?: string): Promise<AirQualityReply> {
      const run = await context.analyses.latest(stationAirQuality);
      if (!run) return { at: null, newest: null, city: null, districts: [], stations: [] };
      const newest = await newestHour(reader);
      const hour = at ? new Date(Math.floor(new Date(at).getTime() / 3_600_000) * 3_600_000).toISOString() : newest;
      if (hour === null) return { at: null, newest, city: null, districts: [], stations: [] };
      const when = sql`hour = CAST(${toTimestamp(hour)} AS TIMESTAMP)`;
      const stations = await context.tables.rows<Row>(
        reader,
        sql`SELECT air.*, places.name, places.name_en, places.district, places.kind, places.longitude, places.latitude
          FROM ${stationIndex} AS air JOIN ${airStations} AS places ON places.station = air.station
          WHERE ${when} ORDER BY air.station`,
      );
      const placeRun = await context.analyses.latest(placeAirQuality);
      const places = placeRun
        ? await context.tables.rows<Row>(reader, sql`SELECT * FROM ${placeIndex} WHERE ${when} ORDER BY place`)
        : [];
      const shaped = places.map((row) => ({ place: String(row['place']), air: shape(row, placeRun!, 'place') }));
      return {
        at: hour,
        newest,
        city: shaped.find(({ place }) => place === 'city')?.air ?? null,
        districts: shaped
          .filter(({ place }) => place !== 'city')
          .map(({ place, air }) => ({ district: place, ...air })),
        stations: stations.map((row) => ({
          ...shape(row, run, 'station'),
          station: String(row['station']),
          name: { zh: String(row['name']), en: String(row['name_en'] ?? row['name']) },
          district: String(row['district']),
          kind: row['kind'] === null ? null : String(row['kind']),
          longitude: Number(row['longitude']),
          latitude: Number(row['latitude']),
        })),
      };
    },

    /** One station, district or the city, hour by hour; null when nothing was computed yet. */
    async history(
      reader: Principal,
      place: string,
      range: { from: string; to: string },
    ): Promise<AirQualityHistory | null> {
      const station = /^[A-Z]{2}[0-9]{2}$/.test(place);
      const analysis = station ? stationAirQuality : placeAirQuality;
      const run = await context.analyses.latest(analysis);
      if (!run) return null;
      const of = station ? sql`${stationIndex} WHERE station = ${place}` : sql`${placeIndex} WHERE place = ${place}`;
      const rows = await context.tables.rows<Row>(
        reader,
        sql`SELECT * FROM ${of} AND hour >= CAST(${toTimestamp(range.from)} AS TIMESTAMP)
          AND hour < CAST(${toTimestamp(range.to)} AS TIMESTAMP) ORDER BY hour LIMIT 9000`,
      );
      return {
        place,
        hours: rows.map((row) => ({
          hour: toInstant(row['hour']),
          edition: String(row['edition']),
          aqi: number(row['aqi']),
          primaryPollutants: words(row['primary_pollutants']),
          iaqi: perPollutant(row, 'iaqi_'),
          concentrations: perPollutant(row, ''),
        })),
        provenance: context.analyses.provenance(analysis, run, `${station ? 'station' : 'place'}=${place}`),
      };
    },
  };
}

export type AirQualityReader = ReturnType<typeof createAirQuality>;
