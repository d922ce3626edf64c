import { Alert, Button } from 'antd';
import { Link } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';
import { StreamFindings } from './stream-findings.tsx';
import { StreamState } from './stream-state.tsx';

/** The streams as they run, with what their senders should mend; asked anew every two seconds. */
export default function StreamsPage() {
  const words = useWords(streamsMessages);
  const text = useText();
  const { has } = useSession();
  const streams = useApi<{ items: Stream[] }>('/streams', {}, { every: () => 2000 });
  return (
    <>
      <PageHead
        title={words('streams')}
        actions={
          has('steward', 'administrator') ? (
            <Link to="/console/streams/new">
              <Button type="primary" tabIndex={-1}>
                {words('newStream')}
              </Button>
            </Link>
          ) : null
        }
      >
        {words('lead')}
      </PageHead>
      <Async query={streams}>
        {({ items }) => (
          <div className="stack-large">
            {items.map(({ id, title, live }) =>
              live?.problem ? (
                <Alert key={id} type="error" showIcon title={text(title)} description={text(live.problem)} />
              ) : null,
            )}
            <StreamTable items={items} />
            {items.length > 0 ? <StreamFindings items={items} named /> : null}
          </div>
        )}
      </Async>
    </>
  );
}

function StreamTable({ items }: { items: Stream[] }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const format = useFormat();
  return (
    <DataTable
      label={words('streams')}
      cards
      rows={items}
      rowKey={({ id }) => id}
      empty={<Empty title={words('none')}>{words('noneBody')}</Empty>}
      columns={[
        {
          key: 'stream',
          title: words('stream'),
          cell: ({ id, title }) => <Link to={`/console/streams/${encodeURIComponent(id)}`}>{text(title)}</Link>,
        },
        {
          key: 'dataset',
          title: words('dataset'),
          cell: ({ dataset }) => <Link to={`/datasets/${encodeURIComponent(dataset)}`}>{dataset}</Link>,
        },
        { key: 'state', title: words('state'), cell: (stream) => <StreamState stream={stream} /> },
        { key: 'rate', title: words('rate'), numeric: true, cell: ({ live }) => format.number(live?.perSecond ?? 0) },
        {
          key: 'clients',
          title: words('clients'),
          numeric: true,
          cell: ({ live }) => format.number(live?.clients ?? 0),
        },
        {
          key: 'waiting',
          title: words('waiting'),
          numeric: true,
          cell: ({ live }) => format.bytes(live?.lagBytes ?? 0),
        },
        { key: 'accepted', title: words('accepted'), numeric: true, cell: ({ accepted }) => format.number(accepted) },
        {
          key: 'quarantined',
          title: words('quarantined'),
          numeric: true,
          cell: ({ quarantined, dataset }) =>
            quarantined > 0 ? (
              <Link to={`/console/runs?dataset=${encodeURIComponent(dataset)}`}>{format.number(quarantined)}</Link>
            ) : (
              format.number(0)
            ),
        },
        {
          key: 'version',
          title: words('version'),
          numeric: true,
          cell: ({ lastVersion }) => (lastVersion === null ? '–' : format.number(lastVersion)),
        },
        {
          key: 'updated',
          title: words('updated'),
          cell: ({ lastAt }) => <span className="nowrap">{lastAt ? format.instant(lastAt) : '–'}</span>,
        },
      ]}
    />
  );
}
