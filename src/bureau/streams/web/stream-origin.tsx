import { Form, Input, Select } from 'antd';
import { useWords } from '../../../web/words.ts';
import { Line, type PartProps } from './form-line.tsx';
import { streamsMessages } from './messages.ts';
import { withEntry } from './stream-draft.ts';

/** A password that is typed, and whether one is kept. */
export interface PasswordProps {
  value: string;
  kept: boolean;
  onChange(value: string): void;
}

/** Topics of a stream and, when its messages come from there, its other broker. */
export function StreamOrigin({ draft, set, password }: PartProps & { password: PasswordProps }) {
  const words = useWords(streamsMessages);
  const { broker, topics } = draft;
  if (topics === undefined) return null;
  return (
    <>
      <Form.Item label={words('topics')} extra={words('topicsHint')}>
        <Input.TextArea
          aria-label={words('topics')}
          className="mono"
          autoSize={{ minRows: 2, maxRows: 8 }}
          spellCheck={false}
          value={topics.join('\n')}
          onChange={(event) => set({ topics: event.target.value.split('\n').map((topic) => topic.trim()) })}
          onBlur={() => set({ topics: topics.filter((topic) => topic !== '') })}
        />
      </Form.Item>
      {broker ? (
        <div className="split" style={{ gap: '0 1rem' }}>
          <Line
            label={words('url')}
            hint={words('urlHint')}
            value={broker.url}
            onChange={(url) => set({ broker: { ...broker, url: url.trim() } })}
          />
          <Form.Item label={words('mqttVersion')}>
            <Select
              aria-label={words('mqttVersion')}
              value={broker.version ?? 5}
              options={[
                { value: 5, label: '5' },
                { value: 4, label: '3.1.1' },
              ]}
              onChange={(version: 4 | 5) => set({ broker: { ...broker, version } })}
            />
          </Form.Item>
          <Line
            label={words('username')}
            value={broker.username ?? ''}
            onChange={(username) => set({ broker: withEntry(broker, 'username', username) })}
          />
          <Form.Item label={words('brokerPassword')} extra={words('brokerPasswordHint')}>
            <Input.Password
              aria-label={words('brokerPassword')}
              autoComplete="new-password"
              placeholder={password.kept ? words('brokerPasswordKept') : ''}
              value={password.value}
              onChange={(event) => password.onChange(event.target.value)}
            />
          </Form.Item>
        </div>
      ) : null}
    </>
  );
}
