import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import { type Column, DataTable } from '../../../web/components/data-table.tsx';
import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { QuarantinedRow } from '../schema.ts';
import type { Mends } from './mends.ts';
import { collectionMessages } from './messages.ts';

const states: Record<string, { word: keyof typeof collectionMessages; tone: Tone }> = {
  open: { word: 'rowOpen', tone: 'attention' },
  mended: { word: 'rowMended', tone: 'active' },
  resubmitted: { word: 'rowResubmitted', tone: 'good' },
  discarded: { word: 'rowDiscarded', tone: 'plain' },
};

/** The rows as a grid: broken cells carry their messages and are edited in place. */
export function QuarantineGrid({
  rows,
  fields,
  mends,
  selected,
  onSelect,
  onMend,
}: {
  rows: QuarantinedRow[];
  fields: { name: string; title: string }[];
  mends: Mends;
  selected: number[];
  onSelect(rows: number[]): void;
  onMend(row: number, field: string, value: string | null): void;
}) {
  const words = useWords(collectionMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const [editing, setEditing] = useState<string | null>(null);
  const editable = (row: QuarantinedRow) => row.status === 'open' || row.status === 'mended';
  const known = new Set(rows.flatMap((row) => Object.keys(row.raw)));
  const shown =
    fields.length > 0
      ? fields.filter((field) => known.has(field.name))
      : [...known].map((name) => ({ name, title: name }));
  // A column with something to mend comes before those that are only context.
  const broken = new Set(rows.flatMap((row) => row.findings.map((finding) => finding.field)));
  const ordered = [...shown].sort((a, b) => Number(broken.has(b.name)) - Number(broken.has(a.name)));
  const choosable = rows.filter(editable).map((row) => row.row);
  const columns: Column<QuarantinedRow>[] = [
    {
      key: 'select',
      title: '',
      head: (
        <Checkbox
          aria-label={words('selectPage')}
          checked={choosable.length > 0 && choosable.every((row) => selected.includes(row))}
          onChange={(event) => onSelect(event.target.checked ? choosable : [])}
        />
      ),
      cell: (row) => (
        <Checkbox
          aria-label={shell('selectRow', { row: row.row })}
          disabled={!editable(row)}
          checked={selected.includes(row.row)}
          onChange={(event) =>
            onSelect(event.target.checked ? [...selected, row.row] : selected.filter((other) => other !== row.row))
          }
        />
      ),
    },
    { key: 'row', title: words('rowNumber'), numeric: true, cell: (row) => format.number(row.row) },
    {
      key: 'status',
      title: words('status'),
      cell: (row) => {
        const state = states[row.status];
        const whole = row.findings.filter((finding) => finding.field === null);
        return (
          <span className="stack" style={{ gap: '0.25rem' }}>
            {state ? <StatusTag tone={state.tone}>{words(state.word)}</StatusTag> : null}
            {whole.map((finding) => (
              <span key={finding.rule} className="cell-message">
                {text(finding.message)}
              </span>
            ))}
            {row.text !== null ? <code title={words('spoiled')}>{row.text.slice(0, 200)}</code> : null}
          </span>
        );
      },
    },
    ...ordered.map(
      (field): Column<QuarantinedRow> => ({
        key: field.name,
        title: field.title,
        className: (row) => {
          const pending = mends[row.row]?.[field.name] !== undefined || row.mended[field.name] !== undefined;
          if (pending) return 'cell-mended';
          return row.findings.some((finding) => finding.field === field.name) ? 'cell-bad' : undefined;
        },
        cell: (row) => {
          const findings = row.findings.filter((finding) => finding.field === field.name);
          const stored = row.mended[field.name];
          const typed = mends[row.row]?.[field.name];
          const raw = row.raw[field.name] ?? null;
          const value = typed !== undefined ? typed : stored !== undefined ? stored : raw;
          const key = `${row.row}|${field.name}`;
          const suggestion = row.suggested[field.name];
          const label = words('editCell', { row: row.row, field: field.title });
          if (editing === key) {
            return (
              <Input
                autoFocus
                size="small"
                style={{ minWidth: '10rem' }}
                aria-label={label}
                defaultValue={value ?? ''}
                onBlur={(event) => {
                  const next = event.target.value;
                  if (next !== (value ?? '')) onMend(row.row, field.name, next === '' ? null : next);
                  setEditing(null);
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.currentTarget.blur();
                  if (event.key === 'Escape') {
                    event.currentTarget.value = value ?? '';
                    setEditing(null);
                  }
                }}
              />
            );
          }
          const content = value === null || value === '' ? <span className="muted">{words('empty')}</span> : value;
          return (
            <span className="stack" style={{ gap: '0.125rem' }}>
              {editable(row) ? (
                <button
                  type="button"
                  className="cell-button"
                  aria-label={`${label}: ${value === null || value === '' ? words('empty') : value}`}
                  title={label}
                  onClick={() => setEditing(key)}
                >
                  {content}
                </button>
              ) : (
                <span>{content}</span>
              )}
              {typed !== undefined || stored !== undefined ? (
                <span className="muted small">{words('was', { value: raw ?? words('empty') })}</span>
              ) : null}
              {typed === undefined && field.name in row.cleaned ? (
                <span className="muted small">
                  {words('cleaned', { value: row.cleaned[field.name] || words('empty') })}
                </span>
              ) : null}
              {findings.map((finding) => (
                <span
                  key={finding.rule}
                  className={
                    typed !== undefined || stored !== undefined || !editable(row) ? 'muted small' : 'cell-message'
                  }
                >
                  {text(finding.message)}
                </span>
              ))}
              {suggestion !== undefined && editable(row) && typed === undefined && stored === undefined ? (
                <Button
                  type="link"
                  size="small"
                  style={{ padding: 0, height: 'auto', alignSelf: 'flex-start' }}
                  onClick={() => onMend(row.row, field.name, suggestion)}
                >
                  {words('useSuggestion', { value: suggestion })}
                </Button>
              ) : null}
            </span>
          );
        },
      }),
    ),
  ];
  return (
    <DataTable
      label={words('quarantine')}
      cards
      rows={rows}
      rowKey={(row) => row.row}
      selected={(row) => selected.includes(row.row)}
      columns={columns}
    />
  );
}
