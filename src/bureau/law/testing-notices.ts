// The State Council's notices on public holidays of 2024, 2025 and 2026, written by hand from the notices for tests: days
// off (weekends among them included), and weekend days worked in exchange.
const spans: [string, string][] = [
  ['2024-01-01', '2024-01-01'],
  ['2024-02-10', '2024-02-17'],
  ['2024-04-04', '2024-04-06'],
  ['2024-05-01', '2024-05-05'],
  ['2024-06-10', '2024-06-10'],
  ['2024-09-15', '2024-09-17'],
  ['2024-10-01', '2024-10-07'],
  ['2025-01-01', '2025-01-01'],
  ['2025-01-28', '2025-02-04'],
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
];

/** Weekend days that are worked in exchange. */
export const workedWeekends = [
  ...['2024-02-04', '2024-02-18', '2024-04-07', '2024-04-28', '2024-05-11', '2024-09-14', '2024-09-29', '2024-10-12'],
  ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
];

const known = { 1: new Map<string, string>(), [-1]: new Map<string, string>() };

function shift(day: string, by: 1 | -1): string {
  const found = known[by].get(day);
  if (found) return found;
  const made = shiftDate(day, by);
  known[by].set(day, made);
  return made;
}

function shiftDate(day: string, by: 1 | -1): string {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  return date.toISOString().slice(0, 10);
}

/** The text of the day after. */
export const nextDay = (day: string): string => shift(day, 1);
/** The text of the day before. */
export const previousDay = (day: string): string => shift(day, -1);

/** Days off by the notices. */
export const holidays: string[] = spans.flatMap(([first, last]) => {
  const days: string[] = [];
  for (let day = first; day <= last; day = nextDay(day)) days.push(day);
  return days;
});

const off = new Set(holidays);
const on = new Set(workedWeekends);

const rests = new Map<string, boolean>();

/** Whether offices rest; outside the three years weekends alone. */
export function restDay(day: string): boolean {
  const found = rests.get(day) ?? looksUp(day);
  rests.set(day, found);
  return found;
}

function looksUp(day: string): boolean {
  if (off.has(day)) return true;
  if (on.has(day)) return false;
  return [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
}
