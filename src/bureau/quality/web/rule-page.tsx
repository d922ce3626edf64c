import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { Examples, Result, RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';
import { RuleEditor } from './rule-editor.tsx';
import { RuleStanding } from './rule-table.tsx';

type Detail = RuleState & { results: Result[] };

/** One rule: what was found, rows that show it, results over time, and its text to edit; or a new one. */
export default function RulePage() {
  const words = useWords(qualityMessages);
  const { id = '' } = useParams();
  const rule = useApi<Detail>(id === 'new' ? null : `/quality/rules/${encodeURIComponent(id)}`, {}, { every: 10_000 });
  if (id === 'new') {
    return (
      <>
        <PageHead title={words('newRule')}>{words('rulesLead')}</PageHead>
        <section className="panel">
          <RuleEditor state={null} />
        </section>
      </>
    );
  }
  return (
    <Async query={rule} title={words('rule')}>
      {(state) => <RuleDetail state={state} />}
    </Async>
  );
}

function RuleDetail({ state }: { state: Detail }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { dataset } = state.rule;
  const about = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(dataset)}`);
  const check = async () => {
    try {
      await call('POST', `/quality/datasets/${encodeURIComponent(dataset)}/check`);
      message.success(words('checkStarted'));
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const may = about.data?.may;
  const titleOf = (id: string) => text(state.datasets.find((one) => one.id === id)?.title) || id;
  return (
    <>
      <PageHead
        title={text(state.rule.title)}
        marks={<RuleStanding state={state} />}
        actions={
          <>
            {may?.edit ? <Button onClick={check}>{words('checkNow')}</Button> : null}
            {may?.collect && state.failure ? (
              <Button
                type="primary"
                onClick={() => navigate(`/console/collect?dataset=${encodeURIComponent(dataset)}`)}
              >
                {words('collectAgain')}
              </Button>
            ) : null}
          </>
        }
      >
        {text(state.last?.message)}
      </PageHead>
      <div className="stack">
        <p className="muted">
          {state.datasets.map(({ id, title }, index) => (
            <span key={id}>
              {index > 0 ? ' · ' : ''}
              <Link to={`/datasets/${encodeURIComponent(id)}?view=quality`}>{text(title)}</Link>
            </span>
          ))}
        </p>
        {state.failure ? (
          <p>
            {words('due')} {format.deadline(state.failure.dueAt).words}{' '}
            <Link to={`/console/tasks?task=${encodeURIComponent(state.failure.task)}`}>{words('task')}</Link>
          </p>
        ) : null}
        {state.last && !state.last.passed ? <ExampleRows id={state.rule.id} /> : null}
        <section className="panel">
          <h2>{words('history')}</h2>
          <ResultChart state={state} />
          <DataTable
            label={words('history')}
            rows={state.results}
            rowKey={(result) => `${result.at} ${result.revision}`}
            columns={[
              { key: 'at', title: words('at'), cell: ({ at }) => <span className="nowrap">{format.instant(at)}</span> },
              {
                key: 'versions',
                title: words('versions'),
                cell: ({ inputs }) =>
                  inputs.map(({ dataset: id, version }) => `${titleOf(id)} v${version}`).join(' · '),
              },
              { key: 'state', title: words('state'), cell: ({ passed }) => words(passed ? 'passed' : 'failed') },
              { key: 'broken', title: words('broken'), numeric: true, cell: ({ broken }) => format.number(broken) },
              { key: 'total', title: words('total'), numeric: true, cell: ({ total }) => format.number(total) },
              { key: 'found', title: words('found'), cell: ({ message }) => text(message) },
            ]}
          />
        </section>
        <section className="panel">
          <h2>{words('edit')}</h2>
          {state.editable ? <RuleEditor state={state} /> : <pre>{state.yaml}</pre>}
        </section>
      </div>
    </>
  );
}

/** How much broke the rule each time it was asked, oldest first; once there is something to compare. */
function ResultChart({ state: { rule, results } }: { state: Detail }) {
  const words = useWords(qualityMessages);
  const format = useFormat();
  const [last] = results;
  if (!last || results.length < 2 || rule.kind === 'freshness' || rule.kind === 'row-count') return null;
  const asked = results.toReversed();
  const allowed = ('allowedShare' in rule && rule.allowedShare) || 0;
  return (
    <Chart
      kind="line"
      height="12rem"
      title={
        last.broken === 0
          ? words('noneOverTime')
          : words('brokenOverTime', { broken: format.number(last.broken), total: format.number(last.total) })
      }
      categories={asked.map(({ at }) => format.instant(at))}
      categoryName={words('at')}
      unit="%"
      digits={3}
      series={[
        {
          name: words('brokenShare'),
          values: asked.map(({ broken, total }) => (total === 0 ? null : Math.round((broken / total) * 1e6) / 1e4)),
        },
      ]}
      {...(allowed > 0
        ? { mark: { value: allowed * 100, label: words('allowedLine', { share: format.percent(allowed, 3) }) } }
        : {})}
    />
  );
}

function ExampleRows({ id }: { id: string }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const examples = useApi<Examples>(`/quality/rules/${encodeURIComponent(id)}/examples`);
  return (
    <section className="panel">
      <h2>{words('examples')}</h2>
      <Async query={examples}>
        {({ columns, rows, note }) =>
          note ? (
            <p className="muted">{text(note)}</p>
          ) : (
            <DataTable<Record<string, unknown>>
              label={words('examples')}
              compactCells
              rows={rows}
              rowKey={(_, index) => index}
              columns={columns.map(({ name, title }) => ({
                key: name,
                title: text(title),
                cell: (row) => (row[name] === null || row[name] === undefined ? null : String(row[name])),
              }))}
            />
          )
        }
      </Async>
    </section>
  );
}
