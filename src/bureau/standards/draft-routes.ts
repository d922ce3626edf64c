import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../kernel/index.ts';
import { FindingShape, idPattern, Nullable } from '../../kernel/shape.ts';
import { importStandard } from './exchange/index.ts';
import { CompatibilityShape, ExchangeFormatShape, StandardDraftShape, StandardShape } from './schema.ts';
import type { Standards } from './service.ts';
import { standardFromBody, WrittenStandardShape } from './written.ts';

const tag = 'standards';
const Id = Type.Object({ id: Type.String({ pattern: idPattern }) });

/** HTTP routes of what is not published yet: drafts and imports. Nothing here touches a published version. */
export function draftRoutes(standards: Standards): Route[] {
  const { drafts } = standards;
  return [
    defineRoute({
      method: 'POST',
      path: '/standards/imports',
      summary: {
        zh: '读取 Table Schema、JSON Schema 或 YAML，返回草稿而不保存',
        en: 'Read a Table Schema, a JSON Schema or YAML and return a draft; nothing is kept',
      },
      tag,
      audience: 'signed-in',
      body: Type.Object({
        id: Type.String({ pattern: idPattern }),
        format: ExchangeFormatShape,
        text: Type.String({ maxLength: 2_200_000 }),
      }),
      response: Type.Object({ standard: Nullable(StandardShape), findings: Type.Array(FindingShape) }),
      handle: async ({ principal, body }) => {
        standards.require(principal, 'standard:propose', body.id);
        return importStandard(body.format, body.text, body.id);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/drafts',
      summary: { zh: '数据标准草稿', en: 'The drafts that you may see' },
      tag,
      audience: 'signed-in',
      response: Type.Object({ items: Type.Array(StandardDraftShape) }),
      handle: async ({ principal }) => ({ items: await drafts.list(principal) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/draft',
      summary: { zh: '一项数据标准的草稿', en: 'The draft of a standard' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: StandardDraftShape,
      handle: ({ principal, parameters }) => drafts.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'PUT',
      path: '/standards/{id}/draft',
      summary: { zh: '保存草稿', en: 'Save the draft' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Interface([WrittenStandardShape], {
        revision: Type.Optional(Nullable(Type.Integer({ minimum: 1 }))),
        origin: Type.Optional(StandardDraftShape.properties.origin),
        owner: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
      }),
      response: StandardDraftShape,
      handle: ({ principal, parameters, body }) => {
        const { revision, origin, owner } = body;
        const standard = { ...standardFromBody(body), id: parameters.id };
        return drafts.save(principal, { standard, revision, origin, owner });
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/standards/{id}/draft',
      summary: { zh: '放弃草稿', en: 'Discard the draft' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      handle: async ({ principal, parameters }) => {
        await drafts.discard(principal, parameters.id);
        return new Reply(undefined, { status: 204 });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/draft/publication',
      summary: { zh: '发布草稿', en: 'Publish the draft' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({
        note: Type.Optional(Type.String({ maxLength: 2000 })),
        acceptBreaking: Type.Optional(Type.Boolean()),
      }),
      response: Type.Object({ standard: StandardShape, compatibility: Nullable(CompatibilityShape) }),
      handle: async ({ principal, parameters, body }) =>
        new Reply(await drafts.publish(principal, parameters.id, body), { status: 201 }),
    }),
  ];
}
