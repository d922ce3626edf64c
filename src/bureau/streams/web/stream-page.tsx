import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Space } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { ConfirmByName } from '../../../web/components/confirm-by-name.tsx';
import { Figure } from '../../../web/components/figure.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { BrokerPassword } from './broker-password.tsx';
import { streamsMessages } from './messages.ts';
import { StreamCredentials } from './stream-credentials.tsx';
import { StreamEditor } from './stream-editor.tsx';
import { StreamFindings } from './stream-findings.tsx';
import { StreamSending } from './stream-sending.tsx';
import { StreamState } from './stream-state.tsx';

/** One stream: how it runs, what its senders should mend, how to send, who may, and its settings. */
export default function StreamPage() {
  const { id = '' } = useParams();
  const words = useWords(streamsMessages);
  const text = useText();
  const { has } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const stream = useApi<Stream>(`/streams/${encodeURIComponent(id)}`, {}, { every: () => 2000 });
  const edits = has('steward', 'administrator');
  const toggle = async ({ state }: Stream) => {
    try {
      await call('POST', `/streams/${encodeURIComponent(id)}/${state === 'paused' ? 'resume' : 'pause'}`);
    } catch (error) {
      message.error((error as Error).message, 8);
    }
    await client.invalidateQueries();
  };
  return (
    <Async query={stream}>
      {(shown) => {
        const acts = edits && shown.state !== 'removing';
        return (
          <>
            <PageHead
              title={text(shown.title)}
              marks={<StreamState stream={shown} />}
              actions={
                acts ? (
                  <Space wrap>
                    <Button onClick={() => toggle(shown)}>
                      {words(shown.state === 'paused' ? 'resume' : 'pause')}
                    </Button>
                    <Remove stream={shown} />
                  </Space>
                ) : null
              }
            >
              <span className="mono">{shown.id}</span> →{' '}
              <Link to={`/datasets/${encodeURIComponent(shown.dataset)}`}>{shown.dataset}</Link>
            </PageHead>
            <div className="stack-large">
              {shown.live?.problem ? <Alert type="error" showIcon title={text(shown.live.problem)} /> : null}
              {shown.state === 'removing' ? <Alert type="info" showIcon title={words('beingRemoved')} /> : null}
              <Figures stream={shown} />
              <StreamFindings items={[shown]} named={false} />
              <section className="stack">
                <h2>{words('how')}</h2>
                <StreamSending stream={shown} />
                <BrokerPassword stream={shown} edits={acts} />
              </section>
              {acts ? <StreamCredentials id={shown.id} /> : null}
              {acts ? (
                <section className="stack">
                  <h2>{words('settings')}</h2>
                  <StreamEditor
                    key={JSON.stringify(shown.declaration)}
                    declared={shown.declaration}
                    known
                    passwordKept={shown.brokerPassword?.set ?? false}
                    onSaved={() => {
                      message.success(words('saved'));
                      void client.invalidateQueries();
                    }}
                  />
                </section>
              ) : null}
            </div>
          </>
        );
      }}
    </Async>
  );
}

function Figures({ stream }: { stream: Stream }) {
  const words = useWords(streamsMessages);
  const format = useFormat();
  const { live, accepted, quarantined, merged, lastVersion, lastRun, lastAt } = stream;
  return (
    <div className="tiles">
      <Figure label={words('rate')} value={format.number(live?.perSecond ?? 0)} />
      <Figure label={words('clients')} value={format.number(live?.clients ?? 0)} />
      <Figure
        label={words('waiting')}
        value={format.bytes(live?.lagBytes ?? 0)}
        extra={
          live && live.lagBytes > 0 ? (
            <span className="muted small">{words('lagFor', { time: format.duration(live.lagSeconds) })}</span>
          ) : null
        }
      />
      <Figure label={words('accepted')} value={format.number(accepted)} />
      <Figure
        label={words('quarantined')}
        value={format.number(quarantined)}
        extra={lastRun ? <Link to={`/console/runs/${encodeURIComponent(lastRun)}`}>{words('lastRun')}</Link> : null}
      />
      <Figure label={words('merged')} value={format.number(merged)} />
      <Figure
        label={words('version')}
        value={lastVersion === null ? '–' : format.number(lastVersion)}
        extra={lastAt ? <span className="muted small nowrap">{format.instant(lastAt)}</span> : null}
      />
      <Figure
        label={words('lastMessage')}
        value={<span className="small">{live?.lastMessageAt ? format.instant(live.lastMessageAt) : '–'}</span>}
      />
    </div>
  );
}

function Remove({ stream }: { stream: Stream }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      const { removed } = await call<{ removed: boolean }>('DELETE', `/streams/${encodeURIComponent(stream.id)}`);
      message.success(words(removed ? 'removed' : 'beingRemoved'));
      setOpen(false);
      navigate('/console/streams');
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message, 8);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {words('remove')}
      </Button>
      <ConfirmByName
        open={open}
        title={`${words('remove')} · ${text(stream.title)}`}
        name={stream.id}
        action={words('remove')}
        busy={busy}
        onConfirm={remove}
        onClose={() => setOpen(false)}
      >
        <p>{words('removeBody')}</p>
      </ConfirmByName>
    </>
  );
}
