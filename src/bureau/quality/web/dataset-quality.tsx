import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Sparkline } from '../../../web/components/figure.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useRuleName } from '../../standards/web/rule-names.ts';
import type { Drift, DriftReport, FieldHistory, RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';
import { RuleTable } from './rule-table.tsx';

/** Of one dataset: drift of its versions, its fields over versions, and the rules that read it. */
export function DatasetQuality({ dataset }: { dataset: string }) {
  const words = useWords(qualityMessages);
  const { person } = useSession();
  const path = `/quality/datasets/${encodeURIComponent(dataset)}`;
  const drift = useApi<{ items: DriftReport[] }>(`${path}/drift`, { limit: 5 });
  const fields = useApi<FieldHistory>(`${path}/fields`);
  const rules = useApi<{ items: RuleState[] }>(person ? '/quality/rules' : null, { dataset });
  return (
    <>
      <section className="panel">
        <h2>{words('drift')}</h2>
        <Async query={drift}>{({ items }) => <Drifts reports={items} />}</Async>
      </section>
      {rules.data && rules.data.items.length > 0 ? (
        <section className="panel">
          <h2>{words('rulesHere')}</h2>
          <RuleTable rules={rules.data.items} />
        </section>
      ) : null}
      <section className="panel">
        <h2>{words('fieldHistory')}</h2>
        <Async query={fields}>{(found) => <Fields history={found} />}</Async>
      </section>
    </>
  );
}

function Drifts({ reports }: { reports: DriftReport[] }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const moved = reports.filter(({ drifts }) => drifts.length > 0);
  if (moved.length === 0) return <p className="muted">{words('driftNone')}</p>;
  return (
    <div className="stack">
      {moved.map(({ version, against, drifts }) => (
        <div key={version} className="stack">
          <h3>{words('driftOf', { version, against: against ?? '' })}</h3>
          {drifts.map((drift) =>
            drift.chart ? (
              <DriftChart key={`${drift.field} ${drift.measure}`} drift={drift} chart={drift.chart} />
            ) : (
              <p key={`${drift.field} ${drift.measure}`}>{text(drift.message)}</p>
            ),
          )}
        </div>
      ))}
    </div>
  );
}

function DriftChart({ drift, chart }: { drift: Drift; chart: NonNullable<Drift['chart']> }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const percents = (shares: number[]) => shares.map((share) => Math.round(share * 10_000) / 100);
  return (
    <Chart
      kind="bar"
      height="12rem"
      title={text(drift.message)}
      categories={chart.labels}
      categoryName={words('value')}
      unit="%"
      digits={1}
      series={[
        { name: words('before'), values: percents(chart.before) },
        { name: words('after'), values: percents(chart.after) },
      ]}
      source={words('threshold', {
        value: format.number(drift.value),
        threshold: format.number(drift.threshold),
        basis: words(drift.basis),
      })}
    />
  );
}

function Fields({ history }: { history: FieldHistory }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const ruleName = useRuleName();
  const share = (point: FieldHistory['fields'][number]['points'][number]) =>
    point.rows === 0 ? null : point.nulls / point.rows;
  return (
    <DataTable
      label={words('fieldHistory')}
      rows={history.fields}
      rowKey={({ field }) => field}
      columns={[
        { key: 'field', title: words('field'), cell: ({ title }) => text(title) },
        {
          key: 'nulls',
          title: words('nulls'),
          numeric: true,
          cell: ({ points }) => {
            const newest = points.at(-1);
            return newest ? format.percent(share(newest)) : null;
          },
        },
        {
          key: 'trend',
          title: words('nullTrend'),
          cell: ({ points, title }) =>
            points.length > 1 ? (
              <Sparkline values={points.map(share)} label={`${text(title)} ${words('nullTrend')}`} />
            ) : null,
        },
        {
          key: 'distinct',
          title: words('distinct'),
          numeric: true,
          cell: ({ points }) => format.number(points.at(-1)?.distinct),
        },
        {
          key: 'findings',
          title: words('findings'),
          cell: ({ points }) =>
            Object.entries(points.at(-1)?.findings ?? {})
              .map(([rule, count]) => `${ruleName(rule)} ${format.number(count)}`)
              .join(' · '),
        },
      ]}
    />
  );
}
