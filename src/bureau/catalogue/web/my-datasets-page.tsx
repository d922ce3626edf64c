import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { SearchResult } from '../schema.ts';
import { DatasetSearchBox } from './dataset-search-box.tsx';
import { catalogueMessages } from './messages.ts';
import { levelNames, opennessNames, statusNames, statusTones } from './names.ts';

const size = 50;

/** The datasets of the person's organisation; of all of them for one without an organisation. */
export default function MyDatasetsPage() {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { person, has } = useSession();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const owner = person?.organisation?.id;
  const paging = usePaging(q);
  const result = useApi<SearchResult>('/datasets', { owner, q, limit: size, cursor: paging.cursor }, { keep: true });
  const mayMake = has('steward', 'administrator');
  return (
    <>
      <PageHead
        title={words('mine')}
        actions={
          mayMake ? (
            <>
              <Button onClick={() => navigate('/console/collect')}>{words('collect')}</Button>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/console/datasets/new')}>
                {words('newDataset')}
              </Button>
            </>
          ) : null
        }
      >
        {words('mineLead')}
      </PageHead>
      <div className="stack">
        <DatasetSearchBox value={q} onSearch={(next) => setSearch(next ? { q: next } : {})} />
        <Async query={result}>
          {(page) => (
            <>
              <DataTable
                label={words('mine')}
                cards
                loading={result.isFetching}
                rows={page.items}
                rowKey={(dataset) => dataset.id}
                empty={
                  <Empty title={words(q ? 'noResult' : 'noMine')}>{words(q ? 'noResultBody' : 'noMineBody')}</Empty>
                }
                columns={[
                  {
                    key: 'title',
                    title: words('datasetTitle'),
                    cell: (dataset) => (
                      <span>
                        <Link to={`/datasets/${dataset.id}`}>{text(dataset.title)}</Link>
                        <br />
                        <code className="muted">{dataset.id}</code>
                      </span>
                    ),
                  },
                  {
                    key: 'status',
                    title: words('status'),
                    cell: (dataset) => (
                      <StatusTag tone={statusTones[dataset.status] ?? 'plain'}>
                        {text(statusNames[dataset.status])}
                      </StatusTag>
                    ),
                  },
                  {
                    key: 'openness',
                    title: words('openness'),
                    cell: (dataset) => text(opennessNames[dataset.openness]),
                  },
                  { key: 'level', title: words('level'), cell: (dataset) => text(levelNames[dataset.level as string]) },
                  {
                    key: 'rows',
                    title: words('rows'),
                    numeric: true,
                    cell: (dataset) => (dataset.rows === null ? null : format.number(dataset.rows)),
                  },
                  {
                    key: 'version',
                    title: words('version'),
                    numeric: true,
                    cell: (dataset) => (dataset.version === null ? null : format.number(dataset.version)),
                  },
                  {
                    key: 'quality',
                    title: words('quality'),
                    numeric: true,
                    cell: (dataset) => (dataset.quality === null ? null : format.number(dataset.quality * 100, 1)),
                  },
                  {
                    key: 'updated',
                    title: words('updated'),
                    cell: (dataset) => <span className="nowrap">{format.instant(dataset.updatedAt)}</span>,
                  },
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
