import type { Tone } from '../../../web/components/status-tag.tsx';
import type { CalendarRow } from '../duty/schema.ts';
import type { Source } from '../schema.ts';

/** How a source stands, worst first, as a list of them is scanned. */
export const standings = ['failed', 'refused', 'late', 'running', 'good', 'never', 'paused'] as const;
export type Standing = (typeof standings)[number];

export const standingTones: Record<Standing, Tone> = {
  failed: 'bad',
  refused: 'bad',
  late: 'attention',
  running: 'active',
  good: 'good',
  never: 'plain',
  paused: 'waiting',
};

/** How a source stands by its last round and by what was last due. */
export function standingOf(
  { paused, lastRound }: Pick<Source, 'paused' | 'lastRound'>,
  row: Pick<CalendarRow, 'periods'> | undefined,
): Standing {
  if (paused) return 'paused';
  const status = lastRound?.status;
  if (status === 'waiting' || status === 'running') return lastRound?.problem ? 'failed' : 'running';
  if (status === 'failed' || status === 'refused') return status;
  const due = row?.periods.findLast(({ state }) => state !== 'expected');
  if (due && ['missed', 'late'].includes(due.state)) return 'late';
  return status === undefined || status === 'cancelled' ? 'never' : 'good';
}
