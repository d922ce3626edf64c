import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';

const tones = { running: 'good', paused: 'waiting', stopped: 'plain', removing: 'attention' } as const;

/** How a stream stands, in a word. */
export function StreamState({ stream: { state, live } }: { stream: Stream }) {
  const words = useWords(streamsMessages);
  return live?.heldBack && state === 'running' ? (
    <StatusTag tone="attention">{words('held')}</StatusTag>
  ) : (
    <StatusTag tone={tones[state]}>{words(state)}</StatusTag>
  );
}
