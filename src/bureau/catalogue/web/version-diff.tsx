import { Alert } from 'antd';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async } from '../../../web/components/states.tsx';
import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, Diff } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { useCell } from './use-cell.ts';

const tones: Record<string, Tone> = { added: 'good', removed: 'bad', changed: 'attention' };

/** What changed between two versions: counts, and rows side by side. */
export function VersionDiff({ dataset, from, to }: { dataset: DatasetDetail; from: number; to: number }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const cell = useCell();
  const diff = useApi<Diff>(`/datasets/${encodeURIComponent(dataset.id)}/diff`, { from, to });
  return (
    <Async query={diff}>
      {(found) => {
        if (found.added + found.removed + found.changed === 0) {
          return <Alert type="info" showIcon title={words('noDifference')} />;
        }
        const names = new Set(found.sample.flatMap((row) => Object.keys(row.after ?? row.before ?? {})));
        const fields = dataset.fields.filter((field) => names.has(field.name));
        return (
          <div className="stack">
            <p>
              <strong>
                {words('diffSummary', {
                  added: format.number(found.added),
                  removed: format.number(found.removed),
                  changed: format.number(found.changed),
                })}
              </strong>{' '}
              {found.sample.length > 0 ? words('diffSample') : null}
            </p>
            {found.sample.length > 0 ? (
              <DataTable
                label={words('compare')}
                compactCells
                rows={found.sample}
                rowKey={(_, index) => index}
                columns={[
                  {
                    key: 'change',
                    title: words('change'),
                    cell: (row) => <StatusTag tone={tones[row.change] ?? 'plain'}>{words(row.change)}</StatusTag>,
                  },
                  ...fields.map((field) => ({
                    key: field.name,
                    title: text(field.title),
                    cell: (row: Diff['sample'][number]) => {
                      const before = row.before ? cell(row.before[field.name], field.type) : null;
                      const after = row.after ? cell(row.after[field.name], field.type) : null;
                      if (row.change !== 'changed' || before === after) return after ?? before;
                      return (
                        <span>
                          <del className="muted">{before ?? '—'}</del> <ins>{after ?? '—'}</ins>
                        </span>
                      );
                    },
                  })),
                ]}
              />
            ) : null}
          </div>
        );
      }}
    </Async>
  );
}
