import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../../identity/schema.ts';
import type { Standard } from '../../standards/schema.ts';
import type { DatasetDetail } from '../schema.ts';
import { type DatasetDraft, emptyDraft, toChange, toDraft, toNewDataset } from './dataset-draft.ts';
import { catalogueMessages } from './messages.ts';
import { levelNames, opennessNames, sectorNames, sharingNames } from './names.ts';

/** Makes a dataset, or edits the entry of one. */
export default function DatasetFormPage() {
  const words = useWords(catalogueMessages);
  const { id } = useParams();
  const detail = useApi<DatasetDetail>(id ? `/datasets/${encodeURIComponent(id)}` : null);
  if (!id) return <DatasetForm />;
  return (
    <Async query={detail} title={words('editDataset')}>
      {(dataset) => <DatasetForm key={dataset.revision} dataset={dataset} />}
    </Async>
  );
}

function DatasetForm({ dataset }: { dataset?: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { person } = useSession();
  const [form] = Form.useForm<DatasetDraft>();
  const [initial] = useState(() => (dataset ? toDraft(dataset) : emptyDraft(person?.organisation?.id)));
  const draft = useDraft<DatasetDraft>(dataset ? `dataset.${dataset.id}.${dataset.revision}` : 'dataset.new', initial);
  const organisations = useApi<{ items: Organisation[] }>('/organisations');
  const standards = useApi<{ items: Standard[] }>(dataset ? null : '/standards', { limit: 200 });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const restored = draft.restored;
  useEffect(() => {
    if (restored) message.info(shell('draftRestored'));
  }, [restored, message, shell]);
  const submit = async (values: DatasetDraft) => {
    setBusy(true);
    setError(null);
    try {
      const saved = dataset
        ? await call<{ id: string }>('PATCH', `/datasets/${encodeURIComponent(dataset.id)}`, {
            body: toChange(values, dataset.revision),
          })
        : await call<{ id: string }>('POST', '/datasets', { body: toNewDataset(values) });
      draft.clear();
      await client.invalidateQueries();
      message.success(words('saved'));
      await navigate(`/datasets/${saved?.id ?? dataset?.id ?? values.id}`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const options = (names: Record<string, { zh: string; en: string }>) =>
    Object.entries(names).map(([value, name]) => ({ value, label: text(name) }));
  const needed = { required: true, whitespace: true, message: words('fieldNeeded') };
  return (
    <div style={{ maxWidth: '52rem' }}>
      <PageHead title={words(dataset ? 'editDataset' : 'newDataset')}>
        {dataset ? text(dataset.title) : words('standardHint')}
      </PageHead>
      {error ? <Problem error={error} /> : null}
      <Form
        form={form}
        className="panel"
        layout="vertical"
        initialValues={draft.value}
        onValuesChange={(_, all) => draft.set(all as DatasetDraft)}
        onFinish={submit}
        scrollToFirstError
      >
        {dataset ? null : (
          <>
            <Form.Item
              name="id"
              label={words('identifier')}
              extra={words('identifierRule')}
              rules={[
                {
                  required: true,
                  pattern: /^[a-z][a-z0-9-]{0,39}(\.[a-z][a-z0-9-]{0,39}){1,4}$/,
                  message: words('identifierNeeded'),
                },
              ]}
            >
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item name="standard" label={words('standard')} extra={words('standardHint')}>
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                options={(standards.data?.items ?? []).map((standard) => ({
                  value: standard.id,
                  label: `${text(standard.title)} · ${standard.id}`,
                }))}
              />
            </Form.Item>
          </>
        )}
        <div className="split" style={{ gap: '0 1.5rem' }}>
          <Form.Item name="titleZh" label={words('titleZh')} rules={[needed]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="titleEn" label={words('titleEn')} rules={[needed]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="descriptionZh" label={words('descriptionZh')}>
            <Input.TextArea rows={3} maxLength={4000} />
          </Form.Item>
          <Form.Item name="descriptionEn" label={words('descriptionEn')}>
            <Input.TextArea rows={3} maxLength={4000} />
          </Form.Item>
          <Form.Item name="owner" label={words('owner')} rules={[needed]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={(organisations.data?.items ?? []).map((entry) => ({ value: entry.id, label: text(entry.name) }))}
            />
          </Form.Item>
          <Form.Item name="sector" label={words('sector')}>
            <Select allowClear options={options(sectorNames)} />
          </Form.Item>
          <Form.Item name="sharing" label={words('sharing')} rules={[needed]}>
            <Select options={options(sharingNames)} />
          </Form.Item>
          <Form.Item name="openness" label={words('openness')} rules={[needed]}>
            <Select options={options(opennessNames)} />
          </Form.Item>
        </div>
        <Form.Item noStyle shouldUpdate={(before, after) => before.sharing !== after.sharing}>
          {() =>
            form.getFieldValue('sharing') === 'not-shared' ? (
              <Form.Item
                name="sharingReason"
                label={words('sharingReason')}
                rules={[{ required: true, whitespace: true, message: words('reasonNeeded') }]}
              >
                <Input maxLength={500} />
              </Form.Item>
            ) : null
          }
        </Form.Item>
        <div className="split" style={{ gap: '0 1.5rem' }}>
          <Form.Item name="level" label={words('level')} rules={[needed]}>
            <Select options={options(levelNames)} />
          </Form.Item>
          <Form.Item name="keywords" label={words('keywords')} extra={words('keywordsHint')}>
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、']} />
          </Form.Item>
        </div>
        <div className="row">
          <Button type="primary" htmlType="submit" loading={busy}>
            {shell('save')}
          </Button>
          <Button onClick={() => navigate(-1)}>{shell('cancel')}</Button>
          {restored ? (
            <Button
              type="link"
              onClick={() => {
                draft.clear(initial);
                form.setFieldsValue(initial);
              }}
            >
              {shell('discardDraft')}
            </Button>
          ) : null}
        </div>
      </Form>
    </div>
  );
}
