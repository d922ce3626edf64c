import { mkdir, open } from 'node:fs/promises';
import os from 'node:os';
import type { Finding, Progress } from '../../../kernel/index.ts';
import type { Engine, EngineSession } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { CompiledRecipe } from '../cleaning/compile-recipe.ts';
import type { Segment } from '../reading/segment.ts';
import type { TextTable } from '../reading/text-table.ts';
import { type CheckedPart, createAcrossRows, type ExistingValues } from './across-rows.ts';
import { lookAtAside, partFile, passSegment, type SegmentPassOptions, writeRejected } from './check-segment.ts';
import type { FindingLegend } from './finding-kinds.ts';
import { createPlan } from './plan.ts';
import { ascendingFields } from './sample-order.ts';
import { takeOut } from './take-out.ts';

export interface CheckOptions {
  engine: Engine;
  compiled: CompiledStandard;
  table: TextTable;
  dataset: string;
  /** Makes names in the engine unique. */
  run: string;
  /** Where accepted rows go as Parquet in the standard's types. */
  acceptedFolder: string;
  /** Where rejected rows go as Parquet. */
  rejectedFolder: string;
  /** Something to select a reference's fields from; null when the other dataset has no data. */
  reference: (dataset: string) => Promise<string | null>;
  existing: ExistingValues | null;
  /** Cleans the texts before they are checked. */
  recipe?: CompiledRecipe | null;
  /** Source column that holds the row under which a record is told, where it is not the line. */
  lineColumn?: number;
  /** Texts of rows set aside that a lane keeps in memory; where there are more, the segment is read again. */
  keptBytes?: number;
  signal?: AbortSignal;
  progress?: (done: { rows: number; bytes: number }) => void;
}

export interface CheckResult {
  rows: number;
  accepted: number;
  quarantined: number;
  acceptedFiles: string[];
  legend: FindingLegend;
  findings: Finding[];
}

/** Segments in flight: one a core, and one for when others wait; four at most, for their memory bounds the process. */
const lanes = Math.min(4, os.availableParallelism() + 1);

/**
 * Checks a table against a standard, segment by segment, some at once: good rows become Parquet in the one pass that reads
 * them, the few others are looked at again and go to quarantine with all their findings. What no row can be judged by
 * alone comes last.
 */
