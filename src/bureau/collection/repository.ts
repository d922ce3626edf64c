import { type Kysely, sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Finding, Principal, Progress } from '../../kernel/index.ts';
import type { FindingLegend } from './checking/finding-kinds.ts';
import type { RecipeMark } from './cleaning/schema.ts';
import type { CollectionMode, FindingCount, Reading, Run, RunStatus } from './schema.ts';

/** A run as it is stored. */
export interface RunRow {
  id: string;
  dataset: string;
  status: RunStatus;
  mode: CollectionMode;
  source_name: string;
  source_bytes: number;
  source_sha256: string | null;
  /** What was said of the reading; `reading` is all of it, once the file was opened. */
  asked: Partial<Reading>;
  reading: Reading | null;
  standard_id: string | null;
  standard_version: number | null;
  /** The recipe that cleans its rows. */
  recipe: RecipeMark | null;
  fingerprint: string | null;
  refuse_above: number | null;
  rows: number;
  accepted: number;
  quarantined: number;
  version: number | null;
  resubmits: string | null;
  progress: Progress;
  summary: FindingCount[];
  legend: FindingLegend | null;
  file_findings: Finding[];
  problem: Run['problem'];
  cancel_requested: boolean;
  job: string | null;
  principal: Principal;
  started_by: string;
  started_at: Date;
  finished_at: Date | null;
  seconds: number | null;
}

interface EditRow {
  run: string;
  row: number;
  field: string;
  text: string | null;
  edited_by: string;
  edited_at: Date;
}

interface StateRow {
  run: string;
  row: number;
  state: 'resubmitted' | 'discarded';
  resubmission: string | null;
}

type CollectionTables = {
  collection_runs: RunRow;
  collection_edits: EditRow;
  collection_row_states: StateRow;
};

const jsonColumns = [
  'asked',
  'reading',
  'recipe',
  'progress',
  'summary',
  'legend',
  'file_findings',
  'problem',
  'principal',
] as const;

export type CollectionRepository = ReturnType<typeof createCollectionRepository>;

