import { App, Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Text } from '../../../kernel/text.ts';
import { call } from '../../../web/client/call.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useWords } from '../../../web/words.ts';
import type { RuleBody, Unit } from '../rules-schema.ts';
import { lawMessages } from './messages.ts';

const blank: Text = { zh: '', en: '' };
const filled = (text: Text | null) => (text && (text.zh.trim() || text.en.trim()) ? text : null);
const unitWords = {
  'working-days': 'workingUnit',
  'calendar-days': 'calendarUnit',
  months: 'monthUnit',
  years: 'yearUnit',
  hours: 'hourUnit',
} as const;

/** Writes a revision of a rule, with its reason; what was written is kept until it is saved. */
export function RuleForm({
  id,
  initial,
  saved,
  onSaved,
  children,
}: {
  id: string;
  initial: RuleBody;
  saved: number;
  onSaved(): void;
  /** More fields ahead of these, given the body and its change. */
  children?: (body: RuleBody, change: (part: Partial<RuleBody>) => void) => ReactNode;
}) {
  const words = useWords(lawMessages);
  const { message } = App.useApp();
  const draft = useDraft<{ body: RuleBody; reason: string }>(children ? 'law.new' : `law.${saved}.${id}`, {
    body: initial,
    reason: '',
  });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { body, reason } = draft.value;
  const change = (part: Partial<RuleBody>) => draft.set((before) => ({ ...before, body: { ...before.body, ...part } }));
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await call('PUT', `/law/rules/${encodeURIComponent(id)}`, { body: { body, reason, saved } });
      draft.clear();
      void message.success(words('saved'));
      onSaved();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const empty = (text: Text | null) => !text?.zh.trim() || !text.en.trim();
  const missing = [
    ...(id === '' ? [words('number')] : []),
    ...(body.matter === '' ? [words('matter')] : []),
    ...(empty(body.instrument.title) ? [words('instrument')] : []),
    ...(empty(body.instrument.number) ? [words('instrumentNumber')] : []),
    ...(empty(body.title) ? [words('title')] : []),
    ...(empty(body.summary) ? [words('summary')] : []),
    ...(body.article.trim() === '' ? [words('article')] : []),
    ...(body.length && empty(body.starts) ? [words('starts')] : []),
    ...(body.pauses && empty(body.pauses) ? [words('pauses')] : []),
    ...(body.expiry && empty(body.expiry) ? [words('expiry')] : []),
    ...(body.from === '' ? [words('begins')] : []),
    ...(empty(body.note) ? [words('note')] : []),
    ...(reason.trim().length < 4 ? [words('reason')] : []),
  ];
  const unit = body.length?.unit ?? 'working-days';
  const setCount = (count: number | null, of: Unit) => {
    const length = count ? { count, unit: of } : null;
    change({
      length,
      ...(length && body.extension ? { extension: { ...body.extension, unit: of } } : { extension: null }),
    });
  };
  return (
    <Form layout="vertical" component="div" className="law-form">
      {children?.(body, change)}
      <Pair label={words('title')} value={body.title} onChange={(title) => change({ title })} />
      <Pair label={words('summary')} value={body.summary} onChange={(summary) => change({ summary })} long />
      <Form.Item label={words('article')} htmlFor="law-article">
        <Input id="law-article" value={body.article} onChange={({ target }) => change({ article: target.value })} />
      </Form.Item>
      <Form.Item label={`${words('length')} · ${words('amount')}`} htmlFor="law-count">
        <InputNumber
          id="law-count"
          min={0}
          max={10_000}
          precision={0}
          value={body.length?.count ?? 0}
          onChange={(count) => setCount(count, unit)}
        />
      </Form.Item>
      <Form.Item label={`${words('length')} · ${words('unit')}`} htmlFor="law-unit">
        <Select
          id="law-unit"
          value={unit}
          onChange={(of: Unit) => setCount(body.length?.count ?? null, of)}
          options={Object.entries(unitWords).map(([value, key]) => ({ value, label: words(key) }))}
        />
      </Form.Item>
      <Form.Item label={words('extensionCount')} htmlFor="law-extension">
        <InputNumber
          id="law-extension"
          min={0}
          max={10_000}
          precision={0}
          disabled={!body.length}
          value={body.extension?.count ?? 0}
          onChange={(count) =>
            change({
              extension: count
                ? { count, unit: body.extension?.unit ?? unit, times: body.extension?.times ?? 1 }
                : null,
            })
          }
        />
      </Form.Item>
      <Pair label={words('starts')} value={body.starts} onChange={(starts) => change({ starts: filled(starts) })} />
      <Pair label={words('pauses')} value={body.pauses} onChange={(pauses) => change({ pauses: filled(pauses) })} />
      <Pair
        label={words('expiry')}
        value={body.expiry}
        onChange={(expiry) => change({ expiry: filled(expiry) })}
        long
      />
      <Form.Item label={words('begins')} htmlFor="law-begins">
        <Input
          id="law-begins"
          type="date"
          value={body.from}
          onChange={({ target }) => change({ from: target.value })}
        />
      </Form.Item>
      <Form.Item label={words('ends')} htmlFor="law-ends">
        <Input
          id="law-ends"
          type="date"
          value={body.until ?? ''}
          onChange={({ target }) => change({ until: target.value || null })}
        />
      </Form.Item>
      <Pair label={words('note')} value={body.note} onChange={(note) => change({ note })} long />
      <div className="law-form-wide">
        <Checkbox checked={body.verified} onChange={({ target }) => change({ verified: target.checked })}>
          {words('iRead')}
        </Checkbox>
      </div>
      <Form.Item label={words('reason')} htmlFor="law-reason" className="law-form-wide">
        <Input.TextArea
          id="law-reason"
          autoSize={{ minRows: 2 }}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => draft.set((before) => ({ ...before, reason: target.value }))}
        />
      </Form.Item>
      {error ? (
        <div className="law-form-wide">
          <Problem error={error} />
        </div>
      ) : null}
      <div className="law-form-wide">
        <Button type="primary" loading={busy} disabled={missing.length > 0} onClick={() => void save()}>
          {words('save')}
        </Button>
        {missing.length > 0 ? <p className="muted">{words('missing', { fields: missing })}</p> : null}
      </div>
    </Form>
  );
}

/** One text in both languages. */
export function Pair({
  label,
  value,
  onChange,
  long = false,
}: {
  label: string;
  value: Text | null;
  onChange(value: Text): void;
  long?: boolean;
}) {
  const words = useWords(lawMessages);
  const text = value ?? blank;
  const name = (language: 'zh' | 'en') => `${label} · ${words(language === 'zh' ? 'chinese' : 'english')}`;
  return (['zh', 'en'] as const).map((language) => (
    <Form.Item key={language} label={name(language)} htmlFor={`${label}-${language}`}>
      {long ? (
        <Input.TextArea
          id={`${label}-${language}`}
          autoSize
          value={text[language]}
          onChange={({ target }) => onChange({ ...text, [language]: target.value })}
        />
      ) : (
        <Input
          id={`${label}-${language}`}
          value={text[language]}
          onChange={({ target }) => onChange({ ...text, [language]: target.value })}
        />
      )}
    </Form.Item>
  ));
}
