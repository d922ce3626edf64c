import { lazy, type ReactNode, Suspense } from 'react';
import { useParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Loading } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { Views } from '../../../web/components/views.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import { AboutView } from './about-view.tsx';
import { DatasetActions } from './dataset-actions.tsx';
import { catalogueMessages } from './messages.ts';
import { levelNames, opennessNames, opennessTones, sharingNames, statusNames, statusTones } from './names.ts';
import { WhyAccess } from './why-access.tsx';

const PreviewView = lazy(() => import('./preview-view.tsx'));
const ChartView = lazy(() => import('./chart-view.tsx'));
const MapView = lazy(() => import('./map-view.tsx'));
const ColumnsView = lazy(() => import('./columns-view.tsx'));
const VersionsView = lazy(() => import('./versions-view.tsx'));
const QualityView = lazy(() => import('./quality-view.tsx'));
const LineageView = lazy(() => import('./lineage-view.tsx'));
const HistoryView = lazy(() => import('./history-view.tsx'));
const UseView = lazy(() => import('./use-view.tsx'));

/** The page of one dataset, for citizens and staff alike: each sees what the governed view gives. */
export default function DatasetPage() {
  const words = useWords(catalogueMessages);
  const { id = '' } = useParams();
  const detail = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(id)}`);
  return (
    <div className="wide">
      <Async query={detail} title={words('datasetTitle')} skeleton={<Loading rows={10} />}>
        {(dataset) => <Dataset dataset={dataset} />}
      </Async>
    </div>
  );
}

/** Fields by which records can be put on a map, when this reader sees both. */
export function placeFields(dataset: DatasetDetail): { longitude: string; latitude: string } | null {
  const visible = dataset.fields.filter((field) => field.access === 'open');
  const longitude = visible.find((field) => field.type === 'longitude');
  const latitude = visible.find((field) => field.type === 'latitude');
  return longitude && latitude ? { longitude: longitude.name, latitude: latitude.name } : null;
}

function Dataset({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const hasData = dataset.version !== null;
  const readable = dataset.may.read && hasData;
  const gate = (content: ReactNode) =>
    !dataset.may.read ? (
      <Empty title={words('notReadable')} action={<WhyAccess dataset={dataset} />}>
        {words('notReadableBody', {
          openness: text(opennessNames[dataset.openness]),
          owner: text(dataset.owner.name),
        })}
      </Empty>
    ) : !hasData ? (
      <Empty title={words('noDataYet')}>{words('noDataYetBody')}</Empty>
    ) : (
      <Suspense fallback={<Loading rows={8} />}>{content}</Suspense>
    );
  const open = (content: ReactNode) => <Suspense fallback={<Loading rows={8} />}>{content}</Suspense>;
  const views = [
    { key: 'about', label: words('viewAbout'), content: () => <AboutView dataset={dataset} /> },
    { key: 'preview', label: words('viewPreview'), content: () => gate(<PreviewView dataset={dataset} />) },
    { key: 'chart', label: words('viewChart'), content: () => gate(<ChartView dataset={dataset} />) },
    ...(readable && placeFields(dataset)
      ? [{ key: 'map', label: words('viewMap'), content: () => gate(<MapView dataset={dataset} />) }]
      : []),
    { key: 'columns', label: words('viewColumns'), content: () => open(<ColumnsView dataset={dataset} />) },
    { key: 'versions', label: words('viewVersions'), content: () => gate(<VersionsView dataset={dataset} />) },
    { key: 'quality', label: words('viewQuality'), content: () => gate(<QualityView dataset={dataset} />) },
    { key: 'lineage', label: words('viewLineage'), content: () => open(<LineageView dataset={dataset} />) },
    ...(dataset.may.edit
      ? [{ key: 'history', label: words('viewHistory'), content: () => open(<HistoryView dataset={dataset} />) }]
      : []),
    { key: 'use', label: words('viewUse'), content: () => gate(<UseView dataset={dataset} />) },
  ];
  return (
    <>
      <PageHead
        title={text(dataset.title)}
        marks={
          <span className="row" style={{ gap: '0.375rem' }}>
            {dataset.status === 'published' ? null : (
              <StatusTag tone={statusTones[dataset.status] ?? 'plain'}>{text(statusNames[dataset.status])}</StatusTag>
            )}
            <StatusTag tone={opennessTones[dataset.openness] ?? 'plain'}>
              {text(opennessNames[dataset.openness])}
            </StatusTag>
            <StatusTag tone="plain">{text(sharingNames[dataset.sharing])}</StatusTag>
            <StatusTag tone={dataset.level === 'core' || dataset.level === 'important' ? 'bad' : 'plain'}>
              {text(levelNames[dataset.level as string])}
            </StatusTag>
          </span>
        }
        actions={<DatasetActions dataset={dataset} />}
      >
        {text(dataset.description)}
      </PageHead>
      <Views label={text(dataset.title)} views={views} />
    </>
  );
}
