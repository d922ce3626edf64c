import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Popconfirm } from 'antd';
import { call } from '../../../web/client/call.ts';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';

/** Whether a stream has a password for its other broker, which its settings take; here it is removed. */
export function BrokerPassword({ stream, edits }: { stream: Stream; edits: boolean }) {
  const words = useWords(streamsMessages);
  const format = useFormat();
  const client = useQueryClient();
  const { message } = App.useApp();
  if (!stream.brokerPassword) return null;
  const { set, setAt } = stream.brokerPassword;
  if (!set) return <p className="muted">{words('brokerPasswordUnset')}</p>;
  const remove = async () => {
    try {
      await call('DELETE', `/streams/${encodeURIComponent(stream.id)}/broker-password`);
      message.success(words('brokerPasswordRemoved'));
    } catch (error) {
      message.error((error as Error).message, 8);
    }
    await client.invalidateQueries();
  };
  return (
    <div className="row">
      <span>{words('brokerPasswordSet', { at: format.instant(setAt) })}</span>
      {edits ? (
        <Popconfirm
          title={words('brokerPasswordRemoveAsk')}
          okText={words('brokerPasswordRemove')}
          okButtonProps={{ danger: true }}
          cancelText={words('keep')}
          onConfirm={remove}
        >
          <Button size="small" danger>
            {words('brokerPasswordRemove')}
          </Button>
        </Popconfirm>
      ) : null}
    </div>
  );
}
