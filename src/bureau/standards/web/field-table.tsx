import type { ReactNode } from 'react';
import { type Column, DataTable } from '../../../web/components/data-table.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useText, useWords } from '../../../web/words.ts';
import { Constraints } from '../../catalogue/web/columns-view.tsx';
import { fieldTypeNames } from '../../catalogue/web/names.ts';
import type { Field, Standard } from '../schema.ts';
import { standardsMessages } from './messages.ts';

/** The fields of a standard; `actions` adds a last column for the editor. */
export function FieldTable({
  standard,
  actions,
}: {
  standard: Standard;
  actions?: (field: Field, index: number) => ReactNode;
}) {
  const words = useWords(standardsMessages);
  const text = useText();
  const columns: Column<Field>[] = [
    {
      key: 'title',
      title: words('fields'),
      cell: (field) => (
        <span>
          {text(field.title)}
          <br />
          <code className="muted">{field.name}</code>
        </span>
      ),
    },
    {
      key: 'type',
      title: words('type'),
      cell: (field) => `${text(fieldTypeNames[field.type]) || field.type}${field.unit ? ` (${field.unit})` : ''}`,
    },
    {
      key: 'constraints',
      title: words('constraints'),
      cell: (field) => <Constraints field={field} dataKey={standard.key ?? []} />,
    },
    {
      key: 'sensitivity',
      title: words('sensitivity'),
      cell: (field) =>
        field.sensitivity === 'sensitive' ? (
          <StatusTag tone="bad">{words('sensitivitySensitive')}</StatusTag>
        ) : field.sensitivity === 'personal' ? (
          <StatusTag tone="attention">{words('sensitivityPersonal')}</StatusTag>
        ) : (
          <span className="muted">{words('sensitivityNone')}</span>
        ),
    },
  ];
  if (actions) columns.push({ key: 'actions', title: '', cell: (field, index) => actions(field, index) });
  return (
    <DataTable
      label={words('fields')}
      cards
      rows={standard.fields}
      rowKey={(field, index) => `${index}-${field.name}`}
      columns={columns}
    />
  );
}
