import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Finding, Progress } from '../../../kernel/index.ts';
import { AppError } from '../../../kernel/index.ts';
import { type Engine, type EngineSession, quoteLiteral, quoteName } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { Segment } from '../reading/segment.ts';
import type { TextTable } from '../reading/text-table.ts';
import type { FindingLegend } from './finding-kinds.ts';
import { createUniqueKeys, type UniqueKeys } from './keys.ts';
import { type CheckPlan, createPlan } from './plan.ts';
import { plainRecords } from './raw-lines.ts';

export interface CheckOptions {
  engine: Engine;
  compiled: CompiledStandard;
  table: TextTable;
  /** Makes names in the engine unique. */
  run: string;
  /** Where accepted rows go as Parquet in the standard's types. */
  acceptedFolder: string;
  /** Where rejected rows go as Parquet. */
  rejectedFolder: string;
  /** Something to select a reference's fields from; null when the other dataset has no data. */
  reference: (dataset: string) => Promise<string | null>;
  /** Values that the table holds already, for the constraints over which this run must not go. */
  existing: { relation: string; version: number; uniques: string[][]; except: string[] } | null;
  /** Source column that holds the row under which a record is told, where it is not the line. */
  lineColumn?: number;
  signal?: AbortSignal;
  progress?: (done: { rows: number; bytes: number }) => void;
}

export interface CheckResult {
  rows: number;
  accepted: number;
  quarantined: number;
  acceptedFiles: string[];
  rejectedFiles: string[];
  legend: FindingLegend;
  findings: Finding[];
}

/** Segments in flight: one a core, as each is read on one; four at most, for their memory bounds the process. */
const lanes = Math.max(2, Math.min(4, os.availableParallelism()));

/**
 * Checks a table against a standard, segment by segment: two are read and typed at once, uniqueness is judged in the order
 * of the source, accepted rows become Parquet, rejected ones go to quarantine with all their findings.
 */
