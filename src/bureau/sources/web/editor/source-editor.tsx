import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../../../web/client/call.ts';
import { useApi } from '../../../../web/client/use-api.ts';
import { Problem } from '../../../../web/components/states.tsx';
import { useText, useWords } from '../../../../web/words.ts';
import type { DatasetDetail } from '../../../catalogue/schema.ts';
import { DatasetPicker } from '../../../collection/web/dataset-picker.tsx';
import type { Schedule } from '../../schedule/schema.ts';
import type { CheckedDeclaration, Source } from '../../schema.ts';
import { fromYaml, toYaml, withoutLine } from './draft.ts';
import { type ConnectorKind, kindIcon } from './kind-choice.tsx';
import { editorMessages } from './messages.ts';
import { ScheduleFields } from './schedule-fields.tsx';
import { askedSecrets, SecretFields } from './secret-fields.tsx';
import { type Faults, Field, SettingFields } from './setting-field.tsx';
import { missingIn, type Values } from './settings-shape.ts';
import { TryIt } from './try-it.tsx';

export interface EditorProps {
  kinds: ConnectorKind[];
  /** What one begins with. */
  declaration: Values;
  /** The source that is changed; absent for a new one. */
  source?: Source;
  /** Goes back to the choice of the kind. */
  onOtherKind?: () => void;
  /** Told of what is written, to keep it as a draft; secrets are not in it. */
  onChange?: (declaration: Values) => void;
  onSaved(source: Source): void;
}

