import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import type { StandardDraft } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';

const states = {
  published: ['good', 'statePublished'],
  retired: ['bad', 'stateRetired'],
  draft: ['plain', 'stateDraft'],
  'in-review': ['active', 'stateReview'],
  returned: ['attention', 'stateReturned'],
  approved: ['good', 'stateApproved'],
} as const satisfies Record<StandardDraft['status'] | 'published' | 'retired', [Tone, string]>;

/** Where a standard or its draft stands, as a word. */
export function LifeState({ state }: { state: keyof typeof states }) {
  const words = useWords(lifeMessages);
  const [tone, word] = states[state];
  return <StatusTag tone={tone}>{words(word)}</StatusTag>;
}
