import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../kernel/index.ts';
import { FindingShape, idPattern, Nullable, PageShape, TextShape } from '../../kernel/shape.ts';
import { codesToCsv, csvToCodes } from './code-list-csv.ts';
import { draftRoutes } from './draft-routes.ts';
import { exportStandard } from './exchange/index.ts';
import { libraryRoutes } from './library/routes.ts';
import { lifeRoutes } from './life/routes.ts';
import { parseStandard } from './parse.ts';
import {
  CodeListShape,
  CodeListUsesShape,
  CompatibilityShape,
  ExchangeFormatShape,
  StandardShape,
  StandardSummaryShape,
  StandardVersionShape,
} from './schema.ts';
import type { Standards } from './service.ts';
import { standardFromBody, WrittenStandardShape } from './written.ts';

const tag = 'standards';
const Id = Type.Object({ id: Type.String({ pattern: idPattern }) });
const Version = Type.Optional(Type.Integer({ minimum: 1 }));
const CodeListView = Type.Object({
  version: Version,
  /** Day on which the codes must be in force. */
  on: Type.Optional(Type.String({ maxLength: 10 })),
});
const PublishedShape = Type.Object({ standard: StandardShape, compatibility: Nullable(CompatibilityShape) });

/** HTTP routes of standards, their versions and code lists. */
export function standardsRoutes(standards: Standards): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/standards',
      summary: { zh: '数据标准列表', en: 'List the standards' },
      tag,
      audience: 'anyone',
      query: Type.Object({
        q: Type.Optional(Type.String({ maxLength: 200 })),
        owner: Type.Optional(Type.String({ maxLength: 100 })),
        cursor: Type.Optional(Type.String({ maxLength: 250 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      response: PageShape(StandardSummaryShape),
      handle: async ({ principal, query }) => {
        standards.require(principal, 'standard:read', '');
        return standards.list(query);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/standards',
      summary: { zh: '发布数据标准或它的下一版', en: 'Publish a standard or its next version' },
      tag,
      audience: 'signed-in',
      body: Type.Interface([WrittenStandardShape], {
        note: Type.Optional(Type.String({ maxLength: 2000 })),
        owner: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
        acceptBreaking: Type.Optional(Type.Boolean()),
      }),
      response: PublishedShape,
      handle: async ({ principal, body }) => {
        const { note, owner, acceptBreaking } = body;
        const published = await standards.publish(principal, standardFromBody(body), { note, owner, acceptBreaking });
        const created = published.compatibility?.verdict !== 'identical';
        return new Reply(published, { status: created ? 201 : 200 });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/checks',
      summary: { zh: '检查数据标准而不保存', en: 'Check a standard without keeping it' },
      tag,
      audience: 'signed-in',
      body: Type.Object({ yaml: Type.String({ maxLength: 2_200_000 }) }),
      response: Type.Object({
        standard: Nullable(StandardShape),
        findings: Type.Array(FindingShape),
        /** Against the newest published version, where there is one. */
        compatibility: Nullable(CompatibilityShape),
      }),
      handle: async ({ principal, body }) => {
        const { standard, findings } = parseStandard(body.yaml);
        standards.require(principal, 'standard:read', standard?.id ?? '');
        return { standard, findings, compatibility: standard && (await standards.compareWith(standard)) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}',
      summary: { zh: '一项数据标准的最新版或指定版', en: 'A standard, its newest version or the one named' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ version: Version }),
      response: StandardShape,
      handle: async ({ principal, parameters, query }) => {
        standards.require(principal, 'standard:read', parameters.id);
        return standards.get(parameters.id, query.version);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/versions',
      summary: { zh: '数据标准的各版及其变化', en: 'The versions of a standard and what each changed' },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: Type.Object({ items: Type.Array(StandardVersionShape) }),
      handle: async ({ principal, parameters }) => {
        standards.require(principal, 'standard:read', parameters.id);
        return { items: await standards.history(parameters.id) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/compatibility',
      summary: { zh: '两个版本之间的兼容性', en: 'What lies between two versions' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ from: Version, to: Version }),
      response: Type.Interface([CompatibilityShape], { from: Type.Integer(), to: Type.Integer() }),
      handle: async ({ principal, parameters, query }) => {
        standards.require(principal, 'standard:read', parameters.id);
        return standards.compare(parameters.id, query);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/export',
      summary: {
        zh: '导出为 YAML、Table Schema 或 JSON Schema',
        en: 'Export as YAML, Table Schema or JSON Schema',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ format: Type.Optional(ExchangeFormatShape), version: Version }),
      handle: async ({ principal, parameters, query }) => {
        standards.require(principal, 'standard:read', parameters.id);
        const standard = await standards.get(parameters.id, query.version);
        const exported = exportStandard(standard, query.format ?? 'yaml', await standards.codeListsOf(standard));
        return { file: exported.text, mediaType: exported.mediaType, name: exported.name };
      },
    }),
    ...draftRoutes(standards),
    ...lifeRoutes(standards),
    ...libraryRoutes(standards),
    defineRoute({
      method: 'GET',
      path: '/code-lists',
      summary: { zh: '代码表', en: 'The code lists' },
      tag,
      audience: 'anyone',
      response: Type.Object({ items: Type.Array(CodeListShape) }),
      handle: async ({ principal }) => {
        standards.require(principal, 'standard:read', '');
        return { items: await standards.codeLists() };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/code-lists/{id}',
      summary: {
        zh: '一个代码表，或它的某一版、某一天有效的代码',
        en: 'One code list, as it is, in a version, or on a day',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: CodeListView,
      response: CodeListShape,
      handle: async ({ principal, parameters, query }) => {
        standards.require(principal, 'standard:read', parameters.id);
        return standards.codeList(parameters.id, query);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/code-lists/{id}/export',
      summary: { zh: '导出代码表为 CSV', en: 'Export a code list as CSV' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: CodeListView,
      handle: async ({ principal, parameters, query }) => {
        standards.require(principal, 'standard:read', parameters.id);
        const { codes } = await standards.codeList(parameters.id, query);
        return { file: codesToCsv(codes), mediaType: 'text/csv; charset=utf-8', name: `${parameters.id}.csv` };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/code-lists/{id}/uses',
      summary: { zh: '代码表的各版与使用它的标准', en: 'The versions of a code list, and the standards that use it' },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: CodeListUsesShape,
      handle: async ({ principal, parameters }) => {
        standards.require(principal, 'standard:read', parameters.id);
        return standards.codeListUses(parameters.id);
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/code-lists/{id}/csv',
      summary: { zh: '由 CSV 发布代码表', en: 'Publish a code list from CSV' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({ title: TextShape, csv: Type.String({ maxLength: 3_000_000 }) }),
      response: CodeListShape,
      handle: ({ principal, parameters, body }) =>
        standards.publishCodeList(principal, { id: parameters.id, title: body.title, codes: csvToCodes(body.csv) }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/code-lists/{id}',
      summary: { zh: '发布代码表', en: 'Publish a code list' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Omit(CodeListShape, ['id']),
      response: CodeListShape,
      handle: ({ principal, parameters, body }) => standards.publishCodeList(principal, { id: parameters.id, ...body }),
    }),
  ];
}
