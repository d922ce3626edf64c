import { randomBytes } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../kernel/index.ts';
import { csvRecords } from './csv.ts';
import { databaseErrors } from './errors.ts';
import { createFingerprints, type Fingerprints } from './fingerprints.ts';

/** Digits of the fingerprint in front of each record: 32 of the key, 32 of the row, and the comma. */
const prefixBytes = 65;
const rowLimit = 10_000_000;

export interface Comparison {
  /** Records that are new or changed, without their fingerprints. */
  stream: AsyncIterable<Buffer>;
  /** What came of it; after the stream has ended. */
  outcome(): { file: string; rows: number; gone: number; repeated: number };
}

/** Drops the records that are as they were at the last pull, and keeps the fingerprints of all for the next one. */
export async function compareRecords(
  chunks: AsyncIterable<Buffer>,
  { folder, before }: { folder: string; before: string | null },
): Promise<Comparison> {
  const known = before === null ? null : await readFingerprints(path.join(folder, before));
  const fingerprints = known ?? createFingerprints();
  const earlier = fingerprints.size;
  const file = `fingerprints-${randomBytes(8).toString('hex')}.bin`;
  let [rows, still, repeated, ended] = [0, 0, 0, false];

  async function* stream(): AsyncGenerator<Buffer> {
    const handle = await open(path.join(folder, file), 'w');
    try {
      for await (const records of csvRecords(chunks)) {
        const kept: Buffer[] = [];
        const words = new Uint32Array(records.length * 4);
        for (const [index, record] of records.entries()) {
          const at = index * 4;
          for (let word = 0; word < 4; word++) {
            // Half of each MD5 is enough: 64 bits of the key, 64 of the row.
            const digit = (word >> 1) * 32 + (word & 1) * 8;
            words[at + word] = Number.parseInt(record.toString('latin1', digit, digit + 8), 16);
          }
          const seen = fingerprints.put(words, at);
          if (seen === 'same' || seen === 'changed') still++;
          if (seen === 'repeated') repeated++;
          if (seen !== 'same') kept.push(record.subarray(prefixBytes));
        }
        rows += records.length;
        if (rows > rowLimit) throw new AppError(databaseErrors.databaseTooManyRows, { limit: rowLimit });
        await handle.writeFile(new Uint8Array(words.buffer));
        if (kept.length > 0) yield Buffer.concat(kept);
      }
      await handle.datasync();
      ended = true;
    } finally {
      await handle.close();
      if (!ended) await rm(path.join(folder, file), { force: true });
    }
  }

  return {
    stream: stream(),
    outcome() {
      if (!ended) throw new Error('asked for before the stream has ended');
      return { file, rows, gone: earlier - still, repeated };
    },
  };
}

/** Deletes fingerprints that the state does not name: of pulls that were not stored, and of older ones. */
export async function sweepFingerprints(folder: string, named: string | null): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (/^fingerprints-[0-9a-f]+\.bin$/.test(name) && name !== named)
      await rm(path.join(folder, name), { force: true });
  }
}

async function readFingerprints(file: string): Promise<Fingerprints | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    const fingerprints = createFingerprints(size / 16);
    const words = new Uint32Array(64 * 1024);
    while (true) {
      const { bytesRead } = await handle.read(words, 0, words.byteLength, null);
      if (bytesRead === 0) break;
      for (let at = 0; at < bytesRead / 4; at += 4) fingerprints.put(words, at);
    }
    fingerprints.turn();
    return fingerprints;
  } finally {
    await handle.close();
  }
}
