import { Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useText, useWords } from '../../../../web/words.ts';
import type { Standard } from '../../../standards/schema.ts';
import { addressParts, type RecipeStep } from '../schema.ts';
import { recipeMessages } from './messages.ts';
import { forAllFields, linesOf, type StepOption, stepOptions, tableOf } from './step-options.ts';

type Values = Record<string, unknown>;

/** The options of one step. */
export function StepForm({
  step,
  standard,
  onChange,
}: {
  step: RecipeStep;
  standard: Standard;
  onChange(step: RecipeStep): void;
}) {
  const words = useWords(recipeMessages);
  const set = (key: string, value: unknown) => {
    const next: Values = { ...step };
    const nothing =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    const optional =
      !['from', 'to', 'by', 'pattern', 'at', 'with'].includes(key) &&
      !(key === 'fields' && !forAllFields.has(step.step));
    if (nothing && optional) delete next[key];
    else next[key] = value ?? '';
    onChange(next as RecipeStep);
  };
  return (
    <div
      style={{
        display: 'grid',
        gap: '0.75rem',
        gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 14rem), 1fr))',
      }}
    >
      {stepOptions[step.step].map((option) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control stands within, one of several kinds
        <label key={option.key} className="stack" style={{ gap: '0.25rem' }}>
          <span className="small muted">{words(`option_${option.key}` as 'option_fields')}</span>
          <OptionInput option={option} step={step} standard={standard} onChange={(value) => set(option.key, value)} />
        </label>
      ))}
    </div>
  );
}

function OptionInput({
  option,
  step,
  standard,
  onChange,
}: {
  option: StepOption;
  step: RecipeStep;
  standard: Standard;
  onChange(value: unknown): void;
}) {
  const words = useWords(recipeMessages);
  const text = useText();
  const value = (step as Values)[option.key];
  const label = words(`option_${option.key}` as 'option_fields');
  const names = standard.fields.map((field) => ({ value: field.name, label: `${text(field.title)} (${field.name})` }));
  const wide = { width: '100%' };
  if (option.kind === 'fields')
    return (
      <Select
        mode="multiple"
        aria-label={label}
        style={wide}
        options={names}
        optionFilterProp="label"
        placeholder={forAllFields.has(step.step) ? words('allFields') : undefined}
        value={(value as string[] | undefined) ?? []}
        onChange={onChange}
      />
    );
  if (option.kind === 'field')
    return (
      <Select
        aria-label={label}
        style={wide}
        showSearch
        optionFilterProp="label"
        options={names}
        value={(value as string) || undefined}
        onChange={onChange}
      />
    );
  if (option.kind === 'choice')
    return (
      <Select
        aria-label={label}
        style={wide}
        allowClear
        options={option.choices!.map((choice) => ({
          value: choice,
          label: /[A-Z]/.test(choice) ? choice : words(`choice_${choice}` as 'choice_upper'),
        }))}
        value={value as string | undefined}
        onChange={onChange}
      />
    );
  if (option.kind === 'texts')
    return (
      <Select
        mode="tags"
        aria-label={label}
        style={wide}
        open={false}
        suffixIcon={null}
        placeholder={step.step === 'empty' ? words('usualValues') : undefined}
        value={(value as string[] | undefined) ?? []}
        onChange={onChange}
      />
    );
  if (option.kind === 'number')
    return (
      <InputNumber aria-label={label} style={wide} min={0} value={value as number | undefined} onChange={onChange} />
    );
  if (option.kind === 'table')
    return <TableInput label={label} value={(value as Record<string, string>) ?? {}} onChange={onChange} />;
  if (option.kind === 'parts') {
    const parts = (value as Record<string, string>) ?? {};
    return (
      <div className="stack" style={{ gap: '0.25rem' }}>
        {addressParts.map((part) => (
          <Select
            key={part}
            aria-label={words(`part_${part}`)}
            style={wide}
            allowClear
            prefix={<span className="muted small">{words(`part_${part}`)}</span>}
            options={names}
            value={parts[part]}
            onChange={(field: string | undefined) => {
              const { [part]: _, ...others } = parts;
              onChange(field ? { ...others, [part]: field } : others);
            }}
          />
        ))}
      </div>
    );
  }
  return (
    <Input aria-label={label} value={(value as string) ?? ''} onChange={(event) => onChange(event.target.value)} />
  );
}

/** Lines are read when the field is left, so that half a line is not lost while it is typed. */
function TableInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Record<string, string>;
  onChange(value: Record<string, string>): void;
}) {
  const words = useWords(recipeMessages);
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input.TextArea
      aria-label={label}
      placeholder={words('tableHint')}
      autoSize={{ minRows: 2, maxRows: 10 }}
      value={typed ?? linesOf(value)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed !== null) onChange(tableOf(typed));
        setTyped(null);
      }}
    />
  );
}
