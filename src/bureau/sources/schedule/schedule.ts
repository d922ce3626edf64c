import { Cron } from 'croner';
import type { Text } from '../../../kernel/index.ts';
import { dayNumber, isWorkingDay, startOfDay, workingDayFrom } from '../../law/index.ts';
import type { FullSchedule, Schedule } from './schema.ts';

const dayMilliseconds = 86_400_000;
const defaultTimezone = 'Asia/Shanghai';

/**
 * What a cadence asks for when nothing more is said: collected in the small hours of its first day, and in time until
 * the grace ends. `realtime` data come as streams or are asked for often; `irregular` ones are expected at no time.
 */
const cadenceTimes: Record<string, Pick<FullSchedule, 'cron' | 'graceMinutes'>> = {
  realtime: { cron: '*/5 * * * *', graceMinutes: 10 },
  hourly: { cron: '5 * * * *', graceMinutes: 40 },
  daily: { cron: '0 2 * * *', graceMinutes: 6 * 60 },
  weekly: { cron: '0 2 * * 1', graceMinutes: 24 * 60 },
  monthly: { cron: '0 2 1 * *', graceMinutes: 3 * 24 * 60 },
  quarterly: { cron: '0 2 1 1,4,7,10 *', graceMinutes: 10 * 24 * 60 },
  yearly: { cron: '0 2 1 1 *', graceMinutes: 30 * 24 * 60 },
};
/** A cron line without a cadence is in time for so long. */
const defaultGraceMinutes = 60;

function cronOf({ cron, timezone }: Pick<FullSchedule, 'cron' | 'timezone'>): Cron {
  return new Cron(cron, { timezone, mode: '5-part', paused: true });
}

/** What is wrong with a schedule, in words; null when it can be kept. */
export function scheduleProblem(schedule: Schedule): Text | null {
  const { cron, cadence, timezone = defaultTimezone, restDays, calendar } = schedule;
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return {
      zh: `没有时区“${timezone}”，请写如 Asia/Shanghai`,
      en: `there is no time zone “${timezone}”: write one as Asia/Shanghai`,
    };
  }
  if (cron !== undefined && cadence !== undefined) {
    return { zh: 'cron 与 cadence 只能写一项', en: 'give a cron line or a cadence, not both' };
  }
  if (restDays !== undefined && calendar === undefined) {
    return { zh: 'restDays 须与 calendar: working-days 同用', en: 'restDays goes with calendar: working-days' };
  }
  if (cron === undefined) return null;
  try {
    if (cronOf({ cron, timezone }).nextRun() !== null) return null;
  } catch {
    return {
      zh: `cron“${cron}”不对：须为五段（分 时 日 月 周），如 30 3 * * *`,
      en: `the cron line “${cron}” is wrong: five fields (minute, hour, day, month, weekday), as 30 3 * * *`,
    };
  }
  return { zh: `cron“${cron}”没有任何一天符合`, en: `no day ever fits the cron line “${cron}”` };
}

/** The whole schedule of a source whose dataset has this cadence; null when nothing says when. */
export function fullSchedule(schedule: Schedule | undefined, cadence: string | null): FullSchedule | null {
  const asked = schedule?.cadence;
  const word = asked === undefined || asked === 'standard' ? cadence : asked;
  const times = cadenceTimes[word ?? ''];
  const cron = schedule?.cron ?? times?.cron;
  if (cron === undefined) return null;
  return {
    cron,
    timezone: schedule?.timezone ?? defaultTimezone,
    restDays: schedule?.calendar === undefined ? null : (schedule.restDays ?? 'skip'),
    // Data wanted oftener than their cadence need not come in sooner than their cadence says.
    graceMinutes: schedule?.graceMinutes ?? (schedule?.cron ? defaultGraceMinutes : times!.graceMinutes),
    catchUp: schedule?.catchUp ?? 'latest',
  };
}

/** The instant itself on a working day, else the same time on the next one. */
function moved(instant: Date): Date {
  const day = dayNumber(instant);
  return new Date(instant.getTime() + (workingDayFrom(day) - day) * dayMilliseconds);
}

/** The end of the last working day before the instant's day: what was due since then may have been moved. */
function restBegan(instant: Date): Date {
  let day = dayNumber(instant) - 1;
  while (!isWorkingDay(day)) day -= 1;
  const past = dayNumber(instant) - day;
  return new Date(instant.getTime() - past * dayMilliseconds);
}

/** The first instant after another at which a schedule wants a collection; null when there is none any more. */
export function nextDue(schedule: FullSchedule, after: Date): Date | null {
  const cron = cronOf(schedule);
  if (schedule.restDays === null) return cron.nextRun(after);
  if (schedule.restDays === 'skip') {
    let found = cron.nextRun(after);
    // Over all that remains of the rest at once: a cron line may want every minute of it.
    while (found && !isWorkingDay(dayNumber(found))) found = cron.nextRun(before(workingDayFrom(dayNumber(found))));
    return found;
  }
  // Moved instants need not come in the order of their own: Saturday's evening lands after Sunday's morning.
  let best: Date | null = null;
  let own = cron.nextRun(restBegan(after));
  while (own && (best === null || own < best)) {
    const target = moved(own);
    const dayEnd = before(dayNumber(own) + 1);
    if (target > after) {
      if (best === null || target < best) best = target;
      // Later ones of the same day are moved as far, and stay later.
      own = cron.nextRun(dayEnd);
    } else {
      const missing = new Date(own.getTime() + after.getTime() - target.getTime());
      own = cron.nextRun(missing < dayEnd ? missing : dayEnd);
    }
  }
  return best;
}

/** The last second before a day begins: what a cron line wants after it may be at its very beginning. */
function before(day: number): Date {
  return new Date(startOfDay(day).getTime() - 1000);
}

/** All instants after one and up to another, oldest first; the last `most` of them. */
export function dueBetween(schedule: FullSchedule, after: Date, until: Date, most: number): Date[] {
  let from = after;
  // Years may lie between: begin where the last ones can be found.
  const near = cronOf(schedule).previousRuns(schedule.restDays === null ? most : most * 3, until);
  const oldest = near.at(-1);
  if (oldest && oldest > from && near.length >= most) from = new Date(oldest.getTime() - 1);
  const found: Date[] = [];
  for (let due = nextDue(schedule, from); due && due <= until; due = nextDue(schedule, due)) found.push(due);
  return found.slice(-most);
}