export async function checkTable(options: CheckOptions): Promise<CheckResult> {
  const { engine, compiled, table } = options;
  if (!table.match) throw new Error('a table is checked only when it was matched with a standard');
  const plan = createPlan(compiled, table.match.sources, options);
  await mkdir(options.acceptedFolder, { recursive: true });
  await mkdir(options.rejectedFolder, { recursive: true });
  const abort = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, abort.signal]) : abort.signal;
  const acrossRows = createAcrossRows({
    engine,
    compiled,
    plan,
    name: options.run,
    dataset: options.dataset,
    existing: options.existing,
    duplicates: options.recipe?.duplicates ?? [],
    reference: options.reference,
    signal,
  });
  const looksAcross =
    compiled.uniques.length + compiled.references.length + (options.recipe?.duplicates.length ?? 0) > 0;
  let ascending = ascendingFields(compiled, table, options.recipe ?? null);
  const segments = inTurn(table.segments());
  const parts: CheckedPart[] = [];
  const flushes: Promise<void>[] = [];
  let bytes = 0;

  async function lane(): Promise<void> {
    const session = await engine.session();
    const diversion = session.divert(options.keptBytes ?? 4 * 1024 * 1024);
    try {
      while (true) {
        signal.throwIfAborted();
        const next = await segments.take();
        if (!next) return;
        try {
          await checkPart(next, { session, diversion });
        } finally {
          next.after();
        }
      }
    } catch (error) {
      abort.abort(error);
      throw error;
    } finally {
      await session.close();
      diversion.close();
    }
  }

  async function checkPart(
    next: Turn,
    own: { session: EngineSession; diversion: SegmentPassOptions['diversion'] },
  ): Promise<void> {
    const { index } = next;
    const passOptions: SegmentPassOptions = {
      ...own,
      plan,
      ascending,
      file: partFile(options.acceptedFolder, 'part', index),
      signal,
    };
    const pass = await passSegment(next.segment, passOptions);
    if (pass.file !== null) flushes.push(flush(pass.file));
    const base = await next.before;
    signal.throwIfAborted();
    // The lines of the next segment may be told while this one's rows are looked at.
    next.after(base + (pass.segment.lines ?? pass.segment.leadingLines + pass.rows));
    let bad = 0;
    if (pass.aside > 0) {
      await lookAtAside(pass, passOptions, base);
      bad = await writeRejected(passOptions, partFile(options.rejectedFolder, 'rows', index));
      if (looksAcross) await own.session.run(acrossRows.keep(index), { signal });
      // A source in no order is not worth its trouble.
      if ((pass.aside - bad) * 4 > pass.rows) ascending = [];
    }
    parts.push({ ...pass, index, base, bad });
    if (!looksAcross) await pass.segment.dispose();
    bytes += pass.segment.bytes;
    options.progress?.({ rows: parts.reduce((sum, part) => sum + part.rows, 0), bytes });
  }

  try {
    if (looksAcross) await acrossRows.begin();
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw options.signal?.aborted ? failure.reason : (abort.signal.reason ?? failure.reason);
    parts.sort((a, b) => a.index - b.index);
    let quarantined = parts.reduce((sum, part) => sum + part.bad, 0);
    const late: string[] = [];
    let unchecked: string[] = [];
    if (looksAcross) {
      const marked = await acrossRows.mark(parts);
      unchecked = marked.unchecked;
      if (marked.marks > 0 || parts.some((part) => part.aside > part.bad)) {
        const { acceptedFolder, rejectedFolder } = options;
        const taken = await takeOut({
          engine,
          plan,
          acrossRows,
          parts,
          name: options.run,
          acceptedFolder,
          rejectedFolder,
          lanes,
          signal,
        });
        quarantined += taken.rejected;
        if (taken.file !== null) late.push(taken.file);
      }
    }
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return {
      rows,
      accepted: rows - quarantined,
      quarantined,
      acceptedFiles: [...parts.flatMap(({ file }) => file ?? []), ...late],
      legend: {
        fields: compiled.fields.map(({ field }) => field.name),
        kinds: plan.kinds,
        columnFields: Object.fromEntries(
          table.match.sources.flatMap((source, index) =>
            source === null ? [] : [[String(source), compiled.fields[index]!.field.name]],
          ),
        ),
      },
      findings: [...table.findings, ...unchecked.map(uncheckedFinding)],
    };
  } finally {
    await segments.close();
    await Promise.all(flushes);
    for (const part of parts) await part.segment.dispose();
    if (looksAcross) await acrossRows.end();
  }
}

interface Turn {
  segment: Segment;
  index: number;
  /** Lines of the source before it, once they are known. */
  before: Promise<number>;
  /** Tells the lines up to the next segment; without a number, that there will be no next. */
  after(lines?: number): void;
}

/** Segments in the order of the source for several takers; one is made ready ahead. */
function inTurn(segments: AsyncGenerator<Segment>) {
  let taken = 0;
  let before: Promise<number> = Promise.resolve(0);
  let ahead = segments.next();
  ahead.catch(() => {});
  let taking: Promise<unknown> = Promise.resolve();
  return {
    take(): Promise<Turn | null> {
      const next = taking.then(async (): Promise<Turn | null> => {
        const { value, done } = await ahead;
        if (done) return null;
        ahead = segments.next();
        ahead.catch(() => {});
        const mine = before;
        let after: Turn['after'] = () => {};
        before = new Promise((resolve) => {
          after = (lines) => resolve(lines ?? Number.NaN);
        });
        return { segment: value, index: taken++, before: mine, after };
      });
      taking = next.catch(() => {});
      return next;
    },
    async close(): Promise<void> {
      const left = await ahead.catch(() => null);
      if (left && !left.done) await left.value.dispose();
      await segments.return(undefined);
    },
  };
}

/** Brings a file to the disk while others are checked. Only to save time: the commit sees to it that it is there. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch(() => null);
  await handle
    ?.datasync()
    .catch(() => {})
    .finally(() => handle.close());
}

function uncheckedFinding(dataset: string): Finding {
  return {
    row: null,
    field: null,
    rule: 'reference-unchecked',
    value: dataset,
    message: {
      zh: `被引用的数据资源 ${dataset} 还没有数据，没有检查引用`,
      en: `the referenced dataset ${dataset} has no data yet; the reference was not checked`,
    },
  };
}

/** Share of a source that has been checked, for the progress bar. */
export function checkProgress(done: { rows: number; bytes: number }, totalBytes: number | null): Progress {
  return {
    share: totalBytes ? Math.min(1, done.bytes / totalBytes) : null,
    rows: done.rows,
    bytes: done.bytes,
    step: { zh: '校验数据', en: 'Checking' },
  };
}
