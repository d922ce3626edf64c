/**
 * A stretch of a table's records as something to select from: text columns `c0`, `c1`, … in the order of the source, and,
 * where it is `marked`, before them `line` (BIGINT), `fault` and `text` for records whose form is spoiled.
 */
export interface Segment {
  relation: string;
  marked: boolean;
  /** Bytes of the source that it covers, for progress. */
  bytes: number;
  /** Lines before the first record: the header and what stands above it. Zero where lines are absolute. */
  leadingLines: number;
  /** Lines that it covers, which the next segment's lines count on from; null for a plain one: one a record. */
  lines: number | null;
  /** The same records in the form that cannot be misread, after the engine has refused the plain one. */
  careful: (() => Promise<Segment>) | null;
  dispose(): Promise<void>;
}
