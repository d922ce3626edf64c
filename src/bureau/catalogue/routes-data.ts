import { createReadStream } from 'node:fs';
import Type from 'typebox';
import { defineRoute, type FileReply, type Route } from '../../kernel/index.ts';
import {
  AggregateShape,
  DiffShape,
  LineageShape,
  PointsShape,
  ProfileReportShape,
  QueryReplyShape,
  RecordPageShape,
  SeriesShape,
} from './schema.ts';
import type { Catalogue } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const Filter = Type.Optional(Type.String({ maxLength: 20_000 }));
const VersionNumber = Type.Optional(Type.Integer({ minimum: 0 }));
const tag = 'datasets';

/** Routes through which the data of a dataset is read. */
export function dataRoutes(catalogue: Catalogue): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/records',
      summary: { zh: '分页读取数据', en: 'A page of records' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        cursor: Type.Optional(Type.String({ maxLength: 4000 })),
        filter: Filter,
        sort: Type.Optional(Type.String({ pattern: '^-?[A-Za-z_][A-Za-z0-9_]{0,63}$' })),
        version: VersionNumber,
        select: Type.Optional(Type.String({ maxLength: 4000 })),
      }),
      response: RecordPageShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.records(principal, parameters.id, { ...query, select: query.select?.split(','), signal }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/profile',
      summary: {
        zh: '各字段的分布：空值、唯一值、直方图、常见值',
        en: 'Profiles of the columns, and the chart to show first',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ version: VersionNumber }),
      response: ProfileReportShape,
      handle: ({ principal, parameters, query }) => catalogue.profile(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/diff',
      summary: { zh: '两个版本之间的差异', en: 'What changed between two versions' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) }),
      response: DiffShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.diff(principal, parameters.id, { ...query, signal }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/series',
      summary: { zh: '按一个字段分组统计，用于图表', en: 'Figures grouped by a field, for a chart' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({
        x: Type.String({ maxLength: 64 }),
        y: Type.Optional(Type.String({ maxLength: 64 })),
        aggregate: Type.Optional(AggregateShape),
        filter: Filter,
        version: VersionNumber,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
      }),
      response: SeriesShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.series(principal, parameters.id, { ...query, signal }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/points',
      summary: {
        zh: '地图上的点（WGS-84），过多时聚合',
        en: 'Places for a map in WGS-84, gathered when they are many',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({
        bbox: Type.Optional(Type.String({ maxLength: 200, description: 'west,south,east,north in WGS-84' })),
        filter: Filter,
        version: VersionNumber,
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
      }),
      response: PointsShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.points(principal, parameters.id, { ...query, signal }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/lineage',
      summary: { zh: '数据血缘：来源、分析与结果', en: 'Lineage: sources, analyses and results, both ways' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })) }),
      response: LineageShape,
      handle: ({ principal, parameters, query }) => catalogue.lineage(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/download',
      summary: { zh: '下载数据（CSV、Parquet、NDJSON）', en: 'Download as CSV, Parquet or NDJSON' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({
        format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('parquet'), Type.Literal('ndjson')])),
        bom: Type.Optional(Type.Boolean()),
        filter: Filter,
        version: VersionNumber,
      }),
      perMinute: 30,
      handle: async ({ principal, parameters, query, signal }): Promise<FileReply> => {
        const format = query.format ?? 'csv';
        const { file, name, mediaType, bytes, done } = await catalogue.download(principal, parameters.id, {
          ...query,
          format,
          signal,
        });
        return { file: createReadStream(file), mediaType, name, length: bytes, done };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/queries',
      summary: { zh: '对有权读取的数据运行一条 SELECT', en: 'Run one SELECT over the datasets that you may read' },
      tag,
      audience: 'signed-in',
      scope: 'queries:read',
      body: Type.Object(
        {
          sql: Type.String({ minLength: 1, maxLength: 100_000 }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        },
        { additionalProperties: false },
      ),
      response: QueryReplyShape,
      perMinute: 60,
      handle: ({ principal, body, signal }) => catalogue.queryPage(principal, body.sql, { limit: body.limit, signal }),
    }),
  ];
}
