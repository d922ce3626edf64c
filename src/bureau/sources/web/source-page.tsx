import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { ConfirmByName } from '../../../web/components/confirm-by-name.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Calendar, CalendarRow } from '../duty/schema.ts';
import type { Source } from '../schema.ts';
import { TryIt } from './editor/try-it.tsx';
import { sourcesMessages } from './messages.ts';
import { RefusedFiles } from './refused-files.tsx';
import { SourceHosts } from './source-hosts.tsx';
import { Backfill, SourceRounds } from './source-rounds.tsx';
import { SourceSecrets } from './source-secrets.tsx';
import { standingOf, standingTones } from './standing.ts';
import { useAct } from './use-act.ts';

/** One source: how it stands, its rounds with their way to a version, and all that a steward does with it. */
export default function SourcePage() {
  const { id = '' } = useParams();
  const words = useWords(sourcesMessages);
  const text = useText();
  const { has } = useSession();
  const act = useAct();
  const navigate = useNavigate();
  const [backfill, setBackfill] = useState(false);
  const [removing, setRemoving] = useState(false);
  const source = useApi<Source>(`/sources/${id}`, {}, { every: 3000 });
  const calendar = useApi<Calendar>('/sources/calendar', { collection: `source:${id}` }, { every: 5000 });
  const edits = has('steward', 'administrator');
  const post = (verb: string, told: string) => act(() => call('POST', `/sources/${id}/${verb}`, { body: {} }), told);
  return (
    <Async query={source} title={words('source')}>
      {(shown) => {
        const row = calendar.data?.items[0];
        const standing = standingOf(shown, row);
        const problem = shown.lastRound?.problem;
        return (
          <>
            <PageHead
              title={text(shown.title)}
              marks={<StatusTag tone={standingTones[standing]}>{words(`is-${standing}`)}</StatusTag>}
              actions={
                edits ? (
                  <Space wrap>
                    <Button onClick={() => navigate(`/console/sources/${id}/edit`)}>{words('edit')}</Button>
                    <Button disabled={shown.paused} onClick={() => setBackfill(true)}>
                      {words('backfillDo')}
                    </Button>
                    <Button
                      onClick={() =>
                        shown.paused ? post('resume', words('resumedTold')) : post('pause', words('pausedTold'))
                      }
                    >
                      {words(shown.paused ? 'resume' : 'pause')}
                    </Button>
                    <Button type="primary" disabled={shown.paused} onClick={() => post('rounds', words('asked'))}>
                      {words('runNow')}
                    </Button>
                  </Space>
                ) : null
              }
            >
              <Sentence source={shown} row={row} />
            </PageHead>
            <div className="stack-large">
              {problem && standing !== 'paused' ? (
                <Alert type="error" showIcon title={text(problem.message)} description={text(problem.remedy)} />
              ) : null}
              <RefusedFiles id={id} edits={edits} act={act} />
              <SourceRounds source={shown} act={edits ? act : null} />
              {edits ? (
                <section>
                  <h2>{words('tryTitle')}</h2>
                  <TryIt path={`/sources/${id}/probe`} body={() => ({})} />
                </section>
              ) : null}
              {edits ? <SourceSecrets source={shown} act={act} /> : null}
              <SourceHosts act={act} />
              <section className="stack">
                <h2>{words('declaration')}</h2>
                <details>
                  <summary>{words('showYaml')}</summary>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
                  <pre className="code-area" tabIndex={0}>
                    {shown.yaml}
                  </pre>
                </details>
                {edits ? (
                  <div>
                    <Button danger onClick={() => setRemoving(true)}>
                      {words('remove')}
                    </Button>
                  </div>
                ) : null}
              </section>
            </div>
            <Backfill source={shown} act={act} open={backfill} onClose={() => setBackfill(false)} />
            <ConfirmByName
              open={removing}
              title={words('removeTitle')}
              name={id}
              action={words('remove')}
              onClose={() => setRemoving(false)}
              onConfirm={async () => {
                setRemoving(false);
                await act(async () => {
                  await call('DELETE', `/sources/${id}`);
                  navigate('/console/sources');
                }, words('removedTold'));
              }}
            >
              {words('removeLead')}
            </ConfirmByName>
          </>
        );
      }}
    </Async>
  );
}

/** How the source stands and what comes next, in words. */
function Sentence({ source, row }: { source: Source; row: CalendarRow | undefined }) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const { lastRound: last } = source;
  const when = last ? format.instant(last.finishedAt ?? last.startedAt ?? last.askedAt) : '';
  return (
    <span className="underlined">
      {text(source.connector.title)} → <Link to={`/datasets/${source.dataset}`}>{source.dataset}</Link>
      {words('sentenceEnd')}
      {last ? words('lastWas', { at: when, state: words(last.status) }) : words('neverTold')}{' '}
      {source.paused
        ? words('pausedSince')
        : row?.nextDue
          ? words('nextIs', { when: text(row.when), at: format.weekdayInstant(row.nextDue) })
          : row
            ? words('nextNone')
            : ''}
    </span>
  );
}
