import { rename, rm } from 'node:fs/promises';
import { type Engine, type EngineSession, quoteLiteral } from '../../../lake/index.ts';
import type { AcrossRows, CheckedPart } from './across-rows.ts';
import { parquetSettings, partFile } from './check-segment.ts';
import type { CheckPlan } from './plan.ts';

export interface TakeOutOptions {
  engine: Engine;
  plan: CheckPlan;
  acrossRows: AcrossRows;
  parts: CheckedPart[];
  name: string;
  acceptedFolder: string;
  rejectedFolder: string;
  /** Parts that are worked on at once. */
  lanes: number;
  signal: AbortSignal;
}

/**
 * Acts on the marks of the checks across rows: marked rows leave what was accepted and join the rejected ones with their
 * findings; rows that were set aside and turned out good are accepted. Returns how many rows were newly rejected, and the
 * file of those newly accepted.
 */
export async function takeOut(options: TakeOutOptions): Promise<{ rejected: number; file: string | null }> {
  const { engine, plan, acrossRows, parts, name, signal } = options;
  const { asideTable, marksTable } = acrossRows;
  const [late, fetched] = ['late', 'fetched'].map((what) => `memory.main.collection_${name}_${what}`);
  const run = (sql: string) => engine.run(sql, { signal });

  /** For rows that are rejected now, and first rows of repeated values, what the source says of them. */
  async function fetchRows(session: EngineSession, part: CheckedPart, reads: boolean): Promise<void> {
    const first = plan.firstRow(part.segment, part.base);
    if (reads) {
      const wanted = `SELECT ord FROM ${marksTable} WHERE part = ${part.index} AND pos IS NOT NULL UNION SELECT first_ord FROM ${marksTable} WHERE first_part = ${part.index}`;
      await session.run(
        `INSERT INTO ${fetched} SELECT ${part.index}, ord, row, raw FROM (${plan.rows(part.segment, part.base)}) WHERE ord IN (${wanted})`,
        { signal },
      );
    } else if (first !== null) {
      await session.run(
        `INSERT INTO ${fetched} SELECT DISTINCT first_part, first_ord, ${first} + first_ord, NULL FROM ${marksTable} WHERE first_part = ${part.index}`,
      );
    }
  }

  async function rewriteAccepted(session: EngineSession, part: CheckedPart): Promise<void> {
    const file = part.file!;
    const left = await session.run(
      `COPY (SELECT * EXCLUDE ("# row") FROM (SELECT *, row_number() OVER () - 1 AS "# row" FROM read_parquet(${quoteLiteral(file)})) ` +
        `WHERE "# row" NOT IN (SELECT pos FROM ${late} WHERE part = ${part.index} AND pos IS NOT NULL)) TO ${quoteLiteral(`${file}.new`)} (${parquetSettings})`,
      { signal },
    );
    if (left > 0) await rename(`${file}.new`, file);
    else {
      await rm(`${file}.new`);
      await rm(file);
      part.file = null;
    }
  }

  /** Rows that are rejected now go into a file of their own; returns how many there are. */
  async function writeRejected(session: EngineSession, part: CheckedPart): Promise<number> {
    const file = partFile(options.rejectedFolder, 'late', part.index);
    const rejected = await session.run(
      `COPY (SELECT r.row, r.raw, NULL::VARCHAR AS text, l.kinds, l.details FROM ${late} l JOIN (` +
        `SELECT part, ord, row, raw, false AS written FROM ${asideTable} WHERE good AND part = ${part.index} UNION ALL ` +
        `SELECT part, ord, row, raw, true FROM ${fetched} WHERE raw IS NOT NULL AND part = ${part.index}) r ` +
        `ON r.part = l.part AND r.ord = l.ord AND r.written = (l.pos IS NOT NULL) ORDER BY r.row) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`,
      { signal },
    );
    if (rejected === 0) await rm(file);
    return rejected;
  }

  /** Rows that were rejected before get their further findings, in the order of the kinds. */
  async function rewriteRejected(session: EngineSession, part: CheckedPart): Promise<void> {
    const file = partFile(options.rejectedFolder, 'rows', part.index);
    const sorted = `list_sort(list_zip(list_concat(e.kinds, l.kinds), list_concat(e.details, l.details)))`;
    await session.run(
      `COPY (SELECT row, raw, text, list_transform(pairs, x -> x[1])::INTEGER[] AS kinds, list_transform(pairs, x -> x[2])::VARCHAR[] AS details FROM (` +
        `SELECT e.row, e.raw, e.text, CASE WHEN l.ord IS NULL THEN list_zip(e.kinds, e.details) ELSE ${sorted} END AS pairs ` +
        `FROM read_parquet(${quoteLiteral(file)}) e LEFT JOIN (SELECT l.*, a.row FROM ${late} l JOIN ${asideTable} a ` +
        `ON a.part = l.part AND a.ord = l.ord WHERE NOT a.good AND l.part = ${part.index}) l ON l.row = e.row) ORDER BY row) ` +
        `TO ${quoteLiteral(`${file}.new`)} (FORMAT parquet, COMPRESSION zstd)`,
      { signal },
    );
    await rename(`${file}.new`, file);
  }

  async function each(some: CheckedPart[], work: (session: EngineSession, part: CheckedPart) => Promise<void>) {
    const left = [...some];
    const lane = async () => {
      const session = await engine.session();
      try {
        for (let part = left.shift(); part; part = left.shift()) {
          signal.throwIfAborted();
          await work(session, part);
        }
      } finally {
        await session.close();
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: Math.min(options.lanes, some.length) }, lane));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  try {
    await run(`CREATE TABLE ${fetched} (part INTEGER, ord BIGINT, "row" BIGINT, raw VARCHAR[])`);
    const touched = await engine.rows<{ part: number; written: number; firsts: number; aside: number }>(
      `SELECT part, sum(written)::BIGINT AS written, sum(firsts)::BIGINT AS firsts, sum(aside)::BIGINT AS aside FROM (` +
        `SELECT part, count(pos) AS written, 0 AS firsts, count(*) - count(pos) AS aside FROM ${marksTable} GROUP BY part UNION ALL ` +
        `SELECT first_part, 0, count(*), 0 FROM ${marksTable} WHERE first_part IS NOT NULL GROUP BY first_part) GROUP BY part`,
    );
    const counts = new Map(touched.map((row) => [row.part, row]));
    const marked = (part: CheckedPart, what: 'written' | 'firsts' | 'aside') =>
      Number(counts.get(part.index)?.[what] ?? 0) > 0;
    const readAgain = (part: CheckedPart) =>
      marked(part, 'written') || (marked(part, 'firsts') && plan.firstRow(part.segment, part.base) === null);
    await each(
      parts.filter((part) => readAgain(part) || marked(part, 'firsts')),
      (session, part) => fetchRows(session, part, readAgain(part)),
    );
    await run(
      `CREATE TABLE ${late} AS SELECT m.part, any_value(m.pos) AS pos, m.ord, list(m.kind ORDER BY m.kind) AS kinds, ` +
        `list(coalesce(m.detail, f.row::VARCHAR, a.row::VARCHAR) ORDER BY m.kind) AS details FROM ${marksTable} m ` +
        `LEFT JOIN ${fetched} f ON f.part = m.first_part AND f.ord = m.first_ord ` +
        `LEFT JOIN ${asideTable} a ON a.part = m.first_part AND a.ord = m.first_ord GROUP BY m.part, m.ord`,
    );
    const again = await engine.rows<{ part: number }>(
      `SELECT DISTINCT l.part FROM ${late} l JOIN ${asideTable} a ON a.part = l.part AND a.ord = l.ord WHERE NOT a.good`,
    );
    const badMarked = new Set(again.map(({ part }) => part));
    let rejected = 0;
    await each(
      parts.filter((part) => marked(part, 'written') || marked(part, 'aside')),
      async (session, part) => {
        if (marked(part, 'written')) await rewriteAccepted(session, part);
        const count = await writeRejected(session, part);
        rejected += count;
        if (badMarked.has(part.index)) await rewriteRejected(session, part);
      },
    );
    const file = partFile(options.acceptedFolder, 'late', 0);
    const accepted = await run(
      `COPY (SELECT ${plan.accepted} FROM ${asideTable} a ANTI JOIN ${late} l ON l.part = a.part AND l.ord = a.ord WHERE good) TO ${quoteLiteral(file)} (${parquetSettings})`,
    );
    if (accepted === 0) await rm(file);
    return { rejected, file: accepted === 0 ? null : file };
  } finally {
    for (const what of [late, fetched]) await engine.run(`DROP TABLE IF EXISTS ${what}`);
  }
}
