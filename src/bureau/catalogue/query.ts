import { AppError, type Principal } from '../../kernel/index.ts';
import { type Chunk, type ColumnInfo, quoteLiteral, quoteName } from '../../lake/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { catalogueErrors } from './errors.ts';
import { readExactJson, writeExactJson } from './exact-json.ts';
import type { OpenDataset } from './governed.ts';
import { guardStatement, type Node, type Reference, refused, shortenColumns } from './query-guard.ts';
import { createQueryTurns } from './query-turns.ts';
import type { QueryReply } from './schema.ts';

export interface QueryLimits {
  /** 60 when not said. */
  seconds?: number;
  /** 512 when not said. */
  memoryMegabytes?: number;
}

export interface QueryOptions {
  signal?: AbortSignal;
  limits?: QueryLimits;
  purpose?: string;
}

/** Rows of a query as they come, and what was read for them. */
export interface QueryResult {
  columns: ColumnInfo[];
  datasets: { dataset: string; version: number }[];
  chunks(): AsyncIterable<Chunk>;
  /** To be called in every case, also when not all was read. */
  close(): Promise<void>;
}

const textLimit = 100_000;
/** Characters of a page; a page is a reply of one piece, and rows may hold texts of any length. */
const replyLimit = 32_000_000;

/**
 * SQL of a reader over datasets by their ids. The statement is taken apart by the engine's own parser, let through by
 * `guardStatement`, and run by an engine of its own that can open the files of these datasets and nothing else.
 */
