import { useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation, Person } from '../schema.ts';
import { identityMessages } from './messages.ts';
import { roleNames } from './role-names.ts';

interface Values {
  name: string;
  email?: string;
  organisation?: string;
  roles: string[];
}

/** Adds a person, or changes name, organisation and roles of one. */
export function PersonForm({
  person,
  onClose,
  onPassword,
}: {
  person: Person | null;
  onClose(): void;
  onPassword(name: string, password: string): void;
}) {
  const words = useWords(identityMessages);
  const text = useText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const organisations = useApi<{ items: Organisation[] }>('/organisations');
  const needed = { required: true, message: words('fieldNeeded') };
  const submit = async (values: Values) => {
    setBusy(true);
    setError(null);
    try {
      const body = { name: values.name.trim(), organisation: values.organisation ?? null, roles: values.roles };
      if (person) await call('PATCH', `/people/${encodeURIComponent(person.id)}`, { body });
      else {
        const made = await call<{ password: string | null }>('POST', '/people', {
          body: { ...body, email: values.email?.trim() },
        });
        if (made.password) onPassword(body.name, made.password);
      }
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
      title={words(person ? 'editPerson' : 'addPerson')}
      okText={words(person ? 'edit' : 'addPerson')}
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
          person
            ? {
                name: person.name,
                ...(person.organisation ? { organisation: person.organisation.id } : {}),
                roles: person.roles,
              }
            : { roles: ['steward'] }
        }
      >
        <Form.Item name="name" label={words('name')} rules={[{ ...needed, whitespace: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        {person ? null : (
          <Form.Item name="email" label={words('email')} rules={[{ ...needed, type: 'email' }]}>
            <Input type="email" maxLength={254} />
          </Form.Item>
        )}
        <Form.Item name="organisation" label={words('organisation')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={(organisations.data?.items ?? []).map((entry) => ({ value: entry.id, label: text(entry.name) }))}
          />
        </Form.Item>
        <Form.Item name="roles" label={words('roles')} rules={[needed]}>
          <Select
            mode="multiple"
            options={Object.entries(roleNames)
              .filter(([role]) => role !== 'citizen')
              .map(([value, name]) => ({ value, label: text(name) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
