import { Alert, App, Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';
import { draftOf, type StreamDraft, wholeOf, yamlOf } from './stream-draft.ts';
import { StreamForm } from './stream-form.tsx';

/** The declaration of a stream, as a form or as YAML; the secret of a new one is handed on. */
export function StreamEditor({
  declared,
  known,
  passwordKept,
  onSaved,
}: {
  declared: StreamDraft;
  known: boolean;
  /** Whether it has a password for another broker. */
  passwordKept: boolean;
  onSaved(saved: { stream: Stream; secret: string | null }): void;
}) {
  const words = useWords(streamsMessages);
  const { message } = App.useApp();
  const [draft, setDraft] = useState(declared);
  /** The YAML while it is written; null while the form is filled in. */
  const [yaml, setYaml] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const read = yaml === null ? draft : draftOf(yaml);
  const show = (kind: 'form' | 'yaml') => {
    if (kind === 'yaml') return setYaml(yamlOf(draft));
    if (!read) return;
    setDraft(read);
    setYaml(null);
  };
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = yaml === null ? { declaration: wholeOf(draft) } : { yaml };
      const saved = await call<{ stream: Stream; secret: string | null }>('POST', '/streams', { body });
      const problem = saved.stream.declaration.broker ? await keepPassword(saved.stream.id, password) : null;
      if (problem) message.warning(words('brokerPasswordNotSaved', { problem }), 10);
      setPassword('');
      onSaved(saved);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const isSamePlace =
    draft.broker?.url === declared.broker?.url && draft.broker?.username === declared.broker?.username;
  const whole =
    yaml !== null || (draft.id !== '' && draft.dataset !== '' && draft.title.zh !== '' && draft.title.en !== '');
  return (
    <div className="stack">
      <div>
        <Segmented<'form' | 'yaml'>
          value={yaml === null ? 'form' : 'yaml'}
          options={[
            { value: 'form', label: words('asForm') },
            { value: 'yaml', label: words('asYaml') },
          ]}
          onChange={show}
        />
      </div>
      {yaml === null ? (
        <StreamForm
          draft={draft}
          known={known}
          password={{ value: password, kept: passwordKept && isSamePlace, onChange: setPassword }}
          onChange={setDraft}
        />
      ) : (
        <>
          {read ? null : <Alert type="warning" showIcon title={words('yamlWrong')} />}
          <Input.TextArea
            aria-label={words('yaml')}
            className="mono"
            autoSize={{ minRows: 12, maxRows: 40 }}
            spellCheck={false}
            value={yaml}
            onChange={(event) => setYaml(event.target.value)}
          />
        </>
      )}
      {error ? <Problem error={error} /> : null}
      <div>
        <Button type="primary" disabled={!whole} loading={busy} onClick={save}>
          {words('save')}
        </Button>
      </div>
    </div>
  );
}

/** Seals the password that was typed; tells why it could not be kept. */
async function keepPassword(id: string, value: string): Promise<string | null> {
  if (value === '') return null;
  try {
    await call('PUT', `/streams/${encodeURIComponent(id)}/broker-password`, { body: { value } });
    return null;
  } catch (cause) {
    return (cause as Error).message;
  }
}
