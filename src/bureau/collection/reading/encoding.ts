import { isUtf8 } from 'node:buffer';
import { createPartWriter, type Part } from './parts.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/**
 * Encoding of a text from its first bytes: by the byte order mark, by NULs at odd or even places, by being valid UTF-8, by
 * being valid GB18030 (which holds GBK and GB 2312). `sure` is false where nothing fits.
 */
export function detectEncoding(head: Buffer): { encoding: Encoding; sure: boolean; ascii: boolean } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', sure: true, ascii: false };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', sure: true, ascii: false };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', sure: true, ascii: false };
  const nulls = [0, 0];
  const looked = Math.min(head.length, 8192) & ~1;
  for (let i = 0; i < looked; i++) if (head[i] === 0) nulls[i & 1]!++;
  // Half of the bytes of ASCII text in UTF-16 are NULs; in a Chinese text with Western digits and commas still some are.
  if (nulls[1]! > looked / 40 && nulls[0]! * 8 < nulls[1]!) return { encoding: 'utf-16le', sure: true, ascii: false };
  if (nulls[0]! > looked / 40 && nulls[1]! * 8 < nulls[0]!) return { encoding: 'utf-16be', sure: true, ascii: false };
  const whole = head.subarray(0, lineEnd(head));
  if (isUtf8(whole)) return { encoding: 'utf-8', sure: true, ascii: whole.every((byte) => byte < 0x80) };
  const faults = (encoding: string) => count(new TextDecoder(encoding).decode(whole), '\ufffd');
  const gb = faults('gb18030');
  if (gb === 0) return { encoding: 'gb18030', sure: true, ascii: false };
  // Both have faults: a damaged file. The one with fewer is what it was.
  const encoding = gb < faults('utf-8') ? 'gb18030' : 'utf-8';
  return { encoding, sure: false, ascii: false };
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}

/** Up to the last line end, for a character may be cut at the end of the sample. */
function lineEnd(head: Buffer): number {
  const last = head.lastIndexOf(10);
  return last < 0 ? head.length : last + 1;
}

/** The text of some bytes, without a byte order mark. */
export function decode(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * Rewrites a text as UTF-8 with line feeds. What the encoding does not know becomes U+FFFD, and its part says that it is not
 * clean, so that the record is found and told.
 */
export async function* decodedParts(
  chunks: AsyncIterable<Buffer>,
  options: { encoding: Encoding; folder: string; returnsOnly?: boolean },
): AsyncGenerator<Part> {
  const decoder = new TextDecoder(options.encoding);
  const writer = createPartWriter(options.folder, { replaced: true });
  let done = false;
  const encode = (text: string) => Buffer.from(options.returnsOnly ? text.replaceAll('\r', '\n') : text);
  try {
    for await (const chunk of chunks) {
      const text = decoder.decode(chunk, { stream: true });
      if (text !== '') yield* await writer.write(encode(text));
    }
    const rest = decoder.decode();
    if (rest !== '') yield* await writer.write(encode(rest));
    yield* await writer.end();
    done = true;
  } finally {
    if (!done) await writer.abort();
  }
}
