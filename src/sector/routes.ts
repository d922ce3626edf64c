import Type from 'typebox';
import { defineRoute, type Route } from '../kernel/index.ts';
import type { SectorHost } from './host.ts';
import { AnalysisRunShape, AnalysisShape } from './schema.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** HTTP routes over the analyses of all sectors. */
export function analysisRoutes(host: SectorHost): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/analyses',
      summary: {
        zh: '全部分析：公式、出处、输入与最近一次结果',
        en: 'All analyses: formula, source, inputs and newest result',
      },
      tag: 'analyses',
      audience: 'anyone',
      response: Type.Object({ items: Type.Array(AnalysisShape) }),
      handle: async ({ principal }) => ({ items: await host.listAnalyses(principal) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/analyses/{id}',
      summary: { zh: '一项分析', en: 'One analysis' },
      tag: 'analyses',
      audience: 'anyone',
      parameters: Id,
      response: AnalysisShape,
      handle: ({ principal, parameters }) => host.getAnalysis(principal, parameters.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/analyses/{id}/runs',
      summary: { zh: '运行一项分析，生成新的结果版本', en: 'Run an analysis; makes a version of its result' },
      tag: 'analyses',
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object(
        { parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
        { additionalProperties: false },
      ),
      response: AnalysisRunShape,
      perMinute: 20,
      handle: ({ principal, parameters, body, requestId }) =>
        host.runAnalysis(principal, parameters.id, { parameters: body.parameters, requestId }),
    }),
  ];
}