/** A source as a form and as YAML: two views of one declaration. */
export function SourceEditor({ kinds, declaration: given, source, onOtherKind, onChange, onSaved }: EditorProps) {
  const words = useWords(editorMessages);
  const text = useText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [declaration, setDeclaration] = useState(given);
  const [yaml, setYaml] = useState<string | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [findings, setFindings] = useState<CheckedDeclaration['findings']>([]);
  /** Once one has tried to save, what is missing is told as long as it is. */
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const connector = (declaration['connector'] ?? {}) as Values;
  const kind = kinds.find(({ type }) => type === connector['type']);

  const change = (values: Values) => {
    const next = { ...declaration, ...values };
    setFindings([]);
    setDeclaration(next);
    onChange?.(next);
  };
  const show = (view: string) => {
    if (view === 'yaml') return setYaml(toYaml(declaration));
    const read = fromYaml(yaml ?? '');
    setUnreadable(read === null);
    if (read === null) return;
    setDeclaration(read);
    onChange?.(read);
    setYaml(null);
  };
  const written = () => (yaml === null ? declaration : (fromYaml(yaml) ?? {}));
  const lacking = () => {
    if (yaml !== null) return [];
    const heads = ['id', 'dataset'].filter((name) => !declaration[name]);
    const title = declaration['title'] as Values | undefined;
    return [
      ...heads,
      ...(title?.['zh'] ? [] : ['title.zh']),
      ...missingIn(kind?.settings ?? {}, connector, 'connector'),
    ];
  };
  const save = async () => {
    setError(null);
    setTried(true);
    setFindings([]);
    if (lacking().length > 0) return;
    setSaving(true);
    try {
      const title = declaration['title'] as Values | undefined;
      const whole = yaml ?? toYaml({ ...declaration, title: { ...title, en: title?.['en'] || title?.['zh'] } });
      const checked = await call<CheckedDeclaration>('POST', '/source-checks', { body: { yaml: whole } });
      setFindings(checked.findings);
      if (checked.findings.length > 0) return;
      const body = { yaml: whole, ...(source ? { revision: source.revision } : {}) };
      const saved = await call<Source>('POST', '/sources', { body });
      const problem = await keepSecrets(saved.id, typed);
      await client.invalidateQueries();
      if (problem) message.warning(words('secretsNotSaved', { problem }), 10);
      else message.success(words('saved', { title: text(saved.title) }));
      onSaved(saved);
    } catch (cause) {
      setError(cause);
    } finally {
      setSaving(false);
    }
  };
  // What was typed for another way of signing in is neither used nor kept.
  const asked = askedSecrets(kind, written()['connector']);
  const typed = Object.fromEntries(Object.entries(secrets).filter(([name, value]) => value !== '' && name in asked));
  const missing = tried ? lacking() : [];
  const faults: Faults = {
    ...Object.fromEntries(findings.map(({ field, message }) => [field ?? '', withoutLine(text(message))])),
    ...Object.fromEntries(missing.map((path) => [path, words('fillIn')])),
  };
  const count = Math.max(findings.length, missing.length);
  return (
    <div className="stack source-editor">
      <div className="row between">
        <div className="row">
          {kind ? (
            <>
              <span className="source-kind-icon">{kindIcon(kind.type)}</span>
              <strong>{text(kind.title)}</strong>
            </>
          ) : null}
          {onOtherKind ? (
            <Button type="link" onClick={onOtherKind}>
              {words('otherKind')}
            </Button>
          ) : null}
        </div>
        <Segmented
          aria-label={words('view')}
          value={yaml === null ? 'form' : 'yaml'}
          onChange={show}
          options={[
            { value: 'form', label: words('asForm') },
            { value: 'yaml', label: words('asYaml') },
          ]}
        />
      </div>
      {yaml === null && kind ? (
        <>
          <Heads declaration={declaration} fixedId={source !== undefined} faults={faults} onChange={change} />
          <section className="stack">
            <h2>{words('reach')}</h2>
            <p className="muted">{text(kind.about)}</p>
            <SettingFields
              shape={kind.settings}
              path="connector"
              values={connector}
              faults={faults}
              onChange={(values) => change({ connector: values })}
            />
          </section>
        </>
      ) : (
        <>
          {unreadable ? <Alert type="error" showIcon title={words('notYaml')} /> : null}
          <Input.TextArea
            aria-label={words('asYaml')}
            className="code-area"
            value={yaml ?? toYaml(declaration)}
            onChange={(event) => setYaml(event.target.value)}
            autoSize={{ minRows: 12, maxRows: 40 }}
            spellCheck={false}
          />
        </>
      )}
      <SecretFields asked={asked} source={source} values={secrets} onChange={setSecrets} />
      <TryIt
        path="/source-probes"
        ready={kind !== undefined}
        body={() => ({
          connector: written()['connector'] ?? { type: '' },
          secrets: typed,
          ...(source ? { source: source.id } : {}),
        })}
      />
      {yaml === null && kind ? (
        <>
          <ScheduleFields
            schedule={declaration['schedule'] as Schedule | undefined}
            dataset={String(declaration['dataset'] ?? '')}
            faults={faults}
            onChange={(schedule) => change({ schedule })}
          />
          <Coming declaration={declaration} faults={faults} onChange={change} />
        </>
      ) : null}
      {count > 0 ? (
        <Alert
          type="error"
          showIcon
          title={words('mend', { count })}
          description={
            findings.length > 0 ? (
              <ul>
                {findings.map(({ field, rule, message }) => (
                  <li key={`${field} ${rule}`}>{yaml === null ? withoutLine(text(message)) : text(message)}</li>
                ))}
              </ul>
            ) : null
          }
        />
      ) : null}
      {error ? <Problem error={error} /> : null}
      <div>
        <Button type="primary" loading={saving} onClick={save}>
          {words('save')}
        </Button>
      </div>
    </div>
  );
}

/** Seals the secrets that were typed; tells the first that could not be kept. */
async function keepSecrets(id: string, secrets: Record<string, string>): Promise<string | null> {
  try {
    for (const [name, value] of Object.entries(secrets))
      await call('PUT', `/sources/${id}/secrets/${name}`, { body: { value } });
    return null;
  } catch (cause) {
    return (cause as Error).message;
  }
}

interface PartProps {
  declaration: Values;
  faults: Faults;
  onChange(values: Values): void;
}

