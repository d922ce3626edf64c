import { FilterOutlined } from '@ant-design/icons';
import { Button, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import type { Condition, Operator } from './filter-text.ts';
import { catalogueMessages } from './messages.ts';

/** Words of the operators. */
export const operatorWords: Record<Operator, keyof typeof catalogueMessages> = {
  '=': 'isEqual',
  '!=': 'isNot',
  '>=': 'isAtLeast',
  '<=': 'isAtMost',
  '>': 'isAbove',
  '<': 'isBelow',
  '~': 'contains',
  ':null': 'isEmpty',
};

const textual = new Set(['string', 'citizen-id', 'credit-code', 'region', 'phone', 'plate']);

/** Adds one condition: a field, what it must be, a value. */
export function FilterForm({ fields, onAdd }: { fields: DatasetDetail['fields']; onAdd(condition: Condition): void }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const [open, setOpen] = useState(false);
  const [field, setField] = useState<string | undefined>(fields[0]?.name);
  const [operator, setOperator] = useState<Operator>('=');
  const [value, setValue] = useState('');
  const type = fields.find((candidate) => candidate.name === field)?.type ?? 'string';
  const operators: Operator[] = textual.has(type)
    ? ['=', '!=', '~', ':null']
    : type === 'boolean'
      ? ['=', ':null']
      : ['=', '!=', '>=', '<=', '>', '<', ':null'];
  const chosen = operators.includes(operator) ? operator : '=';
  const complete = field !== undefined && (chosen === ':null' || value.trim() !== '');
  const add = () => {
    if (!complete || field === undefined) return;
    onAdd({ field, operator: chosen, value: chosen === ':null' ? '' : value.trim() });
    setValue('');
    setOpen(false);
  };
  const form = (
    <form
      className="stack"
      style={{ width: 'min(18rem, 80vw)' }}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select
        aria-label={words('filterField')}
        showSearch={{ optionFilterProp: 'label' }}
        {...(field === undefined ? {} : { value: field })}
        onChange={(next: string) => setField(next)}
        options={fields.map((candidate) => ({ value: candidate.name, label: text(candidate.title) }))}
      />
      <Select
        aria-label={words('filterOperator')}
        value={chosen}
        onChange={(next: Operator) => setOperator(next)}
        options={operators.map((candidate) => ({ value: candidate, label: words(operatorWords[candidate]) }))}
      />
      {chosen === ':null' ? null : (
        <Input aria-label={words('filterValue')} value={value} onChange={(event) => setValue(event.target.value)} />
      )}
      <Button type="primary" htmlType="submit" disabled={!complete}>
        {words('applyFilter')}
      </Button>
    </form>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={open} onOpenChange={setOpen} content={form}>
      <Button icon={<FilterOutlined />}>{words('addFilter')}</Button>
    </Popover>
  );
}
