import { Alert, Select } from 'antd';
import { DataTable } from '../../../web/components/data-table.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { Inspection } from '../schema.ts';
import { collectionMessages } from './messages.ts';

/** Which column goes to which field: matched by the server, changed by the steward. */
export function MappingTable({
  inspection,
  dataset,
  mapping,
  onChange,
}: {
  inspection: Inspection;
  dataset: DatasetDetail;
  mapping: (string | null)[];
  onChange(mapping: (string | null)[]): void;
}) {
  const words = useWords(collectionMessages);
  const text = useText();
  const taken = new Set(mapping.filter(Boolean));
  const missing = dataset.fields.filter(
    (field) => (field.required || dataset.key.includes(field.name)) && !taken.has(field.name),
  );
  const rows = inspection.columns.map((column, index) => ({ column, index }));
  return (
    <div className="stack">
      <div>
        <h3>{words('mapping')}</h3>
        <p className="muted small">{words('mappingBody')}</p>
      </div>
      {missing.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={words('missingRequired', { fields: missing.map((field) => field.title) })}
        />
      ) : null}
      <DataTable
        label={words('mapping')}
        rows={rows}
        rowKey={(row) => row.index}
        columns={[
          { key: 'column', title: words('column'), cell: (row) => row.column || '—' },
          {
            key: 'sample',
            title: words('sample'),
            cell: (row) => <span className="muted">{inspection.sample[0]?.[row.index]?.slice(0, 40)}</span>,
          },
          {
            key: 'field',
            title: words('field'),
            cell: (row) => (
              <Select
                size="small"
                style={{ width: '14rem', maxWidth: '100%' }}
                aria-label={`${words('field')} ${row.column}`}
                showSearch={{ optionFilterProp: 'label' }}
                value={mapping[row.index] ?? ''}
                options={[
                  { value: '', label: words('leaveOut') },
                  ...dataset.fields.map((field) => ({
                    value: field.name,
                    label: `${text(field.title)} · ${field.name}`,
                    disabled: taken.has(field.name) && mapping[row.index] !== field.name,
                  })),
                ]}
                onChange={(field: string) =>
                  onChange(mapping.map((before, index) => (index === row.index ? field || null : before)))
                }
              />
            ),
          },
        ]}
      />
    </div>
  );
}
