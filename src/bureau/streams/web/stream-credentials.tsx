import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import type { Credential } from '../schema.ts';
import { streamsMessages } from './messages.ts';
import { SecretOnce } from './secret-once.tsx';

/** Who may sign in to send to a stream: made, shown once, revoked. */
export function StreamCredentials({ id }: { id: string }) {
  const words = useWords(streamsMessages);
  const format = useFormat();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const path = `/streams/${encodeURIComponent(id)}/credentials`;
  const credentials = useApi<{ items: Credential[] }>(path);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      message.error((error as Error).message, 8);
    }
    await client.invalidateQueries();
  };
  const add = () =>
    act(async () => {
      const { secret } = await call<{ secret: string }>('POST', path, { body: { name: name.trim() } });
      setMade({ id, secret });
      setName('');
    });
  const revoke = (credential: Credential) =>
    act(async () => {
      await call('DELETE', path, { query: { name: credential.name } });
      message.success(words('revoked'));
    });
  return (
    <section className="stack">
      <h2>{words('credentials')}</h2>
      <div className="stack">
        <Async query={credentials}>
          {({ items }) => (
            <DataTable
              label={words('credentials')}
              cards
              rows={items}
              rowKey={(credential) => credential.id}
              empty={<p className="muted">{words('noCredentials')}</p>}
              columns={[
                { key: 'name', title: words('credentialName'), cell: (credential) => credential.name },
                {
                  key: 'made',
                  title: words('made'),
                  cell: ({ createdAt }) => <span className="nowrap">{format.instant(createdAt)}</span>,
                },
                {
                  key: 'act',
                  title: '',
                  cell: (credential) => (
                    <Popconfirm
                      title={words('revokeAsk', { name: credential.name })}
                      okText={words('revoke')}
                      okButtonProps={{ danger: true }}
                      onConfirm={() => revoke(credential)}
                    >
                      <Button size="small" danger>
                        {words('revoke')}
                      </Button>
                    </Popconfirm>
                  ),
                },
              ]}
            />
          )}
        </Async>
        <Space wrap>
          <Input
            aria-label={words('credentialName')}
            placeholder={words('credentialHint')}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => name.trim() && add()}
          />
          <Button disabled={name.trim() === ''} onClick={add}>
            {words('addCredential')}
          </Button>
        </Space>
      </div>
      <SecretOnce made={made} onClose={() => setMade(null)} />
    </section>
  );
}
