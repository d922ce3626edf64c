import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../../kernel/index.ts';
import { type EngineSession, type Lake, quoteLiteral, quoteName, type Snapshot } from '../../lake/index.ts';
import { positionColumn } from './record-query.ts';

/** A copy of one version that finds single rows quickly. */
export interface RecordIndex {
  /** Its rows with `row position`, indexed by that. */
  rows: string;
  /** Rows of the version. */
  count: number;
  /** `value` and `position` of a column, sorted; null while it is not there. */
  order(column: string): string | null;
}

interface Entry {
  dataset: string;
  logVersion: number;
  alias: string;
  file: string;
  ready: boolean;
  failed: boolean;
  count: number;
  columns: Set<string>;
  wanted: string[];
  users: number;
  usedAt: number;
}

const columnLimit = 40;
const sortable = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL.*|DATE|TIME|TIMESTAMP.*|VARCHAR)$/;

/**
 * Keeps, beside the lake, copies of large versions that are being read: the rows by position, and for each column its
 * values in order with their positions. The lake stays the truth; a copy is made in the background when somebody first
 * reads the version, serves until a newer version or a busier one needs its place, and is gone with the process.
 */
export function createRecordIndexes(lake: Lake, options: { log?: Logger; minimumRows?: number; keep?: number } = {}) {
  const minimumRows = options.minimumRows ?? 500_000;
  const keep = options.keep ?? 4;
  const entries = new Map<string, Entry>();
  let session: Promise<EngineSession> | null = null;
  let building: Promise<void> = Promise.resolve();
  let serial = 0;
  let closed = false;

  async function build(entry: Entry, snapshot: Snapshot): Promise<void> {
    if (closed) return;
    session ??= lake.engine.session();
    const { run } = await session;
    const alias = quoteName(entry.alias);
    await run(`ATTACH ${quoteLiteral(entry.file)} AS ${alias}`);
    const relation = snapshot.relation([], { position: positionColumn });
    await run(`CREATE TABLE ${alias}.rows AS SELECT * FROM ${relation}`);
    await run(`CREATE UNIQUE INDEX by_position ON ${alias}.rows (${quoteName(positionColumn)})`);
    await run(`CHECKPOINT ${alias}`);
    entry.ready = true;
    dropOthers(entry);
    while (entry.wanted.length > 0 && !closed && entries.get(keyOf(entry)) === entry) {
      const column = entry.wanted.shift()!;
      if (entry.columns.has(column)) continue;
      const [value, position] = [quoteName(column), quoteName(positionColumn)];
      await run(
        `CREATE TABLE ${alias}.${quoteName(`by ${column}`)} AS
         SELECT ${value} AS value, ${position} AS position FROM ${alias}.rows WHERE ${value} IS NOT NULL ORDER BY 1, 2`,
      );
      await run(`CHECKPOINT ${alias}`);
      entry.columns.add(column);
    }
  }

  /** Older versions of the same dataset go first, then what was used longest ago. */
  function dropOthers(current: Entry): void {
    const others = [...entries.values()].filter((entry) => entry !== current && (entry.ready || entry.failed));
    const old = others.filter((entry) => entry.dataset === current.dataset && entry.logVersion < current.logVersion);
    const rest = others.filter((entry) => !old.includes(entry)).sort((a, b) => b.usedAt - a.usedAt);
    for (const entry of [...old, ...rest.slice(keep - 1)]) {
      entries.delete(keyOf(entry));
      if (entry.users === 0) void discard(entry);
    }
  }

  async function discard(entry: Entry): Promise<void> {
    try {
      const { run } = await (session ?? lake.engine.session());
      await run(`DETACH DATABASE IF EXISTS ${quoteName(entry.alias)}`);
    } catch (error) {
      options.log?.warn({ err: error, dataset: entry.dataset }, 'record index not detached');
    }
    await rm(entry.file, { force: true });
    await rm(`${entry.file}.wal`, { force: true });
  }

  function begin(dataset: string, snapshot: Snapshot): Entry {
    serial++;
    const entry: Entry = {
      dataset,
      logVersion: snapshot.logVersion,
      alias: `records ${serial}`,
      file: path.join(lake.temporaryFolder, `records-${serial}.duckdb`),
      ready: false,
      failed: false,
      count: snapshot.rows,
      columns: new Set(),
      wanted: snapshot.columns
        .filter((column) => sortable.test(column.type))
        .slice(0, columnLimit)
        .map(({ name }) => name),
      users: 0,
      usedAt: performance.now(),
    };
    entries.set(keyOf(entry), entry);
    building = building
      .then(() => build(entry, snapshot))
      .catch((error) => {
        // Reading goes on without it.
        entry.failed = true;
        entry.ready = false;
        if (!closed) options.log?.warn({ err: error, dataset }, 'record index not built');
      });
    return entry;
  }

  return {
    /**
     * Lends the copy of a version to some work; null when the version is small or the copy is not there yet, which is
     * then begun. Columns in `first` are put in order before the others.
     */
    async use<T>(
      version: { dataset: string; snapshot: Snapshot; first: string[] },
      work: (index: RecordIndex | null) => Promise<T>,
    ): Promise<T> {
      const { dataset, snapshot, first } = version;
      if (snapshot.rows < minimumRows || closed) return work(null);
      const entry = entries.get(keyOf({ dataset, logVersion: snapshot.logVersion })) ?? begin(dataset, snapshot);
      entry.usedAt = performance.now();
      for (const column of first) {
        const at = entry.wanted.indexOf(column);
        if (at > 0) entry.wanted.unshift(...entry.wanted.splice(at, 1));
      }
      if (!entry.ready) return work(null);
      entry.users++;
      try {
        return await work({
          rows: `${quoteName(entry.alias)}.rows`,
          count: entry.count,
          order: (column) =>
            entry.columns.has(column) ? `${quoteName(entry.alias)}.${quoteName(`by ${column}`)}` : null,
        });
      } finally {
        entry.users--;
        if (entry.users === 0 && entries.get(keyOf(entry)) !== entry) void discard(entry);
      }
    },

    /** A newer version of a dataset whose copy is in use is copied before anybody waits for it. */
    follow(dataset: string, snapshot: Snapshot): void {
      const inUse = [...entries.values()].some(
        (entry) => entry.dataset === dataset && entry.logVersion < snapshot.logVersion,
      );
      const known = entries.has(keyOf({ dataset, logVersion: snapshot.logVersion }));
      if (inUse && !known && !closed && snapshot.rows >= minimumRows) begin(dataset, snapshot);
    },

    /** When everything that was begun is there. */
    settled: (): Promise<void> => building,

    async close(): Promise<void> {
      closed = true;
      await (await session)?.close();
      await building;
    },
  };
}

const keyOf = ({ dataset, logVersion }: { dataset: string; logVersion: number }) => `${dataset}@${logVersion}`;

export type RecordIndexes = ReturnType<typeof createRecordIndexes>;
