import { Alert, Button, Form } from 'antd';
import { useState } from 'react';
import { call, keepOfferSecret } from '../../../web/client/call.ts';
import { upload } from '../../../web/client/upload.ts';
import { Copyable } from '../../../web/components/copyable.tsx';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useWords } from '../../../web/words.ts';
import type { Offer, OfferBody } from '../schema.ts';
import { contributionMessages } from './messages.ts';
import { isFilled, OfferForm } from './offer-form.tsx';

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
  const draft = useDraft<OfferBody>('contribution', blank);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [sample, setSample] = useState<File | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const { value } = draft;
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const { offer, secret } = await call<{ offer: Offer; secret: string }>('POST', '/offers', { body: value });
      draft.clear(blank);
      setLink(`${window.location.origin}/contribute/${offer.id}#${secret}`);
      if (sample) {
        keepOfferSecret(secret);
        // The offer stands; what is wrong with the file is told beside its link, where another can be sent.
        await upload(`/offers/${offer.id}/sample`, sample).catch(setError);
      }
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  if (link) {
    return (
      <div className="wide stack">
        <PageHead title={words('saved')}>{words('savedLead')}</PageHead>
        <Alert type="warning" showIcon title={words('keepLink')} />
        <Copyable label={words('ownLink')} code={link} />
        {error ? <Problem error={error} /> : null}
        {busy ? (
          <p role="status">{words('sendingSample')}</p>
        ) : (
          <div>
            <Button type="primary" href={link}>
              {words(sample && !error ? 'follow' : 'nextSample')}
            </Button>
          </div>
        )}
      </div>
    );
  }
  return (
    <div className="wide">
      <PageHead title={words('contribute')}>{words('lead')}</PageHead>
      <Form layout="vertical" component="div" className="stack">
        <OfferForm value={value} onChange={(next) => draft.set(() => next)} />
        <section className="panel stack" aria-label={words('sample')}>
          <h2>{words('sample')}</h2>
          <p className="muted">{words('sampleHint')}</p>
          <DropFile file={sample} onFile={setSample} />
        </section>
        {error ? <Problem error={error} /> : null}
        <p className="muted">{words('linkAhead')}</p>
        <div>
          <Button type="primary" disabled={!isFilled(value)} loading={busy} onClick={() => void send()}>
            {words('send')}
          </Button>
        </div>
      </Form>
    </div>
  );
}
