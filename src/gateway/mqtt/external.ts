import { connect as connectSocket, type LookupFunction } from 'node:net';
import { connect, type IClientOptions, MqttClient } from 'mqtt';
import type { GuardedNetwork } from '../../bureau/sources/index.ts';
import { brokerAddress, type Publishing, type Session, type StreamDeclaration } from '../../bureau/streams/index.ts';
import { AppError, fillText, type Logger, type Text } from '../../kernel/index.ts';

/** Messages that may wait for the disk; the broker may have sent so many before we acknowledge the first. */
const windowMessages = 1000;

/** A message that was taken; they are acknowledged in the order in which they came. */
interface Taken {
  messageId: number;
  durable: boolean;
}

export interface FollowOptions {
  publishing: Publishing;
  /** Where the server may connect to. */
  network: GuardedNetwork;
  log: Logger;
  password: string | null;
  clientId: string;
}

/** Between two tries to reach a broker at all. */
const againMilliseconds = 2000;

/**
 * Takes a stream from another broker, as soon as the server may connect to where that is: to public addresses, and to
 * hosts that an officer has allowed.
 */
export function followBroker(declaration: StreamDeclaration, options: FollowOptions): { stop(): Promise<void> } {
  const { id, broker } = declaration;
  const place = brokerAddress(broker!.url);
  let following: { stop(): Promise<void> } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function refused(error: Error): void {
    options.publishing.trouble(id, words.unreachable(error));
    options.log.warn({ err: error, stream: id }, 'another broker');
  }

  async function begin(): Promise<void> {
    try {
      // A broker may be written as an address, for which no connection asks `lookup`.
      await options.network.resolve(place.host, place.port);
      if (!stopped) following = follow(declaration, { ...options, client: open() });
    } catch (error) {
      if (stopped) return;
      refused(error as Error);
      timer = setTimeout(() => (begun = begin()), againMilliseconds);
    }
  }

  function open(): MqttClient {
    const { version, username } = broker!;
    const lookup = guardedLookup(options.network, { port: place.port, refused });
    const settings: IClientOptions = {
      clientId: options.clientId,
      clean: false,
      protocolVersion: version ?? 5,
      ...(version === 4 ? {} : { properties: { sessionExpiryInterval: 7 * 86_400, receiveMaximum: windowMessages } }),
      ...(username ? { username } : {}),
      ...(options.password ? { password: options.password } : {}),
      resubscribe: true,
      reconnectPeriod: 2000,
      // A password may be corrected at the other end.
      reconnectOnConnackError: true,
    };
    const host = place.host.replace(/^\[|\]$/g, '');
    // MQTT.js hands `lookup` on for all but plain TCP.
    if (place.scheme === 'mqtt')
      return new MqttClient(() => connectSocket({ host, port: place.port, lookup }), settings);
    const { pathname, search } = new URL(broker!.url);
    const further = {
      ...settings,
      protocol: place.scheme as 'mqtts' | 'ws' | 'wss',
      host,
      hostname: place.scheme === 'mqtts' ? host : place.host,
      port: place.port,
      path: `${pathname || '/'}${search}`,
      lookup,
      wsOptions: { lookup },
    };
    return connect(further);
  }

  let begun = begin();
  return {
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await begun;
      await following?.stop();
      options.publishing.trouble(id, null);
    },
  };
}

/** Looks names up as the guarded network does, for each connection anew; MQTT.js tells nobody of an error of ours. */
function guardedLookup(
  network: GuardedNetwork,
  { port, refused }: { port: number; refused(error: Error): void },
): LookupFunction {
  return (host, { all }, done) => {
    network.resolve(host, port).then(
      ({ address, family }) => (all ? done(null, [{ address, family }]) : done(null, address, family)),
      (error: Error) => {
        refused(error);
        done(error, '');
      },
    );
  };
}

/**
 * Follows a broker, MQTT 3.1.1 or 5: subscribed at QoS 1 in a session that the broker keeps, so that what comes while we
 * are away is delivered later. A message is acknowledged when it is on the disk; further ones are taken in meanwhile, up
 * to a window, so that one fdatasync serves many.
 */
