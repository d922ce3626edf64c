import { CloudUploadOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import { useDatasetTitles } from '../../catalogue/web/use-titles.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { Run } from '../schema.ts';
import { collectionMessages } from './messages.ts';
import { RunStatusTag, runStates } from './run-status.tsx';

const size = 50;

/** Runs, newest first; asked anew while one of them goes on. */
export default function RunsPage() {
  const words = useWords(collectionMessages);
  const format = useFormat();
  const navigate = useNavigate();
  const { has } = useSession();
  const { name } = usePersonNames();
  const [search, setSearch] = useSearchParams();
  const status = search.get('status') ?? '';
  const dataset = search.get('dataset') ?? undefined;
  const paging = usePaging(search.toString());
  const runs = useApi<{ items: Run[]; next: string | null; total?: number }>(
    '/runs',
    { status, dataset, limit: size, cursor: paging.cursor },
    {
      keep: true,
      every: (page) =>
        page?.items.some((run) => run.status === 'running' || run.status === 'waiting') ? 1500 : 15_000,
    },
  );
  const titleOf = useDatasetTitles((runs.data?.items ?? []).map((run) => run.dataset));
  return (
    <>
      <PageHead
        title={words('runs')}
        actions={
          has('steward', 'administrator') ? (
            <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => navigate('/console/collect')}>
              {words('collect')}
            </Button>
          ) : null
        }
      >
        {words('runsLead')}
      </PageHead>
      <div className="stack">
        <Select
          style={{ width: '12rem' }}
          aria-label={words('status')}
          value={status}
          onChange={(next: string) => setSearch(next ? { status: next } : {})}
          options={[
            { value: '', label: words('any') },
            ...Object.entries(runStates).map(([value, state]) => ({ value, label: words(state.word) })),
          ]}
        />
        <Async query={runs}>
          {(page) => (
            <>
              <DataTable
                label={words('runs')}
                cards
                rows={page.items}
                rowKey={(run) => run.id}
                empty={<Empty title={words('noRuns')}>{words('noRunsBody')}</Empty>}
                columns={[
                  {
                    key: 'source',
                    title: words('source'),
                    cell: (run) => <Link to={`/console/runs/${run.id}`}>{run.source.name}</Link>,
                  },
                  {
                    key: 'dataset',
                    title: words('dataset'),
                    cell: (run) => <Link to={`/datasets/${run.dataset}`}>{titleOf(run.dataset)}</Link>,
                  },
                  { key: 'status', title: words('status'), cell: (run) => <RunStatusTag status={run.status} /> },
                  { key: 'rows', title: words('rows'), numeric: true, cell: (run) => format.number(run.rows) },
                  {
                    key: 'accepted',
                    title: words('accepted'),
                    numeric: true,
                    cell: (run) => format.number(run.accepted),
                  },
                  {
                    key: 'quarantined',
                    title: words('quarantined'),
                    numeric: true,
                    cell: (run) =>
                      run.quarantined > 0 ? (
                        <Link to={`/console/runs/${run.id}/quarantine`}>{format.number(run.quarantined)}</Link>
                      ) : (
                        format.number(0)
                      ),
                  },
                  { key: 'open', title: words('open'), numeric: true, cell: (run) => format.number(run.open) },
                  {
                    key: 'started',
                    title: words('startedAt'),
                    cell: (run) => <span className="nowrap">{format.instant(run.startedAt)}</span>,
                  },
                  { key: 'by', title: words('startedBy'), cell: (run) => name(run.startedBy) },
                ]}
              />
              <Pager paging={paging} next={page.next} shown={page.items.length} size={size} total={page.total} />
            </>
          )}
        </Async>
      </div>
    </>
  );
}
