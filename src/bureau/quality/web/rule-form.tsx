import { Form, Input, InputNumber, Select, Switch } from 'antd';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../../identity/schema.ts';
import type { RuleKind, Severity } from '../schema.ts';
import { emptyPair, type RuleDraft } from './rule-draft.ts';
import { ruleFormMessages } from './rule-form-messages.ts';
import {
  ConditionInput,
  DatasetSelect,
  FieldSelect,
  isTimeField,
  MeasureInput,
  PairsInput,
  useFields,
} from './rule-inputs.tsx';

const kinds: RuleKind[] = ['referential', 'reconciliation', 'freshness', 'row-count', 'expression'];
const severities: Severity[] = ['notice', 'warning', 'severe'];

/** A rule to fill in: what is checked, of which data, and what happens when it fails. */
export function RuleForm({ draft, onChange }: { draft: RuleDraft; onChange(draft: RuleDraft): void }) {
  const words = useWords(ruleFormMessages);
  const text = useText();
  const organisations = useApi<{ items: Organisation[] }>('/organisations', {}, { staleMilliseconds: 600_000 });
  const ours = useFields(draft.dataset);
  const set = (part: Partial<RuleDraft>) => onChange({ ...draft, ...part });
  return (
    <Form layout="vertical" component="div">
      <div className="split" style={{ gap: '0 1rem' }}>
        <Form.Item label={words('titleZh')}>
          <Input
            aria-label={words('titleZh')}
            placeholder={words('titleZhHint')}
            maxLength={200}
            value={draft.title.zh}
            onChange={(event) => set({ title: { ...draft.title, zh: event.target.value } })}
          />
        </Form.Item>
        <Form.Item label={words('titleEn')}>
          <Input
            aria-label={words('titleEn')}
            placeholder={words('titleEnHint')}
            maxLength={200}
            value={draft.title.en}
            onChange={(event) => set({ title: { ...draft.title, en: event.target.value } })}
          />
        </Form.Item>
        <Form.Item label={words('kind')}>
          <Select
            aria-label={words('kind')}
            value={draft.kind}
            options={kinds.map((kind) => ({ value: kind, label: words(kind) }))}
            onChange={(kind: RuleKind) => set({ kind, pairs: kind === 'referential' ? [emptyPair] : [] })}
          />
        </Form.Item>
        <DatasetSelect
          label={words('dataset')}
          value={draft.dataset}
          chosen={ours.detail}
          // Fields of another dataset are others, whatever they are called.
          onChange={(dataset) =>
            set({ dataset, field: null, measure: { aggregate: 'count' }, pairs: draft.pairs.map(() => emptyPair) })
          }
        />
      </div>
      <KindPart draft={draft} fields={ours.fields} set={set} />
      <h3 style={{ marginBottom: '0.75rem' }}>{words('handling')}</h3>
      <div className="split" style={{ gap: '0 1rem' }}>
        <Form.Item label={words('severity')}>
          <Select
            aria-label={words('severity')}
            value={draft.severity}
            options={severities.map((severity) => ({ value: severity, label: words(severity) }))}
            onChange={(severity: Severity) => set({ severity })}
          />
        </Form.Item>
        <Form.Item label={words('owner')}>
          <Select
            aria-label={words('owner')}
            value={draft.owner ?? ''}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: words('ownerOfData') },
              ...(organisations.data?.items ?? []).map(({ id, name }) => ({ value: id, label: text(name) })),
            ]}
            onChange={(owner: string) => set({ owner: owner || null })}
          />
        </Form.Item>
        <NumberItem
          label={words('deadlineDays')}
          value={draft.deadlineDays}
          min={1}
          max={250}
          onChange={(deadlineDays) => set({ deadlineDays })}
        />
        <Form.Item label={words('enabled')}>
          <Switch aria-label={words('enabled')} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
        </Form.Item>
      </div>
    </Form>
  );
}

interface PartProps {
  draft: RuleDraft;
  fields: ReturnType<typeof useFields>['fields'];
  set(part: Partial<RuleDraft>): void;
}

