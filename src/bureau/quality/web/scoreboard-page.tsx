import { Drawer, Segmented } from 'antd';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { MeasureName, Scoreboard, ScoreRows } from '../schema.ts';
import { qualityMessages } from './messages.ts';

const measures: MeasureName[] = ['timeliness', 'completeness', 'validity', 'correction'];
const periods = [7, 30, 90, 365];

/** Departments of a period with four measures; a figure opens to the rows that it is made of. */
export default function ScoreboardPage() {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const days = periods.find((one) => String(one) === search.get('days')) ?? 30;
  const period = useMemo(() => {
    // To the full hour, so that the address asked stays the same while the page is open.
    const to = Math.ceil(Date.now() / 3_600_000) * 3_600_000;
    return { from: new Date(to - days * 86_400_000).toISOString(), to: new Date(to).toISOString() };
  }, [days]);
  const board = useApi<Scoreboard>('/quality/scoreboard', period, { keep: true });
  const [organisation, measure] = [search.get('department'), search.get('measure')];
  const hoursWords = (hours: number) =>
    hours < 1
      ? words('minutes', { minutes: format.number(Math.max(1, Math.round(hours * 60))) })
      : hours < 48
        ? words('hours', { hours: format.number(hours, 1) })
        : words('daysLong', { days: format.number(hours / 24, 1) });
  const open = (next: { department: string; measure: MeasureName } | null) =>
    setSearch({ days: String(days), ...next });
  return (
    <>
      <PageHead title={words('scoreboard')}>{words('scoreboardLead')}</PageHead>
      <div className="stack">
        <Segmented
          style={{ alignSelf: 'flex-start' }}
          aria-label={words('period')}
          value={days}
          onChange={(next) => setSearch({ days: String(next) })}
          options={periods.map((one) => ({ value: one, label: words('days', { days: one }) }))}
        />
        <Async query={board}>
          {(found) => (
            <>
              <BoardChart departments={found.departments} />
              <DataTable
                label={words('scoreboard')}
                cards
                rows={found.departments}
                rowKey={(row) => row.organisation.id}
                empty={<Empty title={words('noDepartments')}>{words('noDepartmentsBody')}</Empty>}
                columns={[
                  { key: 'name', title: words('department'), cell: (row) => text(row.organisation.name) },
                  { key: 'datasets', title: words('datasets'), numeric: true, cell: (row) => row.datasets },
                  ...measures.map((name) => ({
                    key: name,
                    title: words(name),
                    numeric: true,
                    cell: (row: Scoreboard['departments'][number]) =>
                      row[name].value === null ? null : (
                        <button
                          type="button"
                          className="sort-button link"
                          onClick={() => open({ department: row.organisation.id, measure: name })}
                        >
                          {format.percent(row[name].value)}
                        </button>
                      ),
                  })),
                  {
                    key: 'speed',
                    title: words('speed'),
                    numeric: true,
                    cell: ({ speed }) =>
                      speed.medianHours === null ? null : (
                        <>
                          {hoursWords(speed.medianHours)}{' '}
                          <span className="small muted">{words('ofTasks', { tasks: speed.tasks })}</span>
                        </>
                      ),
                  },
                  {
                    key: 'overall',
                    title: words('overall'),
                    numeric: true,
                    cell: (row) => (row.overall === null ? null : <strong>{format.percent(row.overall)}</strong>),
                  },
                ]}
              />
              <section className="panel">
                <h2>{words('howComputed')}</h2>
                <dl className="facts">
                  {found.formulas.map((one) => (
                    <div key={one.measure} style={{ display: 'contents' }}>
                      <dt>{text(one.title)}</dt>
                      <dd>{text(one.formula)}</dd>
                    </div>
                  ))}
                </dl>
                <p className="muted">{words('overallFormula')}</p>
                <p className="muted">{words('speedFormula')}</p>
              </section>
            </>
          )}
        </Async>
      </div>
      <Drawer
        open={organisation !== null && measure !== null}
        onClose={() => open(null)}
        size="large"
        title={measures.includes(measure as MeasureName) ? words(measure as MeasureName) : words('scoreboard')}
        destroyOnHidden
      >
        {organisation && measure ? <Rows organisation={organisation} query={{ ...period, measure }} /> : null}
      </Drawer>
    </>
  );
}

/** Departments side by side, for the eye; the table below holds the figures. */
function BoardChart({ departments }: { departments: Scoreboard['departments'] }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const known = departments.filter(({ overall }) => overall !== null);
  const [best, worst] = [known[0], known.at(-1)];
  if (!best || !worst || known.length < 2) return null;
  return (
    <section className="panel">
      <Chart
        kind="bar-across"
        height={`${known.length * 2.25 + 3}rem`}
        title={words('boardFinding', {
          best: text(best.organisation.name),
          high: format.percent(best.overall),
          worst: text(worst.organisation.name),
          low: format.percent(worst.overall),
        })}
        categories={known.map(({ organisation }) => text(organisation.name))}
        categoryName={words('department')}
        unit="%"
        digits={1}
        series={[{ name: words('overall'), values: known.map(({ overall }) => Math.round(overall! * 1000) / 10) }]}
      />
    </section>
  );
}

function Rows({ organisation, query }: { organisation: string; query: Record<string, string> }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const rows = useApi<ScoreRows>(`/quality/scoreboard/${encodeURIComponent(organisation)}`, query);
  return (
    <Async query={rows}>
      {(found) => (
        <div className="stack">
          <p>{text(found.formula)}</p>
          <DataTable
            label={words('scoreboard')}
            cards
            rows={found.rows}
            rowKey={(row) => `${row.kind} ${row.id}`}
            empty={<Empty title={words('nothingUnder')} />}
            columns={[
              {
                key: 'item',
                title: words('item'),
                cell: (row) => (
                  <Link
                    to={
                      row.kind === 'task'
                        ? `/console/tasks?view=all&task=${encodeURIComponent(row.id)}`
                        : `/datasets/${encodeURIComponent(row.id)}?view=quality`
                    }
                  >
                    {text(row.title)}
                  </Link>
                ),
              },
              { key: 'told', title: words('basis'), cell: (row) => text(row.told) },
              { key: 'part', title: words('part'), numeric: true, cell: (row) => format.number(row.part) },
              { key: 'whole', title: words('whole'), numeric: true, cell: (row) => format.number(row.whole) },
              { key: 'score', title: words('score'), numeric: true, cell: (row) => format.percent(row.value) },
            ]}
          />
        </div>
      )}
    </Async>
  );
}
