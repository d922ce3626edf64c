import { Button } from 'antd';
import { useState } from 'react';
import { Chart } from '../../../web/components/chart.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Sparkline } from '../../../web/components/figure.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useRuleName } from '../../standards/web/rule-names.ts';
import type { FieldHistory } from '../schema.ts';
import { qualityMessages } from './messages.ts';

type FieldOverTime = FieldHistory['fields'][number];

const share = ({ rows, nulls }: FieldOverTime['points'][number]) => (rows === 0 ? null : nulls / rows);
const findingsOf = ({ findings }: FieldOverTime['points'][number]) =>
  Object.values(findings).reduce((sum, count) => sum + count, 0);

/** Fields with their newest figures; one of them over versions, drawn. */
export function Fields({ history }: { history: FieldHistory }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const ruleName = useRuleName();
  const [chosen, setChosen] = useState<string | null>(null);
  // The field that moved most is what one came to see.
  const drawn = history.fields.find(({ field }) => field === chosen) ?? mostMoved(history.fields);
  return (
    <div className="stack">
      {drawn ? <FieldChart of={drawn} /> : null}
      <DataTable
        label={words('fieldHistory')}
        cards
        rows={history.fields}
        rowKey={({ field }) => field}
        selected={({ field }) => field === drawn?.field}
        columns={[
          {
            key: 'field',
            title: words('field'),
            cell: ({ field, title, points }) =>
              points.length > 1 ? (
                <Button
                  type="link"
                  style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'start' }}
                  aria-label={words('showField', { field: text(title) })}
                  aria-pressed={field === drawn?.field}
                  onClick={() => setChosen(field)}
                >
                  {text(title)}
                </Button>
              ) : (
                text(title)
              ),
          },
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
    </div>
  );
}

function mostMoved(fields: FieldOverTime[]): FieldOverTime | undefined {
  const moved = ({ points }: FieldOverTime) => {
    const values = points.map((point) => (share(point) ?? 0) + findingsOf(point) / Math.max(point.rows, 1));
    return Math.max(...values) - Math.min(...values);
  };
  return fields.filter(({ points }) => points.length > 1).sort((a, b) => moved(b) - moved(a))[0];
}

function FieldChart({ of: { title, points } }: { of: FieldOverTime }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const newest = points.at(-1)!;
  const percent = (value: number | null) => (value === null ? null : Math.round(value * 100_000) / 1000);
  return (
    <Chart
      kind="line"
      height="14rem"
      title={words('fieldChart', {
        field: text(title),
        nulls: format.percent(share(newest)),
        findings: format.number(findingsOf(newest)),
        version: newest.version,
      })}
      categories={points.map(({ version }) => `v${version}`)}
      categoryName={words('version')}
      unit="%"
      digits={2}
      series={[
        { name: words('nulls'), values: points.map((point) => percent(share(point))) },
        {
          name: words('findingShare'),
          values: points.map((point) => percent(point.rows === 0 ? null : findingsOf(point) / point.rows)),
        },
      ]}
    />
  );
}
