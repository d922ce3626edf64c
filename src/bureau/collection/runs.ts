import type { Readable } from 'node:stream';
import type { DatabaseTransaction } from '../../database/index.ts';
import { AppError, type Finding, newId, type Principal, type Progress } from '../../kernel/index.ts';
import { rowFindings } from './checking/finding-kinds.ts';
import { type CollectionParts, collectJob } from './dependencies.ts';
import { collectionErrors } from './errors.ts';
import type { createExecutor } from './execute.ts';
import { createReadEvents } from './read-events.ts';
import { fileSize, type StoredSource } from './reading/source-store.ts';
import type { RunRow } from './repository.ts';
import { sourceName, toRun } from './run-shape.ts';
import type { CollectionMode, Reading, Run, RunStatus } from './schema.ts';

export interface CollectOptions {
  principal: Principal;
  dataset: string;
  /** A file of this machine, an upload, or a source that is stored already, by its SHA-256: one of the three. */
  file?: string;
  upload?: { name: string; stream: Readable | AsyncIterable<Buffer> };
  source?: { sha256: string; name?: string };
  mode?: CollectionMode;
  reading?: Partial<Reading>;
  /** Share of bad rows that this run may have, instead of the standard's. */
  refuseAbove?: number;
  /** Returns as soon as the source is stored; the queue does the rest. */
  background?: boolean;
  noWait?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  requestId?: string;
  /** Run whose rows are resubmitted. */
  resubmits?: string;
  /** Called when the run has its id, before anything is done; what it writes in the transaction stands or falls with the run. */
  before?: (run: string, transaction: DatabaseTransaction) => Promise<void>;
}

export type Runs = ReturnType<typeof createRuns>;

