import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Figure } from '../../../web/components/figure.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Loading } from '../../../web/components/states.tsx';
import { WorkProgress } from '../../../web/components/work-progress.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useDatasetTitles } from '../../catalogue/web/use-titles.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { Run } from '../schema.ts';
import { FindingTable } from './finding-table.tsx';
import { collectionMessages } from './messages.ts';
import { encodings } from './reading-panel.tsx';
import { RunStatusTag } from './run-status.tsx';

/** One run: its progress while it goes on, then what came of it. */
export default function RunPage() {
  const words = useWords(collectionMessages);
  const { id = '' } = useParams();
  const run = useApi<Run>(
    `/runs/${encodeURIComponent(id)}`,
    {},
    {
      staleMilliseconds: 0,
      every: (found) => (found && found.status !== 'running' && found.status !== 'waiting' ? false : 700),
    },
  );
  return (
    <Async query={run} title={words('run')} skeleton={<Loading rows={8} />}>
      {(found) => <RunView run={found} />}
    </Async>
  );
}

const modeWords = { merge: 'modeMerge', append: 'modeAppend', replace: 'modeReplace' } as const;

function RunView({ run }: { run: Run }) {
  const words = useWords(collectionMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { name } = usePersonNames();
  const titleOf = useDatasetTitles([run.dataset]);
  const origin = useApi<{ origin: { source: string; round: string } | null }>(
    `/runs/${encodeURIComponent(run.id)}/source`,
  ).data?.origin;
  const [cancelling, setCancelling] = useState(false);
  const going = run.status === 'running' || run.status === 'waiting';
  const went = useRef(going);
  useEffect(() => {
    // What other pages showed of the dataset is old once the run has ended.
    if (went.current && !going)
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    went.current = going;
  }, [going, client]);
  const cancel = async () => {
    setCancelling(true);
    try {
      await call('DELETE', `/runs/${encodeURIComponent(run.id)}`);
    } catch (error) {
      message.error((error as Error).message);
      setCancelling(false);
    }
  };
  const share = (count: number) => (run.rows > 0 ? words('shareOf', { share: format.percent(count / run.rows) }) : '');
  const reading = run.reading
    ? [
        run.reading.format.toUpperCase(),
        run.reading.encoding && encodings[run.reading.encoding],
        run.reading.sheet,
        run.reading.entry,
      ]
        .filter(Boolean)
        .join(' · ')
    : '';
  return (
    <>
      <PageHead
        title={run.source.name}
        marks={<RunStatusTag status={run.status} />}
        actions={
          <>
            <Button onClick={() => navigate(`/datasets/${encodeURIComponent(run.dataset)}`)}>
              {words('toDataset')}
            </Button>
            {run.open > 0 ? (
              <Button type="primary" onClick={() => navigate(`/console/runs/${run.id}/quarantine`)}>
                {words('toQuarantine')}
              </Button>
            ) : null}
          </>
        }
      >
        {titleOf(run.dataset)} · {words(modeWords[run.mode])}
      </PageHead>
      <div className="stack">
        {going ? (
          <section className="panel stack" aria-label={words('progress')} aria-live="polite">
            <WorkProgress progress={run.progress} onCancel={() => void cancel()} cancelling={cancelling} />
            <p className="muted small">{words('resumeHint')}</p>
          </section>
        ) : null}
        {run.problem ? (
          <div className="state problem" role="alert">
            <h2>{text(run.problem.message)}</h2>
            <p>{text(run.problem.remedy)}</p>
          </div>
        ) : null}
        {run.status === 'unchanged' ? <Alert type="info" showIcon title={words('unchangedBody')} /> : null}
        {run.status === 'cancelled' ? <Alert type="info" showIcon title={words('cancelled')} /> : null}
        <section className="panel tiles narrow" aria-label={words('runs')}>
          <Figure label={words('rows')} value={format.number(run.rows)} unit={words('rowsUnit')} />
          <Figure
            label={words('accepted')}
            value={format.number(run.accepted)}
            unit={words('rowsUnit')}
            extra={<span className="muted small">{share(run.accepted)}</span>}
          />
          <Figure
            label={words('quarantined')}
            value={format.number(run.quarantined)}
            unit={words('rowsUnit')}
            extra={<span className="muted small">{share(run.quarantined)}</span>}
          />
          <Figure label={words('open')} value={format.number(run.open)} unit={words('rowsUnit')} />
          <Figure
            label={words('version')}
            value={
              run.version === null ? (
                <span className="muted">{words('noVersion')}</span>
              ) : (
                <Link to={`/datasets/${run.dataset}?view=preview&version=${run.version}`}>v{run.version}</Link>
              )
            }
          />
        </section>
        {run.findings.length > 0 ? (
          <section className="panel stack">
            <h2>{words('fileFindings')}</h2>
            <ul className="plain stack" style={{ gap: '0.375rem' }}>
              {run.findings.map((finding) => (
                <li key={`${finding.rule}|${finding.row}|${finding.message.en}`}>{text(finding.message)}</li>
              ))}
            </ul>
          </section>
        ) : null}
        {going ? null : (
          <section className="stack">
            <h2>{words('findings')}</h2>
            <FindingTable run={run} />
          </section>
        )}
        <section className="panel">
          <dl className="facts">
            <dt>{words('startedAt')}</dt>
            <dd>{format.instant(run.startedAt)}</dd>
            <dt>{words('finishedAt')}</dt>
            <dd>{format.instant(run.finishedAt)}</dd>
            <dt>{words('seconds')}</dt>
            <dd>{format.duration(run.seconds)}</dd>
            <dt>{words('startedBy')}</dt>
            <dd>{name(run.startedBy)}</dd>
            {origin ? (
              <>
                <dt>{words('standingSource')}</dt>
                <dd>
                  <Link to={`/console/sources/${encodeURIComponent(origin.source)}`}>{origin.source}</Link>
                </dd>
              </>
            ) : null}
            <dt>{words('size')}</dt>
            <dd>{format.bytes(run.source.bytes)}</dd>
            {reading ? (
              <>
                <dt>{words('reading')}</dt>
                <dd>{reading}</dd>
              </>
            ) : null}
            {run.recipe ? (
              <>
                <dt>{words('recipe')}</dt>
                <dd>
                  <Link
                    style={{ textDecoration: 'underline' }}
                    to={`/console/datasets/${encodeURIComponent(run.recipe.id)}/recipe`}
                  >
                    {words('recipeVersion', { version: run.recipe.version })}
                  </Link>{' '}
                  <code className="muted">{run.recipe.hash.slice(0, 12)}</code>
                </dd>
              </>
            ) : null}
            {run.source.sha256 ? (
              <>
                <dt>{words('sha256')}</dt>
                <dd>
                  <code>{run.source.sha256}</code>
                </dd>
              </>
            ) : null}
            {run.resubmits ? (
              <>
                <dt>{words('resubmits')}</dt>
                <dd>
                  <Link to={`/console/runs/${run.resubmits}`}>{words('run')}</Link>
                </dd>
              </>
            ) : null}
          </dl>
        </section>
      </div>
    </>
  );
}
