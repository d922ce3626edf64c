import { PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames } from '../../identity/web/use-names.ts';
import type { StandardSummary } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';
import { LifeState } from './life-state.tsx';
import { standardsMessages } from './messages.ts';

const size = 50;
/** Who may write standards; the server decides anew for each. */
export const writers = ['steward', 'officer', 'administrator'];

/** The standards, newest change first. */
export default function StandardsPage() {
  const words = useWords(standardsMessages);
  const life = useWords(lifeMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const organisation = useOrganisationNames();
  const { has } = useSession();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const paging = usePaging(q);
  const list = useApi<{ items: StandardSummary[]; next: string | null; total?: number }>(
    '/standards',
    { q, limit: size, cursor: paging.cursor },
    { keep: true },
  );
  return (
    <>
      <PageHead
        title={words('standards')}
        actions={
          has(...writers) ? (
            <>
              <Button onClick={() => navigate('/console/standards/drafts')}>{life('drafts')}</Button>
              <Button onClick={() => navigate('/console/standards/library')}>{life('library')}</Button>
              <Button onClick={() => navigate('/console/standards/import')}>{words('import')}</Button>
              <Button onClick={() => navigate('/console/standards/propose')}>{words('propose')}</Button>
              <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/console/standards/new')}>
                {words('newStandard')}
              </Button>
            </>
          ) : null
        }
      >
        {words('lead')}
      </PageHead>
      <div className="stack">
        <Input.Search
          allowClear
          data-search=""
          style={{ maxWidth: '24rem' }}
          defaultValue={q}
          placeholder={words('search')}
          aria-label={words('search')}
          onSearch={(value) => setSearch(value.trim() ? { q: value.trim() } : {})}
        />
        <Async query={list}>
          {(page) => (
            <>
              <DataTable
                label={words('standards')}
                cards
                rows={page.items}
                rowKey={(item) => item.id}
                empty={<Empty title={words('none')}>{words('noneBody')}</Empty>}
                columns={[
                  {
                    key: 'title',
                    title: words('title'),
                    cell: (item) => <Link to={`/console/standards/${item.id}`}>{text(item.title)}</Link>,
                  },
                  { key: 'id', title: words('identifier'), cell: (item) => <code>{item.id}</code> },
                  { key: 'owner', title: words('owner'), cell: (item) => organisation(item.owner) },
                  { key: 'state', title: life('state'), cell: (item) => <LifeState state={item.status} /> },
                  {
                    key: 'reviewed',
                    title: life('reviewed'),
                    cell: (item) => life(item.reviewed ? 'reviewed' : 'unreviewed'),
                  },
                  {
                    key: 'version',
                    title: words('version'),
                    numeric: true,
                    cell: (item) => format.number(item.version),
                  },
                  {
                    key: 'fields',
                    title: words('fieldCount'),
                    numeric: true,
                    cell: (item) => format.number(item.fields),
                  },
                  {
                    key: 'updated',
                    title: words('updated'),
                    cell: (item) => <span className="nowrap">{format.instant(item.updatedAt)}</span>,
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
