import { useApi } from '../../../web/client/use-api.ts';
import { Chart } from '../../../web/components/chart.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Figure } from '../../../web/components/figure.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { DatasetQuality } from '../../quality/web/dataset-quality.tsx';
import { useRuleName } from '../../standards/web/rule-names.ts';
import type { DatasetDetail, Quality, QualityReport } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { dimensionNames } from './names.ts';

const dimensions = ['normative', 'completeness', 'accuracy', 'consistency', 'timeliness', 'accessibility'] as const;

/** Quality on the six dimensions, its trend over versions, and the rules that were broken. */
export default function QualityView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const ruleName = useRuleName();
  const report = useApi<QualityReport>(`/datasets/${encodeURIComponent(dataset.id)}/quality`);
  return (
    <Async query={report}>
      {(found) => {
        const current = found.current;
        if (!current) return <Empty title={words('noDataYet')}>{words('noDataYetBody')}</Empty>;
        const broken = Object.entries(found.broken).sort((a, b) => b[1] - a[1]);
        return (
          <div className="stack">
            <section className="panel">
              <div className="panel-head">
                <h2>{words('qualityTitle', { score: points(current.overall, format) })}</h2>
                <span className="muted small">{words('qualityBasis')}</span>
              </div>
              <div className="tiles narrow">
                {dimensions.map((dimension) => (
                  <Figure
                    key={dimension}
                    label={text(dimensionNames[dimension])}
                    value={current[dimension] === null ? words('notMeasured') : points(current[dimension], format)}
                    unit={current[dimension] === null ? undefined : words('score')}
                  />
                ))}
              </div>
            </section>
            {found.trend.length > 1 ? (
              <section className="panel">
                <Trend report={found} title={text(dataset.title)} />
              </section>
            ) : null}
            {broken.length > 0 ? (
              <section className="panel">
                <h2>{words('brokenRules')}</h2>
                <DataTable
                  label={words('brokenRules')}
                  rows={broken}
                  rowKey={([rule]) => rule}
                  columns={[
                    { key: 'rule', title: words('rule'), cell: ([rule]) => ruleName(rule) },
                    { key: 'count', title: words('rows'), numeric: true, cell: ([, count]) => format.number(count) },
                  ]}
                />
              </section>
            ) : null}
            <DatasetQuality dataset={dataset.id} keeps={dataset.may.edit} />
          </div>
        );
      }}
    </Async>
  );
}

function points(score: number | null, format: ReturnType<typeof useFormat>): string {
  return score === null ? '' : format.number(score * 100, 1);
}

function Trend({ report, title }: { report: QualityReport; title: string }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const overall = report.trend.map((entry) => entry.quality?.overall ?? null);
  const [before, last] = [overall.at(-2) ?? null, overall.at(-1) ?? null];
  const change = before === null || last === null ? 0 : (last - before) * 100;
  const finding =
    before === null
      ? words('qualityFirst')
      : Math.abs(change) < 0.05
        ? words('qualitySame')
        : words(change > 0 ? 'qualityUp' : 'qualityDown', { change: format.number(Math.abs(change), 1) });
  const line = (name: keyof Quality) => ({
    name: text(dimensionNames[name]),
    values: report.trend.map((entry) => {
      const value = entry.quality?.[name] ?? null;
      return value === null ? null : Math.round(value * 1000) / 10;
    }),
  });
  const measured = dimensions.filter((name) => report.trend.some((entry) => (entry.quality?.[name] ?? null) !== null));
  return (
    <Chart
      kind="line"
      title={finding}
      categories={report.trend.map((entry) => `v${entry.version}`)}
      categoryName={words('version')}
      unit={words('score')}
      digits={1}
      series={[line('overall'), ...measured.map(line)]}
      source={shell('source', { dataset: title, version: report.version ?? '' })}
    />
  );
}
