import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useWords } from '../../../web/words.ts';
import { lawMessages } from './messages.ts';

/** Whether the article's own words were read. */
export function VerifiedTag({ verified }: { verified: boolean }) {
  const words = useWords(lawMessages);
  return <StatusTag tone={verified ? 'good' : 'attention'}>{words(verified ? 'verified' : 'unverified')}</StatusTag>;
}
