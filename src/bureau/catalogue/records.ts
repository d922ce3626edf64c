import { AppError, type Principal } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { catalogueErrors } from './errors.ts';
import { parseFilter } from './filter.ts';
import { createGate } from './gate.ts';
import { fieldUnknown, type GovernedDataset, type OpenDataset } from './governed.ts';
import { type Question, readCursor, writeCursor } from './record-cursor.ts';
import type { RecordIndexes } from './record-index.ts';
import { lookUp } from './record-lookup.ts';
import { pageSql, positionColumn, type RecordQuery, scanRelation } from './record-query.ts';
import type { RecordPage } from './schema.ts';
import { columnsOf } from './typed-value.ts';

export interface RecordOptions {
  /** 1 to 1000; 100 when not said. */
  limit?: number;
  cursor?: string;
  /** Conditions in the language of `parseFilter`. */
  filter?: string;
  /** A field, with `-` before it for the largest first. */
  sort?: string;
  /** A version of the past; the newest when not said, or the cursor's. */
  version?: number;
  /** Fields of the reply; all that the reader may see when not said. */
  select?: string[];
  purpose?: string;
  signal?: AbortSignal;
}

type Row = Record<string, unknown>;

const recentLimit = 200;
const recentRows = 200;

/**
 * Pages of records through the governed view, in an order that never changes: by the sort field, empty values last, and
 * among equals (or without a sort) by the row's position in its version. A cursor keeps to its version and the
 * files of it, so no row is lost or told twice however the dataset changes or is compacted meanwhile.
 */
export function createRecords(needs: CatalogueNeeds, open: OpenDataset, indexes: RecordIndexes) {
  const { engine } = needs.lake;
  const gate = createGate(2);
  const recent = new Map<string, Promise<Row[]>>();

  /**
   * One scan for all who ask for the very same, at the same time or a little later: the statement names immutable files
   * and the reader's own masks, so its answer is always the same.
   */
  function share(sql: string, work: () => Promise<Row[]>): Promise<Row[]> {
    const known = recent.get(sql);
    if (known) return known;
    const started = work();
    recent.set(sql, started);
    if (recent.size > recentLimit) recent.delete(recent.keys().next().value!);
    started.then(
      (rows) => rows.length > recentRows && recent.delete(sql),
      () => recent.delete(sql),
    );
    return started;
  }

  async function scan(query: RecordQuery, relation: string): Promise<Row[]> {
    const sql = pageSql(query, relation);
    // Shared by several readers, so no one reader's leaving may end it.
    const rows = await share(sql, () => gate.pass(() => engine.rows<Row>(sql, { timeoutMilliseconds: 60_000 })));
    if (query.sort || isRising(rows)) return rows;
    const ordered = pageSql(query, relation, { ordered: true });
    return share(ordered, () => gate.pass(() => engine.rows<Row>(ordered, { timeoutMilliseconds: 60_000 })));
  }

  async function valueAt(query: Omit<RecordQuery, 'afterValue'>, relation: string): Promise<string | null> {
    const field = quoteName(query.sort!.field);
    const [row] = await engine.rows<{ value: unknown }>(
      `SELECT ${field} AS value FROM (${query.dataset.view.select(relation, [positionColumn])}) AS governed
       WHERE ${quoteName(positionColumn)} = ${query.after}`,
    );
    return row?.value === null || row?.value === undefined ? null : String(row.value);
  }

  return async function records(principal: Principal, id: string, options: RecordOptions = {}): Promise<RecordPage> {
    const question: Question = { dataset: id, filter: options.filter ?? '', sort: options.sort ?? '' };
    const cursor = options.cursor === undefined ? null : readCursor(options.cursor, question);
    const dataset = await open(principal, id, { ...options, ...(cursor ? { logVersion: cursor.logVersion } : {}) });
    const { snapshot } = dataset;
    if (cursor && (options.version ?? snapshot.version) !== snapshot.version) {
      throw new AppError(catalogueErrors.cursorInvalid);
    }
    const conditions = parseFilter(options.filter);
    columnsOf(conditions, dataset.columns, (field) => fieldUnknown(dataset, field));
    const query: RecordQuery = {
      dataset,
      conditions,
      sort: readSort(options.sort, dataset),
      after: cursor?.position ?? null,
      afterValue: null,
      fields: readFields(options.select, dataset),
      limit: Math.min(Math.max(options.limit ?? 100, 1), 1000),
    };
    const first = conditions.map((condition) => condition.field);
    const rows = await indexes.use({ dataset: id, snapshot, first }, async (index) => {
      if (query.sort && query.after !== null) {
        query.afterValue = await valueAt(query, index?.rows ?? scanRelation({ ...query, conditions: [] }, snapshot));
      }
      if (!index) return scan(query, scanRelation(query, snapshot));
      const found = await lookUp(engine, index, query, options.signal);
      return 'rows' in found ? found.rows : scan(query, found.scan);
    });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      dataset: id,
      version: snapshot.version,
      fields: dataset.columns
        .filter((column) => query.fields.includes(column.name))
        .map((column) => ({
          name: column.name,
          title: column.field?.title ?? { zh: column.name, en: column.name },
          type: column.field?.type ?? 'string',
          masked: column.masked,
        })),
      records: page.map(({ [positionColumn]: _, ...record }) => record),
      next:
        rows.length > query.limit && last
          ? writeCursor({ logVersion: snapshot.logVersion, position: Number(last[positionColumn]) }, question)
          : null,
    };
  };
}

function readSort(sort: string | undefined, dataset: GovernedDataset): RecordQuery['sort'] {
  if (!sort) return null;
  const descending = sort.startsWith('-');
  const field = descending ? sort.slice(1) : sort;
  if (!dataset.columns.some((column) => column.name === field)) throw fieldUnknown(dataset, field);
  return { field, descending };
}

function readFields(select: string[] | undefined, dataset: GovernedDataset): string[] {
  const visible = dataset.columns.map((column) => column.name);
  if (!select || select.length === 0) return visible;
  for (const field of select) if (!visible.includes(field)) throw fieldUnknown(dataset, field);
  return visible.filter((field) => select.includes(field));
}

function isRising(rows: Row[]): boolean {
  return rows.every((row, i) => i === 0 || Number(row[positionColumn]) > Number(rows[i - 1]![positionColumn]));
}
