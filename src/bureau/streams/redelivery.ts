const first = 64;
const most = 16_384;
/** A ring that is filled within this time was too small for its client. */
const growWithin = 60_000;

/** The last messages of one client. */
export interface Ring {
  packets: Uint16Array;
  crcs: Uint32Array;
  next: number;
  wrappedAt: number;
}

/**
 * Remembers the packet ids and contents of the last messages of each client, so that a message that is delivered again
 * (DUP set, the same packet id and content) is acknowledged and not stored twice. Of a slow client the last 64 are known,
 * of a fast one up to 16,384; forgotten clients are those that were silent longest.
 */
export function createRedelivery(mostClients = 200_000) {
  const clients = new Map<string, Ring>();

  return {
    /** The ring of a client, which its connection keeps at hand. */
    ringOf(client: string, now: number): Ring {
      let ring = clients.get(client);
      if (!ring) {
        if (clients.size >= mostClients) clients.delete(clients.keys().next().value!);
        ring = { packets: new Uint16Array(first), crcs: new Uint32Array(first), next: 0, wrappedAt: now };
        clients.set(client, ring);
      }
      return ring;
    },

    remember(ring: Ring, packet: number, crc: number, now: number): void {
      if (ring.next === ring.packets.length) {
        if (now - ring.wrappedAt < growWithin && ring.next < most) {
          const { packets, crcs } = ring;
          ring.packets = new Uint16Array(ring.next * 2);
          ring.crcs = new Uint32Array(ring.next * 2);
          ring.packets.set(packets);
          ring.crcs.set(crcs);
        } else ring.next = 0;
        ring.wrappedAt = now;
      }
      ring.packets[ring.next] = packet;
      ring.crcs[ring.next] = crc;
      ring.next++;
    },

    /** Whether a message with this packet id and content came from the client among its last ones. */
    knows(ring: Ring, packet: number, crc: number): boolean {
      let at = ring.packets.indexOf(packet);
      while (at !== -1) {
        if (ring.crcs[at] === crc) return true;
        at = ring.packets.indexOf(packet, at + 1);
      }
      return false;
    },
  };
}
