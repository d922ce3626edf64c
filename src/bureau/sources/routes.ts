import Type from 'typebox';
import { AppError, defineRoute, kernelErrors, Reply, type Route } from '../../kernel/index.ts';
import { Nullable, PageShape, TextShape } from '../../kernel/shape.ts';
import {
  AllowedHostShape,
  CheckedDeclarationShape,
  ProbeShape,
  RefusedFileShape,
  RoundShape,
  SourceShape,
} from './schema.ts';
import { SecretWithShape } from './secrets/schema.ts';
import type { Sources } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const SecretName = Type.Object({ id: Type.String({ maxLength: 210 }), name: Type.String({ maxLength: 60 }) });
const Yaml = Type.String({ maxLength: 200_000 });
const Instant = Type.String({ maxLength: 40 });
const common = { tag: 'sources', audience: 'signed-in' } as const;

/** HTTP routes of sources. */
export function sourcesRoutes(sources: Sources): Route[] {
  return [...declarationRoutes(sources), ...roundRoutes(sources), ...secretRoutes(sources), ...fileRoutes(sources)];
}

function declarationRoutes(sources: Sources): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources',
      summary: { zh: '数据来源', en: 'Sources' },
      query: Type.Object({ dataset: Type.Optional(Type.String({ maxLength: 210 })) }),
      response: Type.Object({ items: Type.Array(SourceShape) }),
      handle: async ({ principal, query }) => ({ items: await sources.list(principal, query) }),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/sources',
      summary: { zh: '新增或修改数据来源（YAML）', en: 'Add or change a source by its YAML' },
      body: Type.Object({ yaml: Yaml, revision: Type.Optional(Type.Integer({ minimum: 1 })) }),
      response: SourceShape,
      handle: ({ principal, body: { yaml, ...options } }) => sources.save(principal, yaml, options),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/source-checks',
      summary: { zh: '检查数据来源的声明，不保存', en: 'Look at a declaration; nothing is kept' },
      body: Type.Object({ yaml: Yaml }),
      response: CheckedDeclarationShape,
      handle: ({ principal, body }) => sources.check(principal, body.yaml),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/source-probes',
      summary: { zh: '试连尚未保存的来源', en: 'Reach a source that is not kept yet, and look at a little of it' },
      body: Type.Object({
        connector: Type.Object({ type: Type.String({ maxLength: 60 }) }, { additionalProperties: true }),
        secrets: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 20_000 }))),
        source: Type.Optional(Type.String({ maxLength: 210 })),
      }),
      response: ProbeShape,
      perMinute: 30,
      handle: ({ principal, body, signal }) => sources.probeDraft(principal, body, signal),
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/source-connectors',
      summary: { zh: '可用的连接方式', en: 'The connectors that there are' },
      response: Type.Object({
        items: Type.Array(
          Type.Object({
            type: Type.String(),
            title: TextShape,
            about: TextShape,
            settings: Type.Unknown(),
            secrets: Type.Record(Type.String(), TextShape),
            secretsWith: Type.Record(Type.String(), SecretWithShape),
          }),
        ),
      }),
      handle: async () => ({ items: sources.connectors }),
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/{id}',
      summary: { zh: '一个数据来源', en: 'A source' },
      parameters: Id,
      response: SourceShape,
      handle: ({ principal, parameters }) => sources.get(principal, parameters.id),
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      path: '/sources/{id}',
      summary: { zh: '删除数据来源，已采集的数据保留', en: 'Remove a source; what it brought stays' },
      parameters: Id,
      response: Type.Object({}),
      async handle({ principal, parameters }) {
        await sources.remove(principal, parameters.id);
        return {};
      },
    }),
    ...(['pause', 'resume', 'forget'] as const).map((verb) =>
      defineRoute({
        ...common,
        method: 'POST',
        path: `/sources/{id}/${verb}`,
        summary: {
          pause: { zh: '暂停数据来源', en: 'Pause a source' },
          resume: { zh: '恢复数据来源', en: 'Resume a source' },
          forget: { zh: '下一轮从头采集', en: 'Let the next round begin anew' },
        }[verb],
        parameters: Id,
        response: SourceShape,
        handle: ({ principal, parameters }) => sources[verb](principal, parameters.id),
      }),
    ),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/sources/{id}/probe',
      summary: { zh: '试连数据来源，查看少量数据', en: 'Reach a source and look at a little of it' },
      parameters: Id,
      response: ProbeShape,
      perMinute: 30,
      handle: ({ principal, parameters, signal }) => sources.probe(principal, parameters.id, signal),
    }),
  ];
}

