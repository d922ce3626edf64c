import Type from 'typebox';
import { AppError, defineRoute, kernelErrors, type Route } from '../../kernel/index.ts';
import type { AirQualityReader } from './air-quality.ts';
import type { BaseMapReader } from './base-map.ts';
import { AirQualityHistoryShape, AirQualityReplyShape, BaseMapShape } from './schema.ts';

const Instant = Type.Optional(Type.String({ format: 'date-time' }));
const dayMilliseconds = 86_400_000;

/** HTTP routes of the sector. */
export function governmentRoutes(air: AirQualityReader, baseMap: BaseMapReader): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/government/air-quality',
      summary: {
        zh: '某一小时全市、各区、各站点的空气质量',
        en: 'Air quality of the city, its districts and stations at an hour',
      },
      tag: 'government',
      audience: 'anyone',
      query: Type.Object({ at: Instant }),
      response: AirQualityReplyShape,
      handle: ({ principal, query }) => air.at(principal, query.at),
    }),
    defineRoute({
      method: 'GET',
      path: '/government/air-quality/{place}',
      summary: {
        zh: '一个站点、区或全市的逐小时空气质量',
        en: 'Air quality of a station, a district or the city by hour',
      },
      tag: 'government',
      audience: 'anyone',
      parameters: Type.Object({ place: Type.String({ pattern: '^(city|[0-9]{6}|[A-Z]{2}[0-9]{2})$' }) }),
      query: Type.Object({ from: Instant, to: Instant }),
      response: AirQualityHistoryShape,
      async handle({ principal, parameters: { place }, query }) {
        const newest = query.to ?? (await air.newestHour(principal));
        const to = query.to ?? (newest ? new Date(new Date(newest).getTime() + 3_600_000).toISOString() : null);
        const from = query.from ?? (to ? new Date(new Date(to).getTime() - 7 * dayMilliseconds).toISOString() : null);
        const history = to && from ? await air.history(principal, place, { from, to }) : null;
        if (!history) throw new AppError(kernelErrors.notFound, { what: place });
        return history;
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/map/base',
      summary: { zh: '底图：区界、水系与线路', en: 'Base map: districts, water and lines, as GeoJSON' },
      tag: 'government',
      audience: 'anyone',
      response: BaseMapShape,
      handle: ({ principal }) => baseMap.read(principal),
    }),
  ];
}
