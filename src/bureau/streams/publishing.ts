import type { Principal } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { FindingKind } from './findings.ts';
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
}

export type Publishing = ReturnType<typeof createPublishing>;

const mostRoutes = 1000;

/** The way in for brokers: sessions are opened and messages handed over; a message calls back when it is durable. */
export function createPublishing(needs: {
  running: Running;
  senders: ReturnType<typeof createSenders>;
  access: Access;
  repository: StreamsRepository;
}) {
  const { running, senders, access, repository } = needs;

  function open(clientId: string, streams: string[]): Session | null {
    const live = streams.filter((id) => running.get(id));
    if (live.length === 0) return null;
    for (const id of live) running.get(id)!.clients++;
    return {
      publisher: { id: clientId, bytes: Buffer.from(clientId), count: 0, second: 0, rings: new Map() },
      streams: live,
      routes: new Map(),
      limit: Math.max(...live.map((id) => running.get(id)!.intake.limits.message)),
    };
  }

  return {
    /** A session under a stream's credential; null when the secret is not one of the stream's, or it does not run. */
    bySecret(clientId: string, stream: string, secret: string): Session | null {
      return senders.find(stream, secret) === null ? null : open(clientId, [stream]);
    },

    /** A session of somebody with an account or token, to all streams to which that one may send. */
    async byPrincipal(clientId: string, principal: Principal): Promise<Session | null> {
      const rows = await repository.streams();
      const may = rows.filter(({ id, owner }) => access.decide(principal, 'stream:send', { id, owner }).allowed);
      return open(
        clientId,
        may.map(({ id }) => id),
      );
    },

    /** A session for what another broker delivers to a stream. */
    ofBroker: (stream: string) => open(`broker:${stream}`, [stream]),

    close(session: Session): void {
      for (const id of session.streams) {
        const stream = running.get(id);
        if (stream && stream.clients > 0) stream.clients--;
      }
    },

    /** Hands a message over; false when its topic is of none of the session's streams, which is told of the first. */
    publish(session: Session, packet: Packet, appended: Appended): boolean {
      let route = session.routes.get(packet.topic);
      if (route === undefined) {
        route =
          session.streams.find((id) =>
            running.get(id)?.intake.declaration.topics?.some((filter) => matchesTopic(filter, packet.topic)),
          ) ?? null;
        if (session.routes.size >= mostRoutes) session.routes.clear();
        session.routes.set(packet.topic, route);
      }
      const stream = route === null ? undefined : running.get(route);
      if (!stream) {
        if (route === null)
          running.get(session.streams[0]!)?.intake.findings.tell('topic-refused', session.publisher.id, packet.topic);
        return false;
      }
      stream.intake.publish(session.publisher, packet, appended);
      return true;
    },

    /** Tells of a session's streams what its client did. */
    tell(session: Session, kind: FindingKind, sample: string): void {
      for (const id of session.streams) running.get(id)?.intake.findings.tell(kind, session.publisher.id, sample);
    },
  };
}
