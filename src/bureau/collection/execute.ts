import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type Progress, systemPrincipal } from '../../kernel/index.ts';
import type { Snapshot, StagedFiles } from '../../lake/index.ts';
import type { CompiledStandard } from '../standards/index.ts';
import { type CheckResult, checkProgress, checkTable } from './checking/check-table.ts';
import { commitRows, committedBy } from './commit.ts';
import type { CollectionParts } from './dependencies.ts';
import { collectionErrors } from './errors.ts';
import { fingerprintOf, hashFile, type Judges } from './fingerprint.ts';
import { createRejectedRows } from './quarantine/rejected-rows.ts';
import { rowColumn } from './quarantine/resubmission.ts';
import { openTable } from './reading/open.ts';
import type { Part } from './reading/parts.ts';
import { fileSize, type Ingestion, readFileChunks, type StoredSource } from './reading/source-store.ts';
import type { RunRow } from './repository.ts';
import { isStopping, missingColumns, refuseBad, toAppError, unchangedFinding } from './run-outcome.ts';

export interface ExecuteOptions {
  /** A file to collect; without it the run's stored source is taken. */
  file?: string;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Refuse at once when the dataset is being collected, instead of waiting for its turn. */
  noWait?: boolean;
}

const finished = new Set(['done', 'refused', 'failed', 'cancelled', 'unchanged']);