/** Runs: started, listed, looked at, cancelled. */
export function createRuns(parts: CollectionParts, executor: ReturnType<typeof createExecutor>) {
  const { repository, catalogue, access, audit, queue, clock, sources } = parts;
  const rawRowsRead = createReadEvents(parts);

  /** The run, when this reader may see it. */
  async function require(
    principal: Principal,
    id: string,
    action: 'run:read' | 'run:cancel' | 'quarantine:read' | 'quarantine:mend',
  ) {
    const row = await repository.run(id);
    const resource = row ? await catalogue.resource(row.dataset).catch(() => null) : null;
    const missing = () => new AppError(collectionErrors.runMissing, { run: id });
    if (!row || !resource) throw missing();
    const target = { id, owner: resource.owner };
    if (!access.decide(principal, 'run:read', target).allowed) throw missing();
    access.require(principal, action, target);
    if (action === 'quarantine:read') await rawRowsRead(principal, row);
    return row;
  }

  async function start(
    options: CollectOptions,
    values: Pick<RunRow, 'source_name' | 'source_bytes' | 'source_sha256'>,
  ): Promise<string> {
    const { principal, dataset } = options;
    const resource = await catalogue.resource(dataset);
    if (!resource.standard) throw new AppError(collectionErrors.standardMissing, { dataset });
    const now = clock.now();
    const id = newId('run', now);
    const mode = options.mode ?? (resource.key.length > 0 ? 'merge' : 'append');
    const row: RunRow = {
      id,
      dataset,
      status: 'waiting',
      mode,
      ...values,
      asked: options.reading ?? {},
      reading: null,
      standard_id: resource.standard.id,
      standard_version: resource.standard.version,
      recipe: await parts.recipes.current(dataset),
      fingerprint: null,
      refuse_above: options.refuseAbove ?? null,
      rows: 0,
      accepted: 0,
      quarantined: 0,
      version: null,
      resubmits: options.resubmits ?? null,
      progress: { share: 0, rows: 0, bytes: 0, step: { zh: '等待开始', en: 'Waiting to begin' } },
      summary: [],
      legend: null,
      file_findings: [],
      problem: null,
      cancel_requested: false,
      job: null,
      principal,
      started_by: principal.id,
      started_at: now,
      finished_at: null,
      seconds: null,
    };
    await parts.database.kysely.transaction().execute(async (transaction) => {
      await repository.insertRun(row, transaction);
      await options.before?.(id, transaction);
    });
    await audit.record({
      principal,
      action: 'collection.run-started',
      target: `run:${id}`,
      outcome: 'done',
      requestId: options.requestId ?? null,
      details: { dataset, mode, source: values.source_sha256, resubmits: options.resubmits ?? null },
    });
    return id;
  }

  async function storeUpload({ upload, signal }: CollectOptions): Promise<StoredSource> {
    const ingestion = await sources.ingest(upload!.stream as AsyncIterable<Buffer>, {
      name: sourceName(upload!.name),
      limitBytes: parts.config.uploadLimitBytes,
      ...(signal ? { signal } : {}),
    });
    try {
      for await (const _ of ingestion.parts());
      return await ingestion.finish();
    } catch (error) {
      await ingestion.abort();
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        throw new AppError(collectionErrors.diskFull, {}, { cause: error });
      throw error;
    }
  }

  async function get(principal: Principal, id: string): Promise<Run> {
    return told(principal, await require(principal, id, 'run:read'));
  }

  /** Raw texts are personal data: who may not see the quarantine sees what is wrong, but no value. */
  async function seesValues(principal: Principal, { id, dataset }: RunRow): Promise<boolean> {
    const resource = await catalogue.resource(dataset).catch(() => null);
    return access.decide(principal, 'quarantine:read', { id, owner: resource?.owner ?? null }).allowed;
  }

  async function told(principal: Principal, row: RunRow): Promise<Run> {
    const settled = (await repository.settledCounts([row.id])).get(row.id);
    return toRun(row, { settled, values: await seesValues(principal, row) });
  }

  return {
    require,
    get,
    storeUpload,

    /** Collects a source into a dataset; the returned run tells what came of it. */
    async collect(options: CollectOptions): Promise<Run> {
      const { principal, dataset, file } = options;
      access.require(principal, 'dataset:collect', await catalogue.resource(dataset));
      let id: string;
      if (file !== undefined) {
        const bytes = await fileSize(file);
        if (bytes === null) throw new AppError(collectionErrors.sourceMissing, { source: file });
        id = await start(options, { source_name: sourceName(file), source_bytes: bytes, source_sha256: null });
      } else {
        const stored = options.upload
          ? await storeUpload(options)
          : await findSource(principal, options.source?.sha256 ?? '');
        const name = sourceName(options.upload?.name ?? options.source?.name ?? stored.name);
        id = await start(options, { source_name: name, source_bytes: stored.bytes, source_sha256: stored.sha256 });
      }
      if (options.background) {
        await repository.updateRun(id, { job: await queue.send(collectJob, { run: id }, { key: id }) });
        return told(principal, (await repository.run(id))!);
      }
      // When this process dies, whoever runs the queue takes the run up; the hold on its dataset keeps the two apart.
      const standBy = await queue.standBy(collectJob, { run: id }, { key: id });
      try {
        await repository.updateRun(id, { job: standBy.id });
        await executor.execute(id, options);
        await standBy.end();
      } finally {
        standBy.leave();
      }
      return told(principal, (await repository.run(id))!);
    },

    /** Newest first, of the datasets whose runs this reader may see. */
    async list(
      principal: Principal,
      filter: { dataset?: string; status?: RunStatus; cursor?: string; limit?: number } = {},
    ): Promise<{ items: Run[]; next: string | null }> {
      const limit = filter.limit ?? 50;
      const seen: RunRow[] = [];
      const allowed = new Map<string, boolean>();
      const values = new Map<string, boolean>();
      let before = filter.cursor;
      while (seen.length <= limit) {
        const rows = await repository.runs({
          ...(filter.dataset ? { datasets: [filter.dataset] } : {}),
          ...(filter.status ? { status: filter.status } : {}),
          ...(before ? { before } : {}),
          limit: 200,
        });
        for (const row of rows) {
          if (!allowed.has(row.dataset)) {
            const resource = await catalogue.resource(row.dataset).catch(() => null);
            const target = { id: row.id, owner: resource?.owner ?? null };
            allowed.set(row.dataset, resource !== null && access.decide(principal, 'run:read', target).allowed);
            values.set(row.dataset, access.decide(principal, 'quarantine:read', target).allowed);
          }
          if (allowed.get(row.dataset)) seen.push(row);
        }
        if (rows.length < 200) break;
        before = rows.at(-1)!.id;
      }
      const page = seen.slice(0, limit);
      const settled = await repository.settledCounts(page.map(({ id }) => id));
      return {
        items: page.map((row) =>
          toRun(row, { settled: settled.get(row.id), values: values.get(row.dataset) === true }),
        ),
        next: seen.length > limit ? page.at(-1)!.id : null,
      };
    },

    async cancel(principal: Principal, id: string): Promise<Run> {
      const row = await require(principal, id, 'run:cancel');
      if (row.status !== 'waiting' && row.status !== 'running') {
        throw new AppError(collectionErrors.runNotOpen, {
          run: id,
          status: row.status,
          action: '取消',
          actionEn: 'cancel',
        });
      }
      await repository.updateRun(id, { cancel_requested: true });
      if (row.job) await queue.cancel(row.job);
      // A run that had not begun ends here; one that runs ends itself when it sees the request.
      if (row.status === 'waiting') await executor.execute(id, { noWait: true });
      await audit.record({
        principal,
        action: 'collection.run-cancelled',
        target: `run:${id}`,
        outcome: 'done',
        details: { dataset: row.dataset },
      });
      return get(principal, id);
    },

    /** Findings in the order of the source: those of the whole file first, then row by row. */
    async findings(
      principal: Principal,
      id: string,
      options: { limit?: number; after?: number; rule?: string; field?: string } = {},
    ): Promise<{ items: Finding[]; next: string | null; total: number }> {
      const row = await require(principal, id, 'run:read');
      const limit = options.limit ?? 100;
      const values = await seesValues(principal, row);
      if (values && row.legend) await rawRowsRead(principal, row);
      const items: Finding[] = options.after === undefined && options.rule === undefined ? [...row.file_findings] : [];
      let next: string | null = null;
      if (row.legend) {
        const rows = await executor.rejectedRows.page(id, row.legend, {
          limit,
          ...(options.after !== undefined ? { after: options.after } : {}),
          ...(options.rule !== undefined ? { rule: options.rule } : {}),
          ...(options.field !== undefined ? { field: options.field } : {}),
        });
        for (const stored of rows) items.push(...rowFindings(stored, row.legend));
        if (rows.length === limit) next = String(rows.at(-1)!.row);
      }
      return {
        items: values
          ? items
          : items.map((finding) => ({ ...finding, value: finding.row === null ? finding.value : null })),
        next,
        total: row.summary.reduce((sum, { count }) => sum + count, 0) + row.file_findings.length,
      };
    },

    findSource: (principal: Principal, sha256: string) => findSource(principal, sha256),
  };

  /** A stored source that this reader has sent or whose raw rows are the reader's to see; a hash alone opens nothing. */
  async function findSource(principal: Principal, sha256: string): Promise<StoredSource> {
    const stored = await sources.find(sha256);
    const missing = new AppError(collectionErrors.sourceMissing, { source: sha256.slice(0, 12) });
    if (!stored) throw missing;
    if (principal.kind === 'system' || stored.sentBy?.includes(principal.id)) return stored;
    for (const { dataset } of await repository.sourceOf(sha256)) {
      const resource = await catalogue.resource(dataset).catch(() => null);
      if (!resource) continue;
      const raw = { id: dataset, owner: resource.owner };
      if (access.decide(principal, 'quarantine:read', raw).allowed) return stored;
    }
    throw missing;
  }
}
