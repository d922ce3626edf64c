import { Drawer } from 'antd';
import { Link } from 'react-router';
import { DataTable } from '../../../web/components/data-table.tsx';
import { rowsAddress } from '../../../web/components/provenance.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { AirQuality } from '../schema.ts';
import { airMessages } from './messages.ts';
import { pollutantNames, pollutants } from './pollutants.ts';

/** The working of one index: concentrations, means, sub-indices, edition, formula, inputs and rows. */
export function AirDetail({ air, place, onClose }: { air: AirQuality | null; place: string; onClose(): void }) {
  const words = useWords(airMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  if (!air) return null;
  const means: Record<string, number | null> = {
    o3: air.means.o3_8h,
    pm10: air.means.pm10_24h,
    pm25: air.means.pm25_24h,
    so2: air.means.so2_24h,
  };
  return (
    <Drawer open size="large" onClose={onClose} title={words('howTitle', { place, at: format.instant(air.hour) })}>
      <div className="stack">
        {air.reportable ? null : <p>{words('notReportable')}</p>}
        {air.missing.length > 0 ? (
          <p className="muted">
            {words('missing', { list: air.missing.map((name) => pollutantNames[name] ?? name).join(' ') })}
          </p>
        ) : null}
        <DataTable
          label={words('pollutant')}
          rows={[...pollutants]}
          rowKey={(name) => name}
          columns={[
            { key: 'pollutant', title: words('pollutant'), cell: (name) => pollutantNames[name] },
            {
              key: 'concentration',
              title: words('concentration'),
              numeric: true,
              cell: (name) =>
                air.concentrations[name] === null
                  ? null
                  : `${format.number(air.concentrations[name], name === 'co' ? 1 : 0)} ${name === 'co' ? 'mg/m³' : 'µg/m³'}`,
            },
            {
              key: 'mean',
              title: words('mean'),
              numeric: true,
              cell: (name) =>
                means[name] === null || means[name] === undefined ? null : `${format.number(means[name], 1)} µg/m³`,
            },
            {
              key: 'iaqi',
              title: words('iaqi'),
              numeric: true,
              cell: (name) =>
                air.iaqi[name] === null ? null : air.iaqi[name] === air.aqi ? (
                  <strong>{format.number(air.iaqi[name])}</strong>
                ) : (
                  format.number(air.iaqi[name])
                ),
            },
          ]}
        />
        <p>{words('indexIsHighest')}</p>
        <dl className="facts">
          <dt>{words('edition')}</dt>
          <dd>{air.edition}</dd>
          <dt>{shell('formula')}</dt>
          <dd style={{ whiteSpace: 'pre-wrap' }}>{text(air.provenance.formula)}</dd>
          <dt>{shell('basis')}</dt>
          <dd>{air.provenance.source}</dd>
          <dt>{shell('inputs')}</dt>
          <dd>
            {air.provenance.inputs.map((input) => (
              <div key={input.dataset}>
                <Link to={`/datasets/${input.dataset}?view=preview&version=${input.version}`}>{input.dataset}</Link>{' '}
                <span className="muted">{shell('versionNumber', { version: input.version })}</span>
              </div>
            ))}
          </dd>
        </dl>
        <p>
          <Link to={rowsAddress(air.provenance)}>{shell('showRows')}</Link>
        </p>
      </div>
    </Drawer>
  );
}
