import { describe, expect, test } from 'vitest';
import { type CaseTerms, countDue, dueOf, type Pause, stripOf, type Terms, timeLeft } from './counting.ts';
import { packs } from './packs/index.ts';
import { requireCountable } from './read-case.ts';
import type { Length, Unit } from './rules-schema.ts';
import { holidays, nextDay, previousDay, restDay, workedWeekends } from './testing-notices.ts';
import { dayOfText, dayText, startOfDay } from './working-days.ts';

const at = (day: string) => ({ at: startOfDay(dayOfText(day)), exact: false });
const pause = (from: string, to: string | null): Pause => ({
  from: dayOfText(from),
  to: to === null ? null : dayOfText(to),
});

/** Due day of a rule of the packs. */
function due(id: string, from: string, terms: CaseTerms = {}): string | null {
  const rule = packs.find((found) => found.id === id)!;
  const counted = dueOf(requireCountable(rule, at(from), terms), at(from).at, terms);
  return counted.due === null ? null : dayText(counted.due);
}

describe('cases worked by hand', () => {
  test.each([
    // 29, 30 September; 8, 9, 10 (a worked Saturday), 12, 13, 14, 15, 16 October.
    ['cn.sharing.conditional-reply', '2026-09-28', {}, '2026-10-16'],
    ['cn.sharing.conditional-reply', '2026-09-28', { extended: true }, '2026-10-30'],
    ['cn.sharing.conditional-reply', '2026-09-28', { extended: 3 }, '2026-10-21'],
    // 9 to 12 October left out: three working days among them.
    ['cn.sharing.conditional-reply', '2026-09-28', { pauses: [pause('2026-10-09', '2026-10-12')] }, '2026-10-21'],
    // The same twice, and overlapping, is the same once.
    [
      'cn.sharing.conditional-reply',
      '2026-09-28',
      { pauses: [pause('2026-10-10', '2026-10-12'), pause('2026-10-09', '2026-10-11')] },
      '2026-10-21',
    ],
    // A pause on holidays alone takes no working day away.
    ['cn.sharing.conditional-reply', '2026-09-28', { pauses: [pause('2026-10-01', '2026-10-07')] }, '2026-10-16'],
    ['cn.sharing.conditional-reply', '2026-09-28', { pauses: [pause('2026-10-09', null)] }, null],
    // Friday before the Spring Festival of 2026; Saturday 14 February is worked.
    ['cn.sharing.unconditional-reply', '2026-02-13', {}, '2026-02-14'],
    ['cn.sharing.unconditional-reply', '2026-02-14', {}, '2026-02-24'],
    ['cn.sharing.completeness', '2025-09-30', {}, '2025-10-11'],
    // 30 days after 2 September is 2 October, in the holidays.
    ['cn.personal.request-reply', '2026-09-02', {}, '2026-10-08'],
    // No 29 February three years on; what is retained does not give way to a working day (28 February 2027 is a Sunday).
    ['cn.sharing.records-retention', '2024-02-29', {}, '2027-02-28'],
    // One year after 1 October 2025 is a holiday.
    ['cn.important.annual-assessment', '2025-10-01', {}, '2026-10-08'],
    // 60 days ahead of 30 November 2026 is 1 October, a holiday; the working day before is the last one to apply on.
    ['cn.registration.renewal', '2026-11-30', {}, '2026-09-30'],
    ['cn.registration.validity', '2025-03-10', {}, '2028-03-10'],
  ] as [string, string, CaseTerms, string | null][])('%s from %s %o: %s', (id, from, terms, expected) => {
    expect(due(id, from, terms)).toBe(expected);
  });

  test('hours run from the moment, over rest days too', () => {
    const rule = packs.find(({ id }) => id === 'cn.incident.national-security-flaw')!;
    const moment = { at: new Date('2026-10-01T09:30:00+08:00'), exact: true };
    const counted = dueOf(requireCountable(rule, moment, {}), moment.at);
    expect([counted.dueAt?.toISOString(), counted.kind, counted.days]).toEqual([
      '2026-10-02T01:30:00.000Z',
      'hours',
      24,
    ]);
  });

  test('while the clock stands, what is left is told', () => {
    const rule = packs.find(({ id }) => id === 'cn.sharing.conditional-reply')! as Terms & (typeof packs)[number];
    const counted = countDue(rule, dayOfText('2026-09-28'), { pauses: [pause('2026-10-09', null)] });
    expect(counted).toMatchObject({ due: null, dueAt: null, days: 3, left: 7 });
    expect(timeLeft(counted, new Date('2026-10-20T02:00:00Z'))).toEqual({ state: 'paused', workingDays: 7, hours: 0 });
  });

  test('time left in working days and hours', () => {
    const rule = packs.find(({ id }) => id === 'cn.sharing.conditional-reply')! as Terms & (typeof packs)[number];
    const counted = countDue(rule, dayOfText('2026-09-28'));
    const left = (moment: string) => timeLeft(counted, new Date(moment));
    expect(left('2026-09-30T12:00:00+08:00')).toMatchObject({ state: 'open', workingDays: 8 });
    expect(left('2026-10-16T09:00:00+08:00')).toEqual({ state: 'today', workingDays: 0, hours: 14 });
    expect(left('2026-10-16T23:59:59+08:00')).toMatchObject({ state: 'today', hours: 0 });
    expect(left('2026-10-20T00:00:00+08:00')).toMatchObject({ state: 'late', workingDays: 2, hours: 72 });
  });

  test('a year without a notice is told', () => {
    const rule = packs.find(({ id }) => id === 'cn.sharing.delivery')! as Terms & (typeof packs)[number];
    expect(countDue(rule, dayOfText('2026-12-20'))).toMatchObject({ unannouncedYears: [2027] });
    expect(countDue(rule, dayOfText('2026-11-02'))).toMatchObject({ unannouncedYears: [] });
  });
});