/** What a rule of one kind needs. */
function KindPart({ draft, fields, set }: PartProps) {
  const words = useWords(ruleFormMessages);
  switch (draft.kind) {
    case 'referential':
    case 'reconciliation':
      return <TwoDatasets draft={draft} fields={fields} set={set} />;
    case 'freshness':
      return (
        <div className="split" style={{ gap: '0 1rem' }}>
          <Form.Item label={words('newest')} extra={words('newestHint')}>
            <FieldSelect
              label={words('newest')}
              fields={fields.filter(isTimeField)}
              value={draft.field}
              clear
              onChange={(field) => set({ field })}
            />
          </Form.Item>
          <NumberItem
            label={words('maxHours')}
            value={draft.maxHours}
            min={0.1}
            max={100_000}
            onChange={(maxHours) => set({ maxHours })}
          />
        </div>
      );
    case 'row-count':
      return (
        <>
          <div className="split" style={{ gap: '0 1rem' }}>
            <NumberItem label={words('min')} value={draft.min} min={0} whole onChange={(min) => set({ min })} />
            <NumberItem label={words('max')} value={draft.max} min={0} whole onChange={(max) => set({ max })} />
          </div>
          <Where draft={draft} fields={fields} set={set} />
        </>
      );
    case 'expression':
      return (
        <>
          <ConditionInput
            label={words('check')}
            help={words('checkHelp')}
            fields={fields}
            value={draft.check}
            onChange={(check) => set({ check })}
          />
          <Where draft={draft} fields={fields} set={set} />
          <Allowed draft={draft} set={set} />
        </>
      );
  }
}

function TwoDatasets({ draft, fields, set }: PartProps) {
  const words = useWords(ruleFormMessages);
  const theirs = useFields(draft.other);
  const sums = draft.kind === 'reconciliation';
  const other = (
    <DatasetSelect
      label={words('otherDataset')}
      value={draft.other}
      chosen={theirs.detail}
      onChange={(id) =>
        set({
          other: id,
          otherMeasure: { aggregate: 'count' },
          pairs: draft.pairs.map((pair) => ({ ...pair, theirs: null })),
        })
      }
    />
  );
  return (
    <>
      {sums ? (
        <div className="split" style={{ gap: '0 1rem' }}>
          <MeasureInput
            label={words('measure')}
            fields={fields}
            value={draft.measure}
            onChange={(measure) => set({ measure })}
          />
          <div>
            {other}
            <MeasureInput
              label={words('otherMeasure')}
              fields={theirs.fields}
              value={draft.otherMeasure}
              onChange={(otherMeasure) => set({ otherMeasure })}
            />
          </div>
        </div>
      ) : (
        other
      )}
      <PairsInput
        label={words(sums ? 'groups' : 'pairs')}
        help={words(sums ? 'groupsHelp' : 'pairsHelp')}
        ours={fields}
        theirs={theirs.fields}
        steps={sums}
        least={sums ? 0 : 1}
        value={draft.pairs}
        onChange={(pairs) => set({ pairs })}
      />
      <Where draft={draft} fields={fields} set={set} />
      {sums ? (
        <>
          <ConditionInput
            label={words('otherWhere')}
            help={words('whereHelp')}
            fields={theirs.fields}
            value={draft.otherWhere}
            onChange={(otherWhere) => set({ otherWhere })}
          />
          <div className="split" style={{ gap: '0 1rem' }}>
            <NumberItem
              label={words('toleranceAbsolute')}
              value={draft.tolerance.absolute}
              min={0}
              onChange={(absolute) => set({ tolerance: { ...draft.tolerance, absolute } })}
            />
            <NumberItem
              label={words('tolerancePercent')}
              value={draft.tolerance.percent}
              min={0}
              max={100}
              onChange={(percent) => set({ tolerance: { ...draft.tolerance, percent } })}
            />
          </div>
        </>
      ) : null}
      <Allowed draft={draft} set={set} />
    </>
  );
}

function Where({ draft, fields, set }: PartProps) {
  const words = useWords(ruleFormMessages);
  return (
    <ConditionInput
      label={words('where')}
      help={words('whereHelp')}
      fields={fields}
      value={draft.where}
      onChange={(where) => set({ where })}
    />
  );
}

function Allowed({ draft, set }: Pick<PartProps, 'draft' | 'set'>) {
  const words = useWords(ruleFormMessages);
  return (
    <NumberItem
      label={words('allowed')}
      value={draft.allowedPercent}
      min={0}
      max={100}
      onChange={(allowedPercent) => set({ allowedPercent })}
    />
  );
}

function NumberItem({
  label,
  value,
  min,
  max,
  whole = false,
  onChange,
}: {
  label: string;
  value: number | null;
  min: number;
  max?: number;
  whole?: boolean;
  onChange(value: number | null): void;
}) {
  return (
    <Form.Item label={label}>
      <InputNumber
        aria-label={label}
        style={{ width: 'min(16rem, 100%)' }}
        value={value}
        min={min}
        {...(max === undefined ? {} : { max })}
        {...(whole ? { precision: 0 } : {})}
        onChange={onChange}
      />
    </Form.Item>
  );
}
