import { useNavigate } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useWords } from '../../../web/words.ts';
import { type ConnectorKind, KindChoice } from './editor/kind-choice.tsx';
import type { Values } from './editor/settings-shape.ts';
import { SourceEditor } from './editor/source-editor.tsx';
import { sourcesMessages } from './messages.ts';

/** A new source: its kind, then its form; what is written is kept as a draft, secrets are not. */
export default function NewSourcePage() {
  const words = useWords(sourcesMessages);
  const navigate = useNavigate();
  const kinds = useApi<{ items: ConnectorKind[] }>('/source-connectors', {}, { staleMilliseconds: 600_000 });
  const draft = useDraft<Values | null>('source', null);
  return (
    <>
      <PageHead title={words('newSource')}>{words('newLead')}</PageHead>
      <Async query={kinds}>
        {({ items }) =>
          draft.value === null ? (
            <KindChoice
              kinds={items}
              onChoose={({ type }) => draft.set({ connector: { type }, schedule: { cadence: 'standard' } })}
            />
          ) : (
            <SourceEditor
              kinds={items}
              declaration={draft.value}
              onOtherKind={() => draft.clear()}
              onChange={draft.set}
              onSaved={({ id }) => {
                draft.clear();
                navigate(`/console/sources/${id}`);
              }}
            />
          )
        }
      </Async>
    </>
  );
}
