import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Source } from '../schema.ts';
import { sourcesMessages } from './messages.ts';
import { RoundStatusTag } from './round-status.tsx';

/** All sources that the reader may see, with how each stands. */
export default function SourcesPage() {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { has } = useSession();
  const sources = useApi<{ items: Source[] }>('/sources', {}, { every: 10_000 });
  return (
    <>
      <PageHead
        title={words('sources')}
        actions={
          has('steward', 'administrator') ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/console/sources/new')}>
              {words('add')}
            </Button>
          ) : null
        }
      >
        {words('sourcesLead')}
      </PageHead>
      <Async query={sources}>
        {({ items }) => (
          <DataTable
            label={words('sources')}
            cards
            rows={items}
            rowKey={(source) => source.id}
            empty={<Empty title={words('none')}>{words('noneBody')}</Empty>}
            columns={[
              {
                key: 'source',
                title: words('source'),
                cell: (source) => <Link to={`/console/sources/${source.id}`}>{text(source.title)}</Link>,
              },
              {
                key: 'dataset',
                title: words('dataset'),
                cell: (source) => <Link to={`/datasets/${source.dataset}`}>{source.dataset}</Link>,
              },
              { key: 'connector', title: words('connector'), cell: (source) => text(source.connector.title) },
              {
                key: 'state',
                title: words('state'),
                cell: ({ paused, lastRound }) =>
                  paused ? (
                    <StatusTag tone="waiting">{words('paused')}</StatusTag>
                  ) : lastRound ? (
                    <RoundStatusTag status={lastRound.status} />
                  ) : (
                    words('neverRun')
                  ),
              },
              {
                key: 'last',
                title: words('lastRound'),
                cell: ({ lastRound }) => (lastRound ? format.instant(lastRound.finishedAt ?? lastRound.askedAt) : '–'),
              },
            ]}
          />
        )}
      </Async>
    </>
  );
}
