import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../../identity/schema.ts';
import type { Offer } from '../schema.ts';
import { contributionMessages } from './messages.ts';
import { useOfferAct } from './use-offer-act.ts';

/** What an officer decides about an offer. */
export function Judgement({ offer }: { offer: Offer }) {
  const words = useWords(contributionMessages);
  const text = useText();
  const { busy, error, act, address } = useOfferAct(offer.id);
  const organisations = useApi<{ items: Organisation[] }>('/organisations', {}, { staleMilliseconds: 600_000 });
  const [note, setNote] = useState('');
  const [dataset, setDataset] = useState('');
  const [owner, setOwner] = useState('');
  const { revision } = offer;
  const decide = (path: string) => act(() => call('POST', `${address}/${path}`, { body: { revision, note } }));
  const accept = () =>
    act(() => call('POST', `${address}/acceptance`, { body: { revision, dataset, owner, ...(note ? { note } : {}) } }));
  return (
    <section className="panel stack" aria-label={words('review')}>
      <h2>{words('review')}</h2>
      <Form layout="vertical" component="div" className="split">
        <Form.Item label={words('datasetId')} htmlFor="offer-dataset">
          <Input id="offer-dataset" value={dataset} onChange={(event) => setDataset(event.target.value.trim())} />
        </Form.Item>
        <Form.Item label={words('owner')}>
          <Select
            aria-label={words('owner')}
            showSearch={{ optionFilterProp: 'label' }}
            {...(owner ? { value: owner } : {})}
            options={(organisations.data?.items ?? []).map((entry) => ({ value: entry.id, label: text(entry.name) }))}
            onChange={(next: string) => setOwner(next)}
          />
        </Form.Item>
      </Form>
      <Input.TextArea
        aria-label={words('note')}
        placeholder={words('note')}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button
          type="primary"
          loading={busy}
          disabled={!dataset || !owner || !offer.standard}
          onClick={() => void accept()}
        >
          {words('accept')}
        </Button>
        <Button loading={busy} disabled={!note.trim()} onClick={() => void decide('return')}>
          {words('sendBack')}
        </Button>
        <Button danger loading={busy} disabled={!note.trim()} onClick={() => void decide('refusal')}>
          {words('refuse')}
        </Button>
      </div>
    </section>
  );
}
