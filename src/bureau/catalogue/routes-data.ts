import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import { RecordPageShape } from './schema.ts';
import type { Catalogue } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
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
        filter: Type.Optional(Type.String({ maxLength: 20_000 })),
        sort: Type.Optional(Type.String({ pattern: '^-?[A-Za-z_][A-Za-z0-9_]{0,63}$' })),
        version: VersionNumber,
        select: Type.Optional(Type.String({ maxLength: 4000 })),
      }),
      response: RecordPageShape,
      handle: ({ principal, parameters, query, signal }) =>
        catalogue.records(principal, parameters.id, { ...query, select: query.select?.split(','), signal }),
    }),
  ];
}
