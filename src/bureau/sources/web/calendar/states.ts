import type { Tone } from '../../../../web/components/status-tag.tsx';
import type { DutyState } from '../../duty/schema.ts';
import type { calendarMessages } from './messages.ts';

/** Word, mark and tone of each state; the mark tells them apart without colour. Worst last. */
export const stateLooks: Record<DutyState, { word: keyof typeof calendarMessages; mark: string; tone: Tone }> = {
  good: { word: 'good', mark: '✓', tone: 'good' },
  expected: { word: 'expected', mark: '○', tone: 'waiting' },
  'left-out': { word: 'leftOut', mark: '–', tone: 'attention' },
  late: { word: 'late', mark: '△', tone: 'attention' },
  findings: { word: 'findings', mark: '!', tone: 'attention' },
  refused: { word: 'refused', mark: '⊘', tone: 'bad' },
  failed: { word: 'failed', mark: '✕', tone: 'bad' },
  missed: { word: 'missed', mark: '?', tone: 'bad' },
};

const order = Object.keys(stateLooks) as DutyState[];

/** The worst of some states. */
export function worst(states: DutyState[]): DutyState {
  return states.reduce((found, state) => (order.indexOf(state) > order.indexOf(found) ? state : found), 'good');
}
