import { CloudUploadOutlined } from '@ant-design/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { SearchResult } from '../../bureau/catalogue/schema.ts';
import type { Run } from '../../bureau/collection/schema.ts';
import { RunStatusTag } from '../../bureau/collection/web/run-status.tsx';
import type { Alert, Task } from '../../bureau/operations/schema.ts';
import { Deadline } from '../../bureau/operations/web/deadline.tsx';
import { operationsMessages } from '../../bureau/operations/web/messages.ts';
import { severities } from '../../bureau/operations/web/names.ts';
import { lateOrMissedHref, useLateOrMissed } from '../../bureau/sources/web/calendar/late-or-missed.ts';
import { calendarMessages } from '../../bureau/sources/web/calendar/messages.ts';
import { stateLooks } from '../../bureau/sources/web/calendar/states.ts';
import type { ApiError } from '../client/call.ts';
import { useSession } from '../client/session.ts';
import { useApi } from '../client/use-api.ts';
import { PageHead } from '../components/page-head.tsx';
import { Loading, Problem } from '../components/states.tsx';
import { StatusTag } from '../components/status-tag.tsx';
import { WorkProgress } from '../components/work-progress.tsx';
import { useFormat } from '../format.ts';
import { useText, useWords } from '../words.ts';
import { consoleMessages } from './messages.ts';

type List<Item> = { items: Item[]; next: string | null };

