import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import type { RunStatus } from '../schema.ts';
import { collectionMessages } from './messages.ts';

const states: Record<string, { word: keyof typeof collectionMessages; tone: Tone }> = {
  waiting: { word: 'waiting', tone: 'waiting' },
  running: { word: 'running', tone: 'active' },
  done: { word: 'done', tone: 'good' },
  refused: { word: 'refused', tone: 'bad' },
  failed: { word: 'failed', tone: 'bad' },
  cancelled: { word: 'cancelledState', tone: 'plain' },
  unchanged: { word: 'unchanged', tone: 'plain' },
};

/** Words of a run's states, in the order in which a filter offers them. */
export const runStates = states;

/** The state of a run as icon and word. */
export function RunStatusTag({ status }: { status: RunStatus }) {
  const words = useWords(collectionMessages);
  const state = states[status as string];
  return state ? <StatusTag tone={state.tone}>{words(state.word)}</StatusTag> : null;
}
