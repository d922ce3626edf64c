import Type, { type Static } from 'typebox';

/** When a source is collected: at the times of a cron line, or once in each period of a cadence. */
export const ScheduleShape = Type.Object(
  {
    cron: Type.Optional(
      Type.String({ minLength: 9, maxLength: 200, description: '五段 cron，如 "30 3 * * *" · five fields of cron' }),
    ),
    cadence: Type.Optional(
      Type.Union(
        [
          Type.Literal('standard'),
          Type.Literal('hourly'),
          Type.Literal('daily'),
          Type.Literal('weekly'),
          Type.Literal('monthly'),
          Type.Literal('quarterly'),
          Type.Literal('yearly'),
          Type.Literal('by-hand'),
        ],
        { description: 'standard 按数据标准，by-hand 只人工采集 · after the standard, or by hand alone' },
      ),
    ),
    timezone: Type.Optional(
      Type.String({ maxLength: 60, description: '时区，缺省 Asia/Shanghai · Asia/Shanghai when absent' }),
    ),
    calendar: Type.Optional(
      Type.Literal('working-days', { description: '按中国工作日（含调休） · by Chinese working days' }),
    ),
    restDays: Type.Optional(
      Type.Union([Type.Literal('skip'), Type.Literal('move')], {
        description:
          '逢休息日：skip 不采，move 顺延到下一工作日 · on rest days: leave out, or move to the next working day',
      }),
    ),
    graceMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 527_040,
        description: '到期后多少分钟仍算按时 · so long after counts as in time',
      }),
    ),
    catchUp: Type.Optional(
      Type.Union([Type.Literal('latest'), Type.Literal('each')], {
        description: '停机期间错过的：latest 只补最近一次，each 逐次补采 · what was missed: the latest alone, or each',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Schedule = Static<typeof ScheduleShape>;

/** A schedule with all that it left unsaid. */
export const FullScheduleShape = Type.Object({
  cron: Type.String(),
  timezone: Type.String(),
  /** What happens on rest days; null when every day counts. */
  restDays: Type.Union([Type.Literal('skip'), Type.Literal('move'), Type.Null()]),
  graceMinutes: Type.Integer(),
  catchUp: Type.Union([Type.Literal('latest'), Type.Literal('each')]),
});
export type FullSchedule = Static<typeof FullScheduleShape>;