/** Another way to the same end: one text of a day after the other, over the notices as printed. */
function walked(
  terms: Terms,
  from: string,
  { pauses = [], extended = 0 }: { pauses?: [string, string][]; extended?: number },
) {
  const paused = new Set<string>();
  for (const [first, last] of pauses) for (let day = first; day <= last; day = nextDay(day)) paused.add(day);
  const step = terms.direction === 'before' ? previousDay : nextDay;
  const forward = terms.direction === 'after';
  let day = from;
  const run = ({ count, unit }: { count: number; unit: Unit }) => {
    let left = count;
    if (unit === 'months' || unit === 'years') {
      const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number];
      const months = year * 12 + month - 1 + (forward ? 1 : -1) * count * (unit === 'years' ? 12 : 1);
      let wanted = dayOfMonth;
      const written = () =>
        `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-${String(wanted).padStart(2, '0')}`;
      while (nextDay(previousDay(written())) !== written()) wanted -= 1;
      left = 0;
      for (let each = day; each !== written(); each = step(each)) left += 1;
    }
    while (left > 0) {
      day = step(day);
      if (!paused.has(day) && (unit !== 'working-days' || !restDay(day))) left -= 1;
    }
  };
  if (extended > 0 && terms.extension!.unit !== terms.length.unit) {
    run(terms.length);
    run({ count: extended, unit: terms.extension!.unit });
  } else run({ count: terms.length.count + extended, unit: terms.length.unit });
  const last = day;
  if (terms.restDay === 'moves') while (restDay(day) || paused.has(day)) day = step(day);
  return { due: day, movedFrom: day === last ? null : last };
}

/** Numbers that look like chance and are the same each time. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('10,000 cases by another way', () => {
  const random = numbers(20260928);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)]!;
  const dayFrom2024 = (days: number) => dayText(dayOfText('2024-01-01') + random(days));
  const most: Record<string, number> = { 'working-days': 60, 'calendar-days': 120, months: 18, years: 4 };

  function madeCase() {
    const unit = pick(['working-days', 'working-days', 'calendar-days', 'months', 'years'] as const);
    const length: Length = { count: 1 + random(most[unit]!), unit };
    const direction = random(6) === 0 ? ('before' as const) : ('after' as const);
    const extensionUnit = random(4) === 0 ? pick(['working-days', 'calendar-days', 'months'] as const) : unit;
    const extension =
      direction === 'after' && random(3) === 0 ? { count: 1 + random(20), unit: extensionUnit, times: 1 } : null;
    const terms: Terms = { length, direction, extension, restDay: random(4) === 0 ? 'stays' : 'moves' };
    // A third of them near the ends of years and months, where counting goes wrong.
    const from =
      random(3) === 0
        ? pick([
            '2024-12-31',
            '2025-12-31',
            '2024-02-29',
            '2025-01-31',
            '2026-08-31',
            '2026-10-01',
            '2026-12-31',
            '2024-09-29',
          ])
        : dayFrom2024(1096);
    const pauses: [string, string][] = [];
    if (direction === 'after') {
      for (let left = random(4); left > 0; left -= 1) {
        const first = dayText(dayOfText(from) - 3 + random(90));
        pauses.push([first, dayText(dayOfText(first) + random(25))]);
      }
    }
    return { terms, from, pauses, extended: extension ? 1 + random(extension.count) : 0 };
  }

  test('agree, every one', () => {
    const wrong: unknown[] = [];
    let done = 0;
    let moved = 0;
    let paused = 0;
    while (done < 10_000) {
      const { terms, from, pauses, extended } = madeCase();
      const expected = walked(terms, from, { pauses, extended });
      // The table below begins with 2024.
      if (expected.due < '2024-01-01' || (expected.movedFrom ?? '2024') < '2024') continue;
      done += 1;
      if (expected.movedFrom) moved += 1;
      const given = { pauses: pauses.map(([first, last]) => pause(first, last)), extended };
      const counted = countDue(terms, dayOfText(from), given);
      if (counted.pausedDays > 0) paused += 1;
      const found = {
        due: dayText(counted.due!),
        movedFrom: counted.movedFrom === null ? null : dayText(counted.movedFrom),
      };
      const strip = stripOf(terms, dayOfText(from), given);
      const marks = strip?.filter(({ mark }) => mark === 'due').map(({ day }) => day) ?? [expected.due];
      const last = Math.max(...(strip ?? []).map(({ number }) => number ?? 0));
      const stripped = !strip || terms.extension || last === counted.days;
      if (
        found.due !== expected.due ||
        found.movedFrom !== expected.movedFrom ||
        marks.join() !== expected.due ||
        !stripped
      ) {
        wrong.push({ terms, from, pauses, extended, expected, found, marks, last, days: counted.days });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(done).toBe(10_000);
    // The cases do reach what they are for.
    expect(moved).toBeGreaterThan(500);
    expect(paused).toBeGreaterThan(1000);
  });

  test('the calendar says the same as the three notices, day by day', () => {
    const different: string[] = [];
    for (let day = '2024-01-01'; day <= '2026-12-31'; day = nextDay(day)) {
      const counted = countDue(
        { length: { count: 1, unit: 'working-days' }, direction: 'after', extension: null, restDay: 'moves' },
        dayOfText(previousDay(day)),
      );
      if ((counted.due === dayOfText(day)) === restDay(day)) different.push(day);
    }
    expect(different).toEqual([]);
    expect([holidays.length, workedWeekends.length]).toEqual([89, 19]);
  });
});
