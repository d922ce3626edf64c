import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type Client, type PublishPacket } from 'aedes';
import type { Publishing, Session } from '../../bureau/streams/index.ts';
import type { Logger } from '../../kernel/index.ts';

export interface Tls {
  cert: Buffer;
  key: Buffer;
}

export interface BrokerOptions {
  publishing: Pick<Publishing, 'publish' | 'tooLarge'>;
  /** Certificate and key, in PEM, to speak TLS with; plain text without. */
  tls: Tls | null;
  /** A session for a user name and a password; null refuses the connection. */
  signIn(clientId: string, username: string, password: string): Promise<Session | null>;
  /** Told of each session whose connection ended. */
  signOut(session: Session): void;
  log: Logger;
}

/** A client of aedes with its session, and with the reader that knows the length of what is coming before it is there. */
type StreamClient = Client & {
  session?: Session;
  named?: string | undefined;
  _parser?: { packet?: { length?: number } };
};

const longestClientId = 256;
const nothing = Buffer.alloc(0);
/** Bytes of a packet beside the payload: topic and packet id. */
const packetOverhead = 2 + 65_535 + 2;

/**
 * The MQTT 3.1.1 broker inside (aedes). A PUBLISH is answered only after `publishing` has brought it to the disk, since
 * aedes acknowledges when `authorizePublish` calls back; until then it reads no more of that client's socket. Messages go
 * to their streams and to nobody else: there is nothing to subscribe to.
 */
export async function createBroker({ publishing, signIn, signOut, log, tls }: BrokerOptions): Promise<Broker> {
  const broker = await Aedes.createBroker({
    concurrency: 10_000,
    preConnect: (client: StreamClient, packet, done) => {
      const { clientId, username = '', password = '' } = packet;
      client.named = clientId;
      // A client takes the place of the one with its id: of its own stream, not of somebody else's. All tokens have one user name.
      const own = username === 'token' ? createHash('sha256').update(password).digest('base64') : '';
      if (clientId) packet.clientId = `${username} ${own} ${clientId}`;
      // aedes leaves a connection open for ever that is turned away here without an error.
      if ((clientId?.length ?? 0) > longestClientId) done(new Error('the client id is too long'), false);
      else done(null, true);
    },
    authenticate: (client: StreamClient, username, password, done) => {
      signIn(client.named || client.id, username ?? '', password?.toString() ?? '').then(
        (session) => {
          // Nobody is told of the end of a connection that ended meanwhile.
          if (session && client.closed) signOut(session);
          else if (session) client.session = session;
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
      const settled: typeof done = (error) => {
        // aedes keeps a message of QoS 2 until its release, which may never come: what is stored is not kept twice.
        if (!error && packet.qos === 2) packet.payload = nothing;
        done(error);
      };
      if (!publishing.publish(session, message, settled)) done(new Error('topic refused'));
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
    if (session) signOut(session);
    delete (client as StreamClient).session;
  };
  broker.on('clientDisconnect', forget);
  broker.on('clientError', (client, error) => log.debug({ client: client.id, reason: error.message }, 'mqtt client'));
  broker.on('connectionError', (_, error) => log.debug({ reason: error.message }, 'mqtt connection'));

  const sockets = new Set<Socket>();
  const clients = new Set<StreamClient>();
  const take = (socket: Socket) => {
    const client = broker.handle(socket) as StreamClient;
    clients.add(client);
    socket.on('close', () => clients.delete(client));
    // aedes gathers a packet whole before it looks at it; what is too long is cut off when its length is known.
    socket.on('readable', () => {
      const length = client._parser?.packet?.length ?? 0;
      const limit = client.session?.limit ?? 16 * 1024;
      if (length <= limit + packetOverhead) return;
      if (client.session) publishing.tooLarge(client.session, '', length);
      socket.destroy();
    });
  };
  const server = tls
    ? createTlsServer({ ...tls, noDelay: true, minVersion: 'TLSv1.2', handshakeTimeout: 10_000 }, take)
    : createServer({ noDelay: true }, take);
  // Below TLS too, so that a handshake that never ends does not keep the server from closing.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error: Error) => log.debug({ reason: error.message }, 'mqtt handshake'));
  return {
    server,
    renew(renewed) {
      if ('setSecureContext' in server) server.setSecureContext(renewed);
    },
    endRevoked() {
      for (const client of clients) if (client.session?.holds() === false) client.close();
    },
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
  /** New connections are spoken to with these. */
  renew(tls: Tls): void;
  /** Ends the connections of those whose session does not hold any more. */
  endRevoked(): void;
  close(): Promise<void>;
}
