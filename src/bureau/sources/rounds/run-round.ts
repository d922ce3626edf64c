import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Finding, type Progress, systemPrincipal } from '../../../kernel/index.ts';
import type { Run } from '../../collection/schema.ts';
import type { Connector, ConnectorState, PullContext } from '../connectors/connector.ts';
import { roundJob, type SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { PullRow, RoundRow, SourceRow } from '../repository.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { failureOf, handsOn, RunEnded, retryDelay } from './outcome.ts';
import type { RefusedFiles, RoundFiles } from './refused-files.ts';
import { createTurns } from './turns.ts';

export interface RoundOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** Whether a failure is tried again later by the queue. */
  retries: boolean;
}

const finished = new Set(['done', 'unchanged', 'refused', 'failed', 'cancelled']);
const collector = systemPrincipal('sources');
const progressMilliseconds = 400;
const cancelMilliseconds = 700;
const defaultRetries = 3;

/**
 * Runs rounds. What was pulled is remembered in the order: bytes stored, then run and pull entered in one transaction,
 * then the version committed, then the pull settled and the state moved on in one transaction. A round that is begun
 * again first ends the pulls it had entered, so that no row is lost or doubled wherever it was cut off.
 */
export function createRunRound(parts: SourcesParts, secrets: Secrets, refusedFiles: RefusedFiles) {
  const { repository, collection, queue, clock, log, audit } = parts;
  const turns = createTurns(parts);

  /** Runs a round that is not finished; harmless to call again. False when its source or its group is taken. */
  async function run(id: string, options: RoundOptions): Promise<boolean> {
    const round = await repository.round(id);
    const source = round ? await repository.source(round.source) : undefined;
    if (!round || !source) return true;
    let held = true;
    try {
      if (!finished.has(round.status)) held = await hold(source, () => attempt(id, source, options));
      return held;
    } finally {
      // Also of a round that was finished by a process which died before it could pass the turn.
      if (held) await turns.pass(source);
    }
  }

  /** As `run`, and sees to it that a round whose source or group is taken is run in its turn. */
  async function runInTurn(id: string, options: RoundOptions): Promise<void> {
    if (await run(id, options)) return;
    await turns.wait(id);
    await run(id, options);
  }

  async function hold(source: SourceRow, work: () => Promise<void>): Promise<boolean> {
    const { concurrency } = source.declaration;
    const group = concurrency ? { name: concurrency.group, limit: concurrency.limit ?? 1 } : null;
    return (await repository.holding(source.id, group, work)) !== null;
  }

  async function attempt(id: string, source: SourceRow, options: RoundOptions): Promise<void> {
    const round = (await repository.round(id))!;
    if (finished.has(round.status)) return;
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const watch = setInterval(() => {
      repository.round(id).then(
        (state) => state?.cancel_requested && stop.abort(new AppError(sourcesErrors.cancelled)),
        () => {},
      );
    }, cancelMilliseconds);
    const opener = secrets.opener(source.id);
    const findings: Finding[] = [];
    const report = reporter(id, options);
    await repository.updateRound(id, { status: 'running', started_at: round.started_at ?? clock.now() });
    const files = await refusedFiles.ofRound(source.id, round.range_from !== null);
    try {
      if (round.cancel_requested) throw new AppError(sourcesErrors.cancelled);
      const given = {
        signal,
        secret: opener.secret,
        tell: (finding: Finding) => findings.push(finding),
        progress: report,
      };
      const made = await pullAll(round, source, { ...given, files });
      if (files.fresh.length > 0)
        throw new AppError(sourcesErrors.filesRefused, { count: files.fresh.length, files: files.fresh.slice(0, 5) });
      await settle(round, { status: made ? 'done' : 'unchanged', findings });
    } catch (cause) {
      await settleFailure(round, source, { cause, signal, findings, options, redact: opener.redact });
    } finally {
      clearInterval(watch);
      await refusedFiles
        .report(source)
        .catch((error: unknown) => log.error({ err: error, source: source.id }, 'refused files were not reported'));
    }
  }

  /** Pulls until there is nothing more; true when a version was made. */
  async function pullAll(
    round: RoundRow,
    source: SourceRow,
    { files, ...given }: Pick<PullContext, 'signal' | 'secret' | 'tell' | 'progress'> & { files: RoundFiles },
  ): Promise<boolean> {
    const { declaration } = source;
    const { type, ...settings } = declaration.connector;
    const connector: Connector = parts.connector(type);
    const home = path.join(parts.config.dataFolder, 'standing', source.id);
    const scratch = path.join(home, `scratch-${round.id}`);
    const kept = path.join(home, 'kept');
    let made = false;
    for (const pull of await repository.openPulls(source.id)) {
      await collection.execute(pull.run, { signal: given.signal, onProgress: given.progress });
      made = (await settlePull(pull, files)) || made;
    }
    const backfill = round.range_from !== null && round.range_to !== null;
    let position = (await repository.runsOf([round.id])).get(round.id)?.length ?? 0;
    await rm(scratch, { recursive: true, force: true });
    await Promise.all([mkdir(scratch, { recursive: true }), mkdir(kept, { recursive: true })]);
    const moveOn = (state: ConnectorState) =>
      backfill ? Promise.resolve() : repository.saveState({ source: source.id, state, run: null, at: clock.now() });
    const context: PullContext = {
      ...given,
      state: (await repository.state(source.id))?.state ?? null,
      ...(backfill ? { range: { from: round.range_from!, to: round.range_to! } } : {}),
      network: parts.network,
      scratch,
      kept,
      clock,
      log: log.child({ source: source.id, round: round.id }),
      remember: moveOn,
      refused: files.refused,
    };
    try {
      for await (const pull of connector.pull(settings, context)) {
        given.signal.throwIfAborted();
        const entered: PullRow[] = [];
        const mode = pull.mode ?? declaration.mode;
        await collection.collect({
          principal: collector,
          dataset: source.dataset,
          upload: { name: pull.name, stream: pull.stream },
          reading: { ...pull.reading, ...declaration.reading },
          signal: given.signal,
          onProgress: given.progress,
          ...(mode ? { mode } : {}),
          ...(declaration.refuseAbove === undefined ? {} : { refuseAbove: declaration.refuseAbove }),
          before: async (run, transaction) => {
            const next = backfill ? null : pull.state();
            const file = pull.file ?? null;
            const row = { run, source: source.id, round: round.id, position, next_state: next, settled: false, file };
            await repository.insertPull(row, transaction);
            entered.push(row);
          },
        });
        for (const row of entered) made = (await settlePull(row, files)) || made;
        position++;
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return made;
  }

  /** Takes note of how the run of a pull has ended; throws when it brought nothing in and the source can't go on. */
  async function settlePull(pull: PullRow, files: RoundFiles): Promise<boolean> {
    const run: Run = await collection.runs.get(collector, pull.run);
    const good = run.status === 'done' || run.status === 'unchanged';
    const goesOn = await repository.transaction(async (transaction) => {
      await repository.settlePull(pull.run, transaction);
      if (good && pull.next_state !== null) {
        const row = { source: pull.source, state: pull.next_state, run: pull.run, at: clock.now() };
        await repository.saveState(row, transaction);
      }
      return files.note(pull.file, run, transaction);
    });
    if (!goesOn) throw new RunEnded(run);
    return run.status === 'done';
  }

  async function settle(
    round: RoundRow,
    values: Partial<RoundRow> & Pick<RoundRow, 'status' | 'findings'>,
  ): Promise<void> {
    await repository.updateRound(round.id, {
      problem: null,
      next_attempt_at: null,
      ...values,
      finished_at: clock.now(),
    });
    const good = values.status === 'done' || values.status === 'unchanged';
    await audit.record({
      principal: round.principal,
      action: 'sources.round-finished',
      target: `source:${round.source}`,
      outcome: good ? 'done' : values.status === 'refused' ? 'refused' : 'failed',
      details: { round: round.id, status: values.status, code: values.problem?.code ?? null },
    });
  }

  async function settleFailure(
    round: RoundRow,
    source: SourceRow,
    failure: {
      cause: unknown;
      signal: AbortSignal;
      findings: Finding[];
      options: RoundOptions;
      redact(text: string): string;
    },
  ): Promise<void> {
    const { signal, findings, options, redact } = failure;
    const cause = signal.aborted ? signal.reason : failure.cause;
    if (signal.aborted && handsOn(cause)) {
      // The server stops: whoever takes the job goes on with this round.
      await repository.updateRound(round.id, { status: 'waiting' });
      throw cause;
    }
    const place = source.declaration.title;
    const told = signal.aborted ? new AppError(sourcesErrors.cancelled) : failure.cause;
    const { status, problem } = failureOf(told, { place, redact });
    const retries = source.declaration.retries ?? defaultRetries;
    if (status === 'failed')
      log.warn({ round: round.id, source: source.id, problem: problem.message.en }, 'a round failed');
    if (status === 'failed' && options.retries && round.attempt <= retries) {
      const wait = retryDelay(round.attempt);
      const next = new Date(clock.now().getTime() + wait);
      await repository.transaction(async (transaction) => {
        const attempt = round.attempt + 1;
        const send = { key: `${round.id}:${attempt}`, delayMilliseconds: wait, transaction };
        const job = await queue.send(roundJob, { round: round.id }, send);
        const waiting = { status: 'waiting' as const, attempt, next_attempt_at: next, job, problem, findings };
        await repository.updateRound(round.id, waiting, transaction);
      });
      return;
    }
    await settle(round, { status, problem, findings });
  }

  function reporter(id: string, options: RoundOptions): (progress: Progress) => void {
    let last = Number.NEGATIVE_INFINITY;
    return (progress) => {
      options.onProgress?.(progress);
      const now = performance.now();
      if (now - last < progressMilliseconds) return;
      last = now;
      repository
        .updateRound(id, { progress })
        .catch((error) => log.warn({ err: error, round: id }, 'progress was not stored'));
    };
  }

  return { run, runInTurn };
}

export type RunRound = ReturnType<typeof createRunRound>['run'];
