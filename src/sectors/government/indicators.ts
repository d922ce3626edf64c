import type { Text } from '../../kernel/index.ts';
import { type AlertRule, type Indicator, type SectorContext, sql } from '../../sector/index.ts';
import { type AirQualityReader, toInstant } from './air-quality.ts';
import { pollutantNames } from './schema.ts';
import { airMeasurements, placeIndex } from './standards.ts';

/** Above this index a station calls for people; the class “重度污染” would start at 200, after health has suffered. */
export const alertAbove = 150;

/** One alert a station, with a task for the owner of the measurements. By when is for the law to say. */
export const pollutionAlert: AlertRule = {
  id: 'government.air-pollution',
  title: { zh: '空气污染预警', en: 'Air pollution' },
  deadline: 'government.air-pollution-answered',
  task: { zh: '核查空气污染原因并采取应对措施', en: 'Find the cause of the air pollution and respond' },
  ownerOf: airMeasurements,
};

const hoursOfTrend = 24 * 14;

/** Brings the indicator and the alerts up to the newest hour. Publishing the same hour twice changes nothing. */
export async function publishAirQuality(context: SectorContext, air: AirQualityReader): Promise<void> {
  const now = await air.at(context.self);
  if (now.at === null) return;
  await publishIndicator(context, now);
  for (const station of now.stations) {
    if (station.aqi !== null && station.aqi > alertAbove) {
      const primary = station.primaryPollutants.map((pollutant) => pollutantNames[pollutant]).join('、');
      const when = localHour(station.hour);
      await context.operations.raise(pollutionAlert, {
        subject: { id: station.station, title: station.name },
        severity: station.aqi > 200 ? 'severe' : 'warning',
        title: {
          zh: `${station.name.zh}空气质量：${station.grade?.zh}`,
          en: `${station.name.en}: ${station.grade?.en}`,
        },
        message: {
          zh: `${when} 空气质量指数 ${station.aqi}，首要污染物 ${primary}。`,
          en: `Air quality index ${station.aqi} at ${when} (UTC+8); primary pollutant ${primary}.`,
        },
        provenance: station.provenance,
      });
    } else if (station.aqi !== null) {
      // A missing hour says nothing about the air, so it ends no alert.
      await context.operations.end(pollutionAlert, station.station, over(station.aqi, station.hour));
    }
  }
}

async function publishIndicator(
  context: SectorContext,
  now: Awaited<ReturnType<AirQualityReader['at']>>,
): Promise<void> {
  const { city } = now;
  if (!city) return;
  const trend = await context.tables.rows<{ hour: unknown; aqi: number | null }>(
    context.self,
    sql`SELECT hour, aqi FROM ${placeIndex} WHERE place = 'city' ORDER BY hour DESC LIMIT ${hoursOfTrend}`,
  );
  const indicator: Omit<Indicator, 'sector'> = {
    id: 'government.air-quality',
    title: { zh: '空气质量指数', en: 'Air quality index' },
    value: city.aqi,
    unit: { zh: 'AQI', en: 'AQI' },
    grade: city.grade,
    state: city.state,
    at: city.hour,
    trend: trend.reverse().map(({ hour, aqi }) => ({ at: toInstant(hour), value: aqi === null ? null : Number(aqi) })),
    places: now.stations.map((station) => ({
      id: station.station,
      title: station.name,
      longitude: station.longitude,
      latitude: station.latitude,
      value: station.aqi,
      grade: station.grade,
      state: station.state,
    })),
    provenance: city.provenance,
  };
  await context.operations.publishIndicator(indicator, 1);
}

/** `2026-11-23 18:00`, China Standard Time. */
function localHour(instant: string): string {
  return new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

function over(aqi: number, hour: string): Text {
  const when = localHour(hour);
  return {
    zh: `${when} 指数降至 ${aqi}，预警条件解除。`,
    en: `The index fell to ${aqi} at ${when} (UTC+8); the cause has gone.`,
  };
}
