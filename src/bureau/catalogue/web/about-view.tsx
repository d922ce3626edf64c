import { Link } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Empty, Loading } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { CreditLine } from '../../contribution/web/credit-line.tsx';
import type { DatasetDetail, ProfileReport } from '../schema.ts';
import { chartable, DistributionChart } from './distribution-chart.tsx';
import { catalogueMessages } from './messages.ts';
import { cadenceNames, levelNames, opennessNames, sectorNames, sharingNames } from './names.ts';
import { SeriesChart } from './series-chart.tsx';
import { WhyAccess } from './why-access.tsx';

/** Profiles of the newest version's columns. */
export function useProfiles(dataset: DatasetDetail) {
  return useApi<ProfileReport>(
    dataset.may.read && dataset.version !== null ? `/datasets/${encodeURIComponent(dataset.id)}/profile` : null,
    {},
    { staleMilliseconds: 300_000 },
  );
}

/** What the dataset is, in facts and one chart. */
export function AboutView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const { person } = useSession();
  const profiles = useProfiles(dataset);
  const drawn = chartable(dataset, profiles.data?.columns ?? []);
  const first = drawn.find((entry) => entry.profile.top.length > 0 && entry.profile.distinct <= 50) ?? drawn[0];
  const facts: [string, React.ReactNode][] = [
    [words('identifier'), <code key="id">{dataset.id}</code>],
    [words('owner'), text(dataset.owner.name)],
    [words('sector'), dataset.sector ? text(sectorNames[dataset.sector as string]) : null],
    [words('rows'), dataset.rows === null ? words('noVersion') : format.number(dataset.rows)],
    [words('size'), dataset.bytes === null ? null : format.bytes(dataset.bytes)],
    [words('version'), dataset.version === null ? null : format.number(dataset.version)],
    [words('updated'), dataset.updatedAt ? format.instant(dataset.updatedAt) : null],
    [words('cadence'), dataset.cadence ? text(cadenceNames[dataset.cadence]) : null],
    [words('quality'), dataset.quality === null ? null : format.number(dataset.quality * 100, 1)],
    [words('openness'), text(opennessNames[dataset.openness])],
    [words('sharing'), text(sharingNames[dataset.sharing])],
    [words('sharingReason'), dataset.sharingReason],
    [words('level'), text(levelNames[dataset.level as string])],
    [
      words('standard'),
      dataset.standard && person ? (
        <Link key="standard" to={`/console/standards/${dataset.standard.id}?version=${dataset.standard.version}`}>
          {dataset.standard.id} v{dataset.standard.version}
        </Link>
      ) : dataset.standard ? (
        `${dataset.standard.id} v${dataset.standard.version}`
      ) : null,
    ],
    [words('keywords'), dataset.keywords.length > 0 ? dataset.keywords.join(' · ') : null],
  ];
  return (
    <div className="split">
      <section className="panel">
        <CreditLine dataset={dataset.id} />
        <dl className="facts">
          {facts
            .filter(([, value]) => value !== null && value !== '')
            .map(([label, value]) => (
              <div key={label} style={{ display: 'contents' }}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </section>
      <section className="panel">
        {profiles.isLoading ? (
          <Loading rows={6} />
        ) : profiles.data?.chart ? (
          <SeriesChart dataset={dataset} choice={profiles.data.chart} />
        ) : first ? (
          <DistributionChart dataset={dataset} entry={first} />
        ) : dataset.version === null ? (
          <Empty title={words('noDataYet')}>{words('noDataYetBody')}</Empty>
        ) : dataset.may.read ? (
          <Empty title={words('noChart')}>{words('noChartBody')}</Empty>
        ) : (
          <Empty title={words('notReadable')} action={<WhyAccess dataset={dataset} />}>
            {words('notReadableBody', {
              openness: text(opennessNames[dataset.openness]),
              owner: text(dataset.owner.name),
            })}
          </Empty>
        )}
      </section>
    </div>
  );
}
