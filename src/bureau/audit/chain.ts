import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEvent } from './schema.ts';

/** What the first event of a chain points back to. */
export const genesisHash = '0'.repeat(64);

/** An event with its place in the chain, before its hash is known. */
export type UnhashedEvent = Omit<AuditEvent, 'hash'>;

/** SHA-256, as lower-case hexadecimal, of the UTF-8 bytes. */
export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The hash of an event: SHA-256 over the canonical JSON of all its other fields, `previousHash` among them. */
export function hashEvent(event: UnhashedEvent): string {
  return sha256(eventBody(event));
}

/** One line of an export: the canonical JSON of the event with its hash, which sorts between `details` and `organisation`. */
export function eventLine(event: AuditEvent): string {
  const { hash, ...rest } = event;
  const body = eventBody(rest);
  const place = body.lastIndexOf(',"organisation":');
  return `${body.slice(0, place)},"hash":"${hash}"${body.slice(place)}`;
}

/**
 * Takes the hash out of a line as text, so that what is hashed are the very bytes of the file. `details` alone may nest
 * and stands before the hash, and quotes within strings are escaped, so the last match is the event's own.
 */
export function splitEventLine(line: string): { body: string; hash: string } | null {
  const place = line.lastIndexOf(',"hash":"');
  const hash = line.slice(place + 9, place + 73);
  if (place < 0 || !/^[0-9a-f]{64}$/.test(hash) || line[place + 73] !== '"') return null;
  return { body: line.slice(0, place) + line.slice(place + 74), hash };
}

function eventBody(event: UnhashedEvent): string {
  return canonicalJson(event);
}
