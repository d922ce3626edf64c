import { type Clock, fillText } from '../../kernel/index.ts';
import { createFindingGatherer, type ToldFinding } from './findings.ts';
import { type Appended, type Journal, openJournal } from './journal/journal.ts';
import { crcOf, type JournalRecord, type Outgoing, recordKind } from './journal/record.ts';
import { createRedelivery, type Ring } from './redelivery.ts';
import type { StreamDeclaration } from './schema.ts';

/** One connection of a publisher, as a stream sees it. */
export interface Publisher {
  /** Client id of MQTT. */
  id: string;
  bytes: Buffer;
  /** Messages of this second. */
  count: number;
  second: number;
  /** What each intake remembers of this client. */
  rings: Map<object, Ring>;
}

/** A message as its sender hands it over. */
export interface Packet {
  id: number;
  /** DUP of MQTT. */
  again: boolean;
  topic: string;
  payload: Buffer;
}

/** A request over HTTP that is in the journal and, as far as this knows, not in the database yet. */
export interface KnownRequest {
  digest: string;
  messages: number;
  receivedAt: number;
}

export interface IntakeOptions {
  folder: string;
  declaration: StreamDeclaration;
  consumed: number;
  clock: Clock;
}

export type Intake = Awaited<ReturnType<typeof openIntake>>;

/**
 * The hot path of a stream: a message goes into the journal's next group and is acknowledged when that group is on the
 * disk. Nothing is parsed here and the database is not asked.
 */
export async function openIntake({ folder, declaration, consumed, clock }: IntakeOptions) {
  const redelivery = createRedelivery();
  const requests = new Map<string, KnownRequest>();
  const findings = createFindingGatherer(() => clock.now());
  const now = () => clock.now().getTime();
  let messages = 0;
  let waitingSince: number | null = null;
  let lastAt: number | null = null;
  let ending = false;

  const journal: Journal = await openJournal({
    folder,
    consumed,
    now,
    onRecord(record) {
      if (record.kind !== recordKind.time) lastAt = record.received;
      if (record.kind === recordKind.message)
        redelivery.remember(
          redelivery.ringOf(record.client, record.received),
          record.packet,
          record.crc,
          record.received,
        );
      else if (record.kind === recordKind.request) requests.set(record.topic, requestOf(record));
    },
  });
  let position = consumed;
  if (journal.durable > consumed) waitingSince = now();

  const limits = {
    message: (declaration.limits?.messageKilobytes ?? 256) * 1024,
    perSecond: declaration.limits?.perClientPerSecond ?? 5_000,
    waiting: (declaration.limits?.waitingMegabytes ?? 1024) * 1024 * 1024,
  };
  /** Messages that are neither stored nor acknowledged until the journal has room again. */
  let held: (() => void)[] = [];
  const slowed: Appended[] = [];
  let slowTimer: NodeJS.Timeout | null = null;
  const full = () => journal.durable - position > limits.waiting;

  /** Acknowledges in the next second what a client sent above its measure: until then its socket is not read. */
  function slow(publisher: Publisher, topic: string, appended: Appended): Appended {
    // Once a second of each client.
    if (publisher.count === limits.perSecond + 1) findings.tell(floodOf(publisher, topic, limits.perSecond));
    return (error) => {
      if (error) return appended(error);
      slowed.push(appended);
      slowTimer ??= setTimeout(
        () => {
          slowTimer = null;
          for (const done of slowed.splice(0)) done(null);
        },
        1000 - (now() % 1000),
      );
    };
  }

  function append(publisher: Publisher, { id, again, topic, payload }: Packet, done: Appended): void {
    const message: Outgoing = { kind: recordKind.message, packet: id, client: publisher.bytes, topic, payload };
    const at = journal.groupTime();
    let ring = publisher.rings.get(redelivery);
    if (!ring) {
      ring = redelivery.ringOf(publisher.id, at);
      publisher.rings.set(redelivery, ring);
    }
    if (again && redelivery.knows(ring, id, crcOf(message))) {
      journal.settled(done);
      return;
    }
    messages++;
    lastAt = at;
    waitingSince ??= at;
    redelivery.remember(ring, id, journal.append(message, done), at);
  }

  return {
    declaration,
    limits,
    findings,
    requests,
    journal,

    /** A message of a publisher; calls back when it is on the disk (or was so before, for one delivered again). */
    publish(publisher: Publisher, packet: Packet, appended: Appended): void {
      if (ending) return void setImmediate(appended, new Error('the stream is being removed'));
      const at = journal.groupTime();
      const second = Math.floor(at / 1000);
      if (publisher.second !== second) {
        publisher.second = second;
        publisher.count = 0;
      }
      const done = ++publisher.count > limits.perSecond ? slow(publisher, packet.topic, appended) : appended;
      if (held.length > 0 || full()) held.push(() => append(publisher, packet, done));
      else append(publisher, packet, done);
    },

    /** A batch over HTTP as one record, so that all of it is stored or nothing. */
    request(
      key: string,
      sender: string,
      request: { body: Buffer; digest: string; messages: number },
    ): Promise<KnownRequest> {
      const known: KnownRequest = { digest: request.digest, messages: request.messages, receivedAt: now() };
      return new Promise((resolve, reject) => {
        messages += request.messages;
        lastAt = now();
        waitingSince ??= lastAt;
        const record = {
          kind: recordKind.request,
          packet: 0,
          client: Buffer.from(sender),
          topic: key,
          payload: Buffer.concat([requestHead(request.digest, request.messages), request.body]),
        };
        journal.append(record, (error) => {
          if (error) return reject(error);
          requests.set(key, known);
          resolve(known);
        });
      });
    },

    full,

    /** Whether it takes messages; one that ends finishes what it took. */
    get ending(): boolean {
      return ending;
    },
    end(): void {
      ending = true;
      held = [];
    },

    /** Bytes, and time of the oldest message, that are acknowledged and no version yet. */
    lag: () => ({
      bytes: Math.max(0, journal.durable - position),
      since: waitingSince,
      heldBack: held.length > 0,
      messages,
      lastAt,
    }),

    /** Everything before this position is a version: what was held back for want of room goes on. */
    async consumed(to: number): Promise<void> {
      position = to;
      waitingSince = journal.durable > to ? now() : null;
      await journal.release(to);
      if (!full()) for (const append of held.splice(0)) append();
    },

    async close(): Promise<void> {
      if (slowTimer) clearTimeout(slowTimer);
      for (const done of slowed.splice(0)) done(null);
      held = [];
      await journal.close();
    },
  };
}

function floodOf({ id, count }: Publisher, topic: string, most: number): ToldFinding {
  const told = fillText(
    {
      zh: '一秒内发送超过 {most} 条，此后的消息下一秒才应答',
      en: 'more than {most} messages in a second; those above are acknowledged in the next second',
    },
    { most },
  );
  return { kind: 'flood', client: id, topic, told, sample: `${count}` };
}

const digestBytes = 32;

function requestHead(digest: string, messages: number): Buffer {
  const head = Buffer.alloc(digestBytes + 4);
  head.write(digest, 'hex');
  head.writeUInt32LE(messages, digestBytes);
  return head;
}

/** What the record of a request says of it. */
export function requestOf({ payload, received }: JournalRecord): KnownRequest {
  return {
    digest: payload.toString('hex', 0, digestBytes),
    messages: payload.readUInt32LE(digestBytes),
    receivedAt: received,
  };
}

/** The lines of a request. */
export function requestBody({ payload }: JournalRecord): Buffer {
  return payload.subarray(digestBytes + 4);
}
