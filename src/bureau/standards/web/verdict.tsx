import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Compatibility, StandardVersion } from '../schema.ts';
import { standardsMessages } from './messages.ts';

const tones: Record<string, Tone> = { first: 'plain', identical: 'plain', compatible: 'good', breaking: 'bad' };

/** Whether a change breaks anything, as a word. */
export function Verdict({ verdict }: { verdict: StandardVersion['verdict'] }) {
  const words = useWords(standardsMessages);
  return <StatusTag tone={tones[verdict] ?? 'plain'}>{words(verdict)}</StatusTag>;
}

/** The changes of a comparison, the breaking ones first. */
export function ChangeList({ changes }: { changes: Compatibility['changes'] }) {
  const text = useText();
  const words = useWords(standardsMessages);
  const sorted = [...changes].sort((a, b) => Number(b.breaking) - Number(a.breaking));
  return (
    <ul className="plain stack" style={{ gap: '0.375rem' }}>
      {sorted.map((change) => (
        <li key={`${change.field}|${change.message.en}`} className="row" style={{ alignItems: 'flex-start' }}>
          <StatusTag tone={change.breaking ? 'bad' : 'good'}>
            {words(change.breaking ? 'breaking' : 'compatible')}
          </StatusTag>
          <span style={{ flex: 1 }}>
            {change.field ? <code>{change.field}</code> : null} {text(change.message)}
          </span>
        </li>
      ))}
    </ul>
  );
}
