import { createRecordScanner } from './record-scan.ts';

const candidates = [',', '\t', ';', '|', '，'] as const;

/** First records of a delimited text as cells, with the line on which each begins. */
export interface SampleRecord {
  line: number;
  /** Line after its last. */
  nextLine: number;
  cells: string[];
}

/**
 * Delimiter of a text from its first lines: the one that parts most records into the same number of cells, and more than
 * one; a comma when none does.
 */
export function detectDelimiter(text: string): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of candidates) {
    // The scanner works on bytes; a full-width comma is no single byte and is tried as text.
    const widths =
      delimiter === '，'
        ? text.split('\n', 200).map((line) => line.split('，').length)
        : sampleRecords(text, { delimiter, quote: '"', limit: 200 }).map(({ cells }) => cells.length);
    const counts = new Map<number, number>();
    for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
    const [width, agreeing] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    const score = widths.length === 0 ? 0 : (agreeing / widths.length) ** 2 * (1 + Math.log2(width) / 8);
    if (score > bestScore + 1e-9) [best, bestScore] = [delimiter, score];
  }
  return best === '，' ? ',' : best;
}

/** Parts the beginning of a text into records, blank lines left out. An unfinished last record is left out too. */
export function sampleRecords(
  text: string,
  options: { delimiter: string; quote: string; limit: number; whole?: boolean; cellBytes?: number },
): SampleRecord[] {
  const bytes = Buffer.from(text);
  const quote = options.quote === '' ? 0 : options.quote.charCodeAt(0);
  const scanner = createRecordScanner(options.delimiter.charCodeAt(0), quote);
  const records: SampleRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < bytes.length && records.length < options.limit) {
    const next = scanner.next(bytes, at, options.whole === true);
    if (next < 0) break;
    const cells: string[] = [];
    for (let i = 0; i < scanner.cells; i++) {
      const cell = bytes.toString(
        'utf8',
        scanner.spans[2 * i]!,
        Math.min(scanner.spans[2 * i + 1]!, scanner.spans[2 * i]! + (options.cellBytes ?? 4096)),
      );
      cells.push(scanner.doubled[i] === 1 ? cell.replaceAll(options.quote + options.quote, options.quote) : cell);
    }
    const nextLine = line + 1 + scanner.innerLines;
    if (cells.length > 1 || cells[0]!.trim() !== '') records.push({ line, nextLine, cells });
    line = nextLine;
    at = next;
  }
  return records;
}