export function createQuery(needs: CatalogueNeeds, open: OpenDataset) {
  const { lake, access, audit } = needs;
  const turns = createQueryTurns({ atOnce: 4, each: 2, waiting: 20 });

  async function parse(sql: string): Promise<{ statements: Node[] }> {
    if (sql.length > textLimit) throw refused('语句过长', 'it is too long');
    const [row] = await lake.engine.rows<{ tree: string }>(
      `SELECT CAST(json_serialize_sql(${quoteLiteral(sql)}) AS VARCHAR) AS tree`,
    );
    const tree = readExactJson(row?.tree ?? '{}') as {
      error?: boolean;
      error_message?: string;
      error_type?: string;
      statements: Node[];
    };
    if (!tree.error) return tree;
    const problem = tree.error_message ?? '';
    if (tree.error_type === 'not implemented') throw refused('只允许 SELECT', 'only SELECT is allowed');
    throw new AppError(catalogueErrors.queryFailed, { problem });
  }

  async function print(tree: { statements: Node[] }): Promise<string> {
    const [row] = await lake.engine.rows<{ sql: string }>(
      `SELECT json_deserialize_sql(${quoteLiteral(writeExactJson(tree))}) AS sql`,
    );
    return row?.sql ?? '';
  }

  /** What was printed must read as what was let through: only names that the guard gave. */
  async function verify(sql: string, references: Reference[]): Promise<void> {
    const again = guardStatement((await parse(sql)).statements);
    const names = new Set(references.map((reference) => reference.name));
    if (!again.every(({ dataset }) => names.has(dataset))) throw refused('语句无法核验', 'it cannot be verified');
  }

  async function query(principal: Principal, sql: string, options: QueryOptions = {}): Promise<QueryResult> {
    access.require(principal, 'query:run');
    const tree = await parse(sql);
    const references = guardStatement(tree.statements);
    shortenColumns(tree, new Set(references.map((reference) => reference.dataset)));
    const guarded = await print(tree);
    await verify(guarded, references);

    const read = await Promise.all(
      references.map(async ({ dataset, version, name }) => {
        const governed = await open(principal, dataset, { version: version ?? undefined, purpose: options.purpose });
        return { dataset, name, governed };
      }),
    );
    const files = read.flatMap(({ governed }) => governed.snapshot.files.map((file) => file.location));
    const leave = await turns.enter(principal.id, options.signal);
    const close = async () => {
      await engine?.close();
      leave();
    };
    let engine: Awaited<ReturnType<typeof lake.lockedEngine>> | null = null;
    try {
      engine = await lake.lockedEngine({ files, memoryMegabytes: options.limits?.memoryMegabytes ?? 512 });
      for (const { name, governed } of read) {
        await engine.run(
          `CREATE TEMP VIEW ${quoteName(name)} AS ${governed.view.select(governed.snapshot.relation())}`,
        );
      }
      const result = await engine.stream(guarded, {
        signal: options.signal,
        timeoutMilliseconds: (options.limits?.seconds ?? 60) * 1000,
      });
      await audit.record({
        principal,
        action: 'catalogue.query',
        target: `datasets:${read.map(({ dataset }) => dataset).join(',')}`.slice(0, 500),
        outcome: 'done',
        details: { datasets: read.map(({ dataset, governed }) => `${dataset}@${governed.snapshot.version}`) },
      });
      return {
        columns: result.columns,
        datasets: read.map(({ dataset, governed }) => ({ dataset, version: governed.snapshot.version })),
        async *chunks() {
          try {
            yield* result.chunks();
          } catch (error) {
            throw told(error, read);
          }
        },
        close,
      };
    } catch (error) {
      await close();
      throw told(error, read);
    }
  }

  return {
    query,

    /** The first rows, as lists; 1000 when not said. */
    async queryPage(
      principal: Principal,
      sql: string,
      options: QueryOptions & { limit?: number } = {},
    ): Promise<QueryReply> {
      const limit = options.limit ?? 1000;
      const result = await query(principal, sql, options);
      const rows: unknown[][] = [];
      let length = 0;
      let truncated = false;
      try {
        read: for await (const chunk of result.chunks()) {
          for (let row = 0; row < chunk.rows; row++) {
            const cells = chunk.columns.map((column) => column[row]);
            length += lengthOf(cells);
            truncated = rows.length === limit || length > replyLimit;
            if (truncated) break read;
            rows.push(cells);
          }
        }
      } finally {
        await result.close();
      }
      const { columns, datasets } = result;
      return { columns, rows, truncated, datasets };
    },

    /** All rows of a small result as objects; at most `limit`, 100,000 when not said. */
    async rows<Row = Record<string, unknown>>(
      principal: Principal,
      sql: string,
      options: QueryOptions & { limit?: number } = {},
    ): Promise<Row[]> {
      const result = await query(principal, sql, options);
      const rows: Row[] = [];
      try {
        for await (const chunk of result.chunks()) {
          rows.push(...(chunkRows(result.columns, chunk) as Row[]));
          if (rows.length >= (options.limit ?? 100_000)) break;
        }
      } finally {
        await result.close();
      }
      return rows.slice(0, options.limit ?? 100_000);
    },
  };
}

/** About the length of some cells as JSON. */
function lengthOf(cells: unknown[]): number {
  let length = 0;
  for (const cell of cells) {
    if (typeof cell === 'string') length += cell.length + 2;
    else length += typeof cell === 'object' && cell !== null ? JSON.stringify(cell).length : 8;
  }
  return length;
}

/** The rows of a chunk as objects. */
export function chunkRows(columns: ColumnInfo[], chunk: Chunk): Record<string, unknown>[] {
  return Array.from({ length: chunk.rows }, (_, row) =>
    Object.fromEntries(columns.map((column, index) => [column.name, chunk.columns[index]![row]])),
  );
}

/** The engine's complaint in the reader's words: dataset ids in place of our names, no files, no look at the statement. */
function told(error: unknown, read: { dataset: string; name: string }[]): unknown {
  if (!(error instanceof AppError) || !['lake.query-invalid', 'lake.engine-failed'].includes(error.code)) return error;
  let problem = String(error.details['problem'] ?? error.message).split('\n')[0]!;
  for (const { dataset, name } of read) problem = problem.replaceAll(name, dataset);
  problem = problem.replace(/["']?(?:\/|[A-Z]:\\)[^\s"']+["']?/g, '…').replace(/\b[dc]\d+_[0-9a-f]{16}\b/g, '…');
  return new AppError(catalogueErrors.queryFailed, { problem }, { cause: error });
}
