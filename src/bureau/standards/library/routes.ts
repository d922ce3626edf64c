import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../../kernel/index.ts';
import { idPattern } from '../../../kernel/shape.ts';
import { LibraryItemShape, StandardDraftShape } from '../schema.ts';
import type { Standards } from '../service.ts';

const tag = 'standards';

/** HTTP routes of the library of ready standards. */
export function libraryRoutes(standards: Standards): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/standard-library',
      summary: { zh: '现成的数据标准', en: 'The library of ready standards' },
      tag,
      audience: 'anyone',
      response: Type.Object({ items: Type.Array(LibraryItemShape) }),
      handle: async ({ principal }) => {
        standards.require(principal, 'standard:read', '');
        return { items: standards.library.items() };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/standard-library/{id}/draft',
      summary: { zh: '取用为本组织的草稿', en: 'Take a ready standard as a draft of one’s own' },
      tag,
      audience: 'signed-in',
      parameters: Type.Object({ id: Type.String({ pattern: idPattern }) }),
      body: Type.Object({ as: Type.Optional(Type.String({ pattern: idPattern })) }),
      response: StandardDraftShape,
      handle: async ({ principal, parameters, body }) =>
        new Reply(await standards.library.draft(principal, parameters.id, body.as), { status: 201 }),
    }),
  ];
}
