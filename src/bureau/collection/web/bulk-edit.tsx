import { Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Mend, Run } from '../schema.ts';
import { collectionMessages } from './messages.ts';

type Bulk = NonNullable<Mend['bulk']>;

/** One change of a field in all rows that have a finding. */
export function BulkEdit({
  open,
  field,
  fieldTitle,
  finding,
  onClose,
  onApply,
}: {
  open: boolean;
  field: string;
  fieldTitle: string;
  finding: Run['summary'][number];
  onClose(): void;
  onApply(bulk: Bulk): Promise<void>;
}) {
  const words = useWords(collectionMessages);
  const text = useText();
  const format = useFormat();
  const [kind, setKind] = useState<Bulk['action']['kind']>('set');
  const [value, setValue] = useState('');
  const [find, setFind] = useState('');
  const [replacement, setReplacement] = useState('');
  const [busy, setBusy] = useState(false);
  const action: Bulk['action'] =
    kind === 'set'
      ? { kind, value: value === '' ? null : value }
      : kind === 'replace'
        ? { kind, find, with: replacement }
        : { kind };
  const apply = async () => {
    setBusy(true);
    await onApply({ field, rule: finding.rule, action });
    setBusy(false);
  };
  return (
    <Modal
      open={open}
      title={words('bulkTitle', { field: fieldTitle, rule: text(finding.message) })}
      okText={words('apply')}
      okButtonProps={{ disabled: kind === 'replace' && find === '' }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => void apply()}
    >
      <div className="stack">
        <p>{words('bulkBody', { count: format.number(finding.count) })}</p>
        <Radio.Group
          vertical
          value={kind}
          onChange={(event) => setKind(event.target.value as Bulk['action']['kind'])}
          options={[
            { value: 'set', label: words('bulkSet') },
            { value: 'replace', label: words('bulkReplace') },
            { value: 'suggestion', label: words('bulkSuggestion') },
          ]}
        />
        {kind === 'set' ? (
          <Form layout="vertical" component="div">
            <Form.Item label={words('bulkSet')} extra={words('bulkEmpty')}>
              <Input aria-label={words('bulkSet')} value={value} onChange={(event) => setValue(event.target.value)} />
            </Form.Item>
          </Form>
        ) : kind === 'replace' ? (
          <Form layout="vertical" component="div">
            <Form.Item label={words('bulkFind')}>
              <Input aria-label={words('bulkFind')} value={find} onChange={(event) => setFind(event.target.value)} />
            </Form.Item>
            <Form.Item label={words('bulkWith')}>
              <Input
                aria-label={words('bulkWith')}
                value={replacement}
                onChange={(event) => setReplacement(event.target.value)}
              />
            </Form.Item>
          </Form>
        ) : null}
      </div>
    </Modal>
  );
}
