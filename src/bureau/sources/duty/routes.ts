import Type from 'typebox';
import { AppError, defineRoute, kernelErrors, type Route } from '../../../kernel/index.ts';
import { ScheduleShape } from '../schedule/schema.ts';
import type { Duty } from './duty.ts';
import {
  CalendarShape,
  DueListShape,
  DutyCollectionShape,
  DutyDeclarationShape,
  DutyKindShape,
  type DutyState,
  DutyStateShape,
  SchedulePreviewShape,
  StoryShape,
} from './schema.ts';

const Instant = Type.String({ maxLength: 40 });
const Organisation = Type.Optional(Type.String({ maxLength: 100 }));
const common = { tag: 'sources', audience: 'signed-in' } as const;
/** Several states in one parameter: `missed,failed`. */
const stateWords = DutyStateShape.anyOf.map((word) => word.const).join('|');
const dayMilliseconds = 24 * 3_600_000;
const shownDays = 14;

/** An instant of a query; throws `kernel.invalid-input` with its name. */
export function readInstant(name: string, text: string | undefined, fallback: Date): Date {
  if (text === undefined || text === '') return fallback;
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new AppError(kernelErrors.invalidInput, { problem: name });
  return instant;
}

/** HTTP routes of schedules and duty. */
export function dutyRoutes(duty: Duty): Route[] {
  return [
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/calendar',
      summary: { zh: '采集日历：每项常态采集每次到期的结果', en: 'What became of each due instant of each collection' },
      query: Type.Object({
        from: Type.Optional(Instant),
        to: Type.Optional(Instant),
        organisation: Organisation,
        kind: Type.Optional(DutyKindShape),
        state: Type.Optional(Type.String({ pattern: `^(${stateWords})(,(${stateWords}))*$` })),
        collection: Type.Optional(Type.String({ maxLength: 220 })),
      }),
      response: CalendarShape,
      async handle({ principal, query: { from, to, state, ...filter } }) {
        const end = readInstant('to', to, new Date(duty.now().getTime() + dayMilliseconds));
        const begin = readInstant('from', from, new Date(end.getTime() - shownDays * dayMilliseconds));
        const states = state?.split(',') as DutyState[] | undefined;
        return duty.calendar(principal, { ...filter, ...(states ? { states } : {}), from: begin, to: end });
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/due',
      summary: { zh: '到期清单：逾期的、到期的、即将到期的', en: 'What is missing, due, and coming' },
      query: Type.Object({ organisation: Organisation, until: Type.Optional(Instant) }),
      response: DueListShape,
      async handle({ principal, query: { organisation, until } }) {
        return duty.due(principal, {
          ...(organisation ? { organisation } : {}),
          ...(until ? { until: readInstant('until', until, duty.now()) } : {}),
        });
      },
    }),
    defineRoute({
      ...common,
      method: 'GET',
      path: '/sources/calendar/{collection}/{due}',
      summary: { zh: '一次到期的经过，从来源到版本', en: 'The story of a due instant, from source to version' },
      parameters: Type.Object({ collection: Type.String({ maxLength: 220 }), due: Instant }),
      response: StoryShape,
      handle: async ({ principal, parameters }) =>
        duty.story(principal, parameters.collection, readInstant('due', parameters.due, new Date(0))),
    }),
    defineRoute({
      ...common,
      method: 'POST',
      path: '/schedule-previews',
      summary: { zh: '预览采集计划：接下来五次', en: 'The next five instants of a schedule, before it is kept' },
      body: Type.Object({ schedule: ScheduleShape, dataset: Type.Optional(Type.String({ maxLength: 210 })) }),
      response: SchedulePreviewShape,
      handle: ({ principal, body }) => duty.preview(principal, body),
    }),
    defineRoute({
      ...common,
      method: 'PUT',
      path: '/duties/{dataset}',
      summary: { zh: '要求定期上传某数据资源', en: 'Expect uploads of a dataset from now on' },
      parameters: Type.Object({ dataset: Type.String({ maxLength: 210 }) }),
      body: DutyDeclarationShape,
      response: DutyCollectionShape,
      handle: ({ principal, parameters, body }) => duty.expectUploads(principal, parameters.dataset, body),
    }),
    defineRoute({
      ...common,
      method: 'DELETE',
      path: '/duties/{dataset}',
      summary: { zh: '不再要求定期上传', en: 'Expect uploads of a dataset no more' },
      parameters: Type.Object({ dataset: Type.String({ maxLength: 210 }) }),
      response: Type.Object({}),
      async handle({ principal, parameters }) {
        await duty.releaseUploads(principal, parameters.dataset);
        return {};
      },
    }),
  ];
}
