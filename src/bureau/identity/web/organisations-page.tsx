import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Problem } from '../../../web/components/states.tsx';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../schema.ts';
import { identityMessages } from './messages.ts';

/** Departments and companies; each dataset belongs to one. */
export default function OrganisationsPage() {
  const words = useWords(identityMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const [edited, setEdited] = useState<Organisation | 'new' | null>(null);
  const list = useApi<{ items: Organisation[] }>('/organisations');
  return (
    <>
      <PageHead
        title={words('organisations')}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {words('addOrganisation')}
          </Button>
        }
      >
        {words('organisationsLead')}
      </PageHead>
      <Async query={list}>
        {({ items }) => (
          <>
            <DataTable
              label={words('organisations')}
              cards
              rows={items}
              rowKey={(entry) => entry.id}
              empty={<Empty title={words('noOrganisations')}>{words('noOrganisationsBody')}</Empty>}
              columns={[
                { key: 'name', title: words('organisation'), cell: (entry) => <strong>{text(entry.name)}</strong> },
                { key: 'id', title: words('identifier'), cell: (entry) => <code>{entry.id}</code> },
                { key: 'region', title: words('region'), cell: (entry) => entry.region },
                { key: 'code', title: words('creditCode'), cell: (entry) => entry.creditCode },
                {
                  key: 'parent',
                  title: words('parent'),
                  cell: (entry) => text(items.find((other) => other.id === entry.parent)?.name) || entry.parent,
                },
                {
                  key: 'actions',
                  title: shell('actions'),
                  cell: (entry) => (
                    <Button size="small" onClick={() => setEdited(entry)}>
                      {words('edit')}
                    </Button>
                  ),
                },
              ]}
            />
            {edited ? (
              <OrganisationForm
                organisation={edited === 'new' ? null : edited}
                others={items}
                onClose={() => setEdited(null)}
              />
            ) : null}
          </>
        )}
      </Async>
    </>
  );
}

interface Values {
  id?: string;
  zh: string;
  en: string;
  region?: string;
  creditCode?: string;
  parent?: string;
}

function OrganisationForm({
  organisation,
  others,
  onClose,
}: {
  organisation: Organisation | null;
  others: Organisation[];
  onClose(): void;
}) {
  const words = useWords(identityMessages);
  const text = useText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const needed = { required: true, whitespace: true, message: words('fieldNeeded') };
  const submit = async (values: Values) => {
    setBusy(true);
    setError(null);
    const body = {
      name: { zh: values.zh.trim(), en: values.en.trim() },
      region: values.region?.trim() || null,
      creditCode: values.creditCode?.trim() || null,
      parent: values.parent ?? null,
    };
    try {
      if (organisation) await call('PATCH', `/organisations/${encodeURIComponent(organisation.id)}`, { body });
      else await call('POST', '/organisations', { body: { ...body, ...(values.id ? { id: values.id.trim() } : {}) } });
      message.success(words('saved'));
      await client.invalidateQueries();
      onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={words(organisation ? 'editOrganisation' : 'addOrganisation')}
      okText={words(organisation ? 'edit' : 'addOrganisation')}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {error ? <Problem error={error} /> : null}
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={
          organisation
            ? {
                zh: organisation.name.zh,
                en: organisation.name.en,
                region: organisation.region ?? '',
                creditCode: organisation.creditCode ?? '',
                ...(organisation.parent ? { parent: organisation.parent } : {}),
              }
            : {}
        }
      >
        {organisation ? null : (
          <Form.Item
            name="id"
            label={words('identifier')}
            extra={words('identifierRule')}
            rules={[{ pattern: /^[a-z][a-z0-9_-]{1,63}$/, message: words('identifierRule') }]}
          >
            <Input />
          </Form.Item>
        )}
        <Form.Item name="zh" label={words('nameZh')} rules={[needed]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="en" label={words('nameEn')} rules={[needed]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="region"
          label={words('region')}
          extra={words('regionRule')}
          rules={[{ pattern: /^\d{6}$/, message: words('regionRule') }]}
        >
          <Input maxLength={6} inputMode="numeric" />
        </Form.Item>
        <Form.Item
          name="creditCode"
          label={words('creditCode')}
          extra={words('creditCodeRule')}
          rules={[{ pattern: /^[0-9A-Z]{18}$/, message: words('creditCodeRule') }]}
        >
          <Input maxLength={18} />
        </Form.Item>
        <Form.Item name="parent" label={words('parent')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={others
              .filter((entry) => entry.id !== organisation?.id)
              .map((entry) => ({ value: entry.id, label: text(entry.name) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
