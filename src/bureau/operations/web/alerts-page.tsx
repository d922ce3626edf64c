import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Provenance } from '../../../web/components/provenance.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { sectorNames } from '../../catalogue/web/names.ts';
import { type Alert, alertTransitions } from '../schema.ts';
import { operationsMessages } from './messages.ts';
import { alertActs, alertStates, severities } from './names.ts';

const size = 30;
const views: Record<string, string | undefined> = { current: 'open,acknowledged', closed: 'closed', all: undefined };

/** Alerts, the current ones first; each tells what happened and opens to the figures under it. */
export default function AlertsPage() {
  const words = useWords(operationsMessages);
  const [search, setSearch] = useSearchParams();
  const view = (search.get('view') ?? 'current') in views ? (search.get('view') ?? 'current') : 'current';
  const paging = usePaging(view);
  const alerts = useApi<{ items: Alert[]; next: string | null; total?: number }>(
    '/alerts',
    { status: views[view], limit: size, cursor: paging.cursor },
    { keep: true, every: 30_000 },
  );
  return (
    <>
      <PageHead title={words('alerts')}>{words('alertsLead')}</PageHead>
      <div className="stack">
        <Segmented
          style={{ alignSelf: 'flex-start' }}
          aria-label={words('status')}
          value={view}
          onChange={(next) => setSearch({ view: String(next) })}
          options={[
            { value: 'current', label: words('current') },
            { value: 'closed', label: words('alertClosed') },
            { value: 'all', label: words('all') },
          ]}
        />
        <Async query={alerts}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title={words('noAlerts')}>{words('noAlertsBody')}</Empty>
            ) : (
              <>
                {page.items.map((alert) => (
                  <AlertCard key={alert.id} alert={alert} marked={alert.id === search.get('alert')} />
                ))}
                <Pager paging={paging} next={page.next} shown={page.items.length} size={size} total={page.total} />
              </>
            )
          }
        </Async>
      </div>
    </>
  );
}

function AlertCard({ alert, marked }: { alert: Alert; marked: boolean }) {
  const words = useWords(operationsMessages);
  const text = useText();
  const format = useFormat();
  const client = useQueryClient();
  const { message } = App.useApp();
  const severity = severities[alert.severity];
  const state = alertStates[alert.status];
  const change = async (status: string) => {
    try {
      await call('PATCH', `/alerts/${encodeURIComponent(alert.id)}`, { body: { status } });
      message.success(words('saved'));
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <article className="panel stack" style={{ gap: '0.5rem', ...(marked ? { borderColor: 'var(--river)' } : {}) }}>
      <div className="row between">
        <h3>{text(alert.title)}</h3>
        <span className="row">
          {severity ? <StatusTag tone={severity.tone}>{words(severity.word)}</StatusTag> : null}
          {state ? <StatusTag tone={state.tone}>{words(state.word)}</StatusTag> : null}
        </span>
      </div>
      <p>{text(alert.message)}</p>
      <p className="muted small">
        {[text(sectorNames[alert.sector]) || alert.sector, `${words('raised')} ${format.instant(alert.raisedAt)}`].join(
          ' · ',
        )}
      </p>
      <div className="row">
        {(alertTransitions[alert.status] ?? []).map((next) => (
          <Button key={next} size="small" onClick={() => void change(next)}>
            {words(alertActs[next] ?? 'status')}
          </Button>
        ))}
        {alert.task ? <Link to={`/console/tasks?view=all&task=${alert.task}`}>{words('openTask')}</Link> : null}
        {alert.provenance ? <Provenance provenance={alert.provenance} title={text(alert.title)} /> : null}
      </div>
    </article>
  );
}
