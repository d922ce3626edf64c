import { Form, InputNumber, Select } from 'antd';
import { DataTable } from '../../../web/components/data-table.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Inspection, Reading } from '../schema.ts';
import { collectionMessages } from './messages.ts';

/** Names of the encodings, as people know them. */
export const encodings = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030 (GBK)',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
};

/** What was seen in the file, each part correctable, with a sample that follows the corrections. */
export function ReadingPanel({
  inspection,
  busy,
  onChange,
}: {
  inspection: Inspection;
  busy: boolean;
  onChange(reading: Partial<Reading>): void;
}) {
  const words = useWords(collectionMessages);
  const text = useText();
  const { reading } = inspection;
  // The columns belong to the target; a corrected reading finds them anew.
  const set = (part: Partial<Reading>) => {
    const { columns: _, ...rest } = reading;
    onChange({ ...rest, ...part });
  };
  const delimited = reading.format === 'csv';
  const delimiters = [
    { value: ',', label: `${words('comma')} ,` },
    { value: '\t', label: words('tab') },
    { value: ';', label: `${words('semicolon')} ;` },
    { value: '|', label: `${words('pipe')} |` },
  ];
  if (reading.delimiter && !delimiters.some((entry) => entry.value === reading.delimiter)) {
    delimiters.push({ value: reading.delimiter, label: reading.delimiter });
  }
  return (
    <div className="stack">
      <Form layout="vertical" component="div" className="reading-form">
        <Form.Item label={words('format')}>
          <span className="mono">{reading.format.toUpperCase()}</span>
        </Form.Item>
        {delimited || reading.format === 'ndjson' || reading.format === 'json' ? (
          <Form.Item label={words('encoding')}>
            <Select
              aria-label={words('encoding')}
              disabled={busy}
              value={reading.encoding ?? 'utf-8'}
              options={Object.entries(encodings).map(([value, label]) => ({ value, label }))}
              onChange={(encoding: NonNullable<Reading['encoding']>) => set({ encoding })}
            />
          </Form.Item>
        ) : null}
        {delimited ? (
          <Form.Item label={words('delimiter')}>
            <Select
              aria-label={words('delimiter')}
              disabled={busy}
              value={reading.delimiter ?? ','}
              options={delimiters}
              onChange={(delimiter: string) => set({ delimiter })}
            />
          </Form.Item>
        ) : null}
        {inspection.choices.length > 1 || reading.sheet || reading.entry ? (
          <Form.Item label={words(reading.format === 'xlsx' && reading.sheet !== undefined ? 'sheet' : 'entry')}>
            <Select
              aria-label={words(reading.format === 'xlsx' && reading.sheet !== undefined ? 'sheet' : 'entry')}
              disabled={busy}
              value={reading.sheet ?? reading.entry ?? inspection.choices[0] ?? ''}
              options={inspection.choices.map((choice) => ({ value: choice, label: choice }))}
              onChange={(choice: string) => set(reading.sheet !== undefined ? { sheet: choice } : { entry: choice })}
            />
          </Form.Item>
        ) : null}
        {delimited || reading.format === 'xlsx' ? (
          <Form.Item label={words('headerRow')} extra={words('headerNone')}>
            <InputNumber
              aria-label={words('headerRow')}
              min={0}
              max={1000}
              disabled={busy}
              value={reading.headerRow ?? 1}
              onChange={(headerRow) => headerRow !== null && set({ headerRow })}
            />
          </Form.Item>
        ) : null}
      </Form>
      {inspection.findings.length > 0 ? (
        <div className="state">
          <h3>{words('fileFindings')}</h3>
          <ul className="plain">
            {inspection.findings.map((finding) => (
              <li key={`${finding.rule}|${finding.row}|${finding.message.en}`}>{text(finding.message)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <h3>{words('preview')}</h3>
      <DataTable
        label={words('previewLabel', { file: inspection.source.name })}
        compactCells
        loading={busy}
        rows={inspection.sample.slice(0, 20)}
        rowKey={(_, index) => index}
        columns={inspection.columns.map((column, index) => ({
          key: `${index}-${column}`,
          title: column || '—',
          cell: (row: (string | null)[]) => row[index] ?? null,
        }))}
      />
    </div>
  );
}
