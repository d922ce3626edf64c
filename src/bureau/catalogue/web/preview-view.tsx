import { CloseOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useCodeTitles } from '../../standards/web/use-code-titles.ts';
import type { DatasetDetail, RecordPage } from '../schema.ts';
import { FilterForm, operatorWords } from './filter-form.tsx';
import { type Condition, formatFilter, parseFilter } from './filter-text.ts';
import { catalogueMessages } from './messages.ts';
import { numericTypes, useCell } from './use-cell.ts';

const size = 50;

/** Records page by page, filtered and sorted by the server; filter, sort and version stand in the address. */
export default function PreviewView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const filter = search.get('filter') ?? '';
  const sort = search.get('sort') ?? undefined;
  const version = search.get('version') ?? undefined;
  const paging = usePaging(`${filter}|${sort ?? ''}|${version ?? ''}`);
  const page = useApi<RecordPage>(
    `/datasets/${encodeURIComponent(dataset.id)}/records`,
    { limit: size, cursor: paging.cursor, filter, sort, version },
    { keep: true, staleMilliseconds: 60_000 },
  );
  const change = (part: Record<string, string | undefined>) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(part)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    });
  const conditions = parseFilter(filter);
  const keep = (next: Condition[]) => change({ filter: formatFilter(next) });
  const titleOf = (name: string) => text(dataset.fields.find((field) => field.name === name)?.title) || name;
  const shownValue = ({ field, value }: Condition) => {
    const instant = dataset.fields.find((candidate) => candidate.name === field)?.type === 'datetime';
    return instant && /^\d{4}-\d\d-\d\dT/.test(value) ? format.instant(value) : value;
  };
  return (
    <div className="stack">
      {version && version !== String(dataset.version) ? (
        <Alert
          type="info"
          showIcon
          title={words('atVersion', { version })}
          action={
            <Button size="small" onClick={() => change({ version: undefined })}>
              {words('toNewest')}
            </Button>
          }
        />
      ) : null}
      <div className="row">
        <FilterForm
          fields={dataset.fields.filter((field) => field.access === 'open')}
          onAdd={(condition) => keep([...(conditions ?? []), condition])}
        />
        {(conditions ?? [{ field: filter, operator: '=', value: '' } as Condition]).map((condition, index) => {
          const label =
            conditions === null
              ? filter
              : `${titleOf(condition.field)} ${words(operatorWords[condition.operator])} ${shownValue(condition)}`.trim();
          return (
            <Button
              key={label}
              size="small"
              icon={<CloseOutlined />}
              iconPlacement="end"
              aria-label={words('removeFilter', { filter: label })}
              onClick={() => keep((conditions ?? []).filter((_, place) => place !== index))}
            >
              {label}
            </Button>
          );
        })}
      </div>
      <Async query={page}>
        {(records) => (
          <>
            <Records
              dataset={dataset}
              page={records}
              sort={sort}
              loading={page.isFetching}
              onSort={(next) => change({ sort: next })}
            />
            <Pager
              paging={paging}
              next={records.next}
              shown={records.records.length}
              size={size}
              total={filter === '' && !version ? dataset.rows : undefined}
            />
            <p className="muted small">{shell('source', { dataset: text(dataset.title), version: records.version })}</p>
          </>
        )}
      </Async>
    </div>
  );
}

function Records({
  dataset,
  page,
  sort,
  loading,
  onSort,
}: {
  dataset: DatasetDetail;
  page: RecordPage;
  sort: string | undefined;
  loading: boolean;
  onSort(sort: string | undefined): void;
}) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const cell = useCell();
  const codeTitle = useCodeTitles(dataset.fields);
  return (
    <DataTable
      label={words('recordsLabel', { title: text(dataset.title) })}
      compactCells
      loading={loading}
      rows={page.records}
      rowKey={(_, index) => index}
      sort={sort}
      onSort={onSort}
      empty={<Empty title={words('noRecords')}>{words('noRecordsBody')}</Empty>}
      columns={page.fields.map((field) => {
        const declared = dataset.fields.find((candidate) => candidate.name === field.name);
        return {
          key: field.name,
          title: text(field.title),
          unit: [declared?.unit, field.masked ? words('masked') : ''].filter(Boolean).join(' · ') || undefined,
          numeric: numericTypes.has(field.type),
          sortable: !field.masked,
          cell: (record: Record<string, unknown>) => {
            const shown = cell(record[field.name], field.type);
            const title = codeTitle(field.name, record[field.name]);
            return title ? (
              <>
                {shown} <span className="muted">{title}</span>
              </>
            ) : (
              shown
            );
          },
        };
      })}
    />
  );
}