function roundRoutes(sources: Sources): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/{id}/rounds',
      summary: { zh: '采集轮次，最新的在前', en: 'Rounds, newest first' },
      parameters: Id,
      query: Type.Object({
        cursor: Type.Optional(Type.String({ maxLength: 100 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      response: PageShape(RoundShape),
      handle: ({ principal, parameters, query }) => sources.rounds.list(principal, parameters.id, query),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/sources/{id}/rounds',
      summary: { zh: '立即采集，或补采一段时间', en: 'Collect now, or a range again' },
      parameters: Id,
      body: Type.Object({ from: Type.Optional(Instant), to: Type.Optional(Instant) }),
      response: RoundShape,
      async handle({ principal, parameters, body: { from, to } }) {
        if ((from === undefined) !== (to === undefined))
          throw new AppError(kernelErrors.invalidInput, { problem: 'from, to' });
        const range = from !== undefined && to !== undefined ? { from: new Date(from), to: new Date(to) } : null;
        const round = await sources.rounds.run({
          principal,
          source: parameters.id,
          background: true,
          ...(range ? { range } : {}),
        });
        return new Reply(round, { status: 202 });
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/rounds/{id}',
      summary: { zh: '一个采集轮次', en: 'A round' },
      parameters: Id,
      response: RoundShape,
      handle: ({ principal, parameters }) => sources.rounds.get(principal, parameters.id),
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      path: '/rounds/{id}',
      summary: { zh: '取消采集轮次', en: 'Cancel a round' },
      parameters: Id,
      response: RoundShape,
      handle: ({ principal, parameters }) => sources.rounds.cancel(principal, parameters.id),
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/runs/{id}/source',
      summary: { zh: '采集批次所属的来源和轮次', en: 'The source and round behind a run' },
      scope: 'runs:read',
      parameters: Id,
      response: Type.Object({ origin: Nullable(Type.Object({ source: Type.String(), round: Type.String() })) }),
      handle: async ({ principal, parameters }) => ({ origin: await sources.rounds.ofRun(principal, parameters.id) }),
    }),
  ];
}

function fileRoutes(sources: Sources): Route[] {
  const response = Type.Object({ items: Type.Array(RefusedFileShape) });
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/{id}/refused-files',
      summary: { zh: '被拒收的文件', en: 'Files of the folder whose data were refused' },
      parameters: Id,
      response,
      handle: async ({ principal, parameters }) => ({ items: await sources.files.list(principal, parameters.id) }),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/sources/{id}/refused-files',
      summary: { zh: '重试或略去被拒收的文件', en: 'Try a refused file again, or leave it out' },
      parameters: Id,
      body: Type.Object({
        path: Type.String({ minLength: 1, maxLength: 2000 }),
        act: Type.Union([Type.Literal('retry'), Type.Literal('leave-out')]),
      }),
      response,
      handle: async ({ principal, parameters: { id }, body: { path, act } }) => ({
        items: await sources.files[act === 'retry' ? 'retry' : 'leaveOut'](principal, id, path),
      }),
    }),
  ];
}

function secretRoutes(sources: Sources): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'PUT',
      path: '/sources/{id}/secrets/{name}',
      summary: { zh: '设置密钥，写入后不再显示', en: 'Set a secret; it is never shown again' },
      parameters: SecretName,
      body: Type.Object({ value: Type.String({ minLength: 1, maxLength: 20_000 }) }),
      response: SourceShape,
      async handle({ principal, parameters: { id, name }, body }) {
        await sources.secrets.set(principal, id, name, body.value);
        return sources.get(principal, id);
      },
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      path: '/sources/{id}/secrets/{name}',
      summary: { zh: '删除密钥', en: 'Remove a secret' },
      parameters: SecretName,
      response: SourceShape,
      async handle({ principal, parameters: { id, name } }) {
        await sources.secrets.remove(principal, id, name);
        return sources.get(principal, id);
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/source-hosts',
      summary: { zh: '允许访问的内部主机', en: 'Private hosts that are allowed' },
      response: Type.Object({ items: Type.Array(AllowedHostShape), mayAllow: Type.Boolean() }),
      handle: ({ principal }) => sources.hosts.list(principal),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/source-hosts',
      summary: { zh: '允许数据来源访问内部主机', en: 'Allow a private host to sources' },
      body: Type.Object({
        host: Type.String({ minLength: 1, maxLength: 260 }),
        reason: Type.String({ minLength: 1, maxLength: 500 }),
      }),
      response: Type.Object({}),
      async handle({ principal, body }) {
        await sources.hosts.allow(principal, body.host, body.reason);
        return {};
      },
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      path: '/source-hosts/{id}',
      summary: { zh: '撤销内部主机的许可', en: 'Take the permission for a private host back' },
      parameters: Id,
      response: Type.Object({}),
      async handle({ principal, parameters }) {
        await sources.hosts.revoke(principal, parameters.id);
        return {};
      },
    }),
  ];
}
