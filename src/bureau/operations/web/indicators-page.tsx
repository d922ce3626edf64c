import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Sparkline } from '../../../web/components/figure.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Provenance } from '../../../web/components/provenance.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { sectorNames } from '../../catalogue/web/names.ts';
import type { Indicator } from '../schema.ts';
import { operationsMessages } from './messages.ts';

const tones: Record<string, Tone> = { good: 'good', attention: 'attention', bad: 'bad', unknown: 'plain' };

/** All indicators in one table, each with its trend and how it was computed. */
export default function IndicatorsPage() {
  const words = useWords(operationsMessages);
  const text = useText();
  const format = useFormat();
  const indicators = useApi<{ items: Indicator[] }>('/indicators', { points: 48 }, { every: 60_000 });
  return (
    <>
      <PageHead title={words('indicators')}>{words('indicatorsLead')}</PageHead>
      <Async query={indicators}>
        {({ items }) => (
          <DataTable
            label={words('indicators')}
            cards
            rows={items}
            rowKey={(indicator) => indicator.id}
            empty={<Empty title={words('noIndicators')}>{words('noIndicatorsBody')}</Empty>}
            columns={[
              {
                key: 'title',
                title: words('indicators'),
                cell: (indicator) => <strong>{text(indicator.title)}</strong>,
              },
              {
                key: 'sector',
                title: words('sector'),
                cell: (indicator) => text(sectorNames[indicator.sector]) || indicator.sector,
              },
              {
                key: 'value',
                title: words('value'),
                numeric: true,
                cell: (indicator) => `${format.number(indicator.value)} ${text(indicator.unit)}`,
              },
              {
                key: 'grade',
                title: words('grade'),
                cell: (indicator) =>
                  indicator.grade ? (
                    <StatusTag tone={tones[indicator.state as string] ?? 'plain'}>{text(indicator.grade)}</StatusTag>
                  ) : null,
              },
              {
                key: 'at',
                title: words('at'),
                cell: (indicator) => <span className="nowrap">{format.instant(indicator.at)}</span>,
              },
              {
                key: 'trend',
                title: words('trend'),
                width: '10rem',
                cell: (indicator) => (
                  <Sparkline
                    values={indicator.trend.map((point) => point.value)}
                    label={`${text(indicator.title)} ${words('trend')}`}
                  />
                ),
              },
              {
                key: 'how',
                title: words('how'),
                cell: (indicator) => <Provenance provenance={indicator.provenance} title={text(indicator.title)} />,
              },
            ]}
          />
        )}
      </Async>
    </>
  );
}
