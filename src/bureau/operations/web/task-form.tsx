import { useQueryClient } from '@tanstack/react-query';
import { App, DatePicker, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../../identity/schema.ts';
import { operationsMessages } from './messages.ts';

interface Values {
  zh: string;
  en: string;
  organisation: string;
  due?: { toISOString(): string };
}

/** Gives a task to an organisation. */
export function TaskForm({ open, onClose }: { open: boolean; onClose(): void }) {
  const words = useWords(operationsMessages);
  const text = useText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const organisations = useApi<{ items: Organisation[] }>(open ? '/organisations' : null);
  const needed = { required: true, message: words('needed') };
  const submit = async (values: Values) => {
    setBusy(true);
    setError(null);
    try {
      await call('POST', '/tasks', {
        body: {
          title: { zh: values.zh.trim(), en: values.en.trim() },
          organisation: values.organisation,
          dueAt: values.due ? values.due.toISOString() : null,
        },
      });
      message.success(words('given'));
      form.resetFields();
      onClose();
      await client.invalidateQueries();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={open}
      title={words('giveTask')}
      okText={words('giveTask')}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {error ? <Problem error={error} /> : null}
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="zh" label={words('titleZh')} rules={[{ ...needed, whitespace: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="en" label={words('titleEn')} rules={[{ ...needed, whitespace: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="organisation" label={words('organisation')} rules={[needed]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(organisations.data?.items ?? []).map((entry) => ({ value: entry.id, label: text(entry.name) }))}
          />
        </Form.Item>
        <Form.Item name="due" label={words('due')}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
