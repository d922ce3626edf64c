import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import { cadenceNames } from '../../catalogue/web/names.ts';
import type { CodeList, Field, Standard } from '../schema.ts';
import { FieldForm } from './field-form.tsx';
import { FieldTable } from './field-table.tsx';
import { standardsMessages } from './messages.ts';

const systems = ['WGS-84', 'GCJ-02', 'BD-09', 'CGCS2000'] as const;

/** A standard as a form: the head, and the fields with their order. */
export function StandardForm({
  standard,
  fixedId,
  onChange,
}: {
  standard: Standard;
  fixedId: boolean;
  onChange(standard: Standard): void;
}) {
  const words = useWords(standardsMessages);
  const text = useText();
  const [edited, setEdited] = useState<number | null>(null);
  const codeLists = useApi<{ items: CodeList[] }>('/code-lists', {}, { staleMilliseconds: 600_000 });
  const set = (part: Partial<Standard>) => {
    const next = { ...standard, ...part };
    for (const [key, value] of Object.entries(next)) if (value === undefined) delete next[key as keyof Standard];
    onChange(next);
  };
  const setField = (index: number, field: Field) =>
    set({ fields: standard.fields.map((other, place) => (place === index ? field : other)) });
  const move = (index: number, by: number) => {
    const fields = [...standard.fields];
    const [taken] = fields.splice(index, 1);
    if (taken) fields.splice(index + by, 0, taken);
    set({ fields });
  };
  const add = () => {
    set({ fields: [...standard.fields, { name: '', title: { zh: '', en: '' }, type: 'string' }] });
    setEdited(standard.fields.length);
  };
  const field = edited === null ? undefined : standard.fields[edited];
  return (
    <>
      <Form layout="vertical" component="div">
        <div className="split" style={{ gap: '0 1rem' }}>
          <Form.Item label={words('identifier')} extra={fixedId ? undefined : words('idRule')}>
            <Input
              aria-label={words('identifier')}
              disabled={fixedId}
              value={standard.id}
              onChange={(event) => set({ id: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={words('key')}>
            <Select
              mode="multiple"
              aria-label={words('key')}
              value={standard.key ?? []}
              options={standard.fields
                .filter((entry) => entry.name)
                .map((entry) => ({ value: entry.name, label: text(entry.title) || entry.name }))}
              onChange={(key: string[]) => set({ key: key.length > 0 ? key : undefined })}
            />
          </Form.Item>
          <Form.Item label={words('titleZh')}>
            <Input
              aria-label={words('titleZh')}
              value={standard.title?.zh ?? ''}
              onChange={(event) => set({ title: { zh: event.target.value, en: standard.title?.en ?? '' } })}
            />
          </Form.Item>
          <Form.Item label={words('titleEn')}>
            <Input
              aria-label={words('titleEn')}
              value={standard.title?.en ?? ''}
              onChange={(event) => set({ title: { zh: standard.title?.zh ?? '', en: event.target.value } })}
            />
          </Form.Item>
          <Form.Item label={words('cadence')}>
            <Select
              allowClear
              aria-label={words('cadence')}
              {...(standard.cadence ? { value: standard.cadence } : {})}
              options={Object.entries(cadenceNames).map(([value, name]) => ({ value, label: text(name) }))}
              onChange={(cadence: Standard['cadence']) => set({ cadence })}
            />
          </Form.Item>
          <Form.Item label={words('coordinates')}>
            <Select
              allowClear
              aria-label={words('coordinates')}
              {...(standard.coordinates ? { value: standard.coordinates } : {})}
              options={systems.map((value) => ({ value, label: value }))}
              onChange={(coordinates: Standard['coordinates']) => set({ coordinates })}
            />
          </Form.Item>
          <Form.Item label={words('refuseAbove')}>
            <InputNumber
              aria-label={words('refuseAbove')}
              min={0}
              max={100}
              suffix="%"
              style={{ width: '8rem' }}
              value={Math.round((standard.refuseAbove ?? 0.5) * 100)}
              onChange={(percent) => set({ refuseAbove: percent === null ? undefined : percent / 100 })}
            />
          </Form.Item>
        </div>
      </Form>
      <div className="row between" style={{ marginBottom: '0.5rem' }}>
        <h2>{words('fields')}</h2>
        <Button size="small" icon={<PlusOutlined />} onClick={add}>
          {words('addField')}
        </Button>
      </div>
      <FieldTable
        standard={standard}
        actions={(entry, index) => (
          <span className="row nowrap" style={{ gap: 0, flexWrap: 'nowrap' }}>
            <Button
              type="text"
              size="small"
              icon={<EditOutlined />}
              aria-label={words('editField', { name: text(entry.title) || entry.name })}
              onClick={() => setEdited(index)}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowUpOutlined />}
              disabled={index === 0}
              aria-label={`${words('moveUp')} ${entry.name}`}
              onClick={() => move(index, -1)}
            />
            <Button
              type="text"
              size="small"
              icon={<ArrowDownOutlined />}
              disabled={index === standard.fields.length - 1}
              aria-label={`${words('moveDown')} ${entry.name}`}
              onClick={() => move(index, 1)}
            />
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              disabled={standard.fields.length === 1}
              aria-label={`${words('removeField')} ${entry.name}`}
              onClick={() => set({ fields: standard.fields.filter((_, place) => place !== index) })}
            />
          </span>
        )}
      />
      {field && edited !== null ? (
        <FieldForm
          field={field}
          codeLists={codeLists.data?.items ?? []}
          onChange={(next) => setField(edited, next)}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </>
  );
}
