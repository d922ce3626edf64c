import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  port: number;
  username: string;
  password: string;
  clients: number;
  /** Messages that a client sends before it waits for an acknowledgement. */
  window: number;
  /** Sends all that were not acknowledged again, with DUP set, when a connection was lost. */
  reconnect?: boolean;
  /** Rest of each client between two windows. */
  pauseMilliseconds?: number;
  /** Connections are opened, and first messages sent, spread over this time. */
  spreadMilliseconds?: number;
  prefix?: string;
}

export interface Load {
  acknowledged(): number;
  /** Sequence numbers that were acknowledged, by client. */
  sequences: number[][];
  sent: number[];
  lost(): number;
  stop(): Promise<void>;
}

const payloadBytes = 67;
const pubackBytes = 4;

/**
 * Publishers of MQTT 3.1.1 that send 67-byte messages at QoS 1 with a window of unacknowledged ones, as devices with a queue
 * do; the packets are written by hand, so that the publishers take as little of the machine as they can.
 */
export function startLoad(options: LoadOptions): Load {
  const { clients, window, prefix = 'bench' } = options;
  let acknowledged = 0;
  let lost = 0;
  let stopping = false;
  const sequences: number[][] = Array.from({ length: clients }, () => []);
  const sent: number[] = new Array(clients).fill(0);
  const sockets: (Socket | null)[] = new Array(clients).fill(null);
  const waiting: Map<number, number>[] = Array.from({ length: clients }, () => new Map());

  for (let client = 0; client < clients; client++) {
    if (options.spreadMilliseconds) setTimeout(open, (client / clients) * options.spreadMilliseconds, client);
    else open(client);
  }

  function open(client: number): void {
    if (stopping) return;
    const topic = Buffer.from(`${prefix}/p${String(client).padStart(2, '0')}/r`);
    const inFlight = waiting[client]!;
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    sockets[client] = socket;
    let ready = false;
    let rest = Buffer.alloc(0);
    let packet = inFlight.size === 0 ? 0 : [...inFlight.keys()].at(-1)!;
    socket.on('connect', () => socket.write(connectPacket(`${prefix}-${client}`, options)));
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets[client] = null;
      if (stopping) return;
      lost++;
      if (options.reconnect) setTimeout(() => open(client), 50 + Math.random() * 100);
    });
    socket.on('data', (chunk) => {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let at = 0;
      for (; at + pubackBytes <= data.length; at += pubackBytes) {
        const kind = data[at]! >> 4;
        if (kind === 2) {
          if (data[at + 3] !== 0) return socket.destroy();
          ready = true;
          // What was sent on the connection before and not acknowledged comes first, as it was.
          const again = [...inFlight].map(([id, sequence]) => publishPacket(topic, id, sequence, true));
          if (again.length > 0) socket.write(Buffer.concat(again));
        } else if (kind === 4) {
          const id = data.readUInt16BE(at + 2);
          const sequence = inFlight.get(id);
          if (sequence === undefined) continue;
          inFlight.delete(id);
          acknowledged++;
          if (options.reconnect) sequences[client]!.push(sequence);
        }
      }
      rest = data.subarray(at);
      if (!ready || stopping) return;
      if (options.pauseMilliseconds)
        setTimeout(() => sockets[client] === socket && !stopping && fill(), options.pauseMilliseconds);
      else fill();
    });
    function fill(): void {
      const room = window - inFlight.size;
      if (room < window / 4) return;
      const packets: Buffer[] = [];
      for (let count = 0; count < room; count++) {
        packet = (packet % 65_535) + 1;
        const sequence = ++sent[client]!;
        inFlight.set(packet, sequence);
        packets.push(publishPacket(topic, packet, sequence, false));
      }
      socket.write(Buffer.concat(packets));
    }
  }

  return {
    acknowledged: () => acknowledged,
    sequences,
    sent,
    lost: () => lost,
    /** Sends no more, waits for what is on its way, and closes. */
    async stop() {
      stopping = true;
      for (let round = 0; round < 200 && waiting.some(({ size }) => size > 0); round++) {
        if (sockets.every((socket) => socket === null)) break;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      for (const socket of sockets) socket?.destroy();
    },
  };
}

function connectPacket(clientId: string, { username, password }: LoadOptions): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
  };
  const body = Buffer.concat([
    text('MQTT'),
    // Level 4; user name, password, a session that lasts; keep-alive of ten minutes.
    Buffer.from([4, 0b1100_0000, 600 >> 8, 600 & 255]),
    text(clientId),
    text(username),
    text(password),
  ]);
  if (body.length > 127) return Buffer.concat([Buffer.from([0x10, (body.length & 127) | 128, body.length >> 7]), body]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

function publishPacket(topic: Buffer, id: number, sequence: number, again: boolean): Buffer {
  const body = 2 + topic.length + 2 + payloadBytes;
  const packet = Buffer.allocUnsafe(2 + body);
  packet[0] = again ? 0x3a : 0x32;
  packet[1] = body;
  packet.writeUInt16BE(topic.length, 2);
  topic.copy(packet, 4);
  packet.writeUInt16BE(id, 4 + topic.length);
  // 67 bytes: a number, a time and a reading.
  packet.write(
    `{"seq":${String(sequence).padStart(9, ' ')},"at":"2026-11-24T09:00:00.000Z","value":234.56789}`,
    6 + topic.length,
    payloadBytes,
    'latin1',
  );
  return packet;
}
