import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';

/** The rule whose failure opened a task, with what it found; nothing of other tasks. */
export function RuleOfTask({ task }: { task: string }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const { data } = useApi<{ items: RuleState[] }>('/quality/rules', { task });
  const [state] = data?.items ?? [];
  if (!state) return null;
  return (
    <>
      <dt>{words('ofRule')}</dt>
      <dd>
        <Link to={`/console/quality/rules/${encodeURIComponent(state.rule.id)}`}>{text(state.rule.title)}</Link>
      </dd>
    </>
  );
}