/** Runs collections: each one alone on its dataset, each made durable before it is told. */
export function createExecutor(parts: CollectionParts) {
  const { repository, lake, sources, clock, log } = parts;
  const rejectedRows = createRejectedRows(lake.engine, parts.quarantineFolder);

  /** Runs a run that is not finished, from its source; harmless to call again. Failures are told in the run, not thrown. */
  async function execute(id: string, options: ExecuteOptions = {}): Promise<void> {
    const { signal } = options;
    const report = createReporter(id, options);
    while (true) {
      const run = await repository.run(id);
      if (!run || finished.has(run.status)) return;
      const held = await repository
        .holding(run.dataset, () => attempt(id, options, report))
        .catch(async (error) => {
          await settleFailure(id, error, signal);
          return { value: undefined };
        });
      if (held) return;
      const [other] = await repository.runningOf(run.dataset);
      if (options.noWait) {
        await settleFailure(
          id,
          new AppError(collectionErrors.busy, { dataset: run.dataset, run: other?.id ?? '–' }),
          signal,
        );
        return;
      }
      const name = other?.id ?? '';
      report({
        share: null,
        step: { zh: `等待同一数据资源的批次 ${name} 结束`, en: `Waiting for run ${name} of the same dataset` },
      });
      try {
        await delay(400, undefined, signal ? { signal } : {});
      } catch (error) {
        await settleFailure(id, error, signal);
        return;
      }
    }
  }

  async function attempt(id: string, options: ExecuteOptions, report: (progress: Progress) => void): Promise<void> {
    const run = (await repository.run(id))!;
    if (finished.has(run.status)) return;
    if (run.cancel_requested) throw new AppError(collectionErrors.cancelled);
    // We hold the dataset: another run of it that says it runs was cut off. Its job, if it has one, will take it up.
    for (const stale of await repository.runningOf(run.dataset)) {
      if (stale.id !== id && stale.source_sha256 === null)
        await settleFailure(stale.id, new AppError(collectionErrors.interrupted), undefined);
    }
    const committed = await committedBy(lake, run.dataset, id);
    await repository.updateRun(id, { status: 'running' });
    if (committed) await settleVersion(run, committed);
    else await collectSource(run, options, report);
  }

  async function collectSource(
    run: RunRow,
    options: ExecuteOptions,
    report: (progress: Progress) => void,
  ): Promise<void> {
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const watch = setInterval(() => {
      repository.run(run.id).then(
        (state) => state?.cancel_requested && stop.abort(new AppError(collectionErrors.cancelled)),
        () => {},
      );
    }, 700);
    const scratch = await sources.scratch(run.id);
    let staged: StagedFiles | null = null;
    let ingestion: Ingestion | null = null;
    try {
      const judges = await prepare(run);
      const { compiled, existing, recipe } = judges;
      await rm(parts.quarantineFolder(run.id), { recursive: true, force: true });
      let total = run.source_bytes;
      let stream: AsyncIterable<Part>;
      let stored: StoredSource | null = null;
      if (options.file !== undefined) {
        total = (await fileSize(options.file)) ?? 0;
        const known = await unchangedFile(run, options.file, total, judges);
        if (known) return await settleUnchanged(run, known.run, known.sha256);
        ingestion = await sources.ingest(readFileChunks(options.file, signal), { name: run.source_name, signal });
        stream = withoutReturn(ingestion.parts());
      } else {
        stored = run.source_sha256 === null ? null : await sources.find(run.source_sha256);
        if (run.source_sha256 === null) throw new AppError(collectionErrors.interrupted);
        if (!stored) throw new AppError(collectionErrors.sourceMissing, { source: run.source_name });
        const same = await unchangedRun(run, stored.sha256, judges);
        if (same) return await settleUnchanged(run, same, stored.sha256);
        stream = inOrder(stored.parts);
      }
      staged = await lake.table(run.dataset).stage();
      const engine = await lake.partEngine();
      const table = await openTable(stream, {
        name: run.source_name,
        reading: run.asked,
        standard: compiled.standard,
        scratch,
        engine,
        signal,
      }).catch(async (error) => {
        if (error instanceof AppError && error.status < 500) stored = await keepSource(run, stream, ingestion, stored);
        throw error;
      });
      let result: CheckResult;
      try {
        await repository.updateRun(run.id, { reading: table.reading, file_findings: table.findings });
        // A column that the recipe fills may be missing.
        const missing = table.match!.missing.filter((name) => !recipe?.writes.has(name));
        if (missing.length > 0) {
          stored = await keepSource(run, stream, ingestion, stored);
          throw missingColumns(compiled, missing, table.columns);
        }
        result = await checkTable({
          engine,
          compiled,
          table,
          dataset: run.dataset,
          run: run.id,
          acceptedFolder: staged.folder,
          rejectedFolder: parts.quarantineFolder(run.id),
          // Rows that this run replaces are there for no one to refer to.
          reference: async (dataset) =>
            run.mode === 'replace' && dataset === run.dataset ? null : referenceRelation(dataset),
          existing,
          recipe,
          ...(run.resubmits ? { lineColumn: table.columns.indexOf(rowColumn) } : {}),
          signal,
          progress: (done) => report(checkProgress(done, total)),
        });
      } finally {
        await table.close();
      }
      report({
        share: 1,
        rows: result.rows,
        bytes: total,
        step: { zh: '保存源文件和版本', en: 'Storing the source and the version' },
      });
      stored = await keepSource(run, stream, ingestion, stored);
      const summary = await rejectedRows.summary(run.id, result.legend);
      await repository.updateRun(run.id, {
        rows: result.rows,
        accepted: result.accepted,
        quarantined: result.quarantined,
        summary,
        legend: result.legend,
        file_findings: result.findings,
        fingerprint: fingerprintOf(run, stored.sha256, judges),
      });
      const same = await unchangedRun(run, stored.sha256, judges);
      if (same) return await settleUnchanged(run, same, stored.sha256);
      const repeats = recipe?.duplicates.length ? await rejectedRows.countOnly(run.id, result.legend, 'duplicate') : 0;
      refuseBad(run, compiled, result, { summary, repeats });
      signal.throwIfAborted();
      const snapshot = await commitRows({
        table: lake.table(run.dataset),
        compiled,
        mode: run.mode,
        run: run.id,
        staged,
        files: result.acceptedFiles,
      });
      await settleVersion((await repository.run(run.id))!, snapshot, compiled);
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      clearInterval(watch);
      await rm(scratch, { recursive: true, force: true });
      if (staged) await rm(staged.folder, { recursive: true, force: true });
      await ingestion?.abort();
    }
  }

  /** The standard, and what the table holds that new rows must not repeat. */
  async function prepare(run: RunRow) {
    const resource = await parts.catalogue.resource(run.dataset);
    const id = run.standard_id ?? resource.standard?.id;
    if (!id) throw new AppError(collectionErrors.standardMissing, { dataset: run.dataset });
    const compiled = await parts.standards.compiled(id, run.standard_version ?? resource.standard?.version);
    const table = lake.table(run.dataset);
    const snapshot = run.mode !== 'replace' && (await table.exists()) ? await table.snapshot() : null;
    const key = compiled.standard.key ?? [];
    const uniques =
      run.mode === 'merge' ? compiled.uniques.filter((set) => set.join(' ') !== key.join(' ')) : compiled.uniques;
    // Columns that the table has not got yet hold no values that could repeat.
    const there = new Set(snapshot?.columns.map(({ name }) => name));
    const checkable = uniques.filter((set) => set.every((name) => there.has(name)));
    const existing =
      snapshot && snapshot.rows > 0 && checkable.length > 0
        ? {
            relation: snapshot.relation(),
            version: snapshot.version,
            uniques: checkable,
            except: run.mode === 'merge' ? key : [],
          }
        : null;
    const recipe = run.recipe ? await parts.recipes.compiled(run.recipe, compiled.standard) : null;
    return { compiled, existing, recipe };
  }

  async function referenceRelation(dataset: string): Promise<string | null> {
    const resource = await parts.catalogue.resource(dataset).catch(() => null);
    const table = lake.table(dataset);
    if (!resource || !(await table.exists())) return null;
    const view = parts.access.view(systemPrincipal('collection'), resource);
    return `(${view.select((await table.snapshot()).relation())})`;
  }

  async function unchangedFile(run: RunRow, file: string, bytes: number, judges: Judges) {
    if (!(await repository.knowsSize(run.dataset, bytes))) return null;
    const sha256 = await hashFile(file);
    const same = await unchangedRun(run, sha256, judges);
    return same ? { run: same, sha256 } : null;
  }

  /** The run that has made a version of the same bytes in the same way, when that version still says it all. */
  async function unchangedRun(run: RunRow, sha256: string, judges: Judges): Promise<RunRow | null> {
    if (run.resubmits) return null;
    const same = await repository.sameRun(fingerprintOf(run, sha256, judges));
    if (!same || same.id === run.id) return null;
    if (run.mode === 'append') return (await repository.replacedSince(run.dataset, same.version!)) ? null : same;
    const { version } = await parts.catalogue.resource(run.dataset);
    return version === same.version ? same : null;
  }

  async function keepSource(
    run: RunRow,
    stream: AsyncIterable<Part>,
    ingestion: Ingestion | null,
    stored: StoredSource | null,
  ): Promise<StoredSource> {
    if (stored) return stored;
    for await (const _ of stream);
    const kept = await ingestion!.finish();
    await repository.updateRun(run.id, { source_sha256: kept.sha256, source_bytes: kept.bytes });
    return kept;
  }

  async function settleVersion(run: RunRow, snapshot: Snapshot, compiled?: CompiledStandard): Promise<void> {
    const standard =
      compiled?.standard ??
      (run.standard_id ? await parts.standards.get(run.standard_id, run.standard_version ?? undefined) : null);
    const broken: Record<string, number> = {};
    for (const { rule, count } of run.summary) broken[rule] = (broken[rule] ?? 0) + count;
    await parts.catalogue.recordVersion({
      dataset: run.dataset,
      snapshot,
      operation: run.mode,
      run: run.id,
      quality: { rows: run.rows, broken },
      inputs: [
        ...(run.source_sha256
          ? [{ source: run.source_sha256, title: { zh: run.source_name, en: run.source_name } }]
          : []),
        ...(run.recipe ? [{ recipe: run.recipe.id, version: run.recipe.version }] : []),
      ],
      ...(standard ? { standard } : {}),
      principal: run.principal,
    });
    await settle(run, { status: 'done', version: snapshot.version });
  }

  async function settleUnchanged(run: RunRow, same: RunRow, sha256: string): Promise<void> {
    await settle(run, {
      status: 'unchanged',
      rows: same.rows,
      accepted: same.accepted,
      quarantined: same.quarantined,
      version: same.version,
      summary: same.summary,
      reading: same.reading,
      source_sha256: sha256,
      source_bytes: same.source_bytes,
      // Its rejected rows are those of the first run, where they are mended.
      legend: null,
      file_findings: [unchangedFinding(same), ...same.file_findings],
    });
    await rm(parts.quarantineFolder(run.id), { recursive: true, force: true });
  }

  async function settle(run: RunRow, values: Partial<RunRow> & Pick<RunRow, 'status'>): Promise<void> {
    const now = clock.now();
    const step = { zh: '完成', en: 'Finished' };
    await repository.updateRun(run.id, {
      progress: {
        share: values.status === 'done' || values.status === 'unchanged' ? 1 : run.progress.share,
        rows: values.rows ?? run.rows,
        step,
      },
      ...values,
      finished_at: now,
      seconds: Math.max(0, (now.getTime() - run.started_at.getTime()) / 1000),
    });
    if (run.resubmits && values.status !== 'done') {
      // Its rows are open again where they came from, and there alone.
      await repository.dropStates(run.id);
      await repository.updateRun(run.id, { legend: null });
      await rm(parts.quarantineFolder(run.id), { recursive: true, force: true });
    }
    await parts.audit.record({
      principal: run.principal,
      action: 'collection.run-finished',
      target: `run:${run.id}`,
      outcome:
        values.status === 'done' || values.status === 'unchanged'
          ? 'done'
          : values.status === 'refused'
            ? 'refused'
            : 'failed',
      details: {
        dataset: run.dataset,
        status: values.status,
        rows: values.rows ?? run.rows,
        quarantined: values.quarantined ?? run.quarantined,
        version: values.version ?? null,
      },
    });
  }

  async function settleFailure(id: string, cause: unknown, signal: AbortSignal | undefined): Promise<void> {
    const run = await repository.run(id);
    if (!run || finished.has(run.status)) return;
    if (signal?.aborted && isStopping(signal.reason)) {
      // The server stops: the job is handed on and begins again from the stored source.
      await repository.updateRun(id, { status: 'waiting' });
      throw cause;
    }
    const error = toAppError(cause, signal);
    const cancelled = error.code === collectionErrors.cancelled;
    const refused = !cancelled && error.status < 500;
    if (!refused && !cancelled) log.error({ err: cause, run: id }, 'a collection failed');
    await settle(run, {
      status: cancelled ? 'cancelled' : refused ? 'refused' : 'failed',
      problem: { code: error.code, message: error.text, remedy: error.remedy },
    });
  }

  function createReporter(id: string, options: ExecuteOptions): (progress: Progress) => void {
    let last = 0;
    return (progress) => {
      options.onProgress?.(progress);
      const now = performance.now();
      if (now - last < 400) return;
      last = now;
      repository
        .updateRun(id, { progress })
        .catch((error) => log.warn({ err: error, run: id }, 'progress was not stored'));
    };
  }

  return { execute, rejectedRows };
}

async function* inOrder(parts: Part[]): AsyncGenerator<Part> {
  yield* parts;
}

/** An iterable whose source goes on after a reader has stopped early. */
function withoutReturn<T>(source: AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
}
