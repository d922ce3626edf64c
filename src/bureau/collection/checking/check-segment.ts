import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/index.ts';
import { type Diversion, type EngineSession, quoteLiteral } from '../../../lake/index.ts';
import type { Segment } from '../reading/segment.ts';
import type { CheckPlan } from './plan.ts';

/** What one pass over a segment has told. */
export interface SegmentPass {
  /** The segment as it was read in the end. */
  segment: Segment;
  rows: number;
  /** Rows set aside: bad ones, and those that may repeat a value. */
  aside: number;
  /** Parquet of the others, in the order of the source; null when there are none. */
  file: string | null;
}

/**
 * Settings of accepted rows' files. A dictionary pays for columns of few values; trying it on the others costs a third of
 * the time of writing.
 */
export const parquetSettings = 'FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 4096';

export interface SegmentPassOptions {
  session: EngineSession;
  plan: CheckPlan;
  diversion: Diversion;
  ascending: string[];
  file: string;
  signal: AbortSignal;
}

/** Reads a segment once: good rows go to the file, the others into the diversion. */
export async function passSegment(offered: Segment, options: SegmentPassOptions): Promise<SegmentPass> {
  let segment = offered;
  let written: number;
  try {
    written = await write(segment, options);
  } catch (error) {
    if (!segment.careful || options.signal.aborted || !isReadingError(error)) throw error;
    segment = await segment.careful();
    written = await write(segment, options);
  }
  if (written === 0) await rm(options.file, { force: true });
  const aside = options.diversion.count();
  return { segment, rows: written + aside, aside, file: written === 0 ? null : options.file };
}

async function write(segment: Segment, options: SegmentPassOptions): Promise<number> {
  const { session, plan, diversion, ascending, file, signal } = options;
  diversion.reset();
  const where = diversion.condition({ keep: 'good', ordinal: 'ord', text: plan.asText(segment) });
  return session.run(
    `COPY (SELECT ${plan.accepted} FROM (${plan.judged(segment, ascending)}) WHERE ${where}) TO ${quoteLiteral(file)} (${parquetSettings})`,
    { signal },
  );
}

/** Makes the table `looked` of the rows that a pass has set aside. */
export async function lookAtAside(
  { segment }: SegmentPass,
  { session, plan, diversion, ascending, signal }: SegmentPassOptions,
  base: number,
): Promise<void> {
  const kept = diversion.rows();
  let rows: string;
  if (kept) {
    await session.run('CREATE OR REPLACE TEMP TABLE aside (ord BIGINT, text VARCHAR)');
    for (let from = 0; from < kept.length; from += 5000) {
      const some = kept.slice(from, from + 5000);
      const parameters = [some.map(({ ordinal }) => ordinal), some.map(({ text }) => text)];
      await session.run('INSERT INTO aside SELECT unnest(?)::BIGINT, unnest(?)', { parameters, signal });
    }
    rows = plan.fromTexts(segment, 'aside');
  } else rows = plan.fromSegment(segment, ascending);
  await session.run(`CREATE OR REPLACE TEMP TABLE looked AS ${plan.looked(segment, base, rows)}`, { signal });
}

/** Writes the bad rows among those that were looked at; returns how many there are. */
export async function writeRejected({ session, plan, signal }: SegmentPassOptions, file: string): Promise<number> {
  const bad = await session.run(
    `COPY (${plan.rejected('looked')}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`,
    { signal },
  );
  if (bad === 0) await rm(file, { force: true });
  return bad;
}

/** Name of a part's file: parts are told in the order of their names. */
export function partFile(folder: string, prefix: string, part: number): string {
  return path.join(folder, `${prefix}-${String(part).padStart(5, '0')}.parquet`);
}

/** Whether the engine has stumbled over the form of a text, not over our statement. */
function isReadingError(error: unknown): boolean {
  const text = error instanceof AppError ? `${error.message} ${String(error.cause)}` : String(error);
  return /csv|line size|unicode|parser state machine|quote/i.test(text);
}
