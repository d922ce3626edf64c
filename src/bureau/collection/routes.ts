import Type from 'typebox';
import { Value } from 'typebox/value';
import { AppError, defineRoute, kernelErrors, Reply, type Route } from '../../kernel/index.ts';
import { FindingShape, PageShape } from '../../kernel/shape.ts';
import { ProposalShape } from '../standards/schema.ts';
import { recipeRoutes } from './cleaning/routes.ts';
import {
  CollectionModeShape,
  InspectionShape,
  MendShape,
  PartialReadingShape,
  QuarantinedRowShape,
  QuarantineStatusShape,
  type Reading,
  RunShape,
  RunStatusShape,
} from './schema.ts';
import type { Collection } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const tag = 'runs';

/** How a sent file is to be collected, as query parameters or as form fields before the file; `reading` is JSON. */
const Sending = Type.Object({
  mode: Type.Optional(CollectionModeShape),
  reading: Type.Optional(Type.String({ maxLength: 100_000 })),
  refuseAbove: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  name: Type.Optional(Type.String({ maxLength: 400 })),
});

const FromSource = Type.Object(
  {
    source: Sha256,
    name: Type.Optional(Type.String({ maxLength: 400 })),
    mode: Type.Optional(CollectionModeShape),
    reading: Type.Optional(PartialReadingShape),
    refuseAbove: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);

/** HTTP routes of collection. */
export function collectionRoutes(collection: Collection): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/inspections',
      summary: { zh: '查看文件将如何读取', en: 'Look at a file before it is collected' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      query: Type.Object({ ...Sending.properties, dataset: Type.Optional(Type.String({ maxLength: 210 })) }),
      upload: true,
      response: InspectionShape,
      async handle({ principal, query, upload, signal }) {
        const said = { ...query, ...upload!.fields };
        return collection.inspect({
          principal,
          upload: { name: said.name ?? upload!.name, stream: upload!.stream },
          reading: parseReading(said.reading),
          signal,
          ...(said.dataset ? { dataset: said.dataset } : {}),
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/inspections/{source}',
      summary: { zh: '按改正后的读取方式再看同一文件', en: 'Look at the same file again with a corrected reading' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Type.Object({ source: Sha256 }),
      body: Type.Object({
        name: Type.Optional(Type.String({ maxLength: 400 })),
        dataset: Type.Optional(Type.String({ maxLength: 210 })),
        reading: Type.Optional(PartialReadingShape),
      }),
      response: InspectionShape,
      handle: ({ principal, parameters, body, signal }) =>
        collection.inspect({
          principal,
          source: { sha256: parameters.source, ...(body.name ? { name: body.name } : {}) },
          reading: body.reading ?? {},
          signal,
          ...(body.dataset ? { dataset: body.dataset } : {}),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/inspections/{source}/proposal',
      summary: {
        zh: '按已上传的文件起草数据标准，返回草稿而不保存',
        en: 'Draft a standard from all rows of a file that was sent; the draft is kept nowhere',
      },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Type.Object({ source: Sha256 }),
      body: Type.Object({
        id: Type.String({ maxLength: 210 }),
        title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        name: Type.Optional(Type.String({ maxLength: 400 })),
        reading: Type.Optional(PartialReadingShape),
      }),
      response: ProposalShape,
      handle: ({ principal, parameters, body, signal }) =>
        collection.propose({
          principal,
          id: body.id,
          source: { sha256: parameters.source, ...(body.name ? { name: body.name } : {}) },
          reading: body.reading ?? {},
          signal,
          ...(body.title ? { title: body.title } : {}),
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/runs',
      summary: { zh: '上传文件并采集', en: 'Send a file and collect it' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      query: Sending,
      upload: true,
      response: RunShape,
      async handle({ principal, parameters, query, upload, signal, requestId }) {
        const said = { ...query, ...upload!.fields };
        const refuseAbove = said.refuseAbove === undefined ? undefined : Number(said.refuseAbove);
        const run = await collection.collect({
          principal,
          dataset: parameters.id,
          upload: { name: said.name ?? upload!.name, stream: upload!.stream },
          reading: parseReading(said.reading),
          background: true,
          signal,
          requestId,
          ...(said.mode && Value.Check(CollectionModeShape, said.mode) ? { mode: said.mode } : {}),
          ...(refuseAbove !== undefined && refuseAbove >= 0 && refuseAbove <= 1 ? { refuseAbove } : {}),
        });
        return accepted(run);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/datasets/{id}/runs/from-source',
      summary: { zh: '采集已上传的文件', en: 'Collect a file that was sent already' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      body: FromSource,
      response: RunShape,
      async handle({ principal, parameters, body, requestId }) {
        const { source, name, ...rest } = body;
        const run = await collection.collect({
          principal,
          dataset: parameters.id,
          source: { sha256: source, ...(name ? { name } : {}) },
          background: true,
          requestId,
          ...rest,
        });
        return accepted(run);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/runs',
      summary: { zh: '采集批次，最新的在前', en: 'Runs, newest first' },
      tag,
      audience: 'signed-in',
      query: Type.Object({
        dataset: Type.Optional(Type.String({ maxLength: 210 })),
        status: Type.Optional(RunStatusShape),
        cursor: Type.Optional(Type.String({ maxLength: 100 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      response: PageShape(RunShape),
      handle: ({ principal, query }) => collection.runs.list(principal, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/runs/{id}',
      summary: { zh: '一个采集批次', en: 'A run' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: RunShape,
      handle: ({ principal, parameters }) => collection.runs.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/runs/{id}',
      summary: { zh: '取消采集批次', en: 'Cancel a run' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      response: RunShape,
      handle: ({ principal, parameters }) => collection.cancel(principal, parameters.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/runs/{id}/findings',
      summary: { zh: '校验问题，按行号', en: 'Findings in the order of the source' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
        rule: Type.Optional(Type.String({ maxLength: 100 })),
        field: Type.Optional(Type.String({ maxLength: 100 })),
      }),
      response: PageShape(FindingShape),
      handle: ({ principal, parameters, query: { cursor, ...query } }) =>
        collection.runs.findings(principal, parameters.id, {
          ...query,
          ...(cursor !== undefined ? { after: Number(cursor) } : {}),
        }),
    }),
    ...quarantineRoutes(collection),
    ...recipeRoutes(collection),
  ];
}

function quarantineRoutes(collection: Collection): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/runs/{id}/quarantine',
      summary: { zh: '隔离区的行', en: 'Quarantined rows' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
        cursor: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
        rule: Type.Optional(Type.String({ maxLength: 100 })),
        field: Type.Optional(Type.String({ maxLength: 100 })),
        status: Type.Optional(QuarantineStatusShape),
      }),
      response: PageShape(QuarantinedRowShape),
      handle: ({ principal, parameters, query }) => collection.quarantine.list(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/runs/{id}/quarantine',
      summary: { zh: '修正隔离区的行', en: 'Mend quarantined rows' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      body: MendShape,
      response: Type.Object({ cells: Type.Integer(), discarded: Type.Integer() }),
      handle: ({ principal, parameters, body }) => collection.mend(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/runs/{id}/quarantine/download',
      summary: { zh: '下载隔离区的行（CSV）', en: 'Quarantined rows as CSV' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      handle: async ({ principal, parameters, language }) => ({
        file: await collection.quarantine.download(principal, parameters.id, language),
        mediaType: 'text/csv; charset=utf-8',
        name: `${parameters.id}-quarantine.csv`,
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/runs/{id}/quarantine/upload',
      summary: { zh: '上传修正后的文件', en: 'Send a mended file back' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      upload: true,
      response: Type.Object({ rows: Type.Integer(), cells: Type.Integer() }),
      handle: ({ principal, parameters, upload }) =>
        collection.quarantine.upload(principal, parameters.id, upload!.stream as AsyncIterable<Buffer>),
    }),
    defineRoute({
      method: 'POST',
      path: '/runs/{id}/resubmission',
      summary: { zh: '重新提交修正后的行', en: 'Resubmit mended rows' },
      tag,
      audience: 'signed-in',
      scope: 'runs:write',
      parameters: Id,
      body: Type.Object({ take: Type.Optional(Type.Union([Type.Literal('mended'), Type.Literal('open')])) }),
      response: Type.Object({ run: RunShape, rows: Type.Integer(), heldBack: Type.Integer() }),
      handle: async ({ principal, parameters, body, requestId }) =>
        accepted(await collection.resubmit(principal, parameters.id, { ...body, background: true, requestId })),
    }),
  ];
}

/** 202: the work goes on; its run tells how far it has come. */
function accepted(body: unknown): Reply {
  return new Reply(body, { status: 202 });
}

function parseReading(text: string | undefined): Partial<Reading> {
  if (text === undefined || text === '') return {};
  const problem = (detail: string) => new AppError(kernelErrors.invalidInput, { problem: `reading: ${detail}` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw problem('JSON');
  }
  if (!Value.Check(PartialReadingShape, value)) {
    const [first] = Value.Errors(PartialReadingShape, value);
    throw problem(`${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  return value;
}
