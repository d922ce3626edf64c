import { createReadStream } from 'node:fs';
import { AppError } from '../../kernel/index.ts';
import { auditErrors } from './errors.ts';

/** The bytes of a line without its line feed; not `whole` when it has none, or is too long and so was cut. */
export interface Line {
  bytes: Buffer;
  whole: boolean;
}

const lineFeed = 0x0a;
/** No line of ours is longer. */
const longestLine = 1_000_000;

/** Reads a file as lines, a chunk's worth at a time, in constant memory also when it has no line feed at all. */
export async function* readLines(file: string): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let cut = false;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const lines: Line[] = [];
      let begin = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, begin)) {
        lines.push({ bytes: bytes.subarray(begin, end), whole: !cut });
        cut = false;
        begin = end + 1;
      }
      cut ||= bytes.length - begin > longestLine;
      rest = bytes.subarray(begin, begin + longestLine);
      yield lines;
    }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(auditErrors.fileUnreadable, { file, problem }, { cause });
  }
  if (rest.length > 0) yield [{ bytes: rest, whole: false }];
}
