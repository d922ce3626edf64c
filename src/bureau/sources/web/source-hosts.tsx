import { Button, Input, Space } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { AllowedHost } from '../schema.ts';
import { sourcesMessages } from './messages.ts';
import type { Act } from './use-act.ts';

const address = (item: AllowedHost) => (item.port === 0 ? item.host : `${item.host}:${item.port}`);

/** Hosts at private addresses: all staff see them, officers allow and revoke them. */
export function SourceHosts({ act }: { act: Act }) {
  const words = useWords(sourcesMessages);
  const format = useFormat();
  const people = usePersonNames();
  const [host, setHost] = useState('');
  const [reason, setReason] = useState('');
  const hosts = useApi<{ items: AllowedHost[]; mayAllow: boolean }>('/source-hosts');
  // Those who may not see the person are told the time alone.
  const told = ({ allowedBy, allowedAt }: AllowedHost) => {
    const who = people.name(allowedBy);
    const at = format.instant(allowedAt);
    return who && who !== allowedBy ? words('allowedBy', { who, at }) : words('allowedAt', { at });
  };
  const allow = () =>
    act(
      async () => {
        await call('POST', '/source-hosts', { body: { host, reason } });
        setHost('');
        setReason('');
      },
      words('hostAllowed', { host }),
    );
  return (
    <section className="stack">
      <h2>{words('hosts')}</h2>
      <p className="muted">{words('hostsLead')}</p>
      <Async query={hosts}>
        {({ items, mayAllow }) => (
          <>
            {items.length === 0 ? <p>{words('noHosts')}</p> : null}
            <ul className="stack" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
              {items.map((item) => (
                <li key={address(item)} className="row">
                  <span className="mono">{address(item)}</span>
                  <span>{item.reason}</span>
                  <span className="muted small">{told(item)}</span>
                  {mayAllow ? (
                    <Button
                      size="small"
                      onClick={() =>
                        act(
                          () => call('DELETE', `/source-hosts/${encodeURIComponent(address(item))}`),
                          words('hostRevoked', { host: address(item) }),
                        )
                      }
                    >
                      {words('revoke')}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
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
          </>
        )}
      </Async>
    </section>
  );
}
