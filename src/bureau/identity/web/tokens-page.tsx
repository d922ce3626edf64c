import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Copyable } from '../../../web/components/copyable.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Problem } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Token } from '../schema.ts';
import { identityMessages } from './messages.ts';
import { scopeNames } from './scope-names.ts';

/** One's own API tokens: made, seen once, revoked. */
export default function TokensPage() {
  const words = useWords(identityMessages);
  const text = useText();
  const shell = useWords(shellMessages);
  const format = useFormat();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const tokens = useApi<{ items: Token[] }>('/tokens');
  const revoke = (token: Token) =>
    modal.confirm({
      title: words('revokeTitle', { name: token.name }),
      content: words('revokeBody'),
      okText: words('revoke'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await call('DELETE', `/tokens/${encodeURIComponent(token.id)}`);
          message.success(words('revoked'));
          await client.invalidateQueries();
        } catch (error) {
          message.error((error as Error).message);
        }
      },
    });
  return (
    <>
      <PageHead
        title={words('tokens')}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {words('addToken')}
          </Button>
        }
      >
        {words('tokensLead')}
      </PageHead>
      <Async query={tokens}>
        {({ items }) => (
          <DataTable
            label={words('tokens')}
            cards
            rows={items}
            rowKey={(token) => token.id}
            empty={<Empty title={words('noTokens')}>{words('noTokensBody')}</Empty>}
            columns={[
              { key: 'name', title: words('tokenName'), cell: (token) => <strong>{token.name}</strong> },
              {
                key: 'scopes',
                title: words('scopes'),
                cell: (token) => token.scopes.map((scope) => text(scopeNames[scope]) || scope).join(' · '),
              },
              { key: 'created', title: words('createdAt'), cell: (token) => format.instant(token.createdAt) },
              { key: 'expires', title: words('expires'), cell: (token) => format.instant(token.expiresAt) },
              {
                key: 'used',
                title: words('lastUsed'),
                cell: (token) => (token.lastUsedAt ? format.instant(token.lastUsedAt) : words('neverUsed')),
              },
              {
                key: 'actions',
                title: shell('actions'),
                cell: (token) => (
                  <Button size="small" danger onClick={() => revoke(token)}>
                    {words('revoke')}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Async>
      <TokenForm open={making} onClose={() => setMaking(false)} onMade={setSecret} />
      <Modal
        open={secret !== null}
        title={words('newToken')}
        onCancel={() => setSecret(null)}
        footer={<Button onClick={() => setSecret(null)}>{shell('close')}</Button>}
      >
        <div className="stack">
          <p>{words('newTokenBody')}</p>
          <Copyable label={words('newToken')} code={secret ?? ''} />
        </div>
      </Modal>
    </>
  );
}

function TokenForm({ open, onClose, onMade }: { open: boolean; onClose(): void; onMade(secret: string): void }) {
  const words = useWords(identityMessages);
  const text = useText();
  const client = useQueryClient();
  const [form] = Form.useForm<{ name: string; scopes: string[]; days: number }>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (values: { name: string; scopes: string[]; days: number }) => {
    setBusy(true);
    setError(null);
    try {
      const made = await call<{ secret: string }>('POST', '/tokens', {
        body: { ...values, scopes: values.scopes.includes('*') ? ['*'] : values.scopes },
      });
      form.resetFields();
      onClose();
      onMade(made.secret);
      await client.invalidateQueries();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const needed = { required: true, message: words('fieldNeeded') };
  return (
    <Modal
      open={open}
      title={words('addToken')}
      okText={words('addToken')}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {error ? <Problem error={error} /> : null}
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ scopes: ['datasets:read'], days: 90 }}>
        <Form.Item name="name" label={words('tokenName')} rules={[{ ...needed, whitespace: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="scopes" label={words('scopes')} rules={[needed]}>
          <Select
            mode="multiple"
            options={Object.entries(scopeNames).map(([value, name]) => ({ value, label: text(name) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={words('validFor')} rules={[needed]}>
          <Select options={[7, 30, 90, 180, 366].map((days) => ({ value: days, label: words('days', { days }) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
