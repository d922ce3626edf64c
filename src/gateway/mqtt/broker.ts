import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Publishing, Session } from '../../bureau/streams/index.ts';
import type { Logger } from '../../kernel/index.ts';

export interface BrokerOptions {
  publishing: Publishing;
  /** A session for a user name and a password; null refuses the connection. */
  signIn(clientId: string, username: string, password: string): Promise<Session | null>;
  log: Logger;
}

/** A client of aedes with its session, and with the reader that knows the length of what is coming before it is there. */
type StreamClient = Client & { session?: Session; _parser?: { packet?: { length?: number } } };

const longestClientId = 256;
/** Bytes of a packet beside the payload: topic and packet id. */
const packetOverhead = 2 + 65_535 + 2;

/**
 * The MQTT 3.1.1 broker inside (aedes). A PUBLISH is answered only after `publishing` has brought it to the disk, since
 * aedes acknowledges when `authorizePublish` calls back; until then it reads no more of that client's socket. Messages go
 * to their streams and to nobody else: there is nothing to subscribe to.
 */
export async function createBroker({ publishing, signIn, log }: BrokerOptions): Promise<Broker> {
  const broker = await Aedes.createBroker({
    concurrency: 10_000,
    preConnect: (_, packet, done) => done(null, (packet.clientId?.length ?? 0) <= longestClientId),
    authenticate: (client: StreamClient, username, password, done) => {
      signIn(client.id, username ?? '', password?.toString() ?? '').then(
        (session) => {
          if (session) client.session = session;
          done(null, session !== null);
        },
        (error: unknown) => {
          log.error({ err: error }, 'a publisher could not be signed in');
          done(null, false);
        },
      );
    },
    authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    authorizePublish: (client, packet, done) => {
      const session = (client as StreamClient | null)?.session;
      if (!session) return done(new Error('not signed in'));
      if (packet.payload.length > session.limit) {
        publishing.tooLarge(session, packet.topic, packet.payload.length);
        return done(new Error('message too large'));
      }
      const payload = packet.payload as Buffer;
      const message = { id: packet.messageId ?? 0, again: packet.dup, topic: packet.topic, payload };
      if (!publishing.publish(session, message, done)) done(new Error('topic refused'));
    },
  });
  // What a client published is in its stream; aedes need not look for subscribers, for there are none.
  const publish = broker.publish.bind(broker) as (...parameters: unknown[]) => void;
  broker.publish = ((packet: PublishPacket, client: unknown, done?: () => void) => {
    if (typeof client === 'object' && client !== null && done) done();
    else publish(packet, client, done);
  }) as typeof broker.publish;

  const forget = (client: Client) => {
    const { session } = client as StreamClient;
    if (session) publishing.close(session);
    delete (client as StreamClient).session;
  };
  broker.on('clientDisconnect', forget);
  broker.on('clientError', (client, error) => log.debug({ client: client.id, reason: error.message }, 'mqtt client'));
  broker.on('connectionError', (_, error) => log.debug({ reason: error.message }, 'mqtt connection'));

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const client = broker.handle(socket) as StreamClient;
    // aedes gathers a packet whole before it looks at it; what is too long is cut off when its length is known.
    socket.on('readable', () => {
      const length = client._parser?.packet?.length ?? 0;
      const limit = client.session?.limit ?? 16 * 1024;
      if (length <= limit + packetOverhead) return;
      if (client.session) publishing.tooLarge(client.session, '', length);
      socket.destroy();
    });
  });
  return {
    server,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      if (server.listening) await closed;
    },
  };
}

export interface Broker {
  server: Server;
  close(): Promise<void>;
}
