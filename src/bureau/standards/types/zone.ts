import type { DateParts } from './date-format.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** True for a zone that the runtime knows, as `Asia/Shanghai`. */
export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** Minutes that the zone is ahead of UTC at this local time. */
export function zoneOffsetMinutes(local: DateParts, zone: string): number {
  const asUtc = new Date(0);
  asUtc.setUTCFullYear(local.year, local.month - 1, local.day);
  asUtc.setUTCHours(local.hour, local.minute, local.second);
  // The offset at the local time read as UTC is right save within a day of a change; the second look settles that.
  const first = offsetAt(asUtc.getTime(), zone);
  return offsetAt(asUtc.getTime() - first * 60_000, zone);
}

function offsetAt(instant: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(instant)) parts[type] = value;
  const shown = new Date(0);
  shown.setUTCFullYear(Number(parts['year']), Number(parts['month']) - 1, Number(parts['day']));
  shown.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  return (shown.getTime() - Math.floor(instant / 1000) * 1000) / 60_000;
}
