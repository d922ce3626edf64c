import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, SearchResult } from '../../catalogue/schema.ts';
import { useSettled } from '../../catalogue/web/dataset-search-box.tsx';
import type { Measure } from '../schema.ts';
import { emptyPair, type Pair } from './rule-draft.ts';
import { ruleFormMessages } from './rule-form-messages.ts';

export type DatasetField = DatasetDetail['fields'][number];

const numbers = ['integer', 'decimal', 'number', 'longitude', 'latitude'];
export const isNumberField = ({ type }: DatasetField) => numbers.includes(type);
export const isTimeField = ({ type }: DatasetField) => type === 'date' || type === 'datetime';

/** The dataset of an id with the fields whose values this person may see; the others are no matter of a rule of theirs. */
export function useFields(dataset: string | null): { detail: DatasetDetail | undefined; fields: DatasetField[] } {
  const { data } = useApi<DatasetDetail>(dataset ? `/datasets/${encodeURIComponent(dataset)}` : null);
  return { detail: data, fields: (data?.fields ?? []).filter(({ access }) => access === 'open') };
}

/** Chooses any dataset by a part of its title. */
export function DatasetSelect({
  label,
  value,
  chosen,
  onChange,
}: {
  label: string;
  value: string | null;
  chosen: DatasetDetail | undefined;
  onChange(id: string): void;
}) {
  const text = useText();
  const words = useWords(ruleFormMessages);
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 150);
  const found = useApi<SearchResult>('/datasets', { q, limit: 30 }, { keep: true });
  const options = (found.data?.items ?? []).map(({ id, title }) => ({ value: id, label: text(title) }));
  if (chosen && value && !options.some((option) => option.value === value)) {
    options.unshift({ value, label: text(chosen.title) });
  }
  return (
    <Form.Item label={label}>
      <Select<string>
        aria-label={label}
        placeholder={words('chooseDataset')}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        loading={found.isFetching}
        {...(value ? { value } : {})}
        options={options}
        onChange={onChange}
      />
    </Form.Item>
  );
}

/** Chooses one field of a dataset by its title. */
export function FieldSelect({
  label,
  fields,
  value,
  clear = false,
  onChange,
}: {
  label: string;
  fields: DatasetField[];
  value: string | null | undefined;
  clear?: boolean;
  onChange(name: string | null): void;
}) {
  const text = useText();
  const words = useWords(ruleFormMessages);
  return (
    <Select<string>
      aria-label={label}
      placeholder={words('chooseField')}
      style={{ width: '100%', minWidth: 0 }}
      allowClear={clear}
      showSearch={{ optionFilterProp: 'label' }}
      {...(value ? { value } : {})}
      options={fields.map(({ name, title }) => ({ value: name, label: text(title) }))}
      onChange={(name: string | undefined) => onChange(name ?? null)}
    />
  );
}

/** What is computed of each group: a number of rows, or a figure of a field. */
export function MeasureInput({
  label,
  fields,
  value,
  onChange,
}: {
  label: string;
  fields: DatasetField[];
  value: Measure;
  onChange(measure: Measure): void;
}) {
  const words = useWords(ruleFormMessages);
  const aggregates: Measure['aggregate'][] = ['count', 'count-distinct', 'sum', 'mean', 'min', 'max'];
  const needsField = value.aggregate !== 'count';
  const countable = value.aggregate === 'count-distinct' ? fields : fields.filter(isNumberField);
  return (
    <Form.Item label={label}>
      <div className="stack" style={{ gap: '0.5rem' }}>
        <Select
          aria-label={label}
          value={value.aggregate}
          options={aggregates.map((aggregate) => ({ value: aggregate, label: words(`of-${aggregate}`) }))}
          onChange={(aggregate: Measure['aggregate']) => onChange({ aggregate })}
        />
        {needsField ? (
          <FieldSelect
            label={words('fieldOf', { what: label })}
            fields={countable}
            value={value.field}
            onChange={(field) => onChange({ aggregate: value.aggregate, ...(field ? { field } : {}) })}
          />
        ) : null}
      </div>
    </Form.Item>
  );
}

