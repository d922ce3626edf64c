import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import { facetNames } from './facets.ts';
import {
  CreateDatasetShape,
  DatasetChangeShape,
  DatasetDetailShape,
  FollowerShape,
  HistoryEntryShape,
  QualityReportShape,
  SearchResultShape,
  StandardChangePreviewShape,
  VersionPageShape,
} from './schema.ts';
import type { Catalogue } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const Facet = Type.Optional(
  Type.String({ maxLength: 1000, description: 'One value, or several with commas between.' }),
);
const SearchQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  sector: Facet,
  owner: Facet,
  openness: Facet,
  sharing: Facet,
  level: Facet,
  status: Facet,
  cadence: Facet,
  update: Facet,
  sort: Type.Optional(Type.Enum(['relevance', 'updated', 'title', 'rows'])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 100 })),
  ids: Type.Optional(
    Type.String({
      maxLength: 21_000,
      description: 'Up to 100 ids with commas between; nothing else is searched then.',
    }),
  ),
});
const StandardTargetShape = Type.Object({
  standard: Type.Optional(Type.String({ maxLength: 210 })),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
});
const Revision = Type.Object({ revision: Type.Optional(Type.Integer()) });
const tag = 'datasets';

/** Routes of catalogue entries: search, read, make, edit, publish, versions, quality. */
export function entryRoutes(catalogue: Catalogue): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/datasets',
      summary: { zh: '检索数据资源目录', en: 'Search the catalogue' },
      tag,
      audience: 'anyone',
      query: SearchQuery,
      response: SearchResultShape,
      handle: ({ principal, query }) =>
        catalogue.search(principal, {
          q: query.q,
          filters: Object.fromEntries(
            facetNames.flatMap((name) => (query[name] ? [[name, query[name].split(',')]] : [])),
          ),
          sort: query.sort,
          limit: query.limit,
          cursor: query.cursor,
          ids: query.ids?.split(','),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets',
      summary: { zh: '登记数据资源（草稿）', en: 'Enter a dataset as a draft' },
      tag,
      audience: 'signed-in',
      body: CreateDatasetShape,
      response: DatasetDetailShape,
      handle: ({ principal, body }) => catalogue.createByStandard(principal, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}',
      summary: { zh: '一项数据资源', en: 'One dataset' },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: DatasetDetailShape,
      handle: ({ principal, parameters }) => catalogue.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/datasets/{id}',
      summary: { zh: '编辑数据资源', en: 'Edit a dataset' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: DatasetChangeShape,
      response: DatasetDetailShape,
      handle: ({ principal, parameters, body }) => catalogue.update(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/publication',
      summary: { zh: '发布数据资源', en: 'Publish a dataset' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Revision,
      response: DatasetDetailShape,
      handle: ({ principal, parameters, query }) => catalogue.publish(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/datasets/{id}/publication',
      summary: { zh: '停用数据资源', en: 'Retire a dataset' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Revision,
      response: DatasetDetailShape,
      handle: ({ principal, parameters, query }) => catalogue.retire(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/followers',
      summary: { zh: '遵循这项数据标准的数据资源', en: 'The datasets that follow this standard' },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: Type.Object({ items: Type.Array(FollowerShape) }),
      handle: async ({ principal, parameters }) => ({ items: await catalogue.followers(principal, parameters.id) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/standard-change',
      summary: {
        zh: '预览：已存数据在标准的另一版下有哪些不符合',
        en: 'Preview what stored rows would break under another version of the standard',
      },
      tag,
      audience: 'signed-in',
      perMinute: 30,
      parameters: Id,
      query: StandardTargetShape,
      response: StandardChangePreviewShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.previewStandard(principal, parameters.id, { ...query, signal }),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/standard-change',
      summary: { zh: '迁移到标准的另一版', en: 'Make the dataset follow another version of the standard' },
      tag,
      audience: 'signed-in',
      perMinute: 30,
      parameters: Id,
      body: Type.Interface([StandardTargetShape], {
        failing: Type.Integer({ minimum: 0, description: 'Failing rows that the preview showed.' }),
        revision: Type.Integer(),
      }),
      response: DatasetDetailShape,
      handle: ({ principal, parameters, body }) => catalogue.changeStandard(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/history',
      summary: { zh: '目录信息的修订记录', en: 'Edits of the entry, newest first' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: Type.Object({ items: Type.Array(HistoryEntryShape) }),
      handle: async ({ principal, parameters }) => ({ items: await catalogue.history(principal, parameters.id) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/versions',
      summary: { zh: '数据资源的版本', en: 'Versions of a dataset, newest first' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
      }),
      response: VersionPageShape,
      handle: ({ principal, parameters, query }) =>
        catalogue.versions(principal, parameters.id, {
          limit: query.limit,
          below: query.cursor === undefined ? undefined : Number(query.cursor),
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/quality',
      summary: {
        zh: '按 GB/T 36344 的六个维度评价质量',
        en: 'Quality on the six dimensions of GB/T 36344, with its trend',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: QualityReportShape,
      handle: ({ principal, parameters }) => catalogue.quality(principal, parameters.id),
    }),
  ];
}
