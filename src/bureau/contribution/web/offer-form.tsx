import { Checkbox, Form, Input, Select } from 'antd';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import { cadenceNames } from '../../catalogue/web/names.ts';
import type { LibraryItem } from '../../standards/schema.ts';
import type { OfferBody } from '../schema.ts';
import { contributionMessages } from './messages.ts';

const kinds = ['company', 'association', 'university', 'citizens'] as const;
const licences = ['open', 'attribution', 'share-alike', 'government-only'] as const;

/** Whether all is filled in that must be. */
export function isFilled({ contributor, title, description, rights }: OfferBody): boolean {
  const { name, contact, phone } = contributor;
  return [name, contact, phone, title, description].every((text) => text.trim() !== '') && rights.trim().length > 3;
}

/** The questions about an offer: who offers, and what. */
export function OfferForm({ value, onChange }: { value: OfferBody; onChange(next: OfferBody): void }) {
  const words = useWords(contributionMessages);
  const text = useText();
  const library = useApi<{ items: LibraryItem[] }>('/standard-library', {}, { staleMilliseconds: 600_000 });
  const set = (part: Partial<OfferBody>) => onChange({ ...value, ...part });
  const setWho = (part: Partial<OfferBody['contributor']>) => set({ contributor: { ...value.contributor, ...part } });
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
  return (
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
        {line('address', value.address, (address) => set({ address: address.trim() || null }), {
          hint: words('addressHint'),
        })}
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
  );
}
