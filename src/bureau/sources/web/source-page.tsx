import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { AllowedHost, Round, Source } from '../schema.ts';
import { DeclarationEditor } from './declaration-editor.tsx';
import { sourcesMessages } from './messages.ts';
import { RoundStatusTag } from './round-status.tsx';

/** Runs an act of the page, tells how it went, and reads the page anew. */
function useAct() {
  const client = useQueryClient();
  const { message } = App.useApp();
  return async (work: () => Promise<unknown>, told?: string) => {
    try {
      await work();
      if (told) message.success(told);
    } catch (error) {
      message.error((error as Error).message, 8);
    }
    await client.invalidateQueries();
  };
}

/** One source: how it stands, its rounds, its declaration, its secrets and the hosts that are allowed. */
export default function SourcePage() {
  const { id = '' } = useParams();
  const words = useWords(sourcesMessages);
  const text = useText();
  const { has } = useSession();
  const act = useAct();
  const { message } = App.useApp();
  const source = useApi<Source>(`/sources/${id}`, {}, { every: 3000 });
  const edits = has('steward', 'administrator');
  const post = (verb: string, told?: string) => act(() => call('POST', `/sources/${id}/${verb}`, { body: {} }), told);
  const probe = () =>
    act(async () => {
      const { found } = await call<{ found: Source['title'] }>('POST', `/sources/${id}/probe`, { body: {} });
      message.success(text(found), 8);
    });
  return (
    <Async query={source}>
      {(shown) => (
        <>
          <PageHead
            title={text(shown.title)}
            actions={
              edits ? (
                <Space wrap>
                  <Button onClick={probe}>{words('probe')}</Button>
                  <Button onClick={() => post(shown.paused ? 'resume' : 'pause')}>
                    {words(shown.paused ? 'resume' : 'pause')}
                  </Button>
                  <Button type="primary" disabled={shown.paused} onClick={() => post('rounds', words('asked'))}>
                    {words('runNow')}
                  </Button>
                </Space>
              ) : null
            }
          >
            {text(shown.connector.title)} → <Link to={`/datasets/${shown.dataset}`}>{shown.dataset}</Link>
          </PageHead>
          <div className="stack">
            {shown.lastRound?.problem ? (
              <Alert
                type="error"
                showIcon
                title={text(shown.lastRound.problem.message)}
                description={text(shown.lastRound.problem.remedy)}
              />
            ) : null}
            <Rounds id={id} />
            {edits ? <Secrets source={shown} act={act} /> : null}
            <Hosts act={act} />
            <h2>{words('declaration')}</h2>
            <DeclarationEditor
              key={shown.revision}
              yaml={shown.yaml}
              revision={shown.revision}
              onSaved={() => act(async () => {})}
            />
          </div>
        </>
      )}
    </Async>
  );
}

function Rounds({ id }: { id: string }) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const rounds = useApi<{ items: Round[] }>(`/sources/${id}/rounds`, { limit: 20 }, { every: 3000 });
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
              { key: 'at', title: words('at'), cell: (round) => format.instant(round.startedAt ?? round.askedAt) },
              { key: 'reason', title: words('reasonOf'), cell: (round) => words(round.reason) },
              { key: 'state', title: words('state'), cell: (round) => <RoundStatusTag status={round.status} /> },
              {
                key: 'runs',
                title: words('runs'),
                cell: (round) => (
                  <Space wrap>
                    {round.runs.map((run, index) => (
                      <Link key={run} to={`/console/runs/${run}`}>
                        {words('runs')} {index + 1}
                      </Link>
                    ))}
                  </Space>
                ),
              },
              {
                key: 'problem',
                title: words('problem'),
                cell: ({ problem, nextAttemptAt }) =>
                  problem
                    ? `${text(problem.message)}${nextAttemptAt ? ` ${words('again', { at: format.instant(nextAttemptAt) })}` : ''}`
                    : '–',
              },
            ]}
          />
        )}
      </Async>
    </section>
  );
}

type Act = ReturnType<typeof useAct>;

function Secrets({ source, act }: { source: Source; act: Act }) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const [values, setValues] = useState<Record<string, string>>({});
  if (source.secrets.length === 0) return null;
  const save = (name: string) =>
    act(async () => {
      await call('PUT', `/sources/${source.id}/secrets/${name}`, { body: { value: values[name] } });
      setValues({ ...values, [name]: '' });
    }, words('saved'));
  return (
    <section>
      <h2>{words('secrets')}</h2>
      <p>{words('secretsLead')}</p>
      <div className="stack">
        {source.secrets.map((secret) => (
          <Space key={secret.name} wrap>
            <span>
              {text(secret.title)} · {words(secret.set ? 'set' : 'notSet')}
            </span>
            <Input.Password
              aria-label={`${text(secret.title)} ${words('newValue')}`}
              placeholder={words('newValue')}
              autoComplete="new-password"
              value={values[secret.name] ?? ''}
              onChange={(event) => setValues({ ...values, [secret.name]: event.target.value })}
            />
            <Button disabled={!values[secret.name]} onClick={() => save(secret.name)}>
              {words('save')}
            </Button>
          </Space>
        ))}
      </div>
    </section>
  );
}

function Hosts({ act }: { act: Act }) {
  const words = useWords(sourcesMessages);
  const [host, setHost] = useState('');
  const [reason, setReason] = useState('');
  const hosts = useApi<{ items: AllowedHost[]; mayAllow: boolean }>('/source-hosts');
  const allow = () =>
    act(async () => {
      await call('POST', '/source-hosts', { body: { host, reason } });
      setHost('');
      setReason('');
    }, words('saved'));
  const address = (item: AllowedHost) => (item.port === 0 ? item.host : `${item.host}:${item.port}`);
  return (
    <section>
      <h2>{words('hosts')}</h2>
      <p>{words('hostsLead')}</p>
      <Async query={hosts}>
        {({ items, mayAllow }) => (
          <div className="stack">
            {items.length === 0 ? <span>{words('noHosts')}</span> : null}
            {items.map((item) => (
              <Space key={address(item)} wrap>
                <span>
                  {address(item)} · {item.reason}
                </span>
                {mayAllow ? (
                  <Button
                    size="small"
                    onClick={() => act(() => call('DELETE', `/source-hosts/${encodeURIComponent(address(item))}`))}
                  >
                    {words('revoke')}
                  </Button>
                ) : null}
              </Space>
            ))}
            {mayAllow ? (
              <Space wrap>
                <Input
                  aria-label={words('host')}
                  placeholder={words('host')}
                  value={host}
                  onChange={(event) => setHost(event.target.value)}
                />
                <Input
                  aria-label={words('reason')}
                  placeholder={words('reason')}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
                <Button disabled={!host || !reason} onClick={allow}>
                  {words('allow')}
                </Button>
              </Space>
            ) : null}
          </div>
        )}
      </Async>
    </section>
  );
}
