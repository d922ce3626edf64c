import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Offer, Supply } from '../schema.ts';
import { contributionMessages } from './messages.ts';
import { useOfferAct } from './use-offer-act.ts';

const told = {
  waiting: 'supplyFile',
  prepared: 'supplyPrepared',
  paused: 'supplyPaused',
  collecting: 'supplyCollecting',
} as const;

/** How an accepted offer goes on; an officer completes its source here. */
export function SupplyView({ offer, supply }: { offer: Offer; supply: Supply }) {
  const words = useWords(contributionMessages);
  return (
    <section className="panel stack" aria-label={words('supply')}>
      <h2>{words('supply')}</h2>
      <p>{words(told[supply.state])}</p>
      {supply.source && supply.state === 'collecting' ? (
        <p>
          <Link to={`/console/sources/${supply.source.id}`}>{words('openSource')}</Link>
        </p>
      ) : null}
      {supply.source && supply.state !== 'collecting' ? <Completion offer={offer} source={supply.source} /> : null}
    </section>
  );
}

function Completion({ offer, source }: { offer: Offer; source: NonNullable<Supply['source']> }) {
  const words = useWords(contributionMessages);
  const text = useText();
  const { busy, error, act, address } = useOfferAct(offer.id);
  const [yaml, setYaml] = useState(source.yaml);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const save = () =>
    act(async () => {
      const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
      await call('PUT', `${address}/source`, { body: { yaml, secrets: given } });
      setSecrets({});
    });
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={words('sourceYaml')} htmlFor="offer-source">
        <Input.TextArea
          id="offer-source"
          className="mono"
          autoSize={{ minRows: 8, maxRows: 24 }}
          spellCheck={false}
          value={yaml}
          onChange={(event) => setYaml(event.target.value)}
        />
      </Form.Item>
      {source.secrets.map(({ name, title, set }) => (
        <Form.Item key={name} label={words('secret', { title: text(title) })} htmlFor={`offer-secret-${name}`}>
          <Input.Password
            id={`offer-secret-${name}`}
            autoComplete="off"
            placeholder={set ? words('secretSet') : ''}
            value={secrets[name] ?? ''}
            onChange={(event) => setSecrets((before) => ({ ...before, [name]: event.target.value }))}
          />
        </Form.Item>
      ))}
      {error ? <Problem error={error} /> : null}
      <Button type="primary" loading={busy} onClick={() => void save()}>
        {words('saveSource')}
      </Button>
    </Form>
  );
}
