import { canonicalJson } from './canonical-json.ts';

/*
 * An export is NDJSON in UTF-8, each line canonical JSON (RFC 8785) ended by one line feed:
 *   1. the header: what follows, and the public keys, signed by the server that exported;
 *   2. each event in order; its `hash` is the SHA-256 of its line without that member;
 *   3. behind the event that it signs, `{"checkpoint":{...}}`.
 */

/** Names the format and its version; stands as `kind` in the header. */
export const exportFormat = 'lingnan-audit-export/1';

/** First line of an export. */
export interface ExportHeader {
  kind: typeof exportFormat;
  /** Number of event lines; the chain begins at 1. */
  events: number;
  /** Number of checkpoint lines. */
  checkpoints: number;
  /** Hash of the last event: a file cut short, also at a line's end, does not reach it. */
  head: string;
  exportedAt: string;
  /** Id of the key that signed this header. */
  key: string;
  /** Key id to public key (SPKI, base64) of every server that signed. */
  keys: Record<string, string>;
  /** Ed25519 (RFC 8032) over `headerText`, base64. */
  signature: string;
}

/** The text that the header's signature covers: its canonical JSON without the signature. */
export function headerText(header: Omit<ExportHeader, 'signature'>): string {
  return canonicalJson(header);
}

/** The text that a checkpoint's signature covers. */
export function checkpointText(checkpoint: { sequence: number; hash: string; at: string }): string {
  return `lingnan-audit-checkpoint/1\n${checkpoint.sequence}\n${checkpoint.hash}\n${checkpoint.at}`;
}
