import { Input } from 'antd';
import type { Text } from '../../../../kernel/text.ts';
import { useText, useWords } from '../../../../web/words.ts';
import type { Source } from '../../schema.ts';
import { isAsked } from '../../secrets/schema.ts';
import type { ConnectorKind } from './kind-choice.tsx';
import { editorMessages } from './messages.ts';
import { Field } from './setting-field.tsx';
import type { Values } from './settings-shape.ts';

/** The secrets of a kind that settings ask for, as the way of signing in that they choose. */
export function askedSecrets(kind: ConnectorKind | undefined, settings: unknown): Record<string, Text> {
  if (!kind) return {};
  const written = (typeof settings === 'object' && settings !== null ? settings : {}) as Values;
  return Object.fromEntries(Object.entries(kind.secrets).filter(([name]) => isAsked(kind.secretsWith[name], written)));
}

/** The secrets that are asked for, to be typed and never shown again. */
export function SecretFields({
  asked,
  source,
  values,
  onChange,
}: {
  asked: Record<string, Text>;
  source: Source | undefined;
  values: Record<string, string>;
  onChange(values: Record<string, string>): void;
}) {
  const words = useWords(editorMessages);
  const text = useText();
  const entries = Object.entries(asked);
  if (entries.length === 0) return null;
  const kept = (name: string) => source?.secrets.some((secret) => secret.name === name && secret.set) ?? false;
  return (
    <section className="stack">
      <h2>{words('secrets')}</h2>
      {entries.map(([name, title]) => (
        <Field key={name} id={`secret.${name}`} label={text(title)} help={words('secretsHelp')}>
          <Input.Password
            id={`secret.${name}`}
            autoComplete="new-password"
            placeholder={kept(name) ? words('secretKept') : ''}
            value={values[name] ?? ''}
            onChange={(event) => onChange({ ...values, [name]: event.target.value })}
          />
        </Field>
      ))}
    </section>
  );
}
