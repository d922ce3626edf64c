import { crc32 } from 'node:zlib';

/** What a record of the journal is. */
export const recordKind = { time: 0, message: 1, request: 2 } as const;

/** Bytes before the body: its length and its CRC-32. */
export const headBytes = 8;
/** Bytes of the body before client, topic and payload. */
const fixedBytes = 7;
/** Bytes of a record that says the time of those after it. */
export const timeBytes = headBytes + fixedBytes + 8;
/** No record is longer, so that a torn length is not followed. */
export const mostRecordBytes = 64 * 1024 * 1024;

/** What is written of one message; the client's bytes are kept by its session. */
export interface Outgoing {
  kind: number;
  packet: number;
  client: Buffer;
  topic: string;
  payload: Buffer;
}

/** A record as it was read back. */
export interface JournalRecord {
  kind: number;
  packet: number;
  client: string;
  topic: string;
  payload: Buffer;
  crc: number;
  /** Milliseconds since 1970 at which its group was written. */
  received: number;
  /** Where it begins, and where the next one does. */
  from: number;
  to: number;
}

/** Room that a record takes. */
export function recordBytes({ client, topic, payload }: Outgoing): number {
  return headBytes + fixedBytes + client.length + Buffer.byteLength(topic) + payload.length;
}

/**
 * Writes `length u32, crc u32, kind u8, packet u16, client length u16, topic length u16, client, topic, payload`
 * (little-endian; the length is that of what follows the CRC). Returns the CRC, which is equal for a redelivery.
 */
export function writeRecord(into: Buffer, at: number, { kind, packet, client, topic, payload }: Outgoing): number {
  const body = at + headBytes;
  let end = body + fixedBytes;
  client.copy(into, end);
  end += client.length;
  const topicBytes = into.write(topic, end, 'utf8');
  end += topicBytes;
  payload.copy(into, end);
  end += payload.length;
  into[body] = kind;
  into.writeUInt16LE(packet, body + 1);
  into.writeUInt16LE(client.length, body + 3);
  into.writeUInt16LE(topicBytes, body + 5);
  const crc = crc32(into.subarray(body, end));
  into.writeUInt32LE(end - body, at);
  into.writeUInt32LE(crc, at + 4);
  return crc;
}

/** Writes a record that says the time of those after it. */
export function writeTime(into: Buffer, at: number, milliseconds: number): void {
  const payload = Buffer.allocUnsafe(8);
  payload.writeDoubleLE(milliseconds);
  writeRecord(into, at, { kind: recordKind.time, packet: 0, client: noBytes, topic: '', payload });
}

const noBytes = Buffer.alloc(0);

/** The CRC that a message's record has or would have, by which a redelivery is told from a new message. */
export function crcOf(message: Outgoing): number {
  const bytes = Buffer.allocUnsafe(recordBytes(message));
  return writeRecord(bytes, 0, message);
}

/**
 * Reads the record at a place of a buffer that begins at a position of the journal. Null when the buffer ends before it,
 * `torn` when what stands there is none.
 */
export function readRecord(bytes: Buffer, at: number, received: number, base: number): JournalRecord | null | 'torn' {
  if (bytes.length - at < headBytes) return null;
  const length = bytes.readUInt32LE(at);
  if (length < fixedBytes || length > mostRecordBytes) return 'torn';
  const body = at + headBytes;
  if (bytes.length < body + length) return null;
  const crc = bytes.readUInt32LE(at + 4);
  if (crc32(bytes.subarray(body, body + length)) !== crc) return 'torn';
  const client = body + fixedBytes;
  const topic = client + bytes.readUInt16LE(body + 3);
  const payload = topic + bytes.readUInt16LE(body + 5);
  return {
    kind: bytes[body]!,
    packet: bytes.readUInt16LE(body + 1),
    client: bytes.toString('utf8', client, topic),
    topic: bytes.toString('utf8', topic, payload),
    payload: bytes.subarray(payload, body + length),
    crc,
    received,
    from: base + at,
    to: base + body + length,
  };
}