function follow(
  declaration: StreamDeclaration,
  { client, publishing, log }: FollowOptions & { client: MqttClient },
): { stop(): Promise<void> } {
  const { id } = declaration;
  let session: Session | null = null;

  /** Of this connection: packet ids mean nothing on the next one, where the broker delivers again what is not acknowledged. */
  let waiting: Taken[] = [];
  /** Reads on when there is room again. */
  let readOn: (() => void) | null = null;

  function acknowledge(connection: Taken[]): void {
    if (connection !== waiting) return;
    while (waiting[0]?.durable) {
      const { messageId } = waiting.shift()!;
      // MQTT.js has no other way to acknowledge later than in its handler.
      client['_sendPacket']({ cmd: 'puback', messageId, reasonCode: 0 });
    }
    if (readOn && waiting.length < windowMessages) {
      const go = readOn;
      readOn = null;
      go();
    }
  }

  client.handleMessage = (packet, done) => {
    const { topic, dup, messageId, qos } = packet;
    // Ends the handling of a packet without an acknowledgement, for an error says that there is to be none (yet).
    const next = () => done(qos === 1 ? new Error('acknowledged later') : undefined);
    session ??= publishing.ofBroker(id);
    // Without an acknowledgement the broker delivers it again on the next connection.
    if (!session) return void client.reconnect();
    const connection = waiting;
    const taken: Taken = { messageId: messageId ?? 0, durable: false };
    if (qos === 1) waiting.push(taken);
    const settled = () => {
      taken.durable = true;
      acknowledge(connection);
    };
    const message = { id: messageId ?? 0, again: dup, topic: topic.toString(), payload: Buffer.from(packet.payload) };
    if (message.payload.length > session.limit) {
      publishing.tooLarge(session, message.topic, message.payload.length);
      settled();
    } else if (!publishing.publish(session, message, (error) => (error ? again(connection) : settled()))) settled();
    if (waiting.length < windowMessages) next();
    else readOn = next;
  };

  /** What could not be stored is asked for once more, by a new connection. */
  function again(connection: Taken[]): void {
    if (connection === waiting && client.connected) client.reconnect();
  }

  const forget = () => {
    waiting = [];
    // What still waits of the old connection is delivered again; its reader goes with it.
    readOn = null;
  };
  client.on('connect', () => {
    forget();
    const topics = Object.fromEntries((declaration.topics ?? []).map((topic) => [topic, { qos: 1 as const }]));
    client.subscribe(topics, (error) => {
      publishing.trouble(id, error ? words.refused(error) : null);
      if (error) log.error({ err: error, stream: id }, 'another broker refused the subscription');
    });
  });
  client.on('disconnect', ({ reasonCode }) => {
    if (reasonCode) publishing.trouble(id, words.ended(reasonCode));
  });
  client.on('close', forget);
  client.on('error', (error) => {
    publishing.trouble(id, words.unreachable(error));
    log.warn({ err: error, stream: id }, 'another broker');
  });
  return {
    async stop() {
      await client.endAsync(true);
      if (session) publishing.close(session);
    },
  };
}

/** Reason codes of MQTT 5 and return codes of MQTT 3.1.1, as far as a steward can do something about them. */
const reasons: Record<number, Text> = {
  1: { zh: '不支持该协议版本', en: 'it does not speak this version of MQTT' },
  2: { zh: '不接受该客户端编号', en: 'it does not accept the client id' },
  3: { zh: '服务暂不可用', en: 'it is not available now' },
  4: { zh: '用户名或密码不正确', en: 'the user name or the password is wrong' },
  5: { zh: '没有权限，请检查用户名和密码', en: 'not authorized: check the user name and the password' },
  128: { zh: '未说明原因', en: 'it gave no reason' },
  132: { zh: '不支持该协议版本', en: 'it does not speak this version of MQTT' },
  133: { zh: '不接受该客户端编号', en: 'it does not accept the client id' },
  134: { zh: '用户名或密码不正确', en: 'the user name or the password is wrong' },
  135: { zh: '没有权限，请检查用户名和密码', en: 'not authorized: check the user name and the password' },
  136: { zh: '服务不可用', en: 'it is not available' },
  137: { zh: '服务繁忙', en: 'it is busy' },
  138: { zh: '该客户端被禁止', en: 'this client is banned' },
  139: { zh: '正在关闭', en: 'it is shutting down' },
  142: { zh: '另有客户端以同一编号连接', en: 'another client connected with the same id' },
  143: { zh: '不接受该主题', en: 'it does not accept the topic' },
  151: { zh: '超出配额', en: 'a quota is exceeded' },
};

const words = {
  refused: (error: Error) => told({ zh: '外部代理拒绝订阅', en: 'The other broker refused the subscription' }, error),
  unreachable: (error: Error) => told({ zh: '外部代理连接不上', en: 'The other broker cannot be reached' }, error),
  ended: (code: number) =>
    told(
      { zh: '外部代理断开了连接', en: 'The other broker ended the connection' },
      Object.assign(new Error(''), { code }),
    ),
};

function told(what: Text, error: Error & { code?: number | string; packet?: { granted?: number[] } }): Text {
  // A refused subscription has its code in the broker's answer.
  const code = error.packet?.granted?.find((granted) => granted >= 128) ?? error.code;
  if (error instanceof AppError)
    return fillText({ zh: '{what}：{reason}', en: '{what}: {reason}' }, { what, reason: error.text });
  const reason = typeof code === 'number' ? (reasons[code] ?? reasons[128]!) : { zh: error.message, en: error.message };
  const place = code === undefined ? '' : ` (${code})`;
  return fillText({ zh: '{what}：{reason}{place}', en: '{what}: {reason}{place}' }, { what, reason, place });
}
