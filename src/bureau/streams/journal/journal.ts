import { fdatasync, write } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { type JournalRecord, type Outgoing, recordBytes, timeBytes, writeRecord, writeTime } from './record.ts';
import { listSegments, readRecords, type Segment, segmentFile } from './segments.ts';

/** Called when what was appended is on the disk, or cannot be brought there. */
export type Appended = (error?: Error | null) => void;

export interface JournalOptions {
  folder: string;
  /** Position up to which everything has become versions: the journal never begins before it. */
  consumed: number;
  now(): number;
  segmentBytes?: number;
  /** Is shown every record that is still kept, in order, while the journal opens. */
  onRecord?(record: JournalRecord): void;
}

const groupBytes = 1024 * 1024;
/** Closed segments that stay after they were consumed, so that a redelivery is known also after a crash. */
const keptSegments = 2;

export type Journal = Awaited<ReturnType<typeof openJournal>>;

/**
 * The journal of a stream: an append-only log in segments. Whatever is appended while a group is on its way to the disk
 * goes with the next group: one write and one fdatasync for all of it. A torn tail is cut when it opens.
 */
export async function openJournal(options: JournalOptions) {
  const { folder, now, segmentBytes = 32 * 1024 * 1024 } = options;
  await mkdir(folder, { recursive: true });
  let segments = await listSegments(folder);
  await cutTail();
  let current = segments.at(-1);
  /** Where the next group goes. */
  let end = current ? current.base + current.bytes : options.consumed;
  if (end < options.consumed) {
    // The journal is older than what was made of it (an old folder was put back): it goes on after that.
    end = options.consumed;
    current = undefined;
  }
  let durable = end;
  let handle: FileHandle | null = null;

  let buffer = Buffer.allocUnsafe(groupBytes);
  let spare = Buffer.allocUnsafe(groupBytes);
  let used = 0;
  let time = 0;
  let callbacks: Appended[] = [];
  let writing = false;
  let scheduled = false;
  let failed: Error | null = null;
  let closing: (() => void) | null = null;

  async function cutTail(): Promise<void> {
    const kept: Segment[] = [];
    let torn = false;
    for (const segment of segments) {
      if (torn) {
        await rm(segment.file);
        continue;
      }
      let good = segment.base;
      for await (const records of readRecords([segment], segment.base, Number.MAX_SAFE_INTEGER)) {
        if (options.onRecord) for (const record of records) options.onRecord(record);
        good = records.at(-1)!.to;
      }
      if (good < segment.base + segment.bytes) {
        torn = true;
        const file = await open(segment.file, 'r+');
        await file.truncate(good - segment.base);
        await file.sync();
        await file.close();
      }
      kept.push({ ...segment, bytes: good - segment.base });
    }
    segments = kept;
  }

  async function rotate(): Promise<void> {
    await handle?.close();
    handle = null;
    if (!current || current.bytes >= segmentBytes) {
      current = { file: segmentFile(folder, end), base: end, bytes: 0 };
      segments.push(current);
    }
    handle = await open(current.file, 'a');
    const directory = await open(folder, 'r');
    await directory.sync();
    await directory.close();
  }

  function schedule(): void {
    if (scheduled || writing || failed) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  }

  async function flush(): Promise<void> {
    if (writing || callbacks.length === 0) return;
    writing = true;
    const bytes = buffer;
    const length = used;
    const done = callbacks;
    buffer = spare;
    used = 0;
    callbacks = [];
    try {
      if (!handle || current!.bytes >= segmentBytes) await rotate();
      if (length > 0) await writeAndSync(handle!.fd, bytes, length);
    } catch (cause) {
      failed = cause as Error;
      writing = false;
      for (const appended of [...done, ...callbacks.splice(0)]) appended(failed);
      closing?.();
      return;
    }
    current!.bytes += length;
    end += length;
    durable = end;
    spare = bytes.length > groupBytes * 4 ? Buffer.allocUnsafe(groupBytes) : bytes;
    writing = false;
    for (const appended of done) appended(null);
    if (callbacks.length > 0) schedule();
    else closing?.();
  }

  return {
    /** Everything before this position is on the disk. */
    get durable(): number {
      return durable;
    },
    /** The time of the group that is gathered: one look at the clock for all of it. */
    groupTime: () => (used > 0 ? time : now()),
    get failure(): Error | null {
      return failed;
    },

    /** Takes a message into the group that is being gathered; returns the CRC of its record. */
    append(message: Outgoing, appended: Appended): number {
      if (failed) {
        setImmediate(appended, failed);
        return 0;
      }
      const size = recordBytes(message);
      const room = used === 0 ? size + timeBytes : size;
      if (used + room > buffer.length) {
        const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, used + room));
        buffer.copy(grown, 0, 0, used);
        buffer = grown;
      }
      if (used === 0) {
        time = now();
        writeTime(buffer, 0, time);
        used = timeBytes;
      }
      const crc = writeRecord(buffer, used, message);
      used += size;
      callbacks.push(appended);
      schedule();
      return crc;
    },

    /** Calls back when all that was appended until now is on the disk. */
    settled(appended: Appended): void {
      if (failed) setImmediate(appended, failed);
      else if (!writing && callbacks.length === 0) setImmediate(appended, null);
      else {
        callbacks.push(appended);
        schedule();
      }
    },

    /** Records from the start of a group up to what is on the disk. */
    read: (from: number) => readRecords([...segments], from, durable),

    /** Removes segments whose every record is a version, but the newest few. */
    async release(consumed: number): Promise<void> {
      const old = segments.slice(0, -1 - keptSegments).filter(({ base, bytes }) => base + bytes <= consumed);
      segments = segments.filter((segment) => !old.includes(segment));
      for (const { file } of old) await rm(file, { force: true });
    },

    /** Brings everything to the disk and lets go of the file. */
    async close(): Promise<void> {
      if (!failed && (writing || callbacks.length > 0)) {
        await new Promise<void>((resolve) => {
          closing = resolve;
          schedule();
        });
      }
      await handle?.close();
      handle = null;
    },
  };
}

function writeAndSync(file: number, bytes: Buffer, length: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = 0;
    const next = () =>
      write(file, bytes, done, length - done, null, (error, written) => {
        if (error) return reject(error);
        done += written;
        if (done < length) return next();
        fdatasync(file, (failure) => (failure ? reject(failure) : resolve()));
      });
    next();
  });
}

/** Removes the files of a journal that nobody has open. */
export async function removeJournal(folder: string): Promise<void> {
  for (const { file } of await listSegments(folder)) await rm(file, { force: true });
}

/** Folder of a stream's journal. */
export function journalFolder(dataFolder: string, stream: string): string {
  return path.join(dataFolder, 'streams', stream);
}
