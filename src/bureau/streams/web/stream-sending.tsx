import { useApi } from '../../../web/client/use-api.ts';
import { Copyable } from '../../../web/components/copyable.tsx';
import { useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { Stream } from '../schema.ts';
import { streamsMessages } from './messages.ts';
import { samplePayload, sampleTopic } from './stream-draft.ts';

/** How to send to a stream: commands that work when the password is put in. */
export function StreamSending({ stream }: { stream: Stream }) {
  const words = useWords(streamsMessages);
  const { id, declaration, mqtt } = stream;
  const dataset = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(stream.dataset)}`);
  if (declaration.broker) return <p>{words('howOther', { url: declaration.broker.url })}</p>;
  const payload = samplePayload(declaration, dataset.data?.fields ?? []);
  const publish = mqtt && [
    `mosquitto_pub -V mqttv311 -h ${mqtt.host} -p ${mqtt.port}${mqtt.tls ? ' --cafile ca.pem' : ''} \\`,
    `  -u ${id} -P PASSWORD -q 1 \\`,
    `  -t ${quoted(sampleTopic(declaration))} -m ${quoted(payload)}`,
  ];
  const push = [
    `curl -X POST ${location.origin}/api/v1/streams/${id}/messages \\`,
    "  -H 'Authorization: Bearer TOKEN' -H 'Idempotency-Key: batch-1' \\",
    `  -H 'Content-Type: application/x-ndjson' --data-binary ${quoted(payload)}`,
  ];
  return (
    <div className="stack">
      {publish ? <Copyable label={words('howMqtt')} code={publish.join('\n')} /> : null}
      <Copyable label={words('howHttp')} code={push.join('\n')} />
      <p className="muted small">{words('howToken')}</p>
    </div>
  );
}

/** One word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
