import { useNavigate, useParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Source } from '../schema.ts';
import { fromYaml } from './editor/draft.ts';
import type { ConnectorKind } from './editor/kind-choice.tsx';
import { SourceEditor } from './editor/source-editor.tsx';
import { sourcesMessages } from './messages.ts';

/** Changes the declaration of a source. */
export default function EditSourcePage() {
  const { id = '' } = useParams();
  const words = useWords(sourcesMessages);
  const text = useText();
  const navigate = useNavigate();
  const kinds = useApi<{ items: ConnectorKind[] }>('/source-connectors', {}, { staleMilliseconds: 600_000 });
  const source = useApi<Source>(`/sources/${id}`);
  return (
    <Async query={source} title={words('edit')}>
      {(shown) => (
        <>
          <PageHead title={words('editOf', { title: text(shown.title) })}>{words('editLead')}</PageHead>
          <Async query={kinds}>
            {({ items }) => (
              <SourceEditor
                kinds={items}
                declaration={fromYaml(shown.yaml) ?? shown.declaration}
                source={shown}
                onSaved={() => navigate(`/console/sources/${id}`)}
              />
            )}
          </Async>
        </>
      )}
    </Async>
  );
}
