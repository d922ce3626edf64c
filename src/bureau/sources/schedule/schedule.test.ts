import { Cron } from 'croner';
import { describe, expect, test, vi } from 'vitest';
import { dayNumber, workingDayFrom } from '../../law/index.ts';
import { dueBetween, fullSchedule, nextDue, scheduleProblem } from './schedule.ts';
import type { Schedule } from './schema.ts';

const local = (text: string) => new Date(`${text}:00+08:00`);
const shown = (instant: Date | null) =>
  instant && new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
const of = (schedule: Schedule, cadence: string | null = null) => fullSchedule(schedule, cadence)!;
function series(schedule: Schedule, after: string, count: number) {
  const found: (string | null)[] = [];
  let at: Date | null = local(after);
  for (let index = 0; index < count; index += 1) {
    at = nextDue(of(schedule), at!);
    found.push(shown(at));
  }
  return found;
}

describe('cron', () => {
  test('is told in the zone of the schedule', () => {
    expect(series({ cron: '30 3 * * *' }, '2026-11-24T12:00', 2)).toEqual(['2026-11-25 03:30', '2026-11-26 03:30']);
    expect(series({ cron: '30 3 * * *', timezone: 'UTC' }, '2026-11-24T12:00', 1)).toEqual(['2026-11-25 11:30']);
  });

  test('an instant is not its own next one', () => {
    expect(series({ cron: '0 8 * * *' }, '2026-11-24T08:00', 1)).toEqual(['2026-11-25 08:00']);
  });

  test('a time that summer time leaves out or doubles comes once a day', () => {
    const schedule = of({ cron: '30 2 * * *', timezone: 'Europe/Berlin' });
    const spring = dueBetween(schedule, new Date('2026-03-28T00:00:00Z'), new Date('2026-03-31T00:00:00Z'), 10);
    const autumn = dueBetween(schedule, new Date('2026-10-24T00:00:00Z'), new Date('2026-10-27T00:00:00Z'), 10);
    expect(spring).toHaveLength(3);
    expect(autumn).toHaveLength(3);
  });
});

describe('working days', () => {
  const daily: Schedule = { cron: '0 8 * * *', calendar: 'working-days' };

  test('skip: National Day of 2026 is left out, the Saturday worked for it is not', () => {
    expect(series(daily, '2026-09-29T12:00', 5)).toEqual([
      '2026-09-30 08:00',
      '2026-10-08 08:00',
      '2026-10-09 08:00',
      '2026-10-10 08:00',
      '2026-10-12 08:00',
    ]);
  });

  test('move: what falls into the holiday comes on the first day after it, once', () => {
    expect(series({ ...daily, restDays: 'move' }, '2026-09-29T12:00', 3)).toEqual([
      '2026-09-30 08:00',
      '2026-10-08 08:00',
      '2026-10-09 08:00',
    ]);
    expect(series({ cron: '0 8 1 * *', calendar: 'working-days', restDays: 'move' }, '2026-09-15T00:00', 2)).toEqual([
      '2026-10-08 08:00',
      '2026-11-02 08:00',
    ]);
    expect(series({ cron: '0 8 1 * *', calendar: 'working-days' }, '2026-09-15T00:00', 1)).toEqual([
      '2026-12-01 08:00',
    ]);
  });

  test('move: asked in the middle of the holiday, it is still to come', () => {
    const monthly: Schedule = { cron: '0 8 1 * *', calendar: 'working-days', restDays: 'move' };
    expect(series(monthly, '2026-10-05T12:00', 1)).toEqual(['2026-10-08 08:00']);
    expect(series(monthly, '2026-10-08T07:59', 1)).toEqual(['2026-10-08 08:00']);
    expect(series(monthly, '2026-10-08T08:00', 1)).toEqual(['2026-11-02 08:00']);
  });

  test('move: several times of a day keep their order', () => {
    // Saturday 2026-11-28 and Sunday; Monday has its own two.
    const twice: Schedule = { cron: '0 8,18 * * 6,0', calendar: 'working-days', restDays: 'move' };
    expect(series(twice, '2026-11-27T00:00', 3)).toEqual(['2026-11-30 08:00', '2026-11-30 18:00', '2026-12-07 08:00']);
  });
});

