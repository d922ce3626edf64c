import Type from 'typebox';
import { defineRoute, type Route } from '../../kernel/index.ts';
import { PageShape } from '../../kernel/shape.ts';
import {
  type Alert,
  AlertChangeShape,
  AlertShape,
  IndicatorShape,
  type Task,
  TaskChangeShape,
  TaskDraftShape,
  TaskShape,
} from './schema.ts';
import type { Operations } from './service.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 100 }) });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));
const Cursor = Type.Optional(Type.String({ maxLength: 200 }));
/** Several states in one parameter: `open,acknowledged`. */
const states = (words: string[]) =>
  Type.Optional(Type.String({ pattern: `^(${words.join('|')})(,(${words.join('|')}))*$` }));
const split = <State>(text: string | undefined) => text?.split(',') as State[] | undefined;

/** HTTP routes of indicators, alerts and tasks. */
export function operationsRoutes(operations: Operations): Route[] {
  const { indicators, alerts, tasks } = operations;
  const tag = 'operations';
  return [
    defineRoute({
      method: 'GET',
      path: '/indicators',
      summary: { zh: '城市指标：最新值、走势与来源', en: 'Indicators of the city: newest value, trend and provenance' },
      tag,
      audience: 'anyone',
      query: Type.Object({
        sector: Type.Optional(Type.String({ maxLength: 40 })),
        points: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
      }),
      response: Type.Object({ items: Type.Array(IndicatorShape) }),
      handle: async ({ principal, query }) => ({ items: await indicators.list(principal, query) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/indicators/{id}',
      summary: { zh: '一项指标及其历史', en: 'One indicator with its history' },
      tag,
      audience: 'anyone',
      parameters: Id,
      query: Type.Object({ points: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      response: IndicatorShape,
      handle: ({ principal, parameters, query }) => indicators.get(principal, parameters.id, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/alerts',
      summary: { zh: '预警，最新在前', en: 'Alerts, newest first' },
      tag,
      audience: 'signed-in',
      query: Type.Object({
        status: states(['open', 'acknowledged', 'closed']),
        sector: Type.Optional(Type.String({ maxLength: 40 })),
        limit: Limit,
        cursor: Cursor,
      }),
      response: PageShape(AlertShape),
      handle: ({ principal, query }) =>
        alerts.list(principal, { ...query, status: split<Alert['status']>(query.status) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/alerts/{id}',
      summary: { zh: '一条预警', en: 'One alert' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: AlertShape,
      handle: ({ principal, parameters }) => alerts.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/alerts/{id}',
      summary: { zh: '确认、关闭或重新打开预警', en: 'Acknowledge, close or reopen an alert' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: AlertChangeShape,
      response: AlertShape,
      handle: ({ principal, parameters, body, requestId }) => alerts.change(principal, parameters.id, body, requestId),
    }),
    defineRoute({
      method: 'GET',
      path: '/tasks',
      summary: { zh: '处置任务，最新在前', en: 'Tasks, newest first' },
      tag,
      audience: 'signed-in',
      query: Type.Object({
        status: states(['open', 'in-hand', 'done', 'declined']),
        organisation: Type.Optional(Type.String({ maxLength: 100 })),
        assignee: Type.Optional(Type.String({ maxLength: 100 })),
        limit: Limit,
        cursor: Cursor,
      }),
      response: PageShape(TaskShape),
      handle: ({ principal, query }) =>
        tasks.list(principal, { ...query, status: split<Task['status']>(query.status) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/tasks',
      summary: { zh: '向一个组织派发任务', en: 'Give a task to an organisation' },
      tag,
      audience: 'signed-in',
      body: TaskDraftShape,
      response: TaskShape,
      handle: ({ principal, body }) => tasks.give(principal, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/tasks/{id}',
      summary: { zh: '一项任务及其办理记录', en: 'One task with its log' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: TaskShape,
      handle: ({ principal, parameters }) => tasks.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/tasks/{id}',
      summary: { zh: '办理任务：状态、承办人、时限、说明', en: 'Work on a task: status, assignee, due time, note' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: TaskChangeShape,
      response: TaskShape,
      handle: ({ principal, parameters, body, requestId }) => tasks.change(principal, parameters.id, body, requestId),
    }),
  ];
}
