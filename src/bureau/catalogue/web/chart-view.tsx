import { Select } from 'antd';
import { useSearchParams } from 'react-router';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import { useProfiles } from './about-view.tsx';
import { chartable, DistributionChart } from './distribution-chart.tsx';
import { catalogueMessages } from './messages.ts';

/** A chart of any column that can be drawn; the choice stands in the address. */
export default function ChartView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const [search, setSearch] = useSearchParams();
  const profiles = useProfiles(dataset);
  return (
    <Async query={profiles}>
      {({ columns }) => {
        const drawn = chartable(dataset, columns);
        const entry = drawn.find((candidate) => candidate.field.name === search.get('field')) ?? drawn[0];
        if (!entry) return <Empty title={words('noChart')}>{words('noChartBody')}</Empty>;
        return (
          <div className="panel stack">
            <div className="row">
              <span id="chart-field">{words('chartField')}</span>
              <Select
                aria-labelledby="chart-field"
                style={{ minWidth: '12rem' }}
                value={entry.field.name}
                options={drawn.map(({ field }) => ({ value: field.name, label: text(field.title) }))}
                onChange={(field: string) =>
                  setSearch((before) => {
                    const next = new URLSearchParams(before);
                    next.set('field', field);
                    return next;
                  })
                }
              />
            </div>
            <DistributionChart key={entry.field.name} dataset={dataset} entry={entry} />
          </div>
        );
      }}
    </Async>
  );
}
