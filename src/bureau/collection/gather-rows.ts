import type { EngineSession } from '../../lake/index.ts';
import type { Segment } from './reading/segment.ts';
import type { TextTable } from './reading/text-table.ts';

/** What is gathered stays in memory's reach: so many cells, or so many bytes of the source. */
const bounds = { cells: 40_000_000, bytes: 512 * 1024 * 1024 };

/** Rows of a source in a temporary table of raw texts `c0`, `c1`, …. */
export interface GatheredRows {
  relation: string;
  /** Rows in the table. */
  rows: number;
  /** Rows of the source. */
  total: number;
}

/**
 * Takes the rows of a table that can be read into a temporary table of the session. Where they become too many, every
 * second one is dropped, again and again, so that those that stay are spread over the whole source evenly.
 */
export async function gatherRows(
  session: EngineSession,
  table: TextTable,
  signal?: AbortSignal,
  most: typeof bounds = bounds,
): Promise<GatheredRows> {
  const options = signal ? { signal } : {};
  const columns = table.columns.map((_, index) => `c${index}`).join(', ');
  await session.run(`CREATE TEMP TABLE gathered (${table.columns.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
  let step = 1;
  let rows = 0;
  let total = 0;
  let bytes = 0;
  const take = async ({ relation, marked }: Segment): Promise<number> => {
    const sound = marked ? " WHERE coalesce(fault, '') = ''" : '';
    return session.run(`CREATE OR REPLACE TEMP TABLE arrived AS SELECT ${columns} FROM ${relation}${sound}`, options);
  };
  for await (const offered of table.segments()) {
    signal?.throwIfAborted();
    let segment = offered;
    const arrived = await take(segment).catch(async (error) => {
      // The form that cannot be misread; what is wrong with more than the form fails again.
      if (!segment.careful || signal?.aborted) throw error;
      segment = await segment.careful();
      return take(segment);
    });
    const phase = (step - (total % step)) % step;
    rows += await session.run(`INSERT INTO gathered FROM arrived WHERE rowid % ${step} = ${phase}`, options);
    total += arrived;
    bytes += segment.bytes;
    await segment.dispose();
    while (rows * table.columns.length > most.cells || bytes / step > most.bytes) {
      await session.run('CREATE OR REPLACE TEMP TABLE gathered AS FROM gathered WHERE rowid % 2 = 0', options);
      step *= 2;
      rows = Math.ceil(rows / 2);
    }
  }
  await session.run('DROP TABLE IF EXISTS arrived');
  return { relation: 'gathered', rows, total };
}
