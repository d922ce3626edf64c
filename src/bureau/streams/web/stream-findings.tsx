import { Link } from 'react-router';
import { DataTable } from '../../../web/components/data-table.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';

/** What is to be mended at the senders of streams: what, of whom, where, and since when. */
export function StreamFindings({ items, named }: { items: Stream[]; named: boolean }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const format = useFormat();
  const rows = items.flatMap(({ id, title, findings }) => findings.map((finding) => ({ ...finding, id, title })));
  return (
    <section className="stack">
      <h2>{words('findings')}</h2>
      <DataTable
        label={words('findings')}
        cards
        rows={rows}
        rowKey={({ id, kind, client }) => `${id} ${kind} ${client}`}
        empty={<p className="muted">{words('allGood')}</p>}
        columns={[
          ...(named
            ? [
                {
                  key: 'stream',
                  title: words('stream'),
                  cell: ({ id, title }: (typeof rows)[number]) => (
                    <Link to={`/console/streams/${encodeURIComponent(id)}`}>{text(title)}</Link>
                  ),
                },
              ]
            : []),
          {
            key: 'what',
            title: words('what'),
            cell: ({ told, message }) => (
              <>
                <div>{text(told ?? message)}</div>
                {told ? <div className="muted small">{text(message)}</div> : null}
              </>
            ),
          },
          { key: 'client', title: words('client'), cell: ({ client }) => <span className="mono small">{client}</span> },
          {
            key: 'topic',
            title: words('topic'),
            cell: ({ topic }) => (topic ? <span className="mono small">{topic}</span> : '–'),
          },
          { key: 'count', title: words('count'), numeric: true, cell: ({ count }) => format.number(count) },
          {
            key: 'last',
            title: words('lastSeen'),
            cell: ({ lastAt }) => <span className="nowrap">{format.instant(lastAt)}</span>,
          },
          {
            key: 'sample',
            title: words('sample'),
            cell: ({ sample }) => (sample ? <code className="small clamp">{sample}</code> : '–'),
          },
        ]}
      />
    </section>
  );
}
