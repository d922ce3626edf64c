import { useApi } from '../../../../web/client/use-api.ts';
import { dayNumber, startOfDay } from '../../../law/schema.ts';
import { type Calendar, type CalendarRow, type DueList, type DutyState, lateOrMissed } from '../../duty/schema.ts';

/** The due instant of a collection that calls for attention. */
export type LateOrMissed = Pick<DueList['items'][number], 'collection' | 'title' | 'dueAt'> & { state: DutyState };

const every = 30_000;
const states = lateOrMissed.join(',');

/** Where the calendar shows collections that were late or missed. */
export const lateOrMissedHref = `/console/calendar?state=${states}`;

/** The collections of this reader that are missing, and those that were late or missed today. */
export function useLateOrMissed(shown: boolean) {
  const due = useApi<DueList>(shown ? '/sources/due' : null, {}, { every });
  const from = startOfDay(dayNumber(new Date())).toISOString();
  const today = useApi<Calendar>(shown ? '/sources/calendar' : null, { from, state: states }, { every });
  return { query: due.data ? today : due, items: lateOrMissedOf(due.data?.items ?? [], today.data?.items ?? []) };
}

/** One due instant of each collection: the one that nothing made good yet, else the last of today; what is missing first. */
export function lateOrMissedOf(
  due: DueList['items'],
  today: Pick<CalendarRow, 'id' | 'title' | 'periods'>[],
): LateOrMissed[] {
  const found = new Map<string, LateOrMissed>();
  for (const { id: collection, title, periods } of today) {
    const period = periods.findLast(({ state }) => lateOrMissed.includes(state));
    if (period) found.set(collection, { collection, title, dueAt: period.dueAt, state: period.state });
  }
  for (const { collection, title, dueAt, state } of due)
    if (state !== 'coming' && lateOrMissed.includes(state)) found.set(collection, { collection, title, dueAt, state });
  const rank = ({ state }: LateOrMissed) => (state === 'late' ? 1 : 0);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.dueAt.localeCompare(a.dueAt));
}
