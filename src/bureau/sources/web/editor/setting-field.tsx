import { Checkbox, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useText, useWords } from '../../../../web/words.ts';
import { editorMessages } from './messages.ts';
import { bilingual, branchOf, isRare, kindOf, labelOf, type SettingShape, type Values } from './settings-shape.ts';

export type Faults = Record<string, string>;

/** A setting with its name, help and what is wrong with it. */
export function Field({
  id,
  label,
  required = false,
  help,
  fault,
  children,
}: {
  id: string;
  label: string;
  required?: boolean;
  help?: ReactNode;
  fault?: string | undefined;
  children: ReactNode;
}) {
  const words = useWords(editorMessages);
  return (
    <div className="source-field">
      <label htmlFor={id}>
        {label} <span className={required ? 'needed' : 'muted small'}>{words(required ? 'required' : 'optional')}</span>
      </label>
      {children}
      {fault ? (
        <div className="field-fault" role="alert">
          {fault}
        </div>
      ) : null}
      {help ? <div className="muted small">{help}</div> : null}
    </div>
  );
}

interface SettingProps {
  name: string;
  path: string;
  shape: SettingShape;
  required: boolean;
  value: unknown;
  faults: Faults;
  onChange(value: unknown): void;
}

/** The settings of a connector as its own shape declares them; those rarely touched stand below. */
export function SettingFields({
  shape,
  path,
  values,
  faults,
  onChange,
}: {
  shape: SettingShape;
  path: string;
  values: Values;
  faults: Faults;
  onChange(values: Values): void;
}) {
  const words = useWords(editorMessages);
  const entries = Object.entries(shape.properties ?? {}).filter(([, inner]) => kindOf(inner) !== 'fixed');
  const needed = (name: string) => shape.required?.includes(name) ?? false;
  const field = ([name, inner]: [string, SettingShape]) => (
    <Setting
      key={name}
      name={name}
      path={`${path}.${name}`}
      shape={inner}
      required={needed(name)}
      value={values[name]}
      faults={faults}
      onChange={(value) => onChange({ ...values, [name]: value })}
    />
  );
  const rare = entries.filter(([name, inner]) => isRare(inner, needed(name)));
  return (
    <>
      {entries.filter(([name, inner]) => !isRare(inner, needed(name))).map(field)}
      {rare.length > 0 ? (
        <details open={rare.some(([name]) => faults[`${path}.${name}`])}>
          <summary>{words('more')}</summary>
          <div className="stack source-rare">{rare.map(field)}</div>
        </details>
      ) : null}
    </>
  );
}

function Setting(props: SettingProps) {
  const { path, shape, required, value, faults, onChange } = props;
  const text = useText();
  const words = useWords(editorMessages);
  const label = text(labelOf(props.name, shape));
  const kind = kindOf(shape);
  const told = text(bilingual(shape.description));
  const example = shape.examples?.[0] === undefined ? '' : String(shape.examples[0]);
  const help = told === label ? null : told;
  if (kind === 'flag') {
    return (
      <div className="source-field">
        <Checkbox
          checked={value !== undefined && value !== false}
          onChange={(event) => onChange(event.target.checked ? (shape.const ?? true) : undefined)}
        >
          {label}
        </Checkbox>
        {help ? <div className="muted small">{help}</div> : null}
      </div>
    );
  }
  if (kind === 'group' || kind === 'variant') {
    const values = value as Values | undefined;
    const branches = kind === 'variant' ? (shape.anyOf ?? []) : [shape];
    const inner = kind === 'variant' ? branchOf(shape, value) : shape;
    const options = branches.map((branch) => ({
      value: branch.properties?.['kind']?.const ?? 'set',
      label: kind === 'variant' ? text(bilingual(branch.title)) : words('given'),
    }));
    return (
      <Field id={path} label={label} required={required} help={help} fault={faults[path]}>
        <Select
          id={path}
          aria-label={label}
          value={values === undefined ? '' : String(values['kind'] ?? 'set')}
          options={[{ value: '', label: words('none') }, ...options]}
          onChange={(next: string) => onChange(next === '' ? undefined : kind === 'variant' ? { kind: next } : {})}
        />
        {values !== undefined && inner && Object.keys(inner.properties ?? {}).some((name) => name !== 'kind') ? (
          <fieldset className="plain-fieldset source-group" aria-label={label}>
            <SettingFields shape={inner} path={path} values={values} faults={faults} onChange={onChange} />
          </fieldset>
        ) : null}
      </Field>
    );
  }
  return (
    <Field id={path} label={label} required={required} help={help} fault={faults[path]}>
      <Entry {...props} id={path} label={label} example={example && words('example', { example })} />
    </Field>
  );
}

/** What a plain value is typed into. */
function Entry({
  id,
  label,
  example,
  shape,
  value,
  faults,
  path,
  onChange,
}: SettingProps & { id: string; label: string; example: string }) {
  const text = useText();
  const words = useWords(editorMessages);
  const common = {
    id,
    'aria-label': label,
    placeholder: example,
    ...(faults[path] ? { status: 'error' as const } : {}),
  };
  switch (kindOf(shape)) {
    case 'number':
      return (
        <InputNumber
          {...common}
          placeholder={shape.default === undefined ? example : String(shape.default)}
          value={(value as number | undefined) ?? null}
          {...(shape.minimum === undefined ? {} : { min: shape.minimum })}
          {...(shape.maximum === undefined ? {} : { max: shape.maximum })}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          value={value === undefined ? '' : String(value)}
          onChange={(next: string) => onChange(next || undefined)}
          options={[
            { value: '', label: words('usual') },
            ...(shape.anyOf ?? []).map((branch) => ({ value: branch.const!, label: text(bilingual(branch.title)) })),
          ]}
        />
      );
    case 'list':
      return (
        <Select
          {...common}
          mode="tags"
          tokenSeparators={[',', '，', ' ']}
          value={(value as string[] | undefined) ?? []}
          onChange={(next: string[]) => onChange(next.length > 0 ? next : undefined)}
          open={false}
          suffixIcon={null}
        />
      );
    case 'pairs':
      return (
        <Input.TextArea
          {...common}
          placeholder={words('pairs')}
          autoSize={{ minRows: 2, maxRows: 8 }}
          defaultValue={Object.entries((value as Record<string, string> | undefined) ?? {})
            .map(([name, content]) => `${name}: ${content}`)
            .join('\n')}
          onChange={(event) => onChange(readPairs(event.target.value))}
        />
      );
    case 'long':
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: 2, maxRows: 12 }}
          spellCheck={false}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
    default:
      return (
        <Input
          {...common}
          value={String(value ?? '')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value || undefined)}
        />
      );
  }
}

/** `Name: value` lines. */
function readPairs(written: string): Record<string, string> | undefined {
  const pairs = written.split('\n').flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const] : [];
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}
