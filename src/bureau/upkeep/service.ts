import type { Queue } from '../../database/index.ts';
import {
  AppError,
  type Clock,
  type Config,
  defineJob,
  type Job,
  type JobContext,
  type Logger,
  type Principal,
  systemPrincipal,
} from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Collection } from '../collection/index.ts';
import { nextNight } from './nightly.ts';
import type { UpkeepReport, UpkeepState } from './schema.ts';

export interface UpkeepNeeds {
  lake: Lake;
  collection: Pick<Collection, 'clearLeftovers'>;
  access: Access;
  audit: Pick<Audit, 'record'>;
  queue: Queue;
  config: Pick<Config, 'upkeepAt' | 'retainDays'>;
  clock: Clock;
  log: Logger;
}

interface Input {
  by: Principal;
  dataset?: string;
  dryRun?: boolean;
  /** One of each night, which asks for the next. */
  nightly?: boolean;
}

const jobName = 'upkeep.run';
/** Fewer small files than this cost readers less than their rewriting. */
const minimumFiles = 4;
const target = { id: 'upkeep' };

export type Upkeep = ReturnType<typeof createUpkeep>;

/** Upkeep of everything at rest: tables are compacted and old versions go, each night and when somebody asks. */
export function createUpkeep(needs: UpkeepNeeds) {
  const { lake, access, audit, queue, config, clock } = needs;
  const retainHours = config.retainDays * 24;

  async function run(input: Input, context: Pick<JobContext, 'signal' | 'progress'>): Promise<UpkeepReport> {
    const { dataset, dryRun = false } = input;
    const began = performance.now();
    const ids = dataset === undefined ? await lake.tables() : [dataset];
    const report: UpkeepReport = { ...emptyReport(), dryRun, tables: ids.length };
    for (const [index, id] of ids.entries()) {
      context.signal.throwIfAborted();
      context.progress({ share: index / ids.length, step: { zh: `维护 ${id}`, en: `Upkeep of ${id}` } });
      try {
        const options = { retainHours, retainLogHours: retainHours, minimumFiles, dryRun, signal: context.signal };
        const done = await lake.table(id).upkeep(options);
        for (const part of ['before', 'after', 'vacuumed', 'log'] as const) add(report[part], done[part]);
        if (done.checkpoint) report.checkpoints++;
        if (done.postponed) report.postponed.push(id);
      } catch (error) {
        // One table that is damaged or busy must not keep the others from their upkeep.
        if (context.signal.aborted || dataset !== undefined) throw error;
        needs.log.error({ err: error, dataset: id }, 'the upkeep of a table failed');
        const code = error instanceof AppError ? error.code : 'kernel.unexpected';
        report.failed.push({ dataset: id, code });
      }
    }
    if (dataset === undefined) {
      add(report.leftovers, await needs.collection.clearLeftovers({ dryRun }));
      if (!dryRun) add(report.leftovers, await lake.clearLeftovers());
    }
    report.freedBytes = report.vacuumed.bytes + report.log.bytes + report.leftovers.bytes;
    report.seconds = Math.round(performance.now() - began) / 1000;
    if (!dryRun) {
      await audit.record({
        principal: input.by,
        action: 'upkeep.finished',
        target: dataset === undefined ? 'upkeep' : `dataset:${dataset}`,
        outcome: 'done',
        details: { tables: report.tables, freedBytes: report.freedBytes, failed: report.failed.length },
      });
    }
    return report;
  }

  /** Asks for the next night's upkeep; servers that ask for the same night get the same job. */
  async function plan(): Promise<void> {
    if (config.upkeepAt === null) return;
    const at = nextNight(config.upkeepAt, clock.now());
    const input: Input = { by: systemPrincipal('upkeep'), nightly: true };
    await queue.send(jobName, input, { key: at.toISOString(), startAfter: at });
  }

  const job: Job = defineJob<Input>({
    name: jobName,
    title: { zh: '存储维护', en: 'Upkeep of storage' },
    attempts: 3,
    concurrency: 1,
    async run(input, context) {
      if (input.nightly) await plan();
      return run(input, context);
    },
  });

  return {
    job,
    plan,

    /** Asks for upkeep now, of one dataset's table or of all; returns the job. */
    async start(principal: Principal, options: { dataset?: string; dryRun?: boolean } = {}): Promise<string> {
      access.require(principal, 'upkeep:run', target);
      if (options.dataset !== undefined) await lake.table(options.dataset).snapshot();
      return queue.send(jobName, { by: principal, ...options });
    },

    /** How upkeep stands. */
    async state(principal: Principal): Promise<UpkeepState> {
      access.require(principal, 'upkeep:run', target);
      const [done, running, waiting, failed] = await Promise.all(
        (['done', 'running', 'waiting', 'failed'] as const).map((status) =>
          queue.list({ name: jobName, status, limit: 50 }).then(({ items }) => items),
        ),
      );
      const last = done!.find(({ result }) => !(result as UpkeepReport).dryRun);
      const next = waiting!.map(({ startAfter }) => startAfter).sort((a, b) => a.getTime() - b.getTime())[0];
      const [active] = running!;
      const [failure] = failed!;
      const failedLast = failure?.finishedAt && (!last?.finishedAt || failure.finishedAt > last.finishedAt);
      return {
        last: last ? { at: last.finishedAt!.toISOString(), report: last.result as UpkeepReport } : null,
        running: active ? { id: active.id, progress: active.progress } : null,
        next: next?.toISOString() ?? null,
        failure: failedLast ? { at: failure.finishedAt!.toISOString(), message: failure.error!.message } : null,
        retainDays: config.retainDays,
      };
    },

    /** Ends the upkeep that runs, between two of its steps; what it has done stays done. */
    async cancel(principal: Principal): Promise<void> {
      access.require(principal, 'upkeep:run', target);
      for (const { id } of (await queue.list({ name: jobName, status: 'running' })).items) await queue.cancel(id);
    },
  };
}

function emptyReport(): UpkeepReport {
  const none = () => ({ files: 0, bytes: 0 });
  return {
    dryRun: false,
    tables: 0,
    before: none(),
    after: none(),
    checkpoints: 0,
    vacuumed: none(),
    log: none(),
    leftovers: none(),
    freedBytes: 0,
    postponed: [],
    failed: [],
    seconds: 0,
  };
}

function add(sum: { files: number; bytes: number }, part: { files: number; bytes: number }): void {
  sum.files += part.files;
  sum.bytes += part.bytes;
}
