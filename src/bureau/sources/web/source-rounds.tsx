import { Button, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Run } from '../../collection/schema.ts';
import type { Round, Source } from '../schema.ts';
import { sourcesMessages } from './messages.ts';
import { RoundStatusTag } from './round-status.tsx';
import type { Act } from './use-act.ts';

const live = (round: Round) => round.status === 'waiting' || round.status === 'running';
/** Runs of a round that are told in its row; the others are counted. */
const shownRuns = 3;

/** The last rounds of a source, each with its way from source to version. */
export function SourceRounds({ source, act }: { source: Source; act: Act | null }) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const rounds = useApi<{ items: Round[] }>(`/sources/${source.id}/rounds`, { limit: 20 }, { every: 3000 });
  const cancel = (round: Round) => act?.(() => call('DELETE', `/rounds/${round.id}`), words('cancelledTold'));
  return (
    <section>
      <h2>{words('rounds')}</h2>
      <Async query={rounds}>
        {({ items }) => (
          <DataTable
            label={words('rounds')}
            cards
            rows={items}
            rowKey={(round) => round.id}
            empty={<Empty title={words('noRounds')}>{words('noRoundsBody')}</Empty>}
            columns={[
              {
                key: 'at',
                title: words('at'),
                cell: (round) => (
                  <>
                    <span className="nowrap">{format.instant(round.startedAt ?? round.askedAt)}</span>
                    <div className="muted small">
                      {words(round.reason)}
                      {round.range
                        ? ` ${words('rangeOf', { from: format.day(round.range.from), to: format.day(round.range.to) })}`
                        : ''}
                    </div>
                  </>
                ),
              },
              { key: 'state', title: words('state'), cell: (round) => <RoundStatusTag status={round.status} /> },
              {
                key: 'story',
                title: words('story'),
                cell: (round) => <RoundStory round={round} source={source} />,
              },
              {
                key: 'problem',
                title: words('problem'),
                cell: ({ problem, nextAttemptAt, findings }) => (
                  <>
                    {problem ? <div>{text(problem.message)}</div> : null}
                    {problem ? <div className="muted small">{text(problem.remedy)}</div> : null}
                    {nextAttemptAt ? <div>{words('again', { at: format.instant(nextAttemptAt) })}</div> : null}
                    {findings.map((finding) => (
                      <div key={`${finding.rule} ${finding.message.en}`} className="small">
                        {text(finding.message)}
                      </div>
                    ))}
                    {!problem && findings.length === 0 ? <span className="muted">{words('noProblem')}</span> : null}
                  </>
                ),
              },
              ...(act
                ? [
                    {
                      key: 'act',
                      title: words('roundActs'),
                      cell: (round: Round) =>
                        live(round) ? (
                          <Popconfirm
                            title={words('cancelAsk')}
                            okText={words('cancelRound')}
                            cancelText={words('keep')}
                            onConfirm={() => cancel(round)}
                          >
                            <Button size="small">{words('cancelRound')}</Button>
                          </Popconfirm>
                        ) : (
                          ''
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Async>
    </section>
  );
}

/** From the round to its runs and their versions; of a scheduled one also the due instant in the calendar. */
function RoundStory({ round, source }: { round: Round; source: Source }) {
  const words = useWords(sourcesMessages);
  const format = useFormat();
  const { dueAt, runs, progress } = round;
  const due = dueAt ? new URLSearchParams({ collection: `source:${source.id}`, due: dueAt }) : null;
  return (
    <ol className="round-story">
      {due ? (
        <li>
          <Link to={`/console/calendar?${due}`}>{words('dueAt', { at: format.instant(dueAt) })}</Link>
        </li>
      ) : null}
      {runs.slice(-shownRuns).map((run) => (
        <RunStep key={run} id={run} dataset={source.dataset} />
      ))}
      {runs.length > shownRuns ? <li>{words('moreRuns', { count: runs.length })}</li> : null}
      {runs.length === 0 ? (
        <li className="muted">{live(round) && progress ? words('reaching') : words('noRuns')}</li>
      ) : null}
    </ol>
  );
}

function RunStep({ id, dataset }: { id: string; dataset: string }) {
  const words = useWords(sourcesMessages);
  const format = useFormat();
  const run = useApi<Run>(`/runs/${id}`, {}, { every: (known) => (known?.finishedAt ? false : 2000) });
  return (
    <>
      <li>
        <Link to={`/console/runs/${id}`}>
          {run.data
            ? words('runRows', {
                accepted: format.number(run.data.accepted),
                quarantined: format.number(run.data.quarantined),
              })
            : words('runs')}
        </Link>
      </li>
      {run.data?.version ? (
        <li>
          <Link to={`/datasets/${dataset}?view=history`}>
            {words('versionIs', { version: format.number(run.data.version) })}
          </Link>
        </li>
      ) : null}
    </>
  );
}

/** Asks for the days to collect again. */
export function Backfill({ source, act, open, onClose }: { source: Source; act: Act; open: boolean; onClose(): void }) {
  const words = useWords(sourcesMessages);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const sound = from !== '' && to !== '' && from <= to;
  // Both days whole, as the city counts them.
  const begin = `${from}T00:00:00+08:00`;
  const end = () => new Date(Date.parse(`${to}T00:00:00+08:00`) + 86_400_000).toISOString();
  return (
    <Modal
      open={open}
      onCancel={onClose}
      title={words('backfillTitle')}
      okText={words('backfillDo')}
      cancelText={words('keep')}
      okButtonProps={{ disabled: !sound }}
      onOk={async () => {
        onClose();
        await act(
          () =>
            call('POST', `/sources/${source.id}/rounds`, { body: { from: new Date(begin).toISOString(), to: end() } }),
          words('backfillAsked', { from, to }),
        );
      }}
      destroyOnHidden
    >
      <div className="stack">
        <p>{words('backfillLead')}</p>
        <label className="source-field">
          {words('fromDay')}
          <input type="date" className="ant-input" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label className="source-field">
          {words('toDay')}
          <input type="date" className="ant-input" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
        {from && to && !sound ? <div className="field-fault">{words('fromAfterTo')}</div> : null}
      </div>
    </Modal>
  );
}
