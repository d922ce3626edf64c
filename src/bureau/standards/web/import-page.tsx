import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Standard } from '../schema.ts';
import { standardsMessages } from './messages.ts';
import { leaveDraft } from './propose-page.tsx';
import type { StandardFinding } from './use-check.ts';

const formats = [
  { value: 'yaml', label: 'YAML' },
  { value: 'table-schema', label: 'Frictionless Table Schema' },
  { value: 'json-schema', label: 'JSON Schema' },
];

/** Reads a standard written elsewhere and brings it to the editor. */
export default function ImportPage() {
  const words = useWords(standardsMessages);
  const text = useText();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ id: string; format: string }>();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [findings, setFindings] = useState<StandardFinding[]>([]);
  const choose = async (next: File | null) => {
    setFile(next);
    if (!next) return;
    const content = await next.text();
    const format = /\.ya?ml$/i.test(next.name)
      ? 'yaml'
      : content.includes('"$schema"') && content.includes('json-schema')
        ? 'json-schema'
        : /"properties"\s*:/.test(content)
          ? 'json-schema'
          : 'table-schema';
    form.setFieldsValue({ format });
    const id = /^id:\s*(\S+)/m.exec(content)?.[1];
    if (format === 'yaml' && id) form.setFieldsValue({ id });
  };
  const submit = async (values: { id: string; format: string }) => {
    if (!file) return;
    setBusy(true);
    setError(null);
    setFindings([]);
    try {
      const read = await call<{ standard: Standard | null; findings: StandardFinding[] }>(
        'POST',
        '/standards/imports',
        {
          body: { id: values.id.trim(), format: values.format, text: await file.text() },
        },
      );
      if (read.standard) {
        leaveDraft(read.standard);
        await navigate('/console/standards/new?origin=import');
      } else setFindings(read.findings);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const needed = { required: true, message: words('fieldNeeded') };
  return (
    <div style={{ maxWidth: '40rem' }}>
      <PageHead title={words('import')}>{words('importLead')}</PageHead>
      {error ? <Problem error={error} /> : null}
      {findings.length > 0 ? (
        <div className="state problem" role="alert">
          <h3>{words('unsound', { count: findings.length })}</h3>
          {findings.map((finding) => (
            <p key={`${finding.row}|${finding.field}|${finding.message.en}`}>{text(finding.message)}</p>
          ))}
        </div>
      ) : null}
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ format: 'table-schema' }}>
        <Form.Item label={words('chooseFile')}>
          <DropFile file={file} onFile={(next) => void choose(next)} accept=".json,.yaml,.yml" />
        </Form.Item>
        <Form.Item name="format" label={words('fileFormat')} rules={[needed]}>
          <Select options={formats} />
        </Form.Item>
        <Form.Item name="id" label={words('identifier')} extra={words('idRule')} rules={[needed]}>
          <Input />
        </Form.Item>
        <Button type="primary" htmlType="submit" disabled={!file} loading={busy}>
          {words('importAction')}
        </Button>
      </Form>
    </div>
  );
}
