import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Identity } from '../../bureau/identity/index.ts';
import type { GuardedNetwork } from '../../bureau/sources/index.ts';
import { type Session, type StreamDeclaration, type Streams, streamsErrors } from '../../bureau/streams/index.ts';
import { AppError, type Config, type Logger, type Text } from '../../kernel/index.ts';
import { type Broker, createBroker, type Tls } from './broker.ts';
import { followBroker } from './external.ts';

export interface MqttGatewayNeeds {
  streams: Pick<Streams, 'publishing' | 'onChange'>;
  authenticate: Identity['authenticate'];
  network: GuardedNetwork;
  config: Pick<Config, 'mqttPort' | 'mqttHost' | 'mqttTls'>;
  log: Logger;
}

export type MqttGateway = ReturnType<typeof createMqttGateway>;

/**
 * MQTT as a way in: the broker inside listens while a stream with topics and without another broker is declared; each stream
 * with another broker is followed there.
 */
export function createMqttGateway({ streams, authenticate, network, config, log }: MqttGatewayNeeds) {
  const { publishing } = streams;
  let broker: Broker | null = null;
  let failedAt = 0;
  /** Why the broker inside does not run, or not with what its files hold. */
  let problem: Text | null = null;
  let spoken: Tls | null = null;
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
    const own = declared.filter(({ topics, broker }) => topics?.length && !broker);
    await keepBroker(own.length > 0);
    for (const { id } of own) publishing.trouble(id, problem);
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
      const { stop } = followBroker(declaration, { publishing, network, log, password, clientId: `lingnan-${id}` });
      followed.set(id, { version: JSON.stringify(declaration), stop });
    }
  }

  /** The broker inside runs while it is wanted; a certificate that was renewed is taken up. */
  async function keepBroker(wanted: boolean): Promise<void> {
    try {
      if (!wanted) {
        await broker?.close();
        broker = null;
        problem = null;
        return;
      }
      const tls = await readTls();
      if (broker && tls && !(tls.cert.equals(spoken!.cert) && tls.key.equals(spoken!.key))) broker.renew(tls);
      if (!broker && (problem === null || Date.now() - failedAt > 5000)) await listen(tls);
      if (broker) problem = null;
      spoken = tls;
    } catch (error) {
      failedAt = Date.now();
      const told = error instanceof AppError ? error.text : { zh: String(error), en: String(error) };
      if (told.zh !== problem?.zh) log.error({ err: error }, 'the MQTT broker does not listen as it should');
      problem = told;
    }
  }

  async function readTls(): Promise<Tls | null> {
    if (!config.mqttTls) return null;
    try {
      const { certificate, key } = config.mqttTls;
      const tls = { cert: await readFile(certificate), key: await readFile(key) };
      createSecureContext(tls);
      return tls;
    } catch (cause) {
      throw new AppError(streamsErrors.tlsUnusable, { problem: (cause as Error).message }, { cause });
    }
  }

  async function listen(tls: Tls | null): Promise<void> {
    const made = await createBroker({ publishing, signIn, log, tls });
    try {
      made.server.listen({ port: config.mqttPort, host: config.mqttHost, backlog: 4096 });
      await once(made.server, 'listening');
      broker = made;
    } catch (cause) {
      await made.close();
      const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      throw taken ? new AppError(streamsErrors.portTaken, { port: config.mqttPort }, { cause }) : cause;
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
