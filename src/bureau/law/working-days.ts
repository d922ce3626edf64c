// The package's functions depend on the zone of the machine that loads them; its table does not.
import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' };

/** The whole of mainland China keeps UTC+8 all year. */
const zoneMilliseconds = 8 * 3_600_000;
const dayMilliseconds = 86_400_000;

const holidays = new Set(Object.keys(notices.holidays).map(dayOfText));
const workedWeekends = new Set(Object.keys(notices.workdays).map(dayOfText));

/** Days since 1970 of the calendar day that an instant falls on in China. */
export function dayNumber(instant: Date): number {
  return Math.floor((instant.getTime() + zoneMilliseconds) / dayMilliseconds);
}

/** `2026-11-24` of a day number. */
export function dayText(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}

/** Day number of `2026-11-24`. */
export function dayOfText(text: string): number {
  return Math.round(Date.parse(`${text}T00:00:00Z`) / dayMilliseconds);
}

/** Whether a text is a day of the calendar, as `2026-11-24`; `2026-02-30` is none. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayOfText(text) : Number.NaN;
  return Number.isFinite(day) && dayText(day) === text;
}

/** The first instant of a day in China. */
export function startOfDay(day: number): Date {
  return new Date(day * dayMilliseconds - zoneMilliseconds);
}

/**
 * True on days on which offices in mainland China work: Mondays to Fridays without public holidays, and the weekend days
 * that the State Council's yearly notice makes working days. In years whose notice is not known, Mondays to Fridays.
 */
export function isWorkingDay(day: number): boolean {
  if (holidays.has(day)) return false;
  const weekday = (((day + 4) % 7) + 7) % 7;
  return (weekday !== 0 && weekday !== 6) || workedWeekends.has(day);
}

/** The day itself when it is a working day, else the next one. */
export function workingDayFrom(day: number): number {
  let found = day;
  while (!isWorkingDay(found)) found += 1;
  return found;
}

/** Working days after the first instant's day, up to and with the second's. */
export function workingDaysBetween(from: Date, to: Date): number {
  const last = dayNumber(to);
  let count = 0;
  for (let day = dayNumber(from) + 1; day <= last; day += 1) if (isWorkingDay(day)) count += 1;
  return count;
}

/** Whether the notice on public holidays of this day's year is in the table; without it only weekends are known. */
export function isAnnounced(day: number): boolean {
  // A holiday of every year by law, so it is in the table once the year's notice is.
  return holidays.has(dayOfText(`${dayText(day).slice(0, 4)}-10-01`));
}
