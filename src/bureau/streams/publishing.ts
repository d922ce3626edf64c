import { fillText, type Principal, type Text } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Packet, Publisher } from './intake.ts';
import type { Appended } from './journal/journal.ts';
import type { StreamsRepository } from './repository.ts';
import type { Running } from './running.ts';
import type { createSenders } from './senders.ts';
import { matchesTopic } from './topics.ts';

/** A connection that may publish, to these streams. */
export interface Session {
  publisher: Publisher;
  streams: string[];
  /** Stream of each topic that was seen; null for those of none. */
  routes: Map<string, string | null>;
  /** Bytes that a message may have, the largest of its streams' limits. */
  limit: number;
  /** Whether that with which it signed in still holds; always for what another broker delivers. */
  holds(): boolean;
}

export type Publishing = ReturnType<typeof createPublishing>;

const mostRoutes = 1000;

/** Neither takes a message nor refuses it: without an acknowledgement its sender sends it again. */
function later(appended: Appended): true {
  setImmediate(appended, new Error('the stream does not run'));
  return true;
}

/** The way in for brokers: sessions are opened and messages handed over; a message calls back when it is durable. */
export function createPublishing(needs: {
  running: Running;
  senders: ReturnType<typeof createSenders>;
  access: Access;
  repository: StreamsRepository;
}) {
  const { running, senders, access, repository } = needs;

  function open(clientId: string, streams: string[], holds: () => boolean): Session | null {
    const live = streams.filter((id) => running.get(id)?.intake.ending === false);
    if (live.length === 0) return null;
    for (const id of live) running.get(id)!.clients++;
    return {
      publisher: { id: clientId, bytes: Buffer.from(clientId), count: 0, second: 0, rings: new Map() },
      streams: live,
      routes: new Map(),
      limit: Math.max(...live.map((id) => running.get(id)!.intake.limits.message)),
      holds,
    };
  }

  return {
    /** A session under a stream's credential; null when the secret is not one of the stream's, or it does not run. */
    bySecret(clientId: string, stream: string, secret: string): Session | null {
      const holds = senders.watch(stream, secret);
      return holds() ? open(clientId, [stream], holds) : null;
    },

    /** A session of somebody with an API token, to all streams to which that one may send, for as long as it holds. */
    async byPrincipal(clientId: string, principal: Principal, holds: () => boolean): Promise<Session | null> {
      const rows = await repository.streams();
      const may = rows.filter(({ id, owner }) => access.decide(principal, 'stream:send', { id, owner }).allowed);
      return open(
        clientId,
        may.map(({ id }) => id),
        holds,
      );
    },

    /** A session for what another broker delivers to a stream. */
    ofBroker: (stream: string) => open(`broker:${stream}`, [stream], () => true),

    close(session: Session): void {
      for (const id of session.streams) {
        const stream = running.get(id);
        if (stream && stream.clients > 0) stream.clients--;
      }
    },

    /** Hands a message over; false when its topic is of none of the session's streams, which is told of the first. */
    publish(session: Session, packet: Packet, appended: Appended): boolean {
      if (!session.holds()) return false;
      let route = session.routes.get(packet.topic);
      if (route === undefined) {
        route =
          session.streams.find((id) =>
            running.get(id)?.intake.declaration.topics?.some((filter) => matchesTopic(filter, packet.topic)),
          ) ?? null;
        // One of them does not run in this moment: perhaps the topic is its own.
        if (route === null && session.streams.some((id) => !running.get(id))) return later(appended);
        if (session.routes.size >= mostRoutes) session.routes.clear();
        session.routes.set(packet.topic, route);
      }
      const stream = route === null ? undefined : running.get(route);
      if (!stream) {
        if (route === null) {
          const told = fillText(
            { zh: '主题“{topic}”不在该数据流的主题之内', en: 'the topic “{topic}” is none of the stream’s' },
            { topic: packet.topic },
          );
          const sample = packet.payload.toString('utf8', 0, 300);
          const { findings } = running.get(session.streams[0]!)?.intake ?? {};
          findings?.tell({ kind: 'topic-refused', client: session.publisher.id, topic: packet.topic, told, sample });
          return false;
        }
        return later(appended);
      }
      stream.intake.publish(session.publisher, packet, appended);
      return true;
    },

    /** Tells of a message that was refused before it was read whole; its topic is empty when not even that was read. */
    tooLarge(session: Session, topic: string, bytes: number): void {
      const told = fillText(
        { zh: '消息有 {bytes} 字节，上限 {limit} 字节', en: 'the message has {bytes} bytes; {limit} is the most' },
        { bytes, limit: session.limit },
      );
      const finding = { kind: 'too-large', client: session.publisher.id, topic, told, sample: '' } as const;
      for (const id of session.streams) running.get(id)?.intake.findings.tell(finding);
    },

    /** What keeps a stream from its other broker, for its steward; null when nothing does. */
    trouble(stream: string, problem: Text | null): void {
      const found = running.get(stream);
      if (found) found.trouble = problem;
    },
  };
}
