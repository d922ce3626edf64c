import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { Async, Empty, Loading } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useCodeTitles } from '../../standards/web/use-code-titles.ts';
import type { DatasetDetail, ProfileReport, Series } from '../schema.ts';
import { catalogueMessages } from './messages.ts';

export type ChartChoice = NonNullable<ProfileReport['chart']>;

const aggregateWords = {
  count: 'aggregateCount',
  sum: 'aggregateSum',
  mean: 'aggregateMean',
  min: 'aggregateMin',
  max: 'aggregateMax',
} as const;

/** A chart of grouped figures that the server computed over the governed view. */
export function SeriesChart({
  dataset,
  choice,
  filter,
  version,
}: {
  dataset: DatasetDetail;
  choice: ChartChoice;
  filter?: string | undefined;
  version?: string | undefined;
}) {
  const words = useWords(catalogueMessages);
  const series = useApi<Series>(
    `/datasets/${encodeURIComponent(dataset.id)}/series`,
    {
      x: choice.x,
      ...(choice.aggregate === 'count' || choice.y === null ? {} : { y: choice.y, aggregate: choice.aggregate }),
      filter,
      version,
      limit: 500,
    },
    { keep: true, staleMilliseconds: 300_000 },
  );
  return (
    <Async query={series} skeleton={<Loading rows={8} />}>
      {(found) =>
        found.points.length === 0 ? (
          <Empty title={words('noChart')}>{words('noChartBody')}</Empty>
        ) : (
          <Drawn dataset={dataset} series={found} />
        )
      }
    </Async>
  );
}

function Drawn({ dataset, series }: { dataset: DatasetDetail; series: Series }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const codeTitle = useCodeTitles(dataset.fields);
  const fieldOf = (name: string | null) => dataset.fields.find((field) => field.name === name);
  const x = fieldOf(series.x);
  const y = fieldOf(series.y);
  const xName = text(x?.title) || series.x;
  const counted = series.aggregate === 'count' || series.y === null;
  const measure = counted
    ? words('count')
    : words(aggregateWords[series.aggregate], { field: text(y?.title) || series.y });
  const unit = counted ? words('countUnit') : (y?.unit ?? '');
  const timed = series.step !== null;
  const numeric = typeof series.points[0]?.x === 'number';
  // Categories are ranked; time and numbers keep their order.
  const points =
    timed || numeric
      ? series.points
      : [...series.points].sort((a, b) => (b.y ?? b.rows) - (a.y ?? a.rows)).slice(0, 20);
  const name = (value: number | string) => {
    if (!timed) return typeof value === 'number' ? format.number(value) : (codeTitle(series.x, value) ?? value);
    const long = series.step === 'hour' || series.step === 'minute';
    return long
      ? format.instant(String(value))
      : String(value).slice(0, series.step === 'month' ? 7 : series.step === 'year' ? 4 : 10);
  };
  const figureOf = (point: Series['points'][number]) => (counted ? point.rows : point.y);
  const highest = points.reduce<(typeof points)[number] | undefined>(
    (best, point) => (!best || (figureOf(point) ?? 0) > (figureOf(best) ?? 0) ? point : best),
    undefined,
  );
  return (
    <Chart
      kind={timed ? 'line' : numeric ? 'bar' : 'bar-across'}
      title={
        highest
          ? words(timed ? 'seriesPeak' : counted ? 'seriesMostRows' : 'seriesMost', {
              measure,
              x: xName,
              at: name(highest.x),
              value: `${format.number(figureOf(highest))}${unit ? ` ${unit}` : ''}`,
            })
          : measure
      }
      categories={points.map((point) => name(point.x))}
      categoryName={xName}
      unit={unit || measure}
      series={[{ name: measure, values: points.map(figureOf) }]}
      height={timed || numeric ? '20rem' : `${Math.max(10, points.length * 1.9 + 4)}rem`}
      source={[
        shell('source', { dataset: text(dataset.title), version: series.version }),
        series.truncated ? words('seriesTruncated', { count: format.number(points.length) }) : '',
      ]
        .filter(Boolean)
        .join(' · ')}
    />
  );
}
