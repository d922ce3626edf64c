import { Alert, Button, Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Copyable } from '../../../web/components/copyable.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useText, useWords } from '../../../web/words.ts';
import { cadenceNames } from '../../catalogue/web/names.ts';
import type { LibraryItem } from '../../standards/schema.ts';
import type { Offer, OfferBody } from '../schema.ts';
import { contributionMessages } from './messages.ts';

const kinds = ['company', 'association', 'university', 'citizens'] as const;
const licences = ['open', 'attribution', 'share-alike', 'government-only'] as const;
const blank: OfferBody = {
  contributor: { name: '', kind: 'company', creditCode: null, contact: '', phone: '', email: null },
  title: '',
  description: '',
  rights: '',
  licence: 'attribution',
  personal: false,
  cadence: 'monthly',
  address: null,
  standard: null,
};

/** The form by which anyone offers data, with or without an account. */
export default function ContributePage() {
  const words = useWords(contributionMessages);
  const text = useText();
  const draft = useDraft<OfferBody>('contribution', blank);
  const library = useApi<{ items: LibraryItem[] }>('/standard-library', {}, { staleMilliseconds: 600_000 });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [link, setLink] = useState<string | null>(null);
  const { value } = draft;
  const set = (part: Partial<OfferBody>) => draft.set((before) => ({ ...before, ...part }));
  const setWho = (part: Partial<OfferBody['contributor']>) => set({ contributor: { ...value.contributor, ...part } });
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const { offer, secret } = await call<{ offer: Offer; secret: string }>('POST', '/offers', { body: value });
      draft.clear(blank);
      setLink(`${window.location.origin}/contribute/${offer.id}#${secret}`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  if (link) {
    return (
      <div className="wide stack">
        <PageHead title={words('saved')}>{words('keepLink')}</PageHead>
        <Copyable label={words('offer')} code={link} />
        <p>
          <a href={link}>{words('sendSample')}</a>
        </p>
      </div>
    );
  }
  const line = (
    label: keyof typeof contributionMessages & string,
    given: string | null,
    change: (next: string) => void,
    more: { area?: boolean; hint?: string } = {},
  ) => (
    <Form.Item label={words(label)} htmlFor={`offer-${label}`} {...(more.hint ? { extra: more.hint } : {})}>
      {more.area ? (
        <Input.TextArea
          id={`offer-${label}`}
          rows={3}
          maxLength={4000}
          value={given ?? ''}
          onChange={(event) => change(event.target.value)}
        />
      ) : (
        <Input
          id={`offer-${label}`}
          maxLength={200}
          value={given ?? ''}
          onChange={(event) => change(event.target.value)}
        />
      )}
    </Form.Item>
  );
  const who = value.contributor;
  const ready = who.name && who.contact && who.phone && value.title && value.description && value.rights.length > 3;
  return (
    <div className="wide">
      <PageHead title={words('contribute')}>{words('lead')}</PageHead>
      <Form layout="vertical" component="div" className="stack">
        <div className="split">
          <section className="panel">
            <h2>{words('who')}</h2>
            {line('name', who.name, (name) => setWho({ name }))}
            <Form.Item label={words('kind')}>
              <Select
                aria-label={words('kind')}
                value={who.kind}
                options={kinds.map((kind) => ({ value: kind, label: words(kind) }))}
                onChange={(kind: OfferBody['contributor']['kind']) => setWho({ kind })}
              />
            </Form.Item>
            {line('creditCode', who.creditCode, (code) => setWho({ creditCode: code.trim() || null }))}
            {line('contact', who.contact, (contact) => setWho({ contact }))}
            {line('phone', who.phone, (phone) => setWho({ phone }))}
            {line('email', who.email, (email) => setWho({ email: email.trim() || null }))}
          </section>
          <section className="panel">
            <h2>{words('what')}</h2>
            {line('title', value.title, (title) => set({ title }))}
            {line('description', value.description, (description) => set({ description }), { area: true })}
            {line('rights', value.rights, (rights) => set({ rights }), { area: true, hint: words('rightsHint') })}
            <Form.Item label={words('licence')}>
              <Select
                aria-label={words('licence')}
                value={value.licence}
                options={licences.map((licence) => ({ value: licence, label: words(licence) }))}
                onChange={(licence: OfferBody['licence']) => set({ licence })}
              />
            </Form.Item>
            <Form.Item label={words('cadence')}>
              <Select
                aria-label={words('cadence')}
                value={value.cadence}
                options={Object.entries(cadenceNames).map(([cadence, title]) => ({
                  value: cadence,
                  label: text(title),
                }))}
                onChange={(cadence: string) => set({ cadence: cadence as OfferBody['cadence'] })}
              />
            </Form.Item>
            {line('address', value.address, (address) => set({ address: address.trim() || null }))}
            <Form.Item label={words('standard')}>
              <Select
                aria-label={words('standard')}
                value={value.standard ?? ''}
                options={[
                  { value: '', label: words('proposeStandard') },
                  ...(library.data?.items ?? []).map(({ standard }) => ({
                    value: standard.id,
                    label: text(standard.title),
                  })),
                ]}
                onChange={(id: string) => set({ standard: id || null })}
              />
            </Form.Item>
            <Checkbox checked={value.personal} onChange={(event) => set({ personal: event.target.checked })}>
              {words('personal')}
            </Checkbox>
          </section>
        </div>
        {error ? <Problem error={error} /> : null}
        <Alert type="info" showIcon title={words('keepLink')} />
        <div>
          <Button type="primary" disabled={!ready} loading={busy} onClick={() => void send()}>
            {words('send')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