/** The only SQL on the tables of collection. */
export function createCollectionRepository(database: Database) {
  const kysely = database.kysely.withTables<CollectionTables>();
  const asColumns = <Values extends Partial<RunRow>>(values: Values): Values => {
    const columns: Record<string, unknown> = { ...values };
    for (const name of jsonColumns) {
      if (name in columns && columns[name] !== null) columns[name] = JSON.stringify(columns[name]);
    }
    return columns as Values;
  };

  return {
    async insertRun(run: RunRow, transaction: DatabaseTransaction): Promise<void> {
      await transaction.withTables<CollectionTables>().insertInto('collection_runs').values(asColumns(run)).execute();
    },

    async updateRun(id: string, values: Partial<RunRow>): Promise<void> {
      await kysely.updateTable('collection_runs').set(asColumns(values)).where('id', '=', id).execute();
    },

    async run(id: string): Promise<RunRow | undefined> {
      return kysely.selectFrom('collection_runs').selectAll().where('id', '=', id).executeTakeFirst();
    },

    /** Newest first, of the datasets given when any are. */
    async runs(filter: { datasets?: string[]; status?: RunStatus; before?: string; limit: number }): Promise<RunRow[]> {
      let query = kysely.selectFrom('collection_runs').selectAll();
      if (filter.datasets) {
        if (filter.datasets.length === 0) return [];
        query = query.where('dataset', 'in', filter.datasets);
      }
      if (filter.status) query = query.where('status', '=', filter.status);
      if (filter.before) query = query.where('id', '<', filter.before);
      return query.orderBy('id', 'desc').limit(filter.limit).execute();
    },

    /** The newest finished run with this fingerprint that made a version. */
    async sameRun(fingerprint: string): Promise<RunRow | undefined> {
      return kysely
        .selectFrom('collection_runs')
        .selectAll()
        .where('fingerprint', '=', fingerprint)
        .where('status', '=', 'done')
        .where('version', 'is not', null)
        .orderBy('id', 'desc')
        .executeTakeFirst();
    },

    /** Whether a source of this size was collected for the dataset: only then is it worth hashing before it is read. */
    async knowsSize(dataset: string, bytes: number): Promise<boolean> {
      const row = await kysely
        .selectFrom('collection_runs')
        .select('id')
        .where('dataset', '=', dataset)
        .where('source_bytes', '=', bytes)
        .where('status', '=', 'done')
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async replacedSince(dataset: string, version: number): Promise<boolean> {
      const row = await kysely
        .selectFrom('collection_runs')
        .select('id')
        .where('dataset', '=', dataset)
        .where('mode', '=', 'replace')
        .where('version', '>', version)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Runs of a dataset that say they run. */
    async runningOf(dataset: string): Promise<RunRow[]> {
      return kysely
        .selectFrom('collection_runs')
        .selectAll()
        .where('dataset', '=', dataset)
        .where('status', '=', 'running')
        .execute();
    },

    /** Those of these runs that there are, and whether their rejected rows can be shown. */
    async runsAmong(ids: string[]): Promise<Map<string, { status: RunStatus; shown: boolean }>> {
      const rows = await kysely
        .selectFrom('collection_runs')
        .select(['id', 'status', sql<boolean>`legend is not null`.as('shown')])
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .execute();
      return new Map(rows.map(({ id, ...run }) => [id, run]));
    },

    /** Those of these sources that a run refers to. */
    async claimedSources(hashes: string[]): Promise<Set<string>> {
      const rows = await kysely
        .selectFrom('collection_runs')
        .select('source_sha256')
        .distinct()
        .where('source_sha256', '=', sql<string>`any(${hashes}::text[])`)
        .execute();
      return new Set(rows.map((row) => row.source_sha256!));
    },

    async sourceOf(sha256: string): Promise<Pick<RunRow, 'dataset' | 'source_name'>[]> {
      return kysely
        .selectFrom('collection_runs')
        .select(['dataset', 'source_name'])
        .where('source_sha256', '=', sha256)
        .orderBy('id', 'desc')
        .limit(50)
        .execute();
    },

    /**
     * Holds the dataset against other runs, on whatever server, while the work is done; returns null at once when another
     * holds it. The hold ends with the connection, so that a killed process leaves none behind.
     */
    async holding<T>(dataset: string, work: () => Promise<T>): Promise<{ value: T } | null> {
      return kysely.connection().execute(async (connection: Kysely<CollectionTables>) => {
        const key = sql`hashtextextended(${`collection:${dataset}`}, 0)`;
        const taken = await sql<{ held: boolean }>`select pg_try_advisory_lock(${key}) as held`.execute(connection);
        if (!taken.rows[0]!.held) return null;
        try {
          return { value: await work() };
        } finally {
          await sql`select pg_advisory_unlock(${key})`.execute(connection).catch(() => {});
        }
      });
    },

    async edits(run: string, rows?: number[]): Promise<EditRow[]> {
      let query = kysely.selectFrom('collection_edits').selectAll().where('run', '=', run);
      if (rows) query = query.where('row', '=', sql<number>`any(${rows}::bigint[])`);
      return query.orderBy('row').execute();
    },

    async states(run: string, rows?: number[]): Promise<StateRow[]> {
      let query = kysely.selectFrom('collection_row_states').selectAll().where('run', '=', run);
      if (rows) query = query.where('row', '=', sql<number>`any(${rows}::bigint[])`);
      return query.execute();
    },

    async saveEdits(edits: EditRow[]): Promise<void> {
      if (edits.length === 0) return;
      const column = <Name extends keyof EditRow>(name: Name) => edits.map((edit) => edit[name]);
      await sql`
        insert into collection_edits (run, row, field, text, edited_by, edited_at)
        select * from unnest(${column('run')}::text[], ${column('row')}::bigint[], ${column('field')}::text[],
          ${column('text')}::text[], ${column('edited_by')}::text[], ${column('edited_at')}::timestamptz[])
        on conflict (run, row, field) do update
          set text = excluded.text, edited_by = excluded.edited_by, edited_at = excluded.edited_at`.execute(kysely);
    },

    /** Cells whose mended text is again the raw one. */
    async dropEdits(run: string, cells: { row: number; field: string }[]): Promise<void> {
      if (cells.length === 0) return;
      await sql`
        delete from collection_edits e using unnest(${cells.map(({ row }) => row)}::bigint[], ${cells.map(({ field }) => field)}::text[]) as c (row, field)
        where e.run = ${run} and e.row = c.row and e.field = c.field`.execute(kysely);
    },

    /** Says what became of rows; rows that have a state already keep it. Returns how many were new. */
    async saveStates(
      run: string,
      rows: number[],
      state: StateRow['state'],
      resubmission: string | null,
    ): Promise<number> {
      if (rows.length === 0) return 0;
      const { numAffectedRows } = await sql`
        insert into collection_row_states (run, row, state, resubmission)
        select ${run}, r, ${state}, ${resubmission} from unnest(${rows}::bigint[]) as r
        on conflict (run, row) do nothing`.execute(kysely);
      return Number(numAffectedRows ?? 0n);
    },

    /** Takes back what a resubmission that came to nothing has said. */
    async dropStates(resubmission: string): Promise<void> {
      await kysely.deleteFrom('collection_row_states').where('resubmission', '=', resubmission).execute();
    },

    /** Rows that are no longer open, by run. */
    async settledCounts(runs: string[]): Promise<Map<string, number>> {
      if (runs.length === 0) return new Map();
      const rows = await kysely
        .selectFrom('collection_row_states')
        .select(['run', (build) => build.fn.countAll<string>().as('count')])
        .where('run', 'in', runs)
        .groupBy('run')
        .execute();
      return new Map(rows.map(({ run, count }) => [run, Number(count)]));
    },
  };
}