export async function checkTable(options: CheckOptions): Promise<CheckResult> {
  const { engine, compiled, table, signal } = options;
  if (!table.match) throw new Error('a table is checked only when it was matched with a standard');
  const plan = createPlan(compiled, table.match.sources, options.lineColumn);
  await mkdir(options.acceptedFolder, { recursive: true });
  await mkdir(options.rejectedFolder, { recursive: true });
  const findings: Finding[] = [];
  const result: CheckResult = {
    rows: 0,
    accepted: 0,
    quarantined: 0,
    acceptedFiles: [],
    rejectedFiles: [],
    legend: {
      fields: compiled.fields.map(({ field }) => field.name),
      kinds: plan.kinds,
      columnFields: Object.fromEntries(
        table.match.sources.flatMap((source, index) =>
          source === null ? [] : [[String(source), compiled.fields[index]!.field.name]],
        ),
      ),
    },
    findings,
  };
  const constraints: UniqueKeys[] = [];
  const references: { relation: string; kind: number; columns: string[] }[] = [];
  const abort = new AbortController();
  const stop = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
  const segments = table.segments();
  const accepted = new Map<number, string>();
  const rejected = new Map<number, string>();
  let taken = 0;
  let taking: Promise<unknown> = Promise.resolve();
  let turn: Promise<void> = Promise.resolve();
  let base = 0;
  let bytes = 0;

  /** The next segment; the source is read by one lane at a time. */
  function take(): Promise<{ segment: Segment; index: number; before: Promise<void>; after: () => void } | null> {
    const next = taking.then(async () => {
      stop.throwIfAborted();
      const { value, done } = await segments.next();
      if (done) return null;
      const before = turn;
      let after = () => {};
      turn = new Promise((resolve) => {
        after = resolve;
      });
      return { segment: value, index: taken++, before, after };
    });
    taking = next.catch(() => {});
    return next;
  }

  async function lane(): Promise<void> {
    const session = await engine.session();
    try {
      while (true) {
        const next = await take();
        if (!next) return;
        try {
          await checkSegment(session, next);
        } finally {
          next.after();
        }
      }
    } catch (error) {
      abort.abort(error);
      throw error;
    } finally {
      await session.close();
    }
  }

  async function checkSegment(
    session: EngineSession,
    {
      segment: offered,
      index,
      before,
      after,
    }: { segment: Segment; index: number; before: Promise<void>; after: () => void },
  ): Promise<void> {
    let segment = offered;
    let rows: number;
    try {
      rows = await load(session, plan, segment, stop);
    } catch (error) {
      if (!segment.careful || stop.aborted || !isReadingError(error)) throw error;
      segment = await segment.careful();
      rows = await load(session, plan, segment, stop);
    }
    await before;
    stop.throwIfAborted();
    const start = base;
    base += segment.lines ?? segment.leadingLines + rows;
    const line = plan.line(segment, start);
    let marks = 0;
    await session.run('CREATE OR REPLACE TEMP TABLE marks (ord BIGINT, kind INTEGER, detail VARCHAR)');
    for (const [place, keys] of constraints.entries()) {
      marks += await keys.enter(session, 'segment', { line, marks: 'marks', kind: plan.offset('unique') + place });
    }
    // The next segment may be judged while this one is written.
    after();
    for (const { relation, kind, columns } of references) {
      const joined = columns.map((column, i) => `r.k${i} = s.${column}`).join(' AND ');
      const present = columns.map((column) => `s.${column} IS NOT NULL`).join(' AND ');
      marks += await session.run(
        `INSERT INTO marks SELECT rowid, ${kind}, NULL FROM segment s WHERE ${present} AND NOT EXISTS (SELECT 1 FROM ${relation} r WHERE ${joined})`,
      );
    }
    const bad = await writeRejected(session, { segment, index, start, marks, rows });
    if (bad < rows) {
      const file = path.join(options.acceptedFolder, `part-${String(index).padStart(5, '0')}.parquet`);
      const marked = marks > 0 ? ' AND rowid NOT IN (SELECT ord FROM marks)' : '';
      await session.run(
        `COPY (SELECT ${plan.accepted} FROM segment WHERE ok${marked}) TO ${quoteLiteral(file)} (FORMAT parquet, ${parquetSettings})`,
        { signal: stop },
      );
      accepted.set(index, file);
    }
    await session.run('DROP TABLE segment');
    await segment.dispose();
    result.rows += rows;
    result.quarantined += bad;
    bytes += segment.bytes;
    options.progress?.({ rows: result.rows, bytes });
  }

  async function writeRejected(
    session: EngineSession,
    {
      segment,
      index,
      start,
      marks,
      rows,
    }: { segment: Segment; index: number; start: number; marks: number; rows: number },
  ): Promise<number> {
    if (rows === 0) return 0;
    if (marks === 0) {
      const [count] = await session.rows<{ bad: number }>('SELECT count(*) AS bad FROM segment WHERE NOT ok');
      if (Number(count!.bad) === 0) return 0;
    }
    let rawTexts: string | null = null;
    if (marks > 0) {
      await session.run(
        'CREATE OR REPLACE TEMP TABLE marked AS SELECT ord, list(kind ORDER BY kind) AS kinds, list(detail ORDER BY kind) AS details FROM marks GROUP BY ord',
      );
      rawTexts = await markedTexts(session, segment, table);
    }
    const file = path.join(options.rejectedFolder, `rows-${String(index).padStart(5, '0')}.parquet`);
    const select = plan.rejected(segment, 'segment', { base: start, marks: marks > 0 ? 'marked' : null, rawTexts });
    const bad = await session.run(`COPY (${select}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`, {
      signal: stop,
    });
    rejected.set(index, file);
    return bad;
  }

  try {
    for (const [place, fields] of compiled.uniques.entries()) {
      const keys = await createUniqueKeys({
        engine,
        compiled,
        plan,
        fields,
        name: `collection_${options.run}_${place}`,
      });
      constraints.push(keys);
      const { existing } = options;
      if (existing?.uniques.some((set) => set.join(' ') === fields.join(' '))) {
        await keys.preload(existing.relation, `v${existing.version}`, { except: existing.except });
      }
    }
    for (const [place, reference] of compiled.references.entries()) {
      const relation = await options.reference(reference.references.dataset);
      if (relation === null) {
        findings.push(unchecked(reference.references.dataset));
        continue;
      }
      const name = `memory.main.collection_${options.run}_r${place}`;
      const types = reference.fields.map(
        (field) => compiled.fields.find((one) => one.field.name === field)!.engineType,
      );
      const columns = reference.references.fields.map(
        (field, i) => `CAST(${quoteName(field)} AS ${types[i]}) AS k${i}`,
      );
      await engine.run(`CREATE TABLE ${name} AS SELECT DISTINCT ${columns.join(', ')} FROM ${relation}`);
      references.push({
        relation: name,
        kind: plan.offset('reference') + place,
        columns: plan.columns(reference.fields),
      });
    }
    const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw signal?.aborted ? failure.reason : (abort.signal.reason ?? failure.reason);
  } finally {
    await segments.return(undefined);
    for (const keys of constraints) await keys.drop();
    for (const { relation } of references) await engine.run(`DROP TABLE IF EXISTS ${relation}`);
  }
  const inOrder = (files: Map<number, string>) => [...files].sort(([a], [b]) => a - b).map(([, file]) => file);
  result.accepted = result.rows - result.quarantined;
  result.acceptedFiles = inOrder(accepted);
  result.rejectedFiles = inOrder(rejected);
  result.findings = [...table.findings, ...findings];
  return result;
}

