/** A quoted value that goes over lines for longer than this was never closed. */
const longestQuoted = 1024 * 1024;

/** Cells of one record as spans of the bytes, filled by each call of `next`. */
export interface RecordScanner {
  cells: number;
  /** From and to of cell i stand at 2i and 2i+1. */
  spans: Int32Array;
  /** Cell i holds doubled quotes. */
  doubled: Uint8Array;
  /** Line ends inside the record, beside its own. */
  innerLines: number;
  /** Its quotes do not pair; the cells are those of its first line, quotes taken as they stand. */
  broken: boolean;
  /** Position after the record that begins at `from`, or -1 when more bytes are needed. `last`: no more will come. */
  next(bytes: Buffer, from: number, last: boolean): number;
}

/**
 * Finds records after RFC 4180, forgiving what people's files hold: quotes in the middle of a value are text, blanks
 * around a quoted value are dropped, and a quote that is never closed spoils its own line only.
 */
export function createRecordScanner(delimiter: number, quote: number): RecordScanner {
  const scanner: RecordScanner = {
    cells: 0,
    spans: new Int32Array(2048),
    doubled: new Uint8Array(1024),
    innerLines: 0,
    broken: false,
    next,
  };

  function add(from: number, to: number, doubled: number): void {
    if (scanner.cells === scanner.doubled.length) {
      const spans = new Int32Array(scanner.spans.length * 2);
      spans.set(scanner.spans);
      scanner.spans = spans;
      const flags = new Uint8Array(scanner.doubled.length * 2);
      flags.set(scanner.doubled);
      scanner.doubled = flags;
    }
    scanner.spans[scanner.cells * 2] = from;
    scanner.spans[scanner.cells * 2 + 1] = to;
    scanner.doubled[scanner.cells] = doubled;
    scanner.cells++;
  }

  /** The first line alone, split at each delimiter. */
  function brokenLine(bytes: Buffer, from: number, last: boolean): number {
    let end = bytes.indexOf(10, from);
    if (end < 0 && !last) return -1;
    if (end < 0) end = bytes.length;
    scanner.cells = 0;
    scanner.innerLines = 0;
    scanner.broken = true;
    const stop = end > from && bytes[end - 1] === 13 ? end - 1 : end;
    let start = from;
    for (let at = from; at < stop; at++) {
      if (bytes[at] === delimiter) {
        add(start, at, 0);
        start = at + 1;
      }
    }
    add(start, stop, 0);
    return Math.min(end + 1, bytes.length);
  }

  function next(bytes: Buffer, from: number, last: boolean): number {
    const end = bytes.length;
    scanner.cells = 0;
    scanner.innerLines = 0;
    scanner.broken = false;
    let at = from;
    while (true) {
      let start = at;
      if (quote !== 0) while (bytes[start] === 32) start++;
      if (quote === 0 || bytes[start] !== quote) {
        let stop = at;
        while (stop < end && bytes[stop] !== delimiter && bytes[stop] !== 10) stop++;
        if (stop === end) {
          if (!last) return -1;
          add(at, stop > at && bytes[stop - 1] === 13 ? stop - 1 : stop, 0);
          return end;
        }
        if (bytes[stop] === delimiter) {
          add(at, stop, 0);
          at = stop + 1;
          continue;
        }
        add(at, stop > at && bytes[stop - 1] === 13 ? stop - 1 : stop, 0);
        return stop + 1;
      }
      start++;
      let doubled = 0;
      let lines = 0;
      let close = start;
      for (; close < end; close++) {
        const byte = bytes[close];
        if (byte === quote) {
          if (bytes[close + 1] !== quote) break;
          doubled = 1;
          close++;
        } else if (byte === 10) {
          lines++;
          if (close - start > longestQuoted) return brokenLine(bytes, from, last);
        }
      }
      if (close >= end || (close === end - 1 && !last)) {
        if (!last) return -1;
        if (close >= end) return brokenLine(bytes, from, last);
      }
      let after = close + 1;
      while (bytes[after] === 32) after++;
      if (after >= end) {
        if (!last) return -1;
        add(start, close, doubled);
        scanner.innerLines += lines;
        return end;
      }
      if (bytes[after] === 13 && bytes[after + 1] === 10) after++;
      else if (bytes[after] === 13 && after + 1 >= end) {
        if (!last) return -1;
        add(start, close, doubled);
        scanner.innerLines += lines;
        return end;
      }
      if (bytes[after] !== delimiter && bytes[after] !== 10) return brokenLine(bytes, from, last);
      add(start, close, doubled);
      scanner.innerLines += lines;
      if (bytes[after] === 10) return after + 1;
      at = after + 1;
    }
  }

  return scanner;
}
