import { upload } from '../../../web/api/upload.ts';
import type { Inspection, Reading } from '../schema.ts';

/** So much of a delimited text is enough to see how it is to be read. */
const sampleBytes = 4 * 1024 * 1024;

/**
 * Has a file inspected, under a corrected reading when one is given. Of a large delimited text only the beginning is
 * sent, cut behind its last whole line; other formats can't be cut.
 */
export async function inspectFile(file: File, reading?: Reading, signal?: AbortSignal): Promise<Inspection> {
  return upload<Inspection>('/inspections', await cutSample(file), {
    ...(reading ? { fields: { reading: JSON.stringify(reading) } } : {}),
    ...(signal ? { signal } : {}),
  });
}

/** The file itself, or its first lines when it is a large delimited text. */
export async function cutSample(file: File): Promise<File> {
  if (file.size <= sampleBytes || !/\.(csv|tsv|tab|txt|ndjson|jsonl)$/i.test(file.name)) return file;
  const bytes = new Uint8Array(await file.slice(0, sampleBytes).arrayBuffer());
  const end = bytes.lastIndexOf(10);
  // A UTF-16 line feed is two bytes; the second one belongs to it where it is zero.
  const cut = end < 0 ? bytes.length : bytes[end + 1] === 0 ? end + 2 : end + 1;
  return new File([bytes.subarray(0, cut)], file.name, { type: file.type });
}
