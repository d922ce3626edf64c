import { PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames } from '../../identity/web/use-names.ts';
import type { Calendar } from '../duty/schema.ts';
import type { Source } from '../schema.ts';
import { kindIcon } from './editor/kind-choice.tsx';
import { sourcesMessages } from './messages.ts';
import { standingOf, standings, standingTones } from './standing.ts';

/** All sources that the reader may see, worst first, with how each stands; filters stand in the address. */
export default function SourcesPage() {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const organisation = useOrganisationNames();
  const navigate = useNavigate();
  const { has } = useSession();
  const [search, setSearch] = useSearchParams();
  const sources = useApi<{ items: Source[] }>('/sources', {}, { every: 10_000 });
  const calendar = useApi<Calendar>('/sources/calendar', { kind: 'source' }, { every: 10_000 });
  const due = new Map(calendar.data?.items.map((row) => [row.subject, row]));
  const filter = (name: string) => search.get(name) ?? '';
  const change = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
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
        <span className="underlined">
          {words('sourcesLead')} <Link to="/console/calendar">{words('toCalendar')}</Link>
        </span>
      </PageHead>
      <Async query={sources}>
        {({ items }) => {
          const all = items.map((source) => ({ source, row: due.get(source.id) }));
          const standing = all.map(({ source, row }) => standingOf(source, row));
          const q = filter('q').trim().toLowerCase();
          const shown = all
            .map((one, index) => ({ ...one, standing: standing[index]! }))
            .filter(
              ({ source, standing }) =>
                (filter('state') === '' || standing === filter('state')) &&
                (filter('connector') === '' || source.connector.type === filter('connector')) &&
                (q === '' ||
                  [source.id, source.dataset, source.title.zh, source.title.en, organisation(source.owner)].some(
                    (part) => part.toLowerCase().includes(q),
                  )),
            )
            .sort((a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing));
          const connectors = new Map(items.map(({ connector }) => [connector.type, connector.title]));
          return (
            <div className="stack">
              {items.length > 0 ? (
                <div className="row">
                  <Input.Search
                    aria-label={words('find')}
                    placeholder={words('find')}
                    allowClear
                    defaultValue={filter('q')}
                    onChange={(event) => change('q', event.target.value)}
                    style={{ maxWidth: '20rem' }}
                  />
                  <Select
                    aria-label={words('state')}
                    style={{ minWidth: '10rem' }}
                    value={filter('state')}
                    onChange={(value) => change('state', value)}
                    options={[
                      { value: '', label: words('stateCount', { state: words('anyState'), count: items.length }) },
                      ...standings.map((one) => ({
                        value: one,
                        label: words('stateCount', {
                          state: words(`is-${one}`),
                          count: standing.filter((found) => found === one).length,
                        }),
                      })),
                    ]}
                  />
                  <Select
                    aria-label={words('connector')}
                    style={{ minWidth: '11rem' }}
                    value={filter('connector')}
                    onChange={(value) => change('connector', value)}
                    options={[
                      { value: '', label: words('anyConnector') },
                      ...[...connectors].map(([value, title]) => ({ value, label: text(title) })),
                    ]}
                  />
                </div>
              ) : null}
              <DataTable
                label={words('sources')}
                cards
                rows={shown}
                rowKey={({ source }) => source.id}
                empty={
                  items.length === 0 ? (
                    <Empty title={words('none')}>{words('noneBody')}</Empty>
                  ) : (
                    <Empty title={words('noneFits')}>{words('noneFitsBody')}</Empty>
                  )
                }
                columns={[
                  {
                    key: 'source',
                    title: words('source'),
                    cell: ({ source }) => (
                      <>
                        <Link to={`/console/sources/${source.id}`}>{text(source.title)}</Link>
                        <div className="muted small">{organisation(source.owner)}</div>
                      </>
                    ),
                  },
                  {
                    key: 'state',
                    title: words('state'),
                    cell: ({ source, standing }) => (
                      <>
                        <StatusTag tone={standingTones[standing]}>{words(`is-${standing}`)}</StatusTag>
                        {standing === 'failed' || standing === 'refused' ? (
                          <div className="small">{text(source.lastRound?.problem?.message)}</div>
                        ) : null}
                      </>
                    ),
                  },
                  {
                    key: 'connector',
                    title: words('connector'),
                    cell: ({ source: { connector } }) => (
                      <span className="row">
                        {kindIcon(connector.type)} {text(connector.title)}
                      </span>
                    ),
                  },
                  {
                    key: 'dataset',
                    title: words('dataset'),
                    cell: ({ source }) => <Link to={`/datasets/${source.dataset}`}>{source.dataset}</Link>,
                  },
                  {
                    key: 'last',
                    title: words('lastRound'),
                    cell: ({ source: { lastRound } }) =>
                      lastRound ? format.instant(lastRound.finishedAt ?? lastRound.askedAt) : words('neverRun'),
                  },
                  {
                    key: 'next',
                    title: words('nextDue'),
                    cell: ({ source, row }) => (source.paused || !row?.nextDue ? '' : format.instant(row.nextDue)),
                  },
                ]}
              />
            </div>
          );
        }}
      </Async>
    </>
  );
}
