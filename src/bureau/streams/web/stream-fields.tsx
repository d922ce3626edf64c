import { Form, Input, Radio, Select } from 'antd';
import { DataTable } from '../../../web/components/data-table.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import { Line, type PartProps } from './form-line.tsx';
import { streamsMessages } from './messages.ts';
import { withEntry } from './stream-draft.ts';

type DatasetField = DatasetDetail['fields'][number];

/** What a message looks like, and what of it becomes which field. */
export function StreamFields({ draft, set, fields }: PartProps & { fields: DatasetField[] }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const levels = Math.max(0, ...(draft.topics ?? []).map((topic) => topic.split('/').length));
  return (
    <>
      <Form.Item label={words('payload')}>
        <Radio.Group
          aria-label={words('payload')}
          value={draft.payload}
          options={[
            { value: 'json', label: words('payloadJson') },
            { value: 'csv', label: words('payloadCsv') },
          ]}
          onChange={(event) => set({ payload: event.target.value as 'json' | 'csv', columns: undefined })}
        />
      </Form.Item>
      {draft.payload === 'csv' ? (
        <Line
          label={words('columns')}
          hint={words('columnsHint')}
          value={(draft.columns ?? []).join(', ')}
          onChange={(typed) => set({ columns: typed === '' ? undefined : typed.split(',').map((name) => name.trim()) })}
        />
      ) : null}
      {fields.length > 0 ? (
        <section className="stack">
          <h3>{words('fields')}</h3>
          <p className="muted">{words('fieldsLead')}</p>
          <DataTable
            label={words('fields')}
            cards
            rows={fields}
            rowKey={({ name }) => name}
            columns={[
              {
                key: 'field',
                title: words('field'),
                cell: ({ name, title }) => (
                  <>
                    {text(title)} <span className="mono muted small">{name}</span>
                  </>
                ),
              },
              {
                key: 'place',
                title: words('place'),
                cell: (field) => (
                  <Place
                    field={field}
                    place={draft.fields?.[field.name]}
                    levels={levels}
                    onChange={(place) => set({ fields: withEntry(draft.fields, field.name, place as never) })}
                  />
                ),
              },
            ]}
          />
        </section>
      ) : null}
    </>
  );
}

function Place({
  field,
  place,
  levels,
  onChange,
}: {
  field: DatasetField;
  place: string | undefined;
  levels: number;
  onChange(place: string | null): void;
}) {
  const words = useWords(streamsMessages);
  const text = useText();
  const title = text(field.title);
  const inMessage = place?.startsWith('payload.') ?? false;
  return (
    <div className="row">
      <Select
        aria-label={words('placeOf', { field: title })}
        style={{ minWidth: '14rem' }}
        value={inMessage ? 'payload' : (place ?? '')}
        options={[
          { value: '', label: words('placeSame', { name: field.name }) },
          { value: 'payload', label: words('placePayload') },
          ...Array.from({ length: levels }, (_, index) => ({
            value: `topic.${index + 1}`,
            label: words('placeTopic', { level: index + 1 }),
          })),
          ...(levels > 0 ? [{ value: 'topic', label: words('placeTopicWhole') }] : []),
          { value: 'received', label: words('placeReceived') },
          { value: 'client', label: words('placeClient') },
        ]}
        onChange={(chosen: string) => onChange(chosen === 'payload' ? `payload.${field.name}` : chosen || null)}
      />
      {inMessage ? (
        <Input
          aria-label={words('pathOf', { field: title })}
          className="mono"
          style={{ width: '14rem' }}
          value={place!.slice('payload.'.length)}
          onChange={(event) => onChange(`payload.${event.target.value.trim()}`)}
        />
      ) : null}
    </div>
  );
}
