import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';

/** A stretch of a source in a file of its own, cut after a line, with what a look at its bytes told. */
export interface Part {
  file: string;
  bytes: number;
  /** Holds a double quote. */
  quote: boolean;
  /** Holds a NUL byte. */
  nul: boolean;
  /** Holds a carriage return. */
  carriage: boolean;
  /** Holds an empty line. */
  blank: boolean;
  /** Each line is valid UTF-8. */
  utf8: boolean;
}

export interface PartWriter {
  /** Takes the next bytes; yields the parts that became whole. */
  write(chunk: Buffer): Promise<Part[]>;
  /** Yields the last part, if any bytes are left. */
  end(): Promise<Part[]>;
  /** Ends without a last part, after a failure. */
  abort(): Promise<void>;
}

const newline = 10;
/** A part is cut here even without a line end: a table has none so long. */
const longestPart = 128 * 1024 * 1024;

/**
 * Bytes of a part after so many bytes of the source. Small ones come first, so that every core soon has work and none waits
 * long in the end; measured on two cores, more small ones lose to per-query cost, larger ones to memory.
 */
function partBytes(before: number): number {
  return Math.min(48, Math.max(4, before / 2 ** 21)) * 2 ** 20;
}

/**
 * Writes a stream as files of about `targetBytes` (by default as the source is long), each ending after a line. All looks at the bytes are native ones, so
 * that a clean file costs no more than its copy; the checker reads clean parts in place.
 */
export function createPartWriter(
  folder: string,
  options: { targetBytes?: number; cut?: boolean; replaced?: boolean; sync?: (handle: FileHandle) => Promise<void> },
): PartWriter {
  let index = 0;
  let handle: FileHandle | null = null;
  let part: Part | null = null;
  /** Bytes after the last line end, not yet written: a character or a line may go on in the next chunk. */
  let tail: Buffer[] = [];
  let tailBytes = 0;
  /** Bytes of the parts that are whole. */
  let before = 0;

  async function start(): Promise<Part> {
    const file = path.join(folder, `part-${String(index++).padStart(5, '0')}`);
    handle = await open(file, 'wx');
    part = { file, bytes: 0, quote: false, nul: false, carriage: false, blank: false, utf8: true };
    return part;
  }

  async function put(bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    const current = part ?? (await start());
    current.quote ||= bytes.includes(34);
    current.nul ||= bytes.includes(0);
    current.carriage ||= bytes.includes(13);
    current.blank ||= bytes[0] === newline || startsWithReturn(bytes) || hasBlankLine(bytes, current.carriage);
    // U+FFFD in a text that was decoded stands where its bytes made no sense.
    current.utf8 &&= isUtf8(bytes) && !(options.replaced && bytes.includes('\ufffd'));
    let written = 0;
    while (written < bytes.length) {
      const result = await handle!.write(bytes, written, bytes.length - written);
      written += result.bytesWritten;
    }
    current.bytes += bytes.length;
  }

  async function finish(): Promise<Part[]> {
    if (!part || !handle) return [];
    const done = part;
    const closing = handle;
    part = null;
    handle = null;
    before += done.bytes;
    if (options.sync) await options.sync(closing);
    else await closing.close();
    return [done];
  }

  return {
    async write(chunk) {
      const last = options.cut === false ? chunk.length - 1 : chunk.lastIndexOf(newline);
      if (last < 0 && tailBytes + chunk.length < longestPart) {
        tail.push(Buffer.from(chunk));
        tailBytes += chunk.length;
        return [];
      }
      const end = last < 0 ? chunk.length : last + 1;
      if (tailBytes > 0) {
        const first = chunk.indexOf(newline) + 1 || end;
        await put(Buffer.concat([...tail, chunk.subarray(0, first)]));
        await put(chunk.subarray(first, end));
      } else {
        await put(chunk.subarray(0, end));
      }
      tail = end < chunk.length ? [Buffer.from(chunk.subarray(end))] : [];
      tailBytes = chunk.length - end;
      return part && (part as Part).bytes >= (options.targetBytes ?? partBytes(before)) && options.cut !== false
        ? finish()
        : [];
    },
    async end() {
      await put(Buffer.concat(tail));
      tail = [];
      return finish();
    },
    async abort() {
      await handle?.close().catch(() => {});
      handle = null;
      part = null;
    },
  };
}

function startsWithReturn(bytes: Buffer): boolean {
  return bytes[0] === 13 && bytes[1] === newline;
}

function hasBlankLine(bytes: Buffer, carriage: boolean): boolean {
  return bytes.includes('\n\n') || (carriage && bytes.includes('\n\r\n'));
}
