import { Alert, Button, Select } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, Version } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { operationNames } from './names.ts';
import { VersionDiff } from './version-diff.tsx';

/** The versions, newest first, and what changed between any two; the two stand in the address. */
export default function VersionsView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const versions = useApi<{ items: Version[] }>(`/datasets/${encodeURIComponent(dataset.id)}/versions`);
  const compare = (from: number | null, to: number | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of [
        ['from', from],
        ['to', to],
      ] as const) {
        if (value === null) next.delete(name);
        else next.set(name, String(value));
      }
      return next;
    });
  const number = (name: string) => {
    const value = search.get(name);
    return value !== null && /^\d+$/.test(value) ? Number(value) : null;
  };
  const [from, to] = [number('from'), number('to')];
  return (
    <Async query={versions}>
      {({ items }) => (
        <div className="stack">
          {items.length > 1 ? (
            <section className="panel stack">
              <div className="row">
                <Select
                  aria-label={words('compareFrom')}
                  placeholder={words('compareFrom')}
                  style={{ minWidth: '10rem' }}
                  {...(from === null ? {} : { value: from })}
                  options={items.map((item) => ({ value: item.version, label: `v${item.version}` }))}
                  onChange={(value: number) => compare(value, to)}
                />
                <Select
                  aria-label={words('compareTo')}
                  placeholder={words('compareTo')}
                  style={{ minWidth: '10rem' }}
                  {...(to === null ? {} : { value: to })}
                  options={items.map((item) => ({ value: item.version, label: `v${item.version}` }))}
                  onChange={(value: number) => compare(from, value)}
                />
              </div>
              {from === null || to === null ? (
                <p className="muted small">{words('compareHint')}</p>
              ) : from === to ? (
                <Alert type="info" showIcon title={words('noDifference')} />
              ) : (
                <VersionDiff dataset={dataset} from={Math.min(from, to)} to={Math.max(from, to)} />
              )}
            </section>
          ) : null}
          <DataTable
            label={words('viewVersions')}
            cards
            rows={items}
            rowKey={(item) => item.version}
            columns={[
              {
                key: 'version',
                title: words('version'),
                cell: (item) => (
                  <Link to={`/datasets/${dataset.id}?view=preview&version=${item.version}`}>v{item.version}</Link>
                ),
              },
              { key: 'at', title: words('at'), cell: (item) => format.instant(item.at) },
              {
                key: 'operation',
                title: words('operation'),
                cell: (item) => (
                  <span>
                    {text(operationNames[item.operation.toUpperCase()]) || item.operation}
                    {item.schemaChanges.map((change) => (
                      <div key={change.field} className="small muted">
                        {words(
                          change.change === 'added'
                            ? 'schemaAdded'
                            : change.change === 'removed'
                              ? 'schemaRemoved'
                              : 'schemaType',
                          { field: change.field, before: change.before, after: change.after },
                        )}
                      </div>
                    ))}
                  </span>
                ),
              },
              { key: 'rows', title: words('rows'), numeric: true, cell: (item) => format.number(item.rows) },
              { key: 'added', title: words('added'), numeric: true, cell: (item) => format.number(item.added) },
              { key: 'removed', title: words('removed'), numeric: true, cell: (item) => format.number(item.removed) },
              {
                key: 'quality',
                title: words('quality'),
                numeric: true,
                cell: (item) =>
                  item.quality?.overall === null || item.quality === null ? null : (
                    <StatusTag
                      tone={item.quality.overall >= 0.9 ? 'good' : item.quality.overall >= 0.6 ? 'attention' : 'bad'}
                    >
                      {format.number(item.quality.overall * 100, 1)}
                    </StatusTag>
                  ),
              },
              {
                key: 'run',
                title: words('run'),
                cell: (item) =>
                  item.run && dataset.may.collect ? <Link to={`/console/runs/${item.run}`}>{words('run')}</Link> : null,
              },
              {
                key: 'compare',
                title: words('compare'),
                cell: (item) => {
                  const previous = items.find((other) => other.version < item.version);
                  return previous ? (
                    <Button
                      type="link"
                      size="small"
                      style={{ padding: 0 }}
                      onClick={() => compare(previous.version, item.version)}
                    >
                      {words('compare')}
                    </Button>
                  ) : null;
                },
              },
            ]}
          />
        </div>
      )}
    </Async>
  );
}
