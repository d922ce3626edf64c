import { Button, Input, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Source } from '../schema.ts';
import { sourcesMessages } from './messages.ts';
import type { Act } from './use-act.ts';

/** The secrets of a source by name: each is set, replaced or removed, and never shown. */
export function SourceSecrets({ source, act }: { source: Source; act: Act }) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const [values, setValues] = useState<Record<string, string>>({});
  const path = (name: string) => `/sources/${source.id}/secrets/${name}`;
  if (source.secrets.length === 0) return null;
  return (
    <section className="stack">
      <h2>{words('secrets')}</h2>
      <p className="muted">{words('secretsLead')}</p>
      {source.secrets.map(({ name, title, set, setAt }) => (
        <div key={name} className="source-field">
          <label htmlFor={`secret-${name}`}>
            {text(title)}{' '}
            <span className="muted small">{set ? words('setAt', { at: format.instant(setAt) }) : words('notSet')}</span>
          </label>
          <Space wrap>
            <Input.Password
              id={`secret-${name}`}
              placeholder={words('newValue')}
              autoComplete="new-password"
              value={values[name] ?? ''}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
            />
            <Button
              disabled={!values[name]}
              onClick={() =>
                act(
                  async () => {
                    await call('PUT', path(name), { body: { value: values[name] } });
                    setValues({ ...values, [name]: '' });
                  },
                  words('secretSaved', { name: text(title) }),
                )
              }
            >
              {words(set ? 'replaceSecret' : 'save')}
            </Button>
            {set ? (
              <Popconfirm
                title={words('removeSecretAsk', { name: text(title) })}
                okText={words('removeSecret')}
                cancelText={words('keep')}
                onConfirm={() => act(() => call('DELETE', path(name)), words('secretRemoved', { name: text(title) }))}
              >
                <Button>{words('removeSecret')}</Button>
              </Popconfirm>
            ) : null}
          </Space>
        </div>
      ))}
    </section>
  );
}
