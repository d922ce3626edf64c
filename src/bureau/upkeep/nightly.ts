const dayMilliseconds = 24 * 3_600_000;
/** The whole country keeps UTC+8 all year. */
const zoneMilliseconds = 8 * 3_600_000;

/** The next instant after `now` at which a clock in China shows this time (`03:30`). */
export function nextNight(time: string, now: Date): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const midnight = Math.floor((now.getTime() + zoneMilliseconds) / dayMilliseconds) * dayMilliseconds;
  const today = midnight - zoneMilliseconds + (hours * 60 + minutes) * 60_000;
  return new Date(today > now.getTime() ? today : today + dayMilliseconds);
}
