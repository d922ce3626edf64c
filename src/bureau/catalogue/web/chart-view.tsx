import { Select } from 'antd';
import { useSearchParams } from 'react-router';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import { useProfiles } from './about-view.tsx';
import { catalogueMessages } from './messages.ts';
import { type ChartChoice, SeriesChart } from './series-chart.tsx';

const measured = new Set(['integer', 'decimal', 'number']);
const aggregates = ['sum', 'mean', 'min', 'max'] as const;
const aggregateNames = {
  sum: 'nameSum',
  mean: 'nameMean',
  min: 'nameMin',
  max: 'nameMax',
} as const;

/** A chart of any field by any other; the choice stands in the address and begins with the one that fits best. */
export default function ChartView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const profiles = useProfiles(dataset);
  const visible = dataset.fields.filter((field) => field.access === 'open');
  const measures = visible.filter((field) => measured.has(field.type) && !dataset.key.includes(field.name));
  const groups = visible.filter((field) => field.type !== 'longitude' && field.type !== 'latitude');
  const set = (part: Record<string, string | null>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { preventScrollReset: true },
    );
  return (
    <Async query={profiles}>
      {({ chart }) => {
        const x = search.get('x') ?? chart?.x ?? groups[0]?.name;
        if (!x || !groups.some((field) => field.name === x)) {
          return <Empty title={words('noChart')}>{words('noChartBody')}</Empty>;
        }
        const y = search.has('x') || search.has('y') ? search.get('y') : (chart?.y ?? null);
        const asked = search.get('aggregate') ?? chart?.aggregate ?? 'mean';
        const aggregate = y === null ? 'count' : (aggregates.find((name) => name === asked) ?? 'mean');
        const choice: ChartChoice = { x, y, aggregate };
        return (
          <div className="panel stack">
            <div className="row">
              <Select
                aria-label={words('chartMeasure')}
                style={{ minWidth: '11rem' }}
                value={y ?? ''}
                options={[
                  { value: '', label: words('count') },
                  ...measures.map((field) => ({ value: field.name, label: text(field.title) })),
                ]}
                onChange={(next: string) => set({ x, y: next || null })}
              />
              {y === null ? null : (
                <Select
                  aria-label={words('chartAggregate')}
                  style={{ minWidth: '7rem' }}
                  value={aggregate}
                  options={aggregates.map((value) => ({ value, label: words(aggregateNames[value]) }))}
                  onChange={(next: string) => set({ x, y, aggregate: next })}
                />
              )}
              <span id="chart-field">{words('chartField')}</span>
              <Select
                aria-label={words('chartField')}
                style={{ minWidth: '11rem' }}
                showSearch={{ optionFilterProp: 'label' }}
                value={x}
                options={groups.map((field) => ({ value: field.name, label: text(field.title) }))}
                onChange={(next: string) => set({ x: next, y })}
              />
            </div>
            <SeriesChart
              dataset={dataset}
              choice={choice}
              filter={search.get('filter') ?? undefined}
              version={search.get('version') ?? undefined}
            />
          </div>
        );
      }}
    </Async>
  );
}
