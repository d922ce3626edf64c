import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';

const tones = { running: 'good', paused: 'waiting', stopped: 'plain', removing: 'attention' } as const;

/** The streams as they run, with what their senders should mend; asked anew every two seconds. */
export default function StreamsPage() {
  const words = useWords(streamsMessages);
  const text = useText();
  const streams = useApi<{ items: Stream[] }>('/streams', {}, { every: () => 2000 });
  return (
    <>
      <PageHead title={words('streams')}>{words('lead')}</PageHead>
      <Async query={streams}>
        {({ items }) => (
          <div className="stack">
            {items.map(({ id, title, live }) =>
              live?.problem ? (
                <Alert key={id} type="error" showIcon title={text(title)} description={text(live.problem)} />
              ) : null,
            )}
            <StreamTable items={items} />
            <Findings items={items} />
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
  const client = useQueryClient();
  const { message } = App.useApp();
  const { has } = useSession();
  const act = async ({ id }: Stream, action: 'pause' | 'resume') => {
    try {
      await call('POST', `/streams/${id}/${action}`);
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <DataTable
      label={words('streams')}
      cards
      rows={items}
      rowKey={({ id }) => id}
      empty={<Empty title={words('none')}>{words('noneBody')}</Empty>}
      columns={[
        { key: 'stream', title: words('stream'), cell: ({ title }) => text(title) },
        {
          key: 'dataset',
          title: words('dataset'),
          cell: ({ dataset }) => <Link to={`/datasets/${dataset}`}>{dataset}</Link>,
        },
        {
          key: 'state',
          title: words('state'),
          cell: ({ state, live }) =>
            live?.heldBack && state === 'running' ? (
              <StatusTag tone="attention">{words('held')}</StatusTag>
            ) : (
              <StatusTag tone={tones[state]}>{words(state)}</StatusTag>
            ),
        },
        {
          key: 'rate',
          title: words('rate'),
          numeric: true,
          cell: ({ live }) => format.number(live?.perSecond ?? 0),
        },
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
              <Link to={`/console/runs?dataset=${dataset}`}>{format.number(quarantined)}</Link>
            ) : (
              format.number(0)
            ),
        },
        { key: 'merged', title: words('merged'), numeric: true, cell: ({ merged }) => format.number(merged) },
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
        ...(has('steward', 'administrator')
          ? [
              {
                key: 'act',
                title: '',
                cell: (stream: Stream) => {
                  const action = stream.state === 'paused' ? 'resume' : 'pause';
                  return (
                    <Button size="small" onClick={() => act(stream, action)}>
                      {words(action)}
                    </Button>
                  );
                },
              },
            ]
          : []),
      ]}
    />
  );
}

function Findings({ items }: { items: Stream[] }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const format = useFormat();
  const rows = items.flatMap(({ id, title, findings }) => findings.map((finding) => ({ ...finding, id, title })));
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{words('findings')}</h2>
      <DataTable
        label={words('findings')}
        cards
        rows={rows}
        rowKey={({ id, kind, client }) => `${id} ${kind} ${client}`}
        columns={[
          { key: 'stream', title: words('stream'), cell: ({ title }) => text(title) },
          { key: 'client', title: words('client'), cell: ({ client }) => client },
          { key: 'what', title: words('what'), cell: ({ message }) => text(message) },
          { key: 'count', title: words('count'), numeric: true, cell: ({ count }) => format.number(count) },
          {
            key: 'last',
            title: words('lastSeen'),
            cell: ({ lastAt }) => <span className="nowrap">{format.instant(lastAt)}</span>,
          },
          { key: 'sample', title: words('sample'), cell: ({ sample }) => <code className="small">{sample}</code> },
        ]}
      />
    </section>
  );
}
