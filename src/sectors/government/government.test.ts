import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, type Route } from '../../kernel/index.ts';
import { createSectorHost, type SectorHost } from '../../sector/index.ts';
import { openTestNeeds } from '../../sector/testing.ts';
import { government } from './index.ts';
import { districts } from './map-standards.ts';
import type { AirQualityHistory, AirQualityReply, BaseMap } from './schema.ts';
import { airMeasurements, airStations } from './standards.ts';

/** Two stations over `hours` hours from 2026-11-22T16:00Z; `pm25` gives each its particles. */
const measurements = (hours: number, pm25: string) => `
  SELECT 'AQ0' || (1 + i % 2) AS station, TIMESTAMP '2026-11-22 16:00:00' + to_hours(i // 2) AS hour,
    8 AS so2, 20 AS no2, 0.6 AS co, 50 AS o3, 40 AS pm10, ${pm25} AS pm25
  FROM range(${hours * 2}) AS t(i)`;

describe('government sector', () => {
  let needs: Awaited<ReturnType<typeof openTestNeeds>>;
  let host: SectorHost;

  beforeAll(async () => {
    needs = await openTestNeeds();
    host = createSectorHost([government], needs);
    await host.start();
    await needs.fill(
      airStations,
      `SELECT * FROM (VALUES
        ('AQ01', '望海广场', 'Wanghai Square', '446006', '城区', 115.731, 22.457),
        ('AQ02', '凤岭工业园', NULL, '446004', '工业', 115.902, 22.552)) AS t(station, name, name_en, district, kind, longitude, latitude)`,
    );
  });
  afterAll(() => needs.close());

  const get = async <Answer>(path: string, parts: { query?: object; parameters?: object } = {}): Promise<Answer> => {
    const route = host.routes.find((one: Route) => one.path === path)!;
    return (await route.handle({
      principal: anonymous,
      language: 'zh',
      requestId: 'r',
      parameters: parts.parameters ?? {},
      query: parts.query ?? {},
      body: undefined,
      headers: {},
      address: '127.0.0.1',
      signal: new AbortController().signal,
    } as never)) as Answer;
  };
  const alerts = async () => (await needs.operations.alerts.list(needsSelf)).items;

  it('answers before there is anything to answer with', async () => {
    expect(await get('/government/air-quality')).toEqual({
      at: null,
      newest: null,
      city: null,
      districts: [],
      stations: [],
    });
    expect(await get('/map/base')).toEqual({ type: 'FeatureCollection', features: [], bounds: null, sources: [] });
    await expect(get('/government/air-quality/{place}', { parameters: { place: 'AQ01' } })).rejects.toMatchObject({
      code: 'kernel.not-found',
    });
  });

  it('shows stations, districts and the city at an hour, each figure with formula, inputs and the filter to its rows', async () => {
    // AQ01 stays at 20; AQ02 at 180, from which the city has (20 + 180) / 2 = 100: 100 + (100-60)/(115-60)*50 = 136.4.
    await needs.fill(airMeasurements, measurements(30, 'CASE WHEN i % 2 = 0 THEN 20 ELSE 180 END'));
    await host.refresh('government.air-quality-hourly');
    const now = await get<AirQualityReply>('/government/air-quality');
    expect(now.at).toBe('2026-11-23T21:00:00.000Z');
    expect(now.city).toMatchObject({
      aqi: 137,
      primaryPollutants: ['pm25'],
      grade: { zh: '轻度污染' },
      concentrations: { pm25: 100 },
    });
    expect(now.districts.map(({ district, aqi }) => [district, aqi])).toEqual([
      ['446004', 230],
      ['446006', 40],
    ]);
    const [first, second] = now.stations;
    expect(first).toMatchObject({ station: 'AQ01', aqi: 40, state: 'good', primaryPollutants: [], longitude: 115.731 });
    expect(second).toMatchObject({
      station: 'AQ02',
      name: { zh: '凤岭工业园', en: '凤岭工业园' },
      aqi: 230,
      state: 'bad',
      overStandard: ['pm25'],
      iaqi: { pm25: 230, pm10: 40 },
      edition: 'HJ 633-2026',
    });
    expect(second!.provenance).toMatchObject({
      analysis: 'government.air-quality-index',
      dataset: 'government.air-quality-index',
      version: 1,
      inputs: [{ dataset: 'government.air-quality-hourly', version: 1 }],
      filter: 'station=AQ02;hour=2026-11-23T21:00:00.000Z',
    });
    const earlier = await get<AirQualityReply>('/government/air-quality', {
      query: { at: '2026-11-23T05:40:00+08:00' },
    });
    expect(earlier.at).toBe('2026-11-22T21:00:00.000Z');
    expect(
      (await get<AirQualityReply>('/government/air-quality', { query: { at: '2020-01-01T00:00:00Z' } })).stations,
    ).toEqual([]);
  });

  it('opens a figure to the rows under it: the filter of its provenance finds exactly its row', async () => {
    const { stations } = await get<AirQualityReply>('/government/air-quality');
    const { dataset, filter } = stations[1]!.provenance;
    const page = await needs.catalogue.records(anonymous, dataset, { filter, limit: 5 });
    expect(page.records).toHaveLength(1);
    expect(page.records[0]).toMatchObject({ station: 'AQ02', aqi: 230 });
  });

  it('publishes the indicator of the city with its trend and its places', async () => {
    const [indicator] = await needs.operations.indicators.list(anonymous, { points: 500 });
    expect(indicator).toMatchObject({
      id: 'government.air-quality',
      value: 137,
      state: 'attention',
      sector: 'government',
    });
    expect(indicator!.trend).toHaveLength(30);
    expect(indicator!.places.map(({ id, value }) => [id, value])).toEqual([
      ['AQ01', 40],
      ['AQ02', 230],
    ]);
  });

  it('gives the hours of a place', async () => {
    const station = await get<AirQualityHistory>('/government/air-quality/{place}', { parameters: { place: 'AQ02' } });
    expect(station.hours).toHaveLength(30);
    const range = { from: '2026-11-23T00:00:00Z', to: '2026-11-23T03:00:00Z' };
    const city = await get<AirQualityHistory>('/government/air-quality/{place}', {
      parameters: { place: 'city' },
      query: range,
    });
    expect(city.hours.map(({ aqi }) => aqi)).toEqual([137, 137, 137]);
  });

  it('raises an alert above 150 with a task for the owner, updates it, and ends it when the air is better', async () => {
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      cause: 'government.air-pollution:AQ02',
      severity: 'severe',
      status: 'open',
      organisation: 'ecology',
      message: { zh: '2026-11-24 05:00 空气质量指数 230，首要污染物 PM₂.₅。' },
    });
    const task = await needs.operations.tasks.get(needsSelf, alert!.task!);
    expect(task).toMatchObject({ organisation: 'ecology', status: 'open' });
    expect(new Date(task.dueAt!).getTime() - new Date(alert!.raisedAt).getTime()).toBe(4 * 3_600_000);

    // Exactly 150 is not above it; 151 would be.
    await needs.fill(
      airMeasurements,
      measurements(31, 'CASE WHEN i % 2 = 0 THEN 20 WHEN i < 60 THEN 180 ELSE 115 END'),
    );
    await host.refresh('government.air-quality-hourly');
    expect(await needs.operations.alerts.get(needsSelf, alert!.id)).toMatchObject({
      status: 'closed',
      causeEnded: true,
    });
    expect((await needs.operations.tasks.get(needsSelf, alert!.task!)).status).toBe('done');

    await needs.fill(
      airMeasurements,
      measurements(32, 'CASE WHEN i % 2 = 0 THEN 20 WHEN i < 62 THEN 115 ELSE 116 END'),
    );
    await host.refresh('government.air-quality-hourly');
    expect((await alerts()).filter(({ status }) => status === 'open')).toMatchObject([{ severity: 'warning' }]);
    // A station whose hour has no value at all keeps its alert.
    await needs.fill(
      airMeasurements,
      measurements(32, 'CASE WHEN i % 2 = 0 THEN 20 ELSE 116 END').replace('FROM range(64)', 'FROM range(63)'),
    );
    await host.refresh('government.air-quality-hourly');
    expect((await alerts()).filter(({ status }) => status === 'open')).toHaveLength(1);
  });

  it('draws the map from the datasets that this reader may read', async () => {
    const ring = '[[115.5,22.4],[115.9,22.4],[115.9,22.6],[115.5,22.4]]';
    const row = `SELECT '446006' AS code, '望海区' AS name, NULL AS name_en, '城区' AS kind, 968000 AS population, 61.5 AS area, '{"type":"Polygon","coordinates":[${ring}]}' AS geometry`;
    await needs.fill(districts, row);
    const map = await get<BaseMap>('/map/base');
    expect(map.features).toMatchObject([
      {
        id: 'district:446006',
        geometry: { type: 'Polygon' },
        properties: { layer: 'district', name: { zh: '望海区' } },
      },
    ]);
    expect(map.bounds).toEqual([115.5, 22.4, 115.9, 22.6]);
    expect(map.sources).toEqual([{ dataset: 'government.districts', version: 1 }]);
  });
});

const needsSelf = {
  kind: 'system',
  id: 'system:test',
  organisation: null,
  roles: ['administrator'],
  scopes: null,
} as const;