function Heads({ declaration, fixedId, faults, onChange }: PartProps & { fixedId: boolean }) {
  const words = useWords(editorMessages);
  const title = (declaration['title'] ?? {}) as Values;
  const dataset = String(declaration['dataset'] ?? '');
  const chosen = useApi<DatasetDetail>(dataset ? `/datasets/${encodeURIComponent(dataset)}` : null);
  const choose = (next: string | null) => {
    const usual =
      declaration['id'] === undefined || declaration['id'] === '' || declaration['id'] === `${dataset}-feed`;
    onChange({ dataset: next ?? '', ...(usual && !fixedId ? { id: next ? `${next}-feed` : '' } : {}) });
  };
  return (
    <section className="stack">
      <h2>{words('what')}</h2>
      <Field id="title.zh" label={words('titleZh')} required help={words('titleHelp')} fault={faults['title.zh']}>
        <Input
          id="title.zh"
          value={String(title['zh'] ?? '')}
          onChange={(event) => onChange({ title: { ...title, zh: event.target.value } })}
        />
      </Field>
      <Field id="title.en" label={words('titleEn')}>
        <Input
          id="title.en"
          value={String(title['en'] ?? '')}
          onChange={(event) => onChange({ title: { ...title, en: event.target.value } })}
        />
      </Field>
      <Field
        id="dataset"
        label={words('dataset')}
        required
        fault={faults['dataset']}
        help={
          <span className="underlined">
            {words('datasetHelp')} <Link to="/console/datasets/new">{words('newDataset')}</Link>
          </span>
        }
      >
        <DatasetPicker value={dataset || null} chosen={chosen.data} onChange={choose} />
      </Field>
      <Field id="id" label={words('id')} required help={words('idHelp')} fault={faults['id']}>
        <Input
          id="id"
          className="mono"
          disabled={fixedId}
          value={String(declaration['id'] ?? '')}
          onChange={(event) => onChange({ id: event.target.value })}
        />
      </Field>
    </section>
  );
}

function Coming({ declaration, faults, onChange }: PartProps) {
  const words = useWords(editorMessages);
  const dataset = String(declaration['dataset'] ?? '');
  const chosen = useApi<DatasetDetail>(dataset ? `/datasets/${encodeURIComponent(dataset)}` : null);
  const key = chosen.data?.key ?? null;
  const concurrency = (declaration['concurrency'] ?? {}) as Values;
  const number = (name: 'retries' | 'refuseAbove', most: number, step: number) => (
    <Field id={name} label={words(name)} fault={faults[name]}>
      <InputNumber
        id={name}
        min={0}
        max={most}
        step={step}
        value={(declaration[name] as number | undefined) ?? null}
        onChange={(value) => onChange({ [name]: value ?? undefined })}
      />
    </Field>
  );
  return (
    <section className="stack">
      <h2>{words('comes')}</h2>
      <Select
        aria-label={words('comes')}
        value={String(declaration['mode'] ?? '')}
        onChange={(mode: string) => onChange({ mode: mode || undefined })}
        options={[
          { value: '', label: words('modeUsual') },
          { value: 'merge', label: words('merge'), disabled: key?.length === 0 },
          { value: 'append', label: words('append') },
          { value: 'replace', label: words('replace') },
        ]}
      />
      {key ? (
        <p className="muted">{key.length > 0 ? words('keyIs', { key: key.join('、') }) : words('noKey')}</p>
      ) : null}
      {declaration['reading'] ? <p className="muted">{words('readingKept')}</p> : null}
      <details>
        <summary>{words('more')}</summary>
        <div className="stack source-rare">
          {number('retries', 20, 1)}
          {number('refuseAbove', 1, 0.05)}
          <Field id="concurrency.group" label={words('group')} help={words('groupHelp')}>
            <Input
              id="concurrency.group"
              value={String(concurrency['group'] ?? '')}
              onChange={(event) =>
                onChange({
                  concurrency: event.target.value ? { ...concurrency, group: event.target.value } : undefined,
                })
              }
            />
          </Field>
          {concurrency['group'] ? (
            <Field id="concurrency.limit" label={words('limit')}>
              <InputNumber
                id="concurrency.limit"
                min={1}
                max={20}
                value={(concurrency['limit'] as number | undefined) ?? 1}
                onChange={(limit) => onChange({ concurrency: { ...concurrency, limit: limit ?? 1 } })}
              />
            </Field>
          ) : null}
        </div>
      </details>
    </section>
  );
}
