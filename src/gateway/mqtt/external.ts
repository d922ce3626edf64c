import { connect, type MqttClient } from 'mqtt';
import type { Publishing, Session, StreamDeclaration } from '../../bureau/streams/index.ts';
import type { Logger } from '../../kernel/index.ts';

/**
 * Takes a stream from another broker, MQTT 3.1.1 or 5: subscribed at QoS 1 in a session that the broker keeps, so that what
 * comes while we are away is delivered later; a message is acknowledged when it is on the disk.
 */
export function followBroker(
  declaration: StreamDeclaration,
  options: { publishing: Publishing; log: Logger; password: string | undefined; clientId: string },
): { stop(): Promise<void> } {
  const { publishing, log } = options;
  const { url, version, username } = declaration.broker!;
  let session: Session | null = null;
  const client: MqttClient = connect(url, {
    clientId: options.clientId,
    clean: false,
    protocolVersion: version ?? 5,
    ...(version === 4 ? {} : { properties: { sessionExpiryInterval: 7 * 86_400, receiveMaximum: 1000 } }),
    ...(username ? { username } : {}),
    ...(options.password ? { password: options.password } : {}),
    resubscribe: true,
    reconnectPeriod: 2000,
  });
  // Called before each acknowledgement, under both protocols.
  client.handleMessage = (packet, done) => {
    session ??= publishing.ofBroker(declaration.id);
    // Without an acknowledgement the broker delivers it again on the next connection.
    if (!session) return void client.reconnect();
    const { topic, dup, messageId } = packet;
    const message = { id: messageId ?? 0, again: dup, topic: topic.toString(), payload: Buffer.from(packet.payload) };
    const taken = publishing.publish(session, message, (error) => (error ? client.reconnect() : done()));
    if (!taken) done();
  };
  client.on('connect', () => {
    const topics = Object.fromEntries((declaration.topics ?? []).map((topic) => [topic, { qos: 1 as const }]));
    client.subscribe(topics, (error) => {
      if (error) log.error({ err: error, stream: declaration.id }, 'another broker refused the subscription');
    });
  });
  client.on('error', (error) => log.warn({ err: error, stream: declaration.id }, 'another broker'));
  return {
    async stop() {
      await client.endAsync(true);
      if (session) publishing.close(session);
    },
  };
}