/** What needs a decision of this person now, the most pressing first. */
export default function ConsoleHomePage() {
  const words = useWords(consoleMessages);
  const operations = useWords(operationsMessages);
  const calendar = useWords(calendarMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { person, has } = useSession();
  const overseer = has('steward', 'officer', 'administrator');
  const watcher = overseer || has('analyst');
  const tasks = useApi<List<Task>>(overseer ? '/tasks' : null, { status: 'open,in-hand', limit: 6 }, { every: 30_000 });
  const alerts = useApi<List<Alert>>(
    watcher ? '/alerts' : null,
    { status: 'open,acknowledged', limit: 6 },
    { every: 30_000 },
  );
  const runs = useApi<List<Run>>(
    overseer ? '/runs' : null,
    { limit: 100 },
    {
      every: (page) =>
        page?.items.some((run) => run.status === 'running' || run.status === 'waiting') ? 2000 : 30_000,
    },
  );
  const late = useLateOrMissed(overseer);
  const owner = person?.organisation?.id;
  const drafts = useApi<SearchResult>(overseer ? '/datasets' : null, { status: 'draft', owner, limit: 6 });
  const all = runs.data?.items ?? [];
  const bad = all.filter((run) => run.status === 'refused' || run.status === 'failed').slice(0, 6);
  const waiting = all.filter((run) => run.open > 0).slice(0, 6);
  const going = all.filter((run) => run.status === 'running' || run.status === 'waiting');
  const busy =
    (tasks.data?.items.length ?? 0) +
      (alerts.data?.items.length ?? 0) +
      bad.length +
      waiting.length +
      late.items.length >
    0;
  return (
    <>
      <PageHead
        title={words(busy || tasks.isLoading ? 'hello' : 'calm', { name: person?.name ?? '' })}
        actions={
          has('steward', 'administrator') ? (
            <Button type="primary" icon={<CloudUploadOutlined />} onClick={() => navigate('/console/collect')}>
              {words('collect')}
            </Button>
          ) : null
        }
      >
        {overseer ? words('lead') : watcher ? words('leadAlerts') : null}
      </PageHead>
      {going.length > 0 ? (
        <section className="panel stack" style={{ marginBottom: '1rem' }}>
          <h2>{words('running')}</h2>
          {going.slice(0, 3).map((run) => (
            <div key={run.id}>
              <Link to={`/console/runs/${run.id}`}>{run.source.name}</Link>
              <WorkProgress progress={run.progress} />
            </div>
          ))}
        </section>
      ) : null}
      <div className="split" style={{ gap: '1rem' }}>
        <Board shown={overseer} title={words('tasks')} to="/console/tasks" query={tasks} none={words('noneTasks')}>
          {(tasks.data?.items ?? []).map((task) => (
            <li key={task.id} className="row between">
              <Link to={`/console/tasks?task=${task.id}`}>{text(task.title)}</Link>
              {task.dueAt ? <Deadline dueAt={task.dueAt} /> : <span className="muted">{operations('noDue')}</span>}
            </li>
          ))}
        </Board>
        <Board shown={watcher} title={words('alerts')} to="/console/alerts" query={alerts} none={words('noneAlerts')}>
          {(alerts.data?.items ?? []).map((alert) => {
            const severity = severities[alert.severity];
            return (
              <li key={alert.id} className="row between">
                <Link to={`/console/alerts?alert=${alert.id}`}>{text(alert.title)}</Link>
                <span className="row">
                  {severity ? <StatusTag tone={severity.tone}>{operations(severity.word)}</StatusTag> : null}
                  <span className="muted small">{format.instant(alert.raisedAt)}</span>
                </span>
              </li>
            );
          })}
        </Board>
        <Board
          shown={overseer}
          title={words('lateOrMissed')}
          to={lateOrMissedHref}
          query={late.query}
          none={words('noneLateOrMissed')}
        >
          {late.items.slice(0, 6).map(({ collection, title, dueAt, state }) => (
            <li key={collection} className="row between">
              <Link to={`/console/calendar?${new URLSearchParams({ collection, due: dueAt })}`}>{text(title)}</Link>
              <span className="row">
                <StatusTag tone={stateLooks[state].tone}>{calendar(stateLooks[state].word)}</StatusTag>
                <span className="muted small">{format.instant(dueAt)}</span>
              </span>
            </li>
          ))}
        </Board>
        <Board
          shown={overseer}
          title={words('quarantine')}
          to="/console/runs"
          query={runs}
          none={words('noneQuarantine')}
        >
          {waiting.map((run) => (
            <li key={run.id} className="row between">
              <Link to={`/console/runs/${run.id}/quarantine`}>{run.source.name}</Link>
              <span className="muted">{words('rowsOpen', { count: format.number(run.open) })}</span>
            </li>
          ))}
        </Board>
        <Board
          shown={overseer}
          title={words('refused')}
          to="/console/runs?status=refused"
          query={runs}
          none={words('noneRefused')}
        >
          {bad.map((run) => (
            <li key={run.id} className="row between">
              <Link to={`/console/runs/${run.id}`}>{run.source.name}</Link>
              <span className="row">
                <RunStatusTag status={run.status} />
                <span className="muted small">{format.instant(run.startedAt)}</span>
              </span>
            </li>
          ))}
        </Board>
        <Board
          shown={overseer}
          title={words('drafts')}
          to="/console/datasets"
          query={drafts}
          none={words('noneDrafts')}
        >
          {(drafts.data?.items ?? []).map((dataset) => (
            <li key={dataset.id} className="row between">
              <Link to={`/datasets/${dataset.id}`}>{text(dataset.title)}</Link>
              <span className="muted small">{format.instant(dataset.updatedAt ?? dataset.createdAt)}</span>
            </li>
          ))}
        </Board>
      </div>
    </>
  );
}

function Board({
  shown,
  title,
  to,
  query,
  none,
  children,
}: {
  /** Whether it is of this person's duties. */
  shown: boolean;
  title: string;
  to: string;
  query: UseQueryResult<unknown, ApiError>;
  none: string;
  children: ReactNode[];
}) {
  const words = useWords(consoleMessages);
  if (!shown) return null;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{title}</h2>
        <Link to={to}>
          {words('all')}
          <span className="visually-hidden">{title}</span>
        </Link>
      </div>
      {query.error && query.data === undefined ? (
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Loading rows={3} />
      ) : children.length === 0 ? (
        <p className="muted">{none}</p>
      ) : (
        <ul className="plain stack" style={{ gap: '0.5rem' }}>
          {children}
        </ul>
      )}
    </section>
  );
}
