import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import type { OfferStatus } from '../schema.ts';
import { contributionMessages } from './messages.ts';

const tones: Record<OfferStatus, Tone> = {
  offered: 'waiting',
  returned: 'attention',
  accepted: 'good',
  refused: 'bad',
  withdrawn: 'plain',
};

/** The states of an offer in their order. */
export const offerStatuses = Object.keys(tones) as OfferStatus[];

/** Where an offer stands, as a word. */
export function OfferState({ status }: { status: OfferStatus }) {
  const words = useWords(contributionMessages);
  return <StatusTag tone={tones[status]}>{words(status)}</StatusTag>;
}