/**
 * Settings of accepted rows' files. A dictionary pays for columns of few values; trying it on the others costs a third of
 * the time of writing.
 */
const parquetSettings = 'COMPRESSION snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 4096';

async function load(session: EngineSession, plan: CheckPlan, segment: Segment, signal: AbortSignal): Promise<number> {
  await session.run(plan.load(segment, 'segment'), { signal });
  const [count] = await session.rows<{ rows: number }>('SELECT count(*) AS rows FROM segment');
  return Number(count!.rows);
}

/** Rows that only a mark rejects have lost their raw texts: they are taken from the source again. */
async function markedTexts(session: EngineSession, segment: Segment, table: TextTable): Promise<string | null> {
  const marked = await session.rows<{ ord: number }>(
    'SELECT rowid AS ord FROM segment WHERE ok AND rowid IN (SELECT ord FROM marked) ORDER BY rowid',
  );
  if (marked.length === 0) return null;
  const sources = table.match!.sources;
  if (segment.plain && marked.length <= 20_000) {
    const ordinals = marked.map(({ ord }) => Number(ord));
    const records = await plainRecords(segment.plain.file, {
      ordinals,
      skipLines: segment.leadingLines,
      delimiter: segment.plain.delimiter,
      quote: segment.plain.quote,
    });
    const tuples = ordinals.map((ord) => {
      const cells = records.get(ord)!;
      const texts = sources.map((source) => (source === null || !cells[source] ? 'NULL' : quoteLiteral(cells[source])));
      return `(${ord}, [${texts.join(', ')}]::VARCHAR[])`;
    });
    await session.run('CREATE OR REPLACE TEMP TABLE raw_texts (ord BIGINT, raw VARCHAR[])');
    for (let from = 0; from < tuples.length; from += 1000) {
      await session.run(`INSERT INTO raw_texts VALUES ${tuples.slice(from, from + 1000).join(', ')}`);
    }
    return 'raw_texts';
  }
  const picked = sources.map((source) => (source === null ? 'NULL::VARCHAR' : `c${source}`));
  await session.run(
    `CREATE OR REPLACE TEMP TABLE raw_texts AS SELECT ord, raw FROM (SELECT row_number() OVER () - 1 AS ord, [${picked.join(', ')}] AS raw ` +
      `FROM ${segment.relation}) WHERE ord IN (SELECT ord FROM marked)`,
  );
  return 'raw_texts';
}

function isReadingError(error: unknown): boolean {
  const text = error instanceof AppError ? `${error.message} ${String(error.cause)}` : String(error);
  return /csv|line size|unicode|parser state machine|quote/i.test(text);
}

function unchecked(dataset: string): Finding {
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
