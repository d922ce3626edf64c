import { type Principal, systemPrincipal } from '../../kernel/index.ts';
import type { MadeVersion } from '../catalogue/index.ts';
import { openDataset } from './datasets.ts';
import type { QualityNeeds } from './dependencies.ts';
import { createLook } from './drift/look.ts';
import { createDriftSettings } from './drift/settings.ts';
import { createEvaluate } from './evaluate.ts';
import { createExamples } from './examples.ts';
import { createFailures } from './failures.ts';
import { createHistory } from './history.ts';
import { createQualityRepository, type RuleRow } from './repository.ts';
import { createRules } from './rules.ts';
import type { DriftReport, Result } from './schema.ts';
import { createScoreboard } from './scoreboard.ts';

const self = systemPrincipal('quality');
/** Versions that follow each other sooner are looked at together: a stream makes one every few seconds. */
const quietMilliseconds = 60_000;
const hourMilliseconds = 3_600_000;

export const checkJob = 'quality.check';
export const ruleJob = 'quality.ask';
export const hourlyJob = 'quality.hourly';

export type Quality = ReturnType<typeof createQuality>;

/** What a check of a dataset found. */
export interface CheckReport {
  dataset: string;
  version: number | null;
  drift: DriftReport | null;
  results: Result[];
}

/** Quality that gets mended: rules over datasets, drift between versions, failures as tasks, departments' scoreboard. */
export function createQuality(needs: QualityNeeds) {
  const { queue, clock, log } = needs;
  const repository = createQualityRepository(needs.database);
  const failures = createFailures(needs, repository);
  const evaluate = createEvaluate(needs, repository, failures);
  const look = createLook(needs, repository);
  const rules = createRules(needs, repository, {
    failures,
    ask: async (row) => {
      await queue.send(ruleJob, { rule: row.id }, { key: `${row.id} ${row.revision}` });
    },
  });
  const examples = createExamples(needs, rules.seesAll);
  const settings = createDriftSettings(needs, repository);
  const lastSent = new Map<string, number>();

  /** Looks at the newest version of a dataset and asks all rules that read it. One rule that fails to run stops no other. */
  async function check(dataset: string, signal?: AbortSignal): Promise<CheckReport> {
    const opened = await openDataset(needs, dataset);
    if (!opened) return { dataset, version: null, drift: null, results: [] };
    const { version } = opened.snapshot;
    const [known] = await repository.profiles(dataset, { limit: 1 });
    const profile = known?.version === version ? known : await look(opened, signal);
    const results: Result[] = [];
    const problems: unknown[] = [];
    for (const row of await repository.rules(dataset)) {
      signal?.throwIfAborted();
      if (!row.enabled) continue;
      try {
        const result = await evaluate(row, signal);
        if (result) results.push(result);
      } catch (error) {
        if (signal?.aborted) throw error;
        log.error({ err: error, rule: row.id }, 'a quality rule could not be asked');
        problems.push(error);
      }
    }
    if (problems.length > 0) throw problems[0];
    const { against, rows, drifts } = profile;
    const before = against === null ? [] : await repository.profiles(dataset, { below: against + 1, limit: 1 });
    return {
      dataset,
      version,
      drift: {
        dataset,
        version,
        at: profile.at.toISOString(),
        against,
        rows,
        rowsBefore: before[0]?.rows ?? null,
        drifts,
      },
      results,
    };
  }

  async function askRule(id: string, signal?: AbortSignal): Promise<Result | null> {
    const row = await repository.rule(id);
    return row?.enabled ? evaluate(row, signal) : null;
  }

  return {
    rules: { list: rules.list, get: rules.get, save: rules.save, remove: rules.remove },

    /** Rows that show why a rule fails. */
    async examples(principal: Principal, id: string) {
      const row = await rules.found(principal, id);
      const [last] = await repository.results(id, 1);
      return examples(principal, row, last ?? null);
    },

    ...createHistory(needs, repository),

    scoreboard: createScoreboard(needs),

    driftSettings: settings.state,
    saveDriftSettings: settings.save,

    /** Checks the newest version now, in this process. */
    async check(principal: Principal, dataset: string, signal?: AbortSignal): Promise<CheckReport> {
      await settings.requireKeeper(principal, dataset);
      return check(dataset, signal);
    },

    /** Asks for a check as a job; returns its id. */
    async startCheck(principal: Principal, dataset: string): Promise<string> {
      await settings.requireKeeper(principal, dataset);
      return queue.send(checkJob, { dataset });
    },

    /** A version was made: it is checked by a job, at once or when the dataset has been quiet for so long. */
    async versionMade({ dataset, version }: MadeVersion): Promise<void> {
      const now = clock.now().getTime();
      const last = lastSent.get(dataset);
      lastSent.set(dataset, now);
      if (last === undefined || now - last >= quietMilliseconds) {
        await queue.send(checkJob, { dataset }, { key: `${dataset}@${version}` });
        return;
      }
      const slot = Math.floor(now / quietMilliseconds) + 1;
      await queue.send(
        checkJob,
        { dataset },
        { key: `${dataset}#${slot}`, startAfter: new Date(slot * quietMilliseconds) },
      );
    },

    /** The work of the jobs. */
    work: {
      check,
      askRule,
      /** Asks the rules whose answer changes with time alone. */
      async hourly(signal?: AbortSignal): Promise<number> {
        const fresh = (await repository.rules()).filter(
          ({ kind, enabled }: RuleRow) => kind === 'freshness' && enabled,
        );
        for (const row of fresh) {
          signal?.throwIfAborted();
          await evaluate(row, signal);
        }
        return fresh.length;
      },
    },

    /** Asks for the next hour's work; servers that ask for the same hour get the same job. */
    async plan(): Promise<void> {
      const hour = Math.floor(clock.now().getTime() / hourMilliseconds) + 1;
      const at = new Date(hour * hourMilliseconds);
      await queue.send(hourlyJob, { by: self.id }, { key: at.toISOString(), startAfter: at });
    },
  };
}
