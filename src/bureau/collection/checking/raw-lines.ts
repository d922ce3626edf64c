import { readFile } from 'node:fs/promises';
import { createRecordScanner } from '../reading/record-scan.ts';

/**
 * Raw cells of some records of a plain segment, by their place from 0: the engine keeps the raw texts of bad rows only, and
 * a duplicate is found when the segment is gone by. One line is one record there.
 */
export async function plainRecords(
  file: string,
  options: { ordinals: number[]; skipLines: number; delimiter: string; quote: string },
): Promise<Map<number, string[]>> {
  const bytes = await readFile(file);
  const quote = options.quote === '' ? 0 : options.quote.charCodeAt(0);
  const scanner = createRecordScanner(options.delimiter.charCodeAt(0), quote);
  const found = new Map<number, string[]>();
  let at = 0;
  let line = 0;
  for (const ordinal of options.ordinals) {
    for (const wanted = ordinal + options.skipLines; line < wanted; line++) at = bytes.indexOf(10, at) + 1;
    scanner.next(bytes, at, true);
    const cells: string[] = [];
    for (let i = 0; i < scanner.cells; i++) {
      const text = bytes.toString('utf8', scanner.spans[2 * i]!, scanner.spans[2 * i + 1]!);
      cells.push(scanner.doubled[i] === 1 ? text.replaceAll(options.quote + options.quote, options.quote) : text);
    }
    found.set(ordinal, cells);
  }
  return found;
}
