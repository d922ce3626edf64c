import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useRef } from 'react';
import { Link } from 'react-router';
import { type ApiError, call } from '../../../web/client/call.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Empty, Loading, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useWords } from '../../../web/words.ts';
import type { QueryReply } from '../schema.ts';
import { catalogueMessages } from './messages.ts';

const example = 'select district, count(*) as stops\nfrom "transit.stops"\ngroup by district\norder by stops desc';
const numeric = /INT|DECIMAL|DOUBLE|FLOAT/i;

/** One SELECT over the datasets that the person may read; each is read through its governed view. */
export default function QueryPage() {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const format = useFormat();
  const draft = useDraft('query', example);
  const abort = useRef<AbortController | null>(null);
  const query = useMutation<QueryReply, ApiError>({
    mutationFn: () => {
      abort.current = new AbortController();
      return call<QueryReply>('POST', '/queries', {
        body: { sql: draft.value, limit: 1000 },
        signal: abort.current.signal,
      });
    },
  });
  const run = () => {
    if (draft.value.trim() !== '' && !query.isPending) query.mutate();
  };
  const stopped = query.error?.name === 'AbortError';
  return (
    <>
      <PageHead title={words('query')}>{words('queryLead')}</PageHead>
      <div className="stack">
        <Input.TextArea
          className="mono code-area"
          aria-label={words('queryText')}
          spellCheck={false}
          autoSize={{ minRows: 5, maxRows: 20 }}
          value={draft.value}
          onChange={(event) => draft.set(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
          }}
        />
        <div className="row">
          <Button type="primary" loading={query.isPending} onClick={run}>
            {words('queryRun')}
          </Button>
          {query.isPending ? <Button onClick={() => abort.current?.abort()}>{shell('cancel')}</Button> : null}
          <span className="muted small">{words('queryKeys')}</span>
        </div>
        {query.error && !stopped ? <Problem error={query.error} /> : null}
        {query.isPending ? <Loading rows={6} /> : null}
        {query.data && !query.isPending ? (
          <>
            <DataTable
              label={words('queryResult')}
              compactCells
              rows={query.data.rows}
              rowKey={(_, index) => index}
              empty={<Empty title={words('noRecords')}>{words('noRecordsBody')}</Empty>}
              columns={query.data.columns.map((column, index) => ({
                key: `${index}-${column.name}`,
                title: column.name,
                numeric: numeric.test(column.type),
                cell: (row: unknown[]) => {
                  const value = row[index];
                  if (value === null || value === undefined) return null;
                  if (numeric.test(column.type) && Number.isFinite(Number(value))) return format.number(Number(value));
                  return typeof value === 'object' ? JSON.stringify(value) : String(value);
                },
              }))}
            />
            <p className="muted small">
              {words(query.data.truncated ? 'queryTruncated' : 'queryRows', {
                count: format.number(query.data.rows.length),
              })}{' '}
              {query.data.datasets.map((entry) => (
                <Link key={entry.dataset} to={`/datasets/${entry.dataset}`} style={{ marginRight: '0.75rem' }}>
                  {entry.dataset} {shell('versionNumber', { version: entry.version })}
                </Link>
              ))}
            </p>
          </>
        ) : null}
      </div>
    </>
  );
}
