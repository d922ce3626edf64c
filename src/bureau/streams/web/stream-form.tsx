import { Form, InputNumber, Radio, Select } from 'antd';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import { DatasetPicker } from '../../collection/web/dataset-picker.tsx';
import { Line, type PartProps } from './form-line.tsx';
import { streamsMessages } from './messages.ts';
import { type Origin, originOf, type StreamDraft, withEntry, withOrigin } from './stream-draft.ts';
import { StreamFields } from './stream-fields.tsx';
import { type PasswordProps, StreamOrigin } from './stream-origin.tsx';

/** A stream to fill in: what it is, where its messages come from, what of them becomes which field, and its limits. */
export function StreamForm({
  draft,
  known,
  password,
  onChange,
}: {
  draft: StreamDraft;
  /** Whether it is declared already: its id stays. */
  known: boolean;
  /** For another broker; it is no part of the declaration. */
  password: PasswordProps;
  onChange(draft: StreamDraft): void;
}) {
  const words = useWords(streamsMessages);
  const set = (part: Partial<StreamDraft>) => onChange({ ...draft, ...part });
  const dataset = useApi<DatasetDetail>(draft.dataset ? `/datasets/${encodeURIComponent(draft.dataset)}` : null);
  return (
    <Form layout="vertical" component="div" className="stack">
      <h3>{words('basics')}</h3>
      <div className="split" style={{ gap: '0 1rem' }}>
        <Line
          label={words('titleZh')}
          value={draft.title.zh}
          onChange={(zh) => set({ title: { ...draft.title, zh } })}
        />
        <Line
          label={words('titleEn')}
          value={draft.title.en}
          onChange={(en) => set({ title: { ...draft.title, en } })}
        />
        <Line
          label={words('id')}
          hint={words('idHint')}
          value={draft.id}
          disabled={known}
          onChange={(id) => set({ id: id.trim() })}
        />
        <Form.Item label={words('dataset')} extra={words('datasetHint')}>
          <DatasetPicker
            value={draft.dataset || null}
            chosen={dataset.data}
            onChange={(id) => set({ dataset: id ?? '', fields: undefined, time: undefined })}
          />
        </Form.Item>
      </div>
      <h3>{words('origin')}</h3>
      <Radio.Group
        aria-label={words('origin')}
        value={originOf(draft)}
        onChange={(event) => onChange(withOrigin(draft, event.target.value as Origin))}
        options={[
          { value: 'inside', label: words('originInside') },
          { value: 'broker', label: words('originBroker') },
          { value: 'http', label: words('originHttp') },
        ]}
      />
      <StreamOrigin draft={draft} set={set} password={password} />
      <StreamFields draft={draft} set={set} fields={dataset.data?.fields ?? []} />
      <Handling draft={draft} set={set} times={dataset.data?.fields ?? []} />
    </Form>
  );
}

function Handling({ draft, set, times }: PartProps & { times: DatasetDetail['fields'] }) {
  const words = useWords(streamsMessages);
  const text = useText();
  const { batch, limits, expect } = draft;
  const moments = times.filter(({ type }) => type === 'date' || type === 'datetime');
  return (
    <>
      <h3>{words('handling')}</h3>
      <div className="split" style={{ gap: '0 1rem' }}>
        <Form.Item label={words('time')} extra={words('timeHint')}>
          <Select<string>
            aria-label={words('time')}
            allowClear
            {...(draft.time ? { value: draft.time } : {})}
            options={moments.map(({ name, title }) => ({ value: name, label: text(title) }))}
            onChange={(time: string | undefined) => set({ time })}
          />
        </Form.Item>
        <Count
          label={words('silence')}
          hint={words('silenceHint')}
          value={expect?.silenceMinutes}
          max={525_600}
          onChange={(minutes) => set({ expect: withEntry(expect, 'silenceMinutes', minutes as never) })}
        />
        <Count
          label={words('batchSeconds')}
          value={batch?.seconds}
          usual={5}
          min={0.2}
          max={3600}
          onChange={(seconds) => set({ batch: withEntry(batch, 'seconds', seconds) })}
        />
        <Count
          label={words('perClient')}
          value={limits?.perClientPerSecond}
          usual={5000}
          max={1_000_000}
          onChange={(most) => set({ limits: withEntry(limits, 'perClientPerSecond', most) })}
        />
        <Count
          label={words('messageKilobytes')}
          value={limits?.messageKilobytes}
          usual={256}
          max={1024}
          onChange={(most) => set({ limits: withEntry(limits, 'messageKilobytes', most) })}
        />
      </div>
    </>
  );
}

function Count({
  label,
  hint,
  value,
  usual,
  min = 1,
  max,
  onChange,
}: {
  label: string;
  hint?: string;
  value: number | undefined;
  /** What holds when nothing is said. */
  usual?: number;
  min?: number;
  max: number;
  onChange(value: number | null): void;
}) {
  return (
    <Form.Item label={label} {...(hint ? { extra: hint } : {})}>
      <InputNumber<number>
        aria-label={label}
        style={{ width: '100%' }}
        value={value ?? null}
        {...(usual === undefined ? {} : { placeholder: String(usual) })}
        min={min}
        max={max}
        onChange={onChange}
      />
    </Form.Item>
  );
}
