import type { Length, Rule } from './rules-schema.ts';
import { dayNumber, dayText, isAnnounced, isWorkingDay, startOfDay, workingDaysBetween } from './working-days.ts';

/** Days on which the clock stands, first and last included; null while it still stands. */
export interface Pause {
  from: number;
  to: number | null;
}

/** What of a rule the counting needs. */
export type Terms = Pick<Rule, 'direction' | 'restDay' | 'extension'> & { length: Length };

/** What is particular to one case. */
export interface CaseTerms {
  pauses?: readonly Pause[];
  /** Units of the extension that were granted; `true` for one extension in full. */
  extended?: number | boolean;
}

/** What came of counting, in day numbers. */
export interface Counted {
  /** Null while the clock stands. */
  due: number | null;
  dueAt: Date | null;
  days: number;
  kind: 'working' | 'calendar' | 'hours';
  extended: number;
  pausedDays: number;
  /** Still to count while the clock stands. */
  left: number | null;
  movedFrom: number | null;
  unannouncedYears: number[];
}

/** Whether a rule is a period that can be counted. */
export function isPeriod(rule: Rule): rule is Rule & { length: Length } {
  return rule.length !== null;
}

/** Units that the case's extension adds. */
export function extensionOf(terms: Pick<Terms, 'extension'>, extended: CaseTerms['extended'] = 0): number {
  if (typeof extended === 'number') return extended;
  return extended ? (terms.extension?.count ?? 0) : 0;
}

const yearOf = (day: number) => new Date(day * 86_400_000).getUTCFullYear();

/** The corresponding day so many months later, or the last of the month where it has none (Civil Code, article 202). */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * 86_400_000);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Math.round(Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / 86_400_000);
}

/** Pauses in order, those that touch made one. */
function mergePauses(pauses: readonly Pause[]): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...pauses].sort((a, b) => a.from - b.from)) {
    const end = to ?? Number.POSITIVE_INFINITY;
    const last = merged.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, end);
    else merged.push({ from, to: end });
  }
  return merged;
}

/** The days that count, one after the other, after (or before) the day of the event, which itself never counts. */
function createWalk(from: number, step: 1 | -1, pauses: readonly Pause[]) {
  const stops = mergePauses(pauses);
  const pauseAt = (day: number) => stops.find((stop) => stop.from <= day && day <= stop.to);
  let day = from;
  let pausedDays = 0;
  return {
    /** The next day on which the clock runs; null when it stands for good. */
    next(): number | null {
      day += step;
      for (let stop = pauseAt(day); stop; stop = pauseAt(day)) {
        if (stop.to === Number.POSITIVE_INFINITY) return null;
        pausedDays += stop.to - day + 1;
        day = stop.to + 1;
      }
      return day;
    },
    paused: () => pausedDays,
  };
}

/** The calendar days from the event to the end that months or years have without any pause. */
function calendarLength({ count, unit }: Length, from: number, step: 1 | -1): number {
  if (unit !== 'months' && unit !== 'years') return count;
  return Math.abs(addMonths(from, step * count * (unit === 'years' ? 12 : 1)) - from);
}

/** The lengths to count one after the other: an extension in the same unit prolongs, another one follows. */
function segments({ length, extension }: Terms, extended: number): Length[] {
  if (extended === 0 || !extension) return [length];
  if (extension.unit === length.unit) return [{ count: length.count + extended, unit: length.unit }];
  return [length, { count: extended, unit: extension.unit }];
}

/**
 * Counts a period by the Civil Code (articles 201 to 203): the day of the event is left out, months and years end on the
 * corresponding day or the month's last, and a last day that is a rest day gives way to the next working day. Days on
 * which the clock stands are left out as if they were not there. A period ahead of an event is counted back from it and
 * gives way to the working day before, so that nobody is late by it.
 */
export function countDue(terms: Terms, from: number, { pauses = [], extended }: CaseTerms = {}): Counted {
  const granted = extensionOf(terms, extended);
  const step = terms.direction === 'before' ? -1 : 1;
  const walk = createWalk(from, step, pauses);
  const working = terms.length.unit === 'working-days';
  const touched = new Set<number>();
  const base = { kind: working ? ('working' as const) : ('calendar' as const), extended: granted };
  let end = from;
  let days = 0;
  for (const segment of segments(terms, granted)) {
    const wanted = calendarLength(segment, end, step);
    for (let counted = 0; counted < wanted; ) {
      const day = walk.next();
      if (day === null) {
        return {
          ...base,
          due: null,
          dueAt: null,
          days,
          left: wanted - counted,
          ...ended(walk.paused(), null, touched),
        };
      }
      end = day;
      if (segment.unit === 'working-days') touched.add(yearOf(day));
      if (segment.unit !== 'working-days' || isWorkingDay(day)) {
        counted += 1;
        days += 1;
      }
    }
  }
  const last = end;
  if (terms.restDay === 'moves') {
    touched.add(yearOf(end));
    while (!isWorkingDay(end)) {
      const day = walk.next();
      if (day === null)
        return { ...base, due: null, dueAt: null, days, left: 0, ...ended(walk.paused(), last, touched) };
      end = day;
      touched.add(yearOf(end));
    }
  }
  const moved = end === last ? null : last;
  return { ...base, due: end, dueAt: endOfDay(end), days, left: null, ...ended(walk.paused(), moved, touched) };
}

