import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { ConfirmByName } from '../../../web/components/confirm-by-name.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Compatibility, Standard, StandardDraft } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';
import { standardsMessages } from './messages.ts';
import { StandardEditor } from './standard-editor.tsx';
import type { StandardCheck } from './use-check.ts';
import { standardToYaml } from './yaml-text.ts';

const blank: Standard = {
  id: '',
  title: { zh: '', en: '' },
  fields: [{ name: 'id', title: { zh: '编号', en: 'Id' }, type: 'string', required: true, unique: true }],
};

/** Where proposals and imports leave their text for the editor. */
export const newStandardDraft = 'standard.new';

/** Makes a standard, or the next version of one. */
export default function EditStandardPage() {
  const words = useWords(standardsMessages);
  const { id } = useParams();
  const [search] = useSearchParams();
  const drafted = id !== undefined && search.get('draft') === '1';
  const draft = useApi<StandardDraft>(drafted ? `/standards/${encodeURIComponent(id)}/draft` : null);
  const published = useApi<Standard>(id && !drafted ? `/standards/${encodeURIComponent(id)}` : null);
  if (drafted) {
    return (
      <Async query={draft} title={words('editStandard')}>
        {({ standard, revision }) => (
          <Editor
            key={`${standard.id}.draft.${revision}`}
            name={`standard.${standard.id}.draft.${revision}`}
            initial={standardToYaml({ ...standard, version: undefined })}
            published={standard}
            revision={revision}
          />
        )}
      </Async>
    );
  }
  if (!id) return <Editor name={newStandardDraft} initial={standardToYaml(blank)} />;
  return (
    <Async query={published} title={words('editStandard')}>
      {(standard) => (
        <Editor
          key={`${standard.id}.${standard.version}`}
          name={`standard.${standard.id}.${standard.version}`}
          initial={standardToYaml({ ...standard, version: undefined })}
          published={standard}
        />
      )}
    </Async>
  );
}

function Editor({
  name,
  initial,
  published,
  revision = null,
}: {
  name: string;
  initial: string;
  published?: Standard;
  /** Of the draft that is edited; null where none was opened. */
  revision?: number | null;
}) {
  const words = useWords(standardsMessages);
  const shell = useWords(shellMessages);
  const life = useWords(lifeMessages);
  const text = useText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const client = useQueryClient();
  const { message } = App.useApp();
  const start = useMemo(() => initial, [initial]);
  const draft = useDraft(name, start);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [breaking, setBreaking] = useState<Standard | null>(null);
  const publish = async (standard: Standard, acceptBreaking: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await call<{ standard: Standard; compatibility: Compatibility | null }>('POST', '/standards', {
        body: {
          standard,
          ...(note.trim() ? { note: note.trim() } : {}),
          ...(acceptBreaking ? { acceptBreaking: true } : {}),
        },
      });
      draft.clear(start);
      await client.invalidateQueries();
      message.success(
        answer.compatibility?.verdict === 'identical'
          ? words('unchanged')
          : words('published', { version: answer.standard.version ?? 1 }),
      );
      await navigate(`/console/standards/${encodeURIComponent(standard.id)}`);
    } catch (problem) {
      setError(problem);
      setBreaking(null);
    } finally {
      setBusy(false);
    }
  };
  const saveDraft = async (standard: Standard) => {
    setBusy(true);
    setError(null);
    try {
      const path = `/standards/${encodeURIComponent(standard.id)}`;
      await call('PUT', `${path}/draft`, { body: { standard, revision } });
      draft.clear(start);
      await client.invalidateQueries();
      message.success(life('draftSaved'));
      await navigate(`/console${path}/life`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const submit = (check: StandardCheck | undefined) => {
    if (!check?.standard) return;
    if (check.compatibility?.verdict === 'breaking') setBreaking(check.standard);
    else void publish(check.standard, false);
  };
  return (
    <>
      <PageHead title={published ? `${words('editStandard')} · ${text(published.title)}` : words('newStandard')}>
        {words('editorLead')}
      </PageHead>
      <div className="stack">
        {search.get('origin') === 'proposal' ? (
          <Alert type="info" showIcon title={words('proposal')} description={words('proposalBody')} />
        ) : draft.restored ? (
          <Alert
            type="info"
            showIcon
            title={shell('draftRestored')}
            action={
              <Button size="small" onClick={() => draft.clear(start)}>
                {shell('discardDraft')}
              </Button>
            }
          />
        ) : null}
        {error ? <Problem error={error} /> : null}
        <StandardEditor
          yaml={draft.value}
          fixedId={published !== undefined}
          onChange={draft.set}
          actions={(check, sound) => (
            <>
              <Input
                style={{ maxWidth: '24rem' }}
                placeholder={words('note')}
                aria-label={words('note')}
                maxLength={2000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <Button type="primary" disabled={!sound} loading={busy} onClick={() => submit(check)}>
                {words('publish')}
              </Button>
              <Button
                disabled={!sound}
                loading={busy}
                onClick={() => check?.standard && void saveDraft(check.standard)}
              >
                {life('saveDraft')}
              </Button>
              <Button onClick={() => navigate(-1)}>{shell('cancel')}</Button>
              <span className="muted small">{shell('draftKept')}</span>
            </>
          )}
        />
      </div>
      <ConfirmByName
        open={breaking !== null}
        title={words('publishTitle', { title: text(breaking?.title) })}
        name={breaking?.id ?? ''}
        action={words('publish')}
        busy={busy}
        onClose={() => setBreaking(null)}
        onConfirm={() => breaking && void publish(breaking, true)}
      >
        <p>{words('publishBreaking')}</p>
      </ConfirmByName>
    </>
  );
}
