import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '../../bureau/identity/index.ts';
import type { GuardedNetwork } from '../../bureau/sources/index.ts';
import { type StreamDeclaration, type Streams, streamsErrors } from '../../bureau/streams/index.ts';
import { AppError, type Config, type Logger, type Text } from '../../kernel/index.ts';
import { type Broker, createBroker, type Tls } from './broker.ts';
import { followBroker } from './external.ts';
import { createSignIn } from './sign-in.ts';

export interface MqttGatewayNeeds {
  streams: Pick<Streams, 'publishing' | 'onChange' | 'brokerPassword'>;
  authenticate: Identity['authenticate'];
  network: GuardedNetwork;
  config: Pick<Config, 'mqttPort' | 'mqttHost' | 'mqttTls'>;
  log: Logger;
}

/** A stream as it is followed at another broker. */
interface Followed {
  declaration: StreamDeclaration;
  password: string | null;
}

export type MqttGateway = ReturnType<typeof createMqttGateway>;

/**
 * MQTT as a way in: the broker inside listens while a stream with topics and without another broker is declared; each stream
 * with another broker is followed there.
 */
export function createMqttGateway({ streams, authenticate, network, config, log }: MqttGatewayNeeds) {
  const { publishing } = streams;
  const { signIn, signOut, lookAgain } = createSignIn({ publishing, authenticate });
  let broker: Broker | null = null;
  let failedAt = 0;
  /** Why the broker inside does not run, or not with what its files hold. */
  let problem: Text | null = null;
  let spoken: Tls | null = null;
  let stopped = false;
  const followed = new Map<string, { as: Followed; stop(): Promise<void> }>();
  let work: Promise<void> = Promise.resolve();

  async function follow(declared: StreamDeclaration[]): Promise<void> {
    const own = declared.filter(({ topics, broker }) => topics?.length && !broker);
    await keepBroker(own.length > 0);
    for (const { id } of own) publishing.trouble(id, problem);
    await lookAgain();
    broker?.endRevoked();
    await followOthers(declared.filter((one) => one.broker));
  }

  /** Follows streams at their brokers, each anew when its declaration or its password changed. */
  async function followOthers(declared: StreamDeclaration[]): Promise<void> {
    const wanted = new Map<string, Followed>();
    const unreadable = new Map<string, Text>();
    for (const declaration of declared) {
      try {
        wanted.set(declaration.id, { declaration, password: await streams.brokerPassword(declaration) });
      } catch (error) {
        if (!(error instanceof AppError && error.code === streamsErrors.passwordUnreadable)) throw error;
        unreadable.set(declaration.id, { zh: error.describe('zh'), en: error.describe('en') });
      }
    }
    for (const [id, { as, stop }] of followed) {
      if (isDeepStrictEqual(as, wanted.get(id))) continue;
      followed.delete(id);
      await stop();
    }
    for (const [id, as] of wanted) {
      if (followed.has(id)) continue;
      const options = { publishing, network, log, password: as.password, clientId: `lingnan-${id}` };
      followed.set(id, { as, stop: followBroker(as.declaration, options).stop });
    }
    for (const [id, problem] of unreadable) publishing.trouble(id, problem);
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
    const made = await createBroker({ publishing, signIn, signOut, log, tls });
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
