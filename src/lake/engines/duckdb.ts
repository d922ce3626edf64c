import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import { oneAtATime } from '../turn.ts';
import { createDiversions } from './duckdb-divert.ts';
import { engineError } from './duckdb-errors.ts';
import { boundValues, jsonConverter } from './duckdb-values.ts';
import { type Chunk, type Engine, type EngineSession, type QueryOptions, quoteLiteral } from './engine.ts';

/** How much of the machine one DuckDB instance may use. */
export interface DuckdbOptions {
  memoryMegabytes: number;
  /** 0 for as many as the machine has cores. */
  threads: number;
  /** Where it spills what does not fit into memory. */
  temporaryFolder: string;
  /** The only files that it may read; it then writes none, and no statement can change its settings. */
  onlyFiles?: string[];
}

/** DuckDB in this process. Queries run side by side, each on a connection of its own. */
export async function openDuckdb(options: DuckdbOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${options.memoryMegabytes}MB`,
    ...(options.threads > 0 ? { threads: String(options.threads) } : {}),
    temp_directory: options.temporaryFolder,
    // Nothing is fetched from the network behind our back; json, parquet and icu are built in.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  if (options.onlyFiles) await lock(instance, options.onlyFiles);
  const idle: DuckDBConnection[] = [];
  const busy = new Set<DuckDBConnection>();
  const sessions = new Set<EngineSession>();
  const divert = createDiversions();
  let closed = false;

  async function borrow(): Promise<DuckDBConnection> {
    if (closed) throw new AppError(lakeErrors.closed);
    const connection = idle.pop() ?? (await (options.onlyFiles ? instance.connect() : connect(instance)));
    busy.add(connection);
    return connection;
  }
  function giveBack(connection: DuckDBConnection, reusable: boolean): void {
    busy.delete(connection);
    if (closed || !reusable || idle.length >= 16) connection.closeSync();
    else idle.push(connection);
  }

  const queries = queriesOver(borrow, giveBack);
  return {
    ...queries,
    async session(): Promise<EngineSession> {
      const connection = await borrow();
      const turn = oneAtATime();
      let open = true;
      let release: (() => void) | null = null;
      const own = queriesOver(
        async () => {
          const leave = await turn();
          if (!open || closed) {
            leave();
            throw new AppError(lakeErrors.closed);
          }
          release = leave;
          return connection;
        },
        () => release?.(),
      );
      const session: EngineSession = {
        ...own,
        divert: (limitBytes) => divert(connection, limitBytes),
        async close() {
          if (!open) return;
          open = false;
          sessions.delete(session);
          connection.interrupt();
          const leave = await turn();
          giveBack(connection, false);
          leave();
        },
      };
      sessions.add(session);
      return session;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const connection of busy) connection.interrupt();
      await Promise.all([...sessions].map((session) => session.close()));
      for (const connection of idle) connection.closeSync();
      idle.length = 0;
      // A stream that nobody reads to its end holds its connection; the process's end will free that.
      for (let waited = 0; busy.size > 0 && waited < 2000; waited += 20) await sleep(20);
      if (busy.size === 0) instance.closeSync();
    },
  };
}

/** What SQL of others may spill at most. */
const lockedSpill = '4GB';

async function lock(instance: DuckDBInstance, files: string[]): Promise<void> {
  const connection = await instance.connect();
  await connection.run(`SET max_temp_directory_size = '${lockedSpill}'`);
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run(`SET allowed_paths = [${files.map(quoteLiteral).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
  connection.closeSync();
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

type Borrow = () => Promise<DuckDBConnection>;
type GiveBack = (connection: DuckDBConnection, reusable: boolean) => void;

function queriesOver(borrow: Borrow, giveBack: GiveBack): Pick<Engine, 'rows' | 'run' | 'stream'> {
  async function execute<T>(options: QueryOptions, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await borrow();
    try {
      return await guarded(connection, options, () => work(connection));
    } finally {
      giveBack(connection, true);
    }
  }
  return {
    rows: <Row>(sql: string, options: QueryOptions = {}) =>
      execute(options, async (connection) => {
        const result = await start(connection, sql, options);
        const names = result.deduplicatedColumnNames();
        const rows: Row[] = [];
        for await (const chunk of chunksOf(result)) {
          for (let r = 0; r < chunk.rows; r++) {
            const row: Record<string, unknown> = {};
            for (let c = 0; c < names.length; c++) row[names[c]!] = chunk.columns[c]![r];
            rows.push(row as Row);
          }
        }
        return rows;
      }),
    run: (sql, options = {}) =>
      execute(options, async (connection) => changedRows(await start(connection, sql, options))),
    async stream(sql, options = {}) {
      const connection = await borrow();
      let result: DuckDBResult;
      try {
        result = await guarded(connection, options, async () => {
          if (!options.parameters) return connection.stream(sql);
          const { values, types } = boundValues(options.parameters);
          return connection.stream(sql, values, types);
        });
      } catch (error) {
        giveBack(connection, true);
        throw error;
      }
      return {
        columns: result.deduplicatedColumnNames().map((name, i) => ({ name, type: String(result.columnType(i)) })),
        async *chunks() {
          let finished = false;
          const source = chunksOf(result);
          try {
            while (true) {
              const next = await guarded(connection, options, () => source.next());
              if (next.done) break;
              yield next.value;
            }
            finished = true;
          } finally {
            if (!finished) connection.interrupt();
            giveBack(connection, finished);
          }
        },
      };
    },
  };
}

async function start(connection: DuckDBConnection, sql: string, options: QueryOptions): Promise<DuckDBResult> {
  if (!options.parameters) return connection.run(sql);
  const { values, types } = boundValues(options.parameters);
  return connection.run(sql, values, types);
}

/** `CREATE TABLE AS` tells its rows in a result only. */
async function changedRows(result: DuckDBResult): Promise<number> {
  if (result.rowsChanged > 0 || result.columnCount !== 1 || result.columnName(0) !== 'Count') return result.rowsChanged;
  const chunk = await result.fetchChunk();
  return chunk && chunk.rowCount === 1 ? Number(chunk.getColumnValues(0)[0]) : 0;
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<Chunk> {
  const converters = result.columnTypes().map(jsonConverter);
  while (true) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield {
      rows: chunk.rowCount,
      columns: converters.map((convert, index) => chunk.getColumnValues(index).map(convert)),
    };
  }
}

/** Runs one call on a connection so that a signal or the time limit stops it, and names its failure. */
async function guarded<T>(connection: DuckDBConnection, options: QueryOptions, work: () => Promise<T>): Promise<T> {
  const { signal, timeoutMilliseconds } = options;
  if (signal?.aborted) throw new AppError(lakeErrors.cancelled, {}, { cause: signal.reason });
  if (!signal && timeoutMilliseconds === undefined) {
    return work().catch((cause) => {
      throw engineError(cause);
    });
  }
  let stopped: 'cancelled' | 'tooSlow' | null = null;
  let again: NodeJS.Timeout | undefined;
  const stop = (reason: 'cancelled' | 'tooSlow') => {
    stopped ??= reason;
    connection.interrupt();
    // An interrupt that comes before the query has begun is forgotten by the engine, so it is said again.
    again ??= setInterval(() => connection.interrupt(), 50);
  };
  const onAbort = () => stop('cancelled');
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = timeoutMilliseconds === undefined ? undefined : setTimeout(() => stop('tooSlow'), timeoutMilliseconds);
  try {
    return await work();
  } catch (cause) {
    if (stopped) {
      throw new AppError(lakeErrors[stopped], { seconds: (timeoutMilliseconds ?? 0) / 1000 }, { cause });
    }
    throw engineError(cause);
  } finally {
    clearTimeout(timer);
    clearInterval(again);
    signal?.removeEventListener('abort', onAbort);
  }
}
