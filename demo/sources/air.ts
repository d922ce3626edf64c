import { chance } from '../random.ts';
import { type DemoSource, valuesTable } from '../source.ts';

/** Stations: code, name, district, kind, place, and how much dirtier than the city's mean each is. */
const stations: [string, string, string, string, string, number, number, number][] = [
  ['AQ01', '望海广场', 'Wanghai Square', '446006', '城区', 115.731, 22.457, 1.08],
  ['AQ02', '榕江新村', 'Rongjiang Village', '446003', '城区', 115.748, 22.541, 1.0],
  ['AQ03', '凤岭工业园', 'Fengling Works', '446004', '工业', 115.902, 22.552, 1.34],
  ['AQ04', '木棉湖', 'Mumian Lake', '446005', '郊区', 116.041, 22.524, 0.92],
  ['AQ05', '沙洲港', 'Shazhou Port', '446007', '交通', 115.586, 22.392, 1.2],
  ['AQ06', '东屏电厂', 'Dongping Plant', '446008', '工业', 116.018, 22.401, 1.28],
  ['AQ07', '湾心中央公园', 'Wanxin Central Park', '446009', '城区', 115.868, 22.463, 0.96],
  ['AQ08', '南麓水库', 'Nanlu Reservoir', '446002', '对照', 115.562, 22.546, 0.68],
  ['AQ09', '青屿灯塔', 'Qingyu Lighthouse', '446010', '对照', 115.822, 22.299, 0.62],
  ['AQ10', '滨海大道', 'Coast Avenue', '446006', '交通', 115.705, 22.433, 1.22],
  ['AQ11', '榕江学院', 'Rongjiang College', '446003', '城区', 115.782, 22.562, 0.98],
  ['AQ12', '海湾隧道口', 'Bay Tunnel', '446009', '交通', 115.902, 22.444, 1.16],
];
const hours = 327 * 24;

/**
 * Weather that goes on for days: a level for each third of a day, with long runs, computed here so that SQL only looks
 * it up. Stillness multiplies the particles; two spells are the demo's episodes, one in January and one that lasts to
 * the end of the data.
 */
const stillness = Array.from({ length: 327 * 3 }, (_, step) => {
  const mean =
    (chance(Math.floor(step / 9), 131) + chance(Math.floor((step + 4) / 9), 132) + chance(step, 133) * 0.5) / 2.5;
  const january = step >= 38 && step <= 50 ? 2.1 * Math.sin(((step - 38) / 12) * Math.PI) : 0;
  const november = step >= 327 * 3 - 5 ? 0.55 * (step - (327 * 3 - 6)) : 0;
  return Math.round((0.55 + mean * 0.9 + january + november) * 1000) / 1000;
});

const season = 'cos(2 * pi() * (dayofyear(moment) - 15) / 365)';
const clock = 'hour(moment)';

/** Files of the ecology bureau: the stations and their hours from 2026-01-01 to the last day. */
export const airSources: DemoSource[] = [
  {
    dataset: 'government.air-quality-stations',
    file: 'air-stations.csv',
    format: 'csv',
    rows: stations.length,
    before: [
      valuesTable(
        'demo_stations',
        ['station', 'name', 'name_en', 'district', 'kind', 'longitude', 'latitude', 'factor'],
        () => stations,
      ),
    ],
    select: () => 'SELECT i, station, name, name_en, district, kind, longitude, latitude FROM demo_stations',
  },
  {
    dataset: 'government.air-quality-hourly',
    file: 'air-hourly-2026.csv',
    format: 'csv',
    rows: stations.length * hours,
    before: [
      valuesTable(
        'demo_stations',
        ['station', 'name', 'name_en', 'district', 'kind', 'longitude', 'latitude', 'factor'],
        () => stations,
      ),
      valuesTable('demo_stillness', ['level'], () => stillness.map((level) => [level])),
    ],
    select: (rows) => `
      WITH base AS (
        SELECT t.i, s.station, s.kind, s.factor, w.level, TIMESTAMP '2026-01-01 00:00:00' + to_hours(t.i // ${stations.length}) AS moment
        FROM range(${rows}) AS t(i)
        JOIN demo_stations AS s ON s.i = t.i % ${stations.length}
        JOIN demo_stillness AS w ON w.i = (t.i // ${stations.length}) // 8
      ), air AS (
        SELECT *, (19 + 9 * ${season} + 4.5 * cos(2 * pi() * (${clock} - 8) / 12) + 3 * cos(2 * pi() * (${clock} - 21) / 24)) * level * factor AS particles,
          0.82 + chance(i, 141) * 0.36 AS noise
        FROM base
      )
      SELECT i, station, strftime(moment, '%Y-%m-%d %H:%M:%S') AS hour,
        CASE WHEN chance(i, 151) < 0.004 THEN NULL ELSE greatest(2, round((4 + particles * 0.12 + CASE kind WHEN '工业' THEN 6 ELSE 0 END) * noise)) END AS so2,
        CASE WHEN chance(i, 152) < 0.004 THEN NULL ELSE greatest(3, round((12 + 9 * ${season} + particles * 0.35 + CASE kind WHEN '交通' THEN 12 * (${clock} IN (7, 8, 9, 18, 19, 20))::INTEGER ELSE 0 END) * noise)) END AS no2,
        CASE WHEN chance(i, 153) < 0.004 THEN NULL ELSE greatest(0.2, round((0.35 + particles * 0.007) * noise, 1)) END AS co,
        CASE WHEN chance(i, 154) < 0.004 THEN NULL ELSE greatest(2, round((38 + 78 * greatest(0, sin(pi() * (${clock} - 8) / 12)) * (0.75 + 0.35 * sin(2 * pi() * (dayofyear(moment) - 130) / 365) + 0.35 * (month(moment) IN (9, 10, 11))::INTEGER)) * (0.8 + 0.3 * least(level, 1.6)) * noise)) END AS o3,
        CASE WHEN chance(i, 155) < 0.004 THEN NULL ELSE greatest(5, round(particles * 1.55 * noise + 6)) END AS pm10,
        CASE WHEN chance(i, 156) < 0.004 THEN NULL WHEN chance(i, 157) < 0.0002 THEN -3 ELSE greatest(3, round(particles * noise)) END AS pm25
      FROM air ORDER BY i`,
    plants: [
      { row: 5000, field: 'o3', value: 'N/A', rule: 'type' },
      { row: 40_000, field: 'hour', value: '2026-05-19 25:00:00', rule: 'type' },
      { row: 60_001, field: 'station', sameAs: 59_989, rule: 'unique' },
      { row: 70_000, field: 'station', value: 'AQ99', rule: 'reference' },
    ],
  },
];
