import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { call, keepOfferSecret } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { upload } from '../../../web/client/upload.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Loading, Problem } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { cadenceNames } from '../../catalogue/web/names.ts';
import { useOrganisationNames, usePersonNames } from '../../identity/web/use-names.ts';
import { FieldTable } from '../../standards/web/field-table.tsx';
import type { Offer, OfferBody } from '../schema.ts';
import { Judgement } from './judgement.tsx';
import { contributionMessages } from './messages.ts';
import { isFilled, OfferForm } from './offer-form.tsx';
import { OfferState } from './offer-state.tsx';
import { SupplyView } from './supply-view.tsx';
import { useOfferAct } from './use-offer-act.ts';

/** One offer: its contributor follows it by the secret of the link, an officer judges it. */
export default function OfferPage() {
  const words = useWords(contributionMessages);
  const { id = '' } = useParams();
  // The part after `#` never leaves the browser but as a header of the calls below.
  keepOfferSecret(useLocation().hash.slice(1) || null);
  const offer = useApi<Offer>(`/offers/${encodeURIComponent(id)}`);
  return (
    <div className="wide">
      <Async query={offer} title={words('offer')} skeleton={<Loading rows={10} />}>
        {(found) => <Shown offer={found} />}
      </Async>
    </div>
  );
}

function Shown({ offer }: { offer: Offer }) {
  const words = useWords(contributionMessages);
  const text = useText();
  const { body } = offer;
  const who = body.contributor;
  const { has } = useSession();
  const judges = has('officer');
  const people = usePersonNames();
  const organisations = useOrganisationNames();
  const account = offer.account
    ? [people.name(offer.account.person), offer.account.organisation && organisations(offer.account.organisation)]
        .filter(Boolean)
        .join(' · ')
    : words('noAccount');
  const facts: [string, string][] = [
    [words('who'), `${who.name} · ${words(who.kind)}`],
    [words('creditCode'), who.creditCode ?? '–'],
    [words('contact'), `${who.contact} ${who.phone} ${who.email ?? ''}`],
    [words('description'), body.description],
    [words('rights'), body.rights],
    [words('licence'), words(body.licence)],
    [words('cadence'), text(cadenceNames[body.cadence])],
    [words('addressOf'), body.address ?? '–'],
    ...(judges ? [[words('account'), account] as [string, string]] : []),
  ];
  return (
    <>
      <PageHead title={body.title} marks={<OfferState status={offer.status} />}>
        {offer.dataset ? (
          <>
            {words('dataset')} <Link to={`/datasets/${offer.dataset}`}>{offer.dataset}</Link>
          </>
        ) : null}
      </PageHead>
      <div className="stack">
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{value}</dd>
            </div>
          ))}
        </dl>
        {offer.may.review ? <Judgement offer={offer} /> : null}
        {offer.supply ? <SupplyView offer={offer} supply={offer.supply} /> : null}
        {offer.may.edit ? <Change offer={offer} /> : null}
        {offer.may.edit ? <Send offer={offer} path="sample" label={words('sendSample')} /> : null}
        {offer.may.deliver ? <Send offer={offer} path="deliveries" label={words('deliver')} /> : null}
        {offer.standard ? (
          <section className="stack">
            <h2>{words('standard')}</h2>
            <FieldTable standard={offer.standard} />
          </section>
        ) : null}
        <SampleView offer={offer} />
        <Steps offer={offer} />
      </div>
    </>
  );
}

function Change({ offer }: { offer: Offer }) {
  const words = useWords(contributionMessages);
  const shell = useWords(shellMessages);
  const { busy, error, act, address } = useOfferAct(offer.id);
  const [body, setBody] = useState<OfferBody | null>(null);
  const save = () =>
    act(async () => {
      await call('PUT', address, { body });
      setBody(null);
    });
  if (!body) {
    return (
      <div className="row">
        <Button onClick={() => setBody(offer.body)}>{words('change')}</Button>
        <Button danger loading={busy} onClick={() => void act(() => call('DELETE', address))}>
          {words('withdraw')}
        </Button>
        {error ? <Problem error={error} /> : null}
      </div>
    );
  }
  return (
    <Form layout="vertical" component="div" className="stack">
      <OfferForm value={body} onChange={setBody} />
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button type="primary" disabled={!isFilled(body)} loading={busy} onClick={() => void save()}>
          {words('sendAgain')}
        </Button>
        <Button onClick={() => setBody(null)}>{shell('cancel')}</Button>
      </div>
    </Form>
  );
}

function Send({ offer, path, label }: { offer: Offer; path: 'sample' | 'deliveries'; label: string }) {
  const words = useWords(contributionMessages);
  const { message } = App.useApp();
  const { busy, error, act, address } = useOfferAct(offer.id);
  const [file, setFile] = useState<File | null>(null);
  const send = () =>
    act(async () => {
      if (!file) return;
      await upload(`${address}/${path}`, file);
      setFile(null);
      message.success(words('saved'));
    });
  return (
    <section className="panel stack" aria-label={label}>
      <h2>{label}</h2>
      <DropFile file={file} onFile={setFile} />
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button type="primary" disabled={!file} loading={busy} onClick={() => void send()}>
          {words('upload')}
        </Button>
      </div>
    </section>
  );
}

function SampleView({ offer: { sample } }: { offer: Offer }) {
  const words = useWords(contributionMessages);
  const text = useText();
  const format = useFormat();
  if (!sample) return <Empty title={words('noSample')} />;
  const counts = { checked: format.number(sample.checked), rejected: format.number(sample.rejected) };
  return (
    <section className="stack">
      <h2>
        {words('sample')} · {sample.name}
      </h2>
      <p>{words('sampleTold', counts)}</p>
      {sample.findings.length > 0 ? (
        <ul className="plain" aria-label={words('findings')}>
          {sample.findings.slice(0, 20).map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
            <li key={index}>
              {finding.row === null ? '' : `${finding.row}: `}
              {text(finding.message)} {finding.value ? <code>{finding.value}</code> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <DataTable
        label={words('sample')}
        rows={sample.rows.slice(0, 20)}
        rowKey={(_, index) => index}
        columns={sample.columns.map((column, index) => ({
          key: `${index}`,
          title: column,
          cell: (row: (string | null)[]) => row[index] ?? '',
        }))}
      />
    </section>
  );
}

function Steps({ offer }: { offer: Offer }) {
  const words = useWords(contributionMessages);
  const format = useFormat();
  const known = {
    offered: 1,
    returned: 1,
    accepted: 1,
    refused: 1,
    withdrawn: 1,
    changed: 1,
    sampled: 1,
    delivered: 1,
    'source-completed': 1,
  };
  type Known = keyof typeof known;
  return (
    <section className="stack">
      <h2>{words('steps')}</h2>
      <DataTable
        label={words('steps')}
        cards
        rows={offer.steps}
        rowKey={(_, index) => index}
        columns={[
          {
            key: 'action',
            title: words('status'),
            cell: ({ action }) => (action in known ? words(action as Known) : action),
          },
          { key: 'note', title: words('note'), cell: ({ note }) => note },
          { key: 'at', title: words('at'), cell: ({ at }) => <span className="nowrap">{format.instant(at)}</span> },
        ]}
      />
    </section>
  );
}
