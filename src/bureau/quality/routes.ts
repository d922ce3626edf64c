import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import {
  DriftReportShape,
  DriftSettingsShape,
  DriftStateShape,
  ExamplesShape,
  FieldHistoryShape,
  MeasureNameShape,
  ResultShape,
  RuleSaveShape,
  RuleStateShape,
  ScoreboardShape,
  ScoreRowsShape,
} from './schema.ts';
import type { Quality } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 250 }) });
const Instant = Type.Optional(Type.String({ format: 'date-time' }));
const Period = { from: Instant, to: Instant };
const Newest = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) });

/** HTTP routes of quality. */
export function qualityRoutes(quality: Quality): Route[] {
  const staff = { tag: 'quality', audience: 'signed-in' } as const;
  const reader = { tag: 'quality', audience: 'anyone', scope: 'datasets:read' } as const;
  return [
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/rules',
      summary: { zh: '质量规则及其最近结果', en: 'Quality rules and how they stand' },
      query: Type.Object({
        dataset: Type.Optional(Type.String({ maxLength: 250 })),
        /** The rule whose failure opened it. */
        task: Type.Optional(Type.String({ maxLength: 100 })),
        failing: Type.Optional(Type.Boolean()),
      }),
      response: Type.Object({ items: Type.Array(RuleStateShape) }),
      handle: async ({ principal, query }) => ({ items: await quality.rules.list(principal, query) }),
    }),
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/rules/{id}',
      summary: { zh: '一条质量规则及其历次结果', en: 'One quality rule with its results' },
      parameters: Id,
      response: Type.Interface([RuleStateShape], { results: Type.Array(ResultShape) }),
      handle: ({ principal, parameters }) => quality.rules.get(principal, parameters.id),
    }),
    defineRoute({
      ...staff,
      method: 'PUT',
      path: '/quality/rules/{id}',
      summary: { zh: '新建或修改质量规则，随即检查', en: 'Save a quality rule, which is asked at once' },
      parameters: Id,
      body: RuleSaveShape,
      response: RuleStateShape,
      handle: ({ principal, parameters, body }) => quality.rules.save(principal, { ...body, id: parameters.id }),
    }),
    defineRoute({
      ...staff,
      method: 'DELETE',
      path: '/quality/rules/{id}',
      summary: { zh: '删除质量规则及其结果', en: 'Delete a quality rule and its results' },
      parameters: Id,
      response: Type.Object({ deleted: Type.String() }),
      handle: async ({ principal, parameters }) => {
        await quality.rules.remove(principal, parameters.id);
        return { deleted: parameters.id };
      },
    }),
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/rules/{id}/examples',
      summary: {
        zh: '不符合规则的记录（至多 20 行，按本人权限脱敏）',
        en: 'Rows that break a rule, 20 at most, as you may see them',
      },
      parameters: Id,
      response: ExamplesShape,
      handle: ({ principal, parameters }) => quality.examples(principal, parameters.id),
    }),
    defineRoute({
      ...staff,
      method: 'POST',
      path: '/quality/datasets/{id}/check',
      summary: { zh: '检查数据资源的最新版本', en: 'Check the newest version of a dataset' },
      parameters: Id,
      response: Type.Object({ job: Type.String() }),
      handle: async ({ principal, parameters }) => ({ job: await quality.startCheck(principal, parameters.id) }),
    }),
    defineRoute({
      ...reader,
      method: 'GET',
      path: '/quality/datasets/{id}/drift',
      summary: { zh: '版本之间的变化，最新在前', en: 'Drift between versions, newest first' },
      parameters: Id,
      query: Newest,
      response: Type.Object({ items: Type.Array(DriftReportShape) }),
      handle: async ({ principal, parameters, query }) => ({
        items: await quality.drift(principal, parameters.id, query.limit),
      }),
    }),
    defineRoute({
      ...reader,
      method: 'GET',
      path: '/quality/datasets/{id}/fields',
      summary: { zh: '各字段质量的历史', en: 'Quality of each field over versions' },
      parameters: Id,
      query: Newest,
      response: FieldHistoryShape,
      handle: ({ principal, parameters, query }) => quality.fields(principal, parameters.id, query.limit),
    }),
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/datasets/{id}/drift-settings',
      summary: { zh: '变化的判定阈值', en: 'What counts as drift of a dataset' },
      parameters: Id,
      response: DriftStateShape,
      handle: ({ principal, parameters }) => quality.driftSettings(principal, parameters.id),
    }),
    defineRoute({
      ...staff,
      method: 'PUT',
      path: '/quality/datasets/{id}/drift-settings',
      summary: { zh: '设定变化的判定阈值', en: 'Set what counts as drift of a dataset' },
      parameters: Id,
      body: DriftSettingsShape,
      response: DriftStateShape,
      handle: ({ principal, parameters, body }) => quality.saveDriftSettings(principal, parameters.id, body),
    }),
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/scoreboard',
      summary: { zh: '部门采集质量榜', en: 'Scoreboard of departments' },
      query: Type.Object(Period),
      response: ScoreboardShape,
      handle: ({ principal, query }) => quality.scoreboard.board(principal, query),
    }),
    defineRoute({
      ...staff,
      method: 'GET',
      path: '/quality/scoreboard/{id}',
      summary: { zh: '一个部门某项指标的明细', en: 'The rows under one figure of a department' },
      parameters: Id,
      query: Type.Object({ measure: MeasureNameShape, ...Period }),
      response: ScoreRowsShape,
      handle: ({ principal, parameters, query }) => quality.scoreboard.rows(principal, parameters.id, query),
    }),
  ];
}
