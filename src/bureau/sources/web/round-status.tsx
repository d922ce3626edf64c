import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import type { RoundStatus } from '../schema.ts';
import { sourcesMessages } from './messages.ts';

const tones: Record<RoundStatus, Tone> = {
  waiting: 'waiting',
  running: 'active',
  done: 'good',
  unchanged: 'good',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'plain',
};

/** How a round stands, as icon and word. */
export function RoundStatusTag({ status }: { status: RoundStatus }) {
  const words = useWords(sourcesMessages);
  return <StatusTag tone={tones[status]}>{words(status)}</StatusTag>;
}
