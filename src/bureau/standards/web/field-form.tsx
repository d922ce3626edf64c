import { Drawer, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useText, useWords } from '../../../web/words.ts';
import { fieldTypeNames } from '../../catalogue/web/names.ts';
import type { CodeList, Field } from '../schema.ts';
import { standardsMessages } from './messages.ts';

const numeric = new Set(['integer', 'decimal', 'number', 'longitude', 'latitude', 'date', 'datetime', 'time']);
const dated = new Set(['date', 'datetime', 'time']);
const textual = new Set(['string', 'citizen-id', 'credit-code', 'region', 'phone', 'plate']);

/** All properties of one field; each change is in the standard at once. */
export function FieldForm({
  field,
  codeLists,
  onChange,
  onClose,
}: {
  field: Field;
  codeLists: CodeList[];
  onChange(field: Field): void;
  onClose(): void;
}) {
  const words = useWords(standardsMessages);
  const text = useText();
  const set = (part: Partial<Field>) => {
    const next: Record<string, unknown> = { ...field, ...part };
    // What is emptied is left out, not written as nothing.
    for (const [key, value] of Object.entries(next)) {
      if (value === undefined || value === '' || value === null || value === false) delete next[key];
      if (Array.isArray(value) && value.length === 0) delete next[key];
    }
    onChange({ title: { zh: '', en: '' }, ...next } as Field);
  };
  /** A number where it is one, else the text, as a date's bound is. */
  const bound = (value: string) =>
    value.trim() === ''
      ? undefined
      : dated.has(field.type)
        ? value
        : Number.isFinite(Number(value))
          ? Number(value)
          : value;
  const nameValid = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(field.name);
  return (
    <Drawer
      open
      size="large"
      onClose={onClose}
      title={field.name ? words('editField', { name: text(field.title) || field.name }) : words('newField')}
    >
      <Form layout="vertical" component="div">
        <div className="split" style={{ gap: '0 1rem' }}>
          <Form.Item
            label={words('fieldName')}
            {...(nameValid ? {} : { validateStatus: 'error', help: words('fieldNameRule') })}
          >
            <Input
              value={field.name}
              aria-label={words('fieldName')}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={words('type')}>
            <Select
              aria-label={words('type')}
              value={field.type}
              options={Object.entries(fieldTypeNames).map(([value, name]) => ({ value, label: text(name) }))}
              onChange={(type: Field['type']) => set({ type })}
            />
          </Form.Item>
          <Form.Item label={words('titleZh')}>
            <Input
              aria-label={words('titleZh')}
              value={field.title?.zh ?? ''}
              onChange={(event) => set({ title: { zh: event.target.value, en: field.title?.en ?? '' } })}
            />
          </Form.Item>
          <Form.Item label={words('titleEn')}>
            <Input
              aria-label={words('titleEn')}
              value={field.title?.en ?? ''}
              onChange={(event) => set({ title: { zh: field.title?.zh ?? '', en: event.target.value } })}
            />
          </Form.Item>
          <Form.Item label={words('unit')}>
            <Input
              aria-label={words('unit')}
              value={field.unit ?? ''}
              onChange={(event) => set({ unit: event.target.value })}
            />
          </Form.Item>
          <Form.Item label={words('sensitivity')}>
            <Select
              aria-label={words('sensitivity')}
              value={field.sensitivity ?? 'none'}
              options={[
                { value: 'none', label: words('sensitivityNone') },
                { value: 'personal', label: words('sensitivityPersonal') },
                { value: 'sensitive', label: words('sensitivitySensitive') },
              ]}
              onChange={(value: NonNullable<Field['sensitivity']>) =>
                set({ sensitivity: value === 'none' ? undefined : value })
              }
            />
          </Form.Item>
          <Form.Item label={words('required')}>
            <Switch
              aria-label={words('required')}
              checked={field.required === true}
              onChange={(required) => set({ required })}
            />
          </Form.Item>
          <Form.Item label={words('unique')}>
            <Switch
              aria-label={words('unique')}
              checked={field.unique === true}
              onChange={(unique) => set({ unique })}
            />
          </Form.Item>
          {numeric.has(field.type) ? (
            <>
              <Form.Item label={words('min')}>
                <Input
                  aria-label={words('min')}
                  value={String(field.min ?? '')}
                  onChange={(event) => set({ min: bound(event.target.value) })}
                />
              </Form.Item>
              <Form.Item label={words('max')}>
                <Input
                  aria-label={words('max')}
                  value={String(field.max ?? '')}
                  onChange={(event) => set({ max: bound(event.target.value) })}
                />
              </Form.Item>
            </>
          ) : null}
          {field.type === 'decimal' ? (
            <Form.Item label={words('scale')}>
              <InputNumber
                aria-label={words('scale')}
                min={0}
                max={18}
                value={field.scale ?? null}
                onChange={(scale) => set({ scale: scale ?? undefined })}
              />
            </Form.Item>
          ) : null}
          {dated.has(field.type) ? (
            <Form.Item label={words('format')} extra={words('formatHint')}>
              <Input
                aria-label={words('format')}
                value={field.format ?? ''}
                onChange={(event) => set({ format: event.target.value })}
              />
            </Form.Item>
          ) : null}
          {textual.has(field.type) ? (
            <>
              <Form.Item label={words('minLength')}>
                <InputNumber
                  aria-label={words('minLength')}
                  min={0}
                  value={field.minLength ?? null}
                  onChange={(minLength) => set({ minLength: minLength ?? undefined })}
                />
              </Form.Item>
              <Form.Item label={words('maxLength')}>
                <InputNumber
                  aria-label={words('maxLength')}
                  min={0}
                  value={field.maxLength ?? null}
                  onChange={(maxLength) => set({ maxLength: maxLength ?? undefined })}
                />
              </Form.Item>
            </>
          ) : null}
        </div>
        {textual.has(field.type) ? (
          <Form.Item label={words('pattern')}>
            <Input
              className="mono"
              aria-label={words('pattern')}
              value={field.pattern ?? ''}
              onChange={(event) => set({ pattern: event.target.value })}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={words('enum')} extra={words('pressEnter')}>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            aria-label={words('enum')}
            value={(field.enum ?? []).map(String)}
            onChange={(values: string[]) =>
              set({
                enum:
                  field.type === 'integer' || field.type === 'number'
                    ? values.map((value) => (Number.isFinite(Number(value)) ? Number(value) : value))
                    : values,
              })
            }
          />
        </Form.Item>
        <Form.Item label={words('codeList')}>
          <Select
            allowClear
            aria-label={words('codeList')}
            showSearch={{ optionFilterProp: 'label' }}
            {...(field.codeList ? { value: field.codeList } : {})}
            options={codeLists.map((list) => ({ value: list.id, label: `${text(list.title)} · ${list.id}` }))}
            onChange={(codeList: string | undefined) => set({ codeList })}
          />
        </Form.Item>
        <Form.Item label={words('aliases')} extra={words('pressEnter')}>
          <Select
            mode="tags"
            open={false}
            suffixIcon={null}
            aria-label={words('aliases')}
            value={field.aliases ?? []}
            onChange={(aliases: string[]) => set({ aliases })}
          />
        </Form.Item>
      </Form>
    </Drawer>
  );
}
