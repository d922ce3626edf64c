import { once } from 'node:events';
import type { Identity } from '../../bureau/identity/index.ts';
import { type Session, type StreamDeclaration, type Streams, streamsErrors } from '../../bureau/streams/index.ts';
import { AppError, type Config, type Logger } from '../../kernel/index.ts';
import { type Broker, createBroker } from './broker.ts';
import { followBroker } from './external.ts';

export interface MqttGatewayNeeds {
  streams: Pick<Streams, 'publishing' | 'onChange'>;
  authenticate: Identity['authenticate'];
  config: Pick<Config, 'mqttPort' | 'mqttHost'>;
  log: Logger;
}

export type MqttGateway = ReturnType<typeof createMqttGateway>;

/**
 * MQTT as a way in: the broker inside listens while a stream with topics and without another broker is declared; each stream
 * with another broker is followed there.
 */
export function createMqttGateway({ streams, authenticate, config, log }: MqttGatewayNeeds) {
  const { publishing } = streams;
  let broker: Broker | null = null;
  let failedAt = 0;
  let stopped = false;
  const followed = new Map<string, { version: string; stop(): Promise<void> }>();
  let work: Promise<void> = Promise.resolve();

  /** User name: a stream, with its password; or `token`, with an API token. */
  async function signIn(clientId: string, username: string, password: string): Promise<Session | null> {
    if (username !== 'token') return publishing.bySecret(clientId, username, password);
    const asked = { cookie: undefined, csrfToken: undefined, method: 'POST', address: '' };
    const found = await authenticate({ ...asked, authorization: `Bearer ${password}` }).catch((error: unknown) => {
      if (error instanceof AppError && error.status < 500) return null;
      throw error;
    });
    return found && publishing.byPrincipal(clientId, found.principal);
  }

  async function follow(declared: StreamDeclaration[]): Promise<void> {
    const own = declared.some(({ topics, broker }) => topics?.length && !broker);
    if (own && !broker && Date.now() - failedAt > 30_000) await listen();
    if (!own && broker) {
      await broker.close();
      broker = null;
    }
    const others = new Map(declared.filter((one) => one.broker).map((one) => [one.id, one]));
    for (const [id, { version, stop }] of followed) {
      const declaration = others.get(id);
      if (declaration && JSON.stringify(declaration) === version) continue;
      followed.delete(id);
      await stop();
    }
    for (const [id, declaration] of others) {
      if (followed.has(id)) continue;
      const { passwordFrom } = declaration.broker!;
      const password = passwordFrom ? process.env[passwordFrom] : undefined;
      const { stop } = followBroker(declaration, { publishing, log, password, clientId: `lingnan-${id}` });
      followed.set(id, { version: JSON.stringify(declaration), stop });
    }
  }

  async function listen(): Promise<void> {
    const made = await createBroker({ publishing, signIn, log });
    try {
      made.server.listen({ port: config.mqttPort, host: config.mqttHost, backlog: 4096 });
      await once(made.server, 'listening');
      broker = made;
    } catch (cause) {
      failedAt = Date.now();
      await made.close();
      const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const error = taken ? new AppError(streamsErrors.portTaken, { port: config.mqttPort }, { cause }) : cause;
      log.error({ err: error }, 'the MQTT broker does not listen');
    }
  }

  function change(declared: StreamDeclaration[]): Promise<void> {
    work = work
      .then(() => (stopped ? undefined : follow(declared)))
      .catch((error: unknown) => log.error({ err: error }, 'the MQTT gateway did not follow the streams'));
    return work;
  }
  streams.onChange((declared) => void change(declared));

  return {
    /** Port on which the broker inside listens; null while it does not. */
    get port(): number | null {
      const address = broker?.server.address();
      return typeof address === 'object' && address ? address.port : null;
    },
    async stop(): Promise<void> {
      stopped = true;
      await work;
      for (const { stop } of followed.values()) await stop();
      followed.clear();
      await broker?.close();
      broker = null;
    },
  };
}
