import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { type JournalRecord, readRecord, recordKind } from './record.ts';

/** A file of the journal; its name is the position of its first byte. */
export interface Segment {
  file: string;
  base: number;
  bytes: number;
}

/** Name of the file that begins at a position. */
export function segmentFile(folder: string, base: number): string {
  return path.join(folder, `${String(base).padStart(16, '0')}.journal`);
}

/** The segments of a journal in order, with their sizes on the disk. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{16}\.journal$/.test(name)).sort();
  const segments: Segment[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const handle = await open(file, 'r');
    const { size } = await handle.stat();
    await handle.close();
    segments.push({ file, base: Number(name.slice(0, 16)), bytes: size });
  }
  return segments;
}

const chunkBytes = 1024 * 1024;

/**
 * Records from a position, which begins a group or a segment, up to another, in arrays; ends before the first that is torn.
 * Gives the event loop a turn with every read.
 */
export async function* readRecords(segments: Segment[], from: number, to: number): AsyncGenerator<JournalRecord[]> {
  let received = 0;
  for (const { file, base, bytes } of segments) {
    const end = Math.min(base + bytes, to);
    let position = Math.max(base, from);
    if (position >= end) continue;
    const handle = await open(file, 'r');
    try {
      let want = chunkBytes;
      while (position < end) {
        const buffer = Buffer.allocUnsafe(Math.min(want, end - position));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position - base);
        const chunk = buffer.subarray(0, bytesRead);
        const records: JournalRecord[] = [];
        let at = 0;
        let record = readRecord(chunk, at, received, position);
        while (record && record !== 'torn') {
          if (record.kind === recordKind.time) {
            received = record.payload.readDoubleLE();
            record.received = received;
          }
          records.push(record);
          at = record.to - position;
          record = readRecord(chunk, at, received, position);
        }
        if (records.length > 0) yield records;
        if (record === 'torn') return;
        // What is left is cut off by the end of the file, or longer than was read at once.
        if (at === 0 && position + bytesRead >= end) return;
        want = at === 0 ? want * 4 : chunkBytes;
        position += at;
      }
    } finally {
      await handle.close();
    }
  }
}
