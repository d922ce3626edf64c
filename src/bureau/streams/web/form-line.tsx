import { Form, Input } from 'antd';
import type { StreamDraft } from './stream-draft.ts';

/** What each part of the form is given. */
export interface PartProps {
  draft: StreamDraft;
  set(part: Partial<StreamDraft>): void;
}

/** One line of text with its label. */
export function Line({
  label,
  hint,
  value,
  disabled = false,
  onChange,
}: {
  label: string;
  hint?: string;
  value: string;
  disabled?: boolean;
  onChange(value: string): void;
}) {
  return (
    <Form.Item label={label} {...(hint ? { extra: hint } : {})}>
      <Input
        aria-label={label}
        value={value}
        disabled={disabled}
        maxLength={400}
        onChange={(event) => onChange(event.target.value)}
      />
    </Form.Item>
  );
}