describe('cadence', () => {
  test('gives time and grace where the source names none', () => {
    expect(fullSchedule(undefined, 'daily')).toMatchObject({ cron: '0 2 * * *', graceMinutes: 360, catchUp: 'latest' });
    expect(fullSchedule({ cadence: 'standard' }, 'monthly')).toMatchObject({ cron: '0 2 1 * *' });
    expect(fullSchedule({ cadence: 'weekly' }, 'monthly')).toMatchObject({ cron: '0 2 * * 1' });
  });

  test('irregular data are expected at no time', () => {
    expect(fullSchedule(undefined, 'irregular')).toBeNull();
    expect(fullSchedule({ timezone: 'UTC' }, null)).toBeNull();
  });
});

describe('over rest days', () => {
  const lines = ['*/5 * * * *', '0 9,21 * * *', '30 23 * * *', '0 0 * * *', '0 22 * * 6', '15 8 * * 0'];

  test.each(lines)('“%s” moved comes in the order of where it was moved to', (cron) => {
    const schedule = of({ cron, calendar: 'working-days', restDays: 'move' });
    const [from, to] = [local('2026-11-21T12:00'), local('2026-11-24T09:30')];
    const moved = new Set<number>();
    for (const own of new Cron(cron, { timezone: 'Asia/Shanghai' }).nextRuns(1200, local('2026-11-20T20:00'))) {
      if (own > to) break;
      moved.add(own.getTime() + (workingDayFrom(dayNumber(own)) - dayNumber(own)) * 86_400_000);
    }
    const due = [...moved].filter((at) => at > from.getTime() && at <= to.getTime()).sort((a, b) => a - b);
    const found: number[] = [];
    for (let at = nextDue(schedule, from); at && at <= to; at = nextDue(schedule, at)) found.push(at.getTime());
    expect(found).toEqual(due);
  });

  test.each(['skip', 'move'] as const)(
    '%s: a holiday of which every minute is wanted is not walked minute by minute',
    (restDays) => {
      const asked = vi.spyOn(Cron.prototype, 'nextRun');
      const schedule = of({ cron: '* * * * *', calendar: 'working-days', restDays });
      expect(shown(nextDue(schedule, local('2026-02-18T09:00')))).toBe('2026-02-24 00:00');
      expect(asked.mock.calls.length).toBeLessThan(40);
      asked.mockRestore();
    },
  );
});

describe('what was missed', () => {
  test('is found, oldest first', () => {
    const found = dueBetween(of({ cron: '0 * * * *' }), local('2026-11-24T08:30'), local('2026-11-24T12:00'), 100);
    expect(found.map(shown)).toEqual([9, 10, 11, 12].map((hour) => `2026-11-24 ${String(hour).padStart(2, '0')}:00`));
  });

  test('of a clock that jumped to 2099, only the last ones are looked at', () => {
    const found = dueBetween(of({ cron: '*/5 * * * *' }), local('2026-11-24T08:30'), local('2099-01-01T00:00'), 50);
    expect(found).toHaveLength(50);
    expect(shown(found.at(-1)!)).toBe('2099-01-01 00:00');
    const working = { cron: '0 8 * * *', calendar: 'working-days' } as const;
    const days = dueBetween(of(working), local('2026-11-24T08:30'), local('2099-01-02T00:00'), 20);
    expect(days).toHaveLength(20);
  });
});

describe('a wrong schedule is told', () => {
  test.each<[Schedule, string]>([
    [{ cron: '99 3 * * *' }, '五段'],
    [{ cron: '* * * * * *' }, '五段'],
    [{ cron: '0 0 30 2 *' }, '没有任何一天'],
    [{ cron: '0 3 * * *', timezone: 'Asia/Kanton' }, '时区'],
    [{ cron: '0 3 * * *', cadence: 'daily' }, '只能写一项'],
    [{ cron: '0 3 * * *', restDays: 'move' }, 'working-days'],
  ])('%j', (schedule, told) => {
    expect(scheduleProblem(schedule)?.zh).toContain(told);
  });

  test('a sound one is not', () => {
    expect(scheduleProblem({ cron: '*/15 8-18 * * 1-5', calendar: 'working-days', restDays: 'skip' })).toBeNull();
    expect(scheduleProblem({})).toBeNull();
  });
});
