import path from 'node:path';
import { createCanonicalWriter, dropFile } from './canonical.ts';
import type { Segment } from './segment.ts';

/** A record that JavaScript has read. */
export interface TextRecord {
  line: number;
  cells: (string | null)[];
  /** Codes of what is wrong with its form, parted by blanks. */
  fault: string;
  /** Raw text, where it has a fault. */
  text: string;
}

const segmentBytes = 32 * 1024 * 1024;

/** Records as segments in canonical form; their lines are absolute. */
export async function* canonicalSegments(
  batches: AsyncIterable<TextRecord[]>,
  options: { columns: number; folder: string; sourceBytes: () => number },
): AsyncGenerator<Segment> {
  let index = 0;
  let told = 0;
  let writer: Awaited<ReturnType<typeof createCanonicalWriter>> | null = null;
  let file = '';
  const finish = async (): Promise<Segment[]> => {
    if (!writer) return [];
    await writer.close();
    const { relation } = writer;
    const ended = file;
    writer = null;
    const bytes = options.sourceBytes() - told;
    told += bytes;
    return [
      {
        relation,
        marked: true,
        bytes,
        leadingLines: 0,
        lines: 0,
        careful: null,
        dispose: () => dropFile(ended),
      },
    ];
  };
  for await (const batch of batches) {
    for (const record of batch) {
      if (!writer) {
        file = path.join(options.folder, `rows-${String(index++).padStart(5, '0')}.records`);
        writer = await createCanonicalWriter(file, options.columns);
      }
      writer.texts(record.line, record.cells, record.fault, record.text);
      if (writer.records() % 1024 === 0) await writer.drain();
      if (writer.bytes() > segmentBytes) yield* await finish();
    }
  }
  yield* await finish();
}