function ended(pausedDays: number, movedFrom: number | null, years: Set<number>) {
  const unannouncedYears = [...years].filter((year) => !isAnnounced(Math.round(Date.UTC(year, 0, 1) / 86_400_000)));
  return { pausedDays, movedFrom, unannouncedYears: unannouncedYears.sort((a, b) => a - b) };
}

/** Counts a period in hours, from an instant. */
export function countHours(terms: Terms, from: Date, { extended }: CaseTerms = {}): Counted {
  const granted = extensionOf(terms, extended);
  const hours = terms.length.count + granted;
  const dueAt = new Date(from.getTime() + (terms.direction === 'before' ? -1 : 1) * hours * 3_600_000);
  return {
    due: dayNumber(dueAt),
    dueAt,
    days: hours,
    kind: 'hours',
    extended: granted,
    left: null,
    ...ended(0, null, new Set()),
  };
}

/** The last instant of a day in China. */
export function endOfDay(day: number): Date {
  return new Date(startOfDay(day + 1).getTime() - 1);
}

/** When a rule's period ends that starts with this instant, for a rule that is a period. */
export function dueOf(rule: Terms, from: Date, terms: CaseTerms = {}): Counted {
  return rule.length.unit === 'hours' ? countHours(rule, from, terms) : countDue(rule, dayNumber(from), terms);
}

/** How long somebody still has, or is late. */
export interface TimeLeft {
  state: 'open' | 'today' | 'late' | 'paused';
  /** Working days after today up to the last day; when late, those since. */
  workingDays: number;
  /** Whole hours to the last instant; when late, those since. */
  hours: number;
}

/** The time left at an instant; while the clock stands, what is still to count once it runs again. */
export function timeLeft(counted: Counted, now: Date): TimeLeft {
  if (counted.dueAt === null) return { state: 'paused', workingDays: counted.left ?? 0, hours: 0 };
  const milliseconds = counted.dueAt.getTime() - now.getTime();
  const hours = Math.floor(Math.abs(milliseconds) / 3_600_000);
  if (milliseconds < 0) return { state: 'late', workingDays: workingDaysBetween(counted.dueAt, now), hours };
  const today = dayNumber(counted.dueAt) === dayNumber(now);
  return { state: today ? 'today' : 'open', workingDays: workingDaysBetween(now, counted.dueAt), hours };
}

/** One day of a strip that shows how a period was counted. */
export interface StripDay {
  day: string;
  /** `rest`: not counted, or given way to; `free`: neither counted nor the end of anything. */
  mark: 'event' | 'counted' | 'rest' | 'paused' | 'due';
  /** How many were counted with this day; null where it was not. */
  number: number | null;
  working: boolean;
  /** A weekend day that is worked, or a weekday that is a holiday. */
  exchanged: boolean;
}

/** The days from the event to the end, with what became of each; null for periods that no strip can show. */
export function stripOf(terms: Terms, from: number, given: CaseTerms, longest = 120): StripDay[] | null {
  const { due } = terms.length.unit === 'hours' ? { due: null } : countDue(terms, from, given);
  if (due === null || Math.abs(due - from) > longest) return null;
  const stops = mergePauses(given.pauses ?? []);
  const granted = extensionOf(terms, given.extended);
  const working = terms.length.unit === 'working-days' && segments(terms, granted).length === 1;
  const { movedFrom } = countDue(terms, from, given);
  const step = due < from ? -1 : 1;
  const days: StripDay[] = [];
  let number = 0;
  for (let day = from; day !== due + step; day += step) {
    const works = isWorkingDay(day);
    const weekend = [0, 6].includes((((day + 4) % 7) + 7) % 7);
    const paused = stops.some((stop) => stop.from <= day && day <= stop.to);
    const past = movedFrom !== null && (step > 0 ? day > movedFrom : day < movedFrom);
    const counts = day !== from && !paused && !past && (working ? works : true);
    if (counts) number += 1;
    days.push({
      day: dayText(day),
      mark: day === due ? 'due' : day === from ? 'event' : paused ? 'paused' : counts ? 'counted' : 'rest',
      number: counts ? number : null,
      working: works,
      exchanged: works === weekend,
    });
  }
  return step > 0 ? days : days.reverse();
}
