import { Chart } from '../../../web/components/chart.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Drift, DriftReport } from '../schema.ts';
import { qualityMessages } from './messages.ts';

/** What changed beyond what is usual, version by version: a sentence for each, with the shares before and after. */
export function Drifts({ reports }: { reports: DriftReport[] }) {
  const words = useWords(qualityMessages);
  const moved = reports.filter(({ drifts }) => drifts.length > 0);
  if (moved.length === 0) return <p className="muted">{words('driftNone')}</p>;
  return (
    <div className="stack">
      {moved.map(({ version, against, drifts }) => (
        <div key={version} className="stack">
          <h3>{words('driftOf', { version, against: against ?? '' })}</h3>
          {drifts.map((drift) => (
            <OneDrift key={`${drift.field} ${drift.measure}`} drift={drift} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** How a measure of drift is written: a share, or an index. */
export function useMeasure(): (measure: string, value: number | null) => string {
  const format = useFormat();
  return (measure, value) =>
    value === null ? '' : measure === 'distribution' ? format.number(value) : format.percent(value);
}

function OneDrift({ drift }: { drift: Drift }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const written = useMeasure();
  // A value that comes or goes is named by the sentence; its count says no more.
  const source = drift.measure.endsWith('-categories')
    ? null
    : words('threshold', {
        value: written(drift.measure, drift.value),
        threshold: written(drift.measure, drift.threshold),
        basis: words(drift.basis),
      });
  const { chart } = drift;
  if (!chart) {
    return (
      <div>
        <p>{text(drift.message)}</p>
        {source ? <p className="small muted">{source}</p> : null}
      </div>
    );
  }
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
      source={source}
    />
  );
}