/** Fields of two datasets that belong together, pair by pair. */
export function PairsInput({
  label,
  help,
  ours,
  theirs,
  steps,
  least,
  value,
  onChange,
}: {
  label: string;
  help: string;
  ours: DatasetField[];
  theirs: DatasetField[];
  /** Dates may be compared by day, month or year. */
  steps: boolean;
  /** Pairs that there must be. */
  least: number;
  value: Pair[];
  onChange(pairs: Pair[]): void;
}) {
  const words = useWords(ruleFormMessages);
  const set = (index: number, part: Partial<Pair>) =>
    onChange(value.map((pair, place) => (place === index ? { ...pair, ...part } : pair)));
  const timed = (name: string | null) => ours.some((field) => field.name === name && isTimeField(field));
  return (
    <Form.Item label={label} extra={help}>
      <div className="stack" style={{ gap: '0.5rem' }}>
        {value.map((pair, index) => (
          // A pair has no name of its own; its place is what it is known by.
          // biome-ignore lint/suspicious/noArrayIndexKey: pairs are known by their place
          <div key={index} className="row">
            <Cell>
              <FieldSelect
                label={words('ourField', { number: index + 1 })}
                fields={ours}
                value={pair.ours}
                onChange={(name) => set(index, { ours: name, ...(timed(name) ? {} : { step: null }) })}
              />
            </Cell>
            <span className="muted">{words('against')}</span>
            <Cell>
              <FieldSelect
                label={words('theirField', { number: index + 1 })}
                fields={theirs}
                value={pair.theirs}
                onChange={(name) => set(index, { theirs: name })}
              />
            </Cell>
            {steps && timed(pair.ours) ? (
              <Select
                aria-label={words('step', { number: index + 1 })}
                value={pair.step ?? 'each'}
                options={(['each', 'day', 'month', 'year'] as const).map((step) => ({
                  value: step,
                  label: words(`by-${step}`),
                }))}
                onChange={(step) => set(index, { step: step === 'each' ? null : (step as Pair['step']) })}
              />
            ) : null}
            {value.length > least ? (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={words('removePair', { number: index + 1 })}
                onClick={() => onChange(value.filter((_, place) => place !== index))}
              />
            ) : null}
          </div>
        ))}
        {value.length < 5 ? (
          <div>
            <Button icon={<PlusOutlined />} onClick={() => onChange([...value, emptyPair])}>
              {words('addPair')}
            </Button>
          </div>
        ) : null}
      </div>
    </Form.Item>
  );
}

/** One of several inputs side by side, below each other where the window is narrow. */
function Cell({ children }: { children: ReactNode }) {
  return <div style={{ flex: '1 1 11rem', minWidth: 0 }}>{children}</div>;
}

const operators = ['=', '!=', '>', '>=', '<', '<=', 'is null', 'is not null'] as const;

/** A condition over the fields of a row: put together from choices, or written. */
export function ConditionInput({
  label,
  help,
  fields,
  value,
  onChange,
}: {
  label: string;
  help: string;
  fields: DatasetField[];
  value: string;
  onChange(condition: string): void;
}) {
  const words = useWords(ruleFormMessages);
  const [field, setField] = useState<string | null>(null);
  const [operator, setOperator] = useState<(typeof operators)[number]>('=');
  const [operand, setOperand] = useState('');
  const bare = operator === 'is null' || operator === 'is not null';
  const chosen = fields.find(({ name }) => name === field);
  const add = (joint: 'and' | 'or') => {
    if (!chosen) return;
    const literal =
      isNumberField(chosen) || chosen.type === 'boolean' ? operand.trim() : `'${operand.replaceAll("'", "''")}'`;
    const part = bare ? `${chosen.name} ${operator}` : `${chosen.name} ${operator} ${literal}`;
    onChange(value.trim() === '' ? part : `${value.trim()} ${joint} ${part}`);
    setOperand('');
  };
  const ready = chosen !== undefined && (bare || operand.trim() !== '');
  return (
    <Form.Item label={label} extra={help}>
      <div className="stack" style={{ gap: '0.5rem' }}>
        <div className="row">
          <Cell>
            <FieldSelect
              label={words('conditionField', { what: label })}
              fields={fields}
              value={field}
              onChange={setField}
            />
          </Cell>
          <Select
            aria-label={words('conditionOperator', { what: label })}
            style={{ width: '8rem' }}
            value={operator}
            options={operators.map((one) => ({ value: one, label: words(`is-${one}`) }))}
            onChange={setOperator}
          />
          <Cell>
            <Input
              aria-label={words('conditionValue', { what: label })}
              placeholder={words('valueHint')}
              disabled={bare}
              value={bare ? '' : operand}
              onChange={(event) => setOperand(event.target.value)}
            />
          </Cell>
          {value.trim() === '' ? (
            <Button disabled={!ready} onClick={() => add('and')}>
              {words('addCondition')}
            </Button>
          ) : (
            <div className="row">
              <Button disabled={!ready} onClick={() => add('and')}>
                {words('addAnd')}
              </Button>
              <Button disabled={!ready} onClick={() => add('or')}>
                {words('addOr')}
              </Button>
            </div>
          )}
        </div>
        <Input.TextArea
          aria-label={label}
          placeholder={words('conditionHint')}
          className="mono"
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={4000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
    </Form.Item>
  );
}
