import type { Standard } from '../bureau/standards/index.ts';
import {
  AppError,
  type Command,
  defineJob,
  type Job,
  kernelErrors,
  type Principal,
  type Route,
  systemPrincipal,
} from '../kernel/index.ts';
import type { Lake } from '../lake/index.ts';
import { createSectorContext } from './context.ts';
import type { Analysis, AnalysisRun, Sector, SectorParts } from './contract.ts';
import { requireSound } from './declaration.ts';
import type { SectorNeeds } from './needs.ts';
import { publishResult, registerResult, registerStandards } from './register.ts';
import { latestRun, runAnalysis } from './run.ts';
import type { AnalysisInfo } from './schema.ts';
import { datasetOf } from './sql.ts';

export interface SectorHost {
  sectors: Sector[];
  routes: Route[];
  jobs: Job[];
  commands: Command[];
  /** Publishes the sectors' standards and listens for new versions; call once, after the database is there. */
  start(): Promise<void>;
  /** Runs what depends on a dataset, to the end of the chain, then the sectors' own work on the new versions. */
  refresh(dataset: string, signal?: AbortSignal): Promise<void>;
  listAnalyses(principal: Principal): Promise<AnalysisInfo[]>;
  getAnalysis(principal: Principal, id: string): Promise<AnalysisInfo>;
  runAnalysis(
    principal: Principal,
    id: string,
    options?: { parameters?: Record<string, unknown>; requestId?: string },
  ): Promise<AnalysisRun>;
}

/** Checks the sectors' declarations, gives each its context, and runs their analyses when their inputs change. */
export function createSectorHost(sectors: Sector[], needs: SectorNeeds): SectorHost {
  requireSound(sectors);
  const { catalogue, lake, standards, access, audit, log } = needs;
  const self = systemPrincipal('sectors');
  const analyses = new Map<string, { sector: Sector; analysis: Analysis }>();
  for (const sector of sectors) {
    for (const analysis of sector.analyses) analyses.set(analysis.id, { sector, analysis });
  }

  const turns = new Map<string, Promise<unknown>>();
  const run = (analysis: Analysis, parameters: Record<string, unknown> = {}): Promise<AnalysisRun> => {
    const make = async () => {
      await registerResult({ catalogue, standards }, analysis, sectorOf(analysis));
      const made = await runAnalysis({ lake, catalogue, standards }, analysis, parameters);
      await publishResult(catalogue, analysis);
      return made;
    };
    // One at a time: of two that begin together, the second finds what the first has made.
    const turn = (turns.get(analysis.id) ?? Promise.resolve()).then(make, make);
    turns.set(analysis.id, turn);
    return turn;
  };
  const sectorOf = (analysis: Analysis) => analyses.get(analysis.id)!.sector.id;

  const parts = new Map<Sector, SectorParts>();
  for (const sector of sectors) parts.set(sector, sector.setup(createSectorContext(sector, { ...needs, self, run })));

  const inHand = new Set<string>();
  const refresh = async (dataset: string, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    for (const { analysis } of analyses.values()) {
      if (!Object.values(analysis.inputs).some((input) => datasetOf(input) === dataset)) continue;
      if (!(await hasInputs(lake, analysis))) continue;
      const result = analysis.result.id;
      inHand.add(result);
      const made = await run(analysis).finally(() => inHand.delete(result));
      log.info({ analysis: analysis.id, version: made.version, unchanged: made.unchanged }, 'analysis ran');
      await refresh(made.dataset, signal);
    }
    const version = (await lake.table(dataset).exists()) ? (await lake.table(dataset).snapshot()).version : null;
    if (version === null) return;
    for (const { onVersion } of parts.values()) {
      for (const work of onVersion ?? []) {
        if (datasetOf(work.of) === dataset) await work.run({ dataset, version });
      }
    }
  };

  const describe = async (sector: Sector, analysis: Analysis): Promise<AnalysisInfo> => {
    const latest = await latestRun(lake, analysis);
    return {
      id: analysis.id,
      sector: sector.id,
      title: analysis.title,
      formula: analysis.formula,
      source: analysis.source,
      inputs: Object.entries(analysis.inputs).map(([name, input]) => ({ name, dataset: datasetOf(input) })),
      parameters: analysis.parameters,
      result: analysis.result.id,
      latest: latest && {
        analysis: latest.analysis,
        dataset: latest.dataset,
        version: latest.version,
        rows: latest.rows,
        inputs: latest.inputs,
        parameters: latest.parameters,
        unchanged: latest.unchanged,
      },
    };
  };
  /** An analysis is told to whom its result may be told. */
  const visible = async (principal: Principal, analysis: Analysis): Promise<boolean> => {
    const resource = await catalogue.find(analysis.result.id);
    return resource === null || access.decide(principal, 'dataset:discover', resource).allowed;
  };
  const find = async (principal: Principal, id: string) => {
    const found = analyses.get(id);
    if (!found || !(await visible(principal, found.analysis))) throw new AppError(kernelErrors.notFound, { what: id });
    return found;
  };

  const declared = [...analyses.values()].flatMap(({ analysis }) => Object.values(analysis.inputs).map(datasetOf));
  const watched = new Set([
    ...declared,
    ...[...parts.values()].flatMap(({ onVersion }) => (onVersion ?? []).map(({ of }) => datasetOf(of))),
  ]);

  return {
    sectors,
    routes: [...parts.values()].flatMap(({ routes }) => routes ?? []),
    commands: [...parts.values()].flatMap(({ commands }) => commands ?? []),
    jobs: [
      defineJob<{ dataset: string }>({
        name: 'sector.refresh',
        title: { zh: '更新分析结果、指标与预警', en: 'Bring results, indicators and alerts up to date' },
        attempts: 5,
        // Two at once could write the same result table against each other.
        concurrency: 1,
        run: ({ dataset }, { signal }) => refresh(dataset, signal),
      }),
      ...[...parts.values()].flatMap(({ jobs }) => jobs ?? []),
    ],
    async start() {
      await registerStandards(standards, declaredStandards(sectors));
      catalogue.onVersion(async ({ dataset, version }) => {
        // A result that `refresh` makes is followed there to the end of the chain.
        if (!watched.has(dataset) || inHand.has(dataset)) return;
        await needs.queue?.send('sector.refresh', { dataset }, { key: `${dataset}@${version}` });
      });
    },
    refresh,
    async listAnalyses(principal) {
      const items: AnalysisInfo[] = [];
      for (const { sector, analysis } of analyses.values()) {
        if (await visible(principal, analysis)) items.push(await describe(sector, analysis));
      }
      return items;
    },
    async getAnalysis(principal, id) {
      const { sector, analysis } = await find(principal, id);
      return describe(sector, analysis);
    },
    async runAnalysis(principal, id, { parameters, requestId } = {}) {
      const { analysis } = await find(principal, id);
      access.require(principal, 'analysis:run', { id });
      const made = await run(analysis, parameters);
      await audit.record({
        principal,
        action: 'sector.analysis-run',
        target: `analysis:${id}`,
        outcome: 'done',
        requestId,
        details: {
          dataset: made.dataset,
          version: made.version,
          parameters: made.parameters,
          unchanged: made.unchanged,
        },
      });
      return made;
    },
  };
}

function declaredStandards(sectors: Sector[]): Standard[] {
  return sectors.flatMap((sector) => [...sector.standards, ...sector.analyses.map((analysis) => analysis.result)]);
}

async function hasInputs(lake: Lake, analysis: Analysis): Promise<boolean> {
  for (const input of Object.values(analysis.inputs)) {
    if (!(await lake.table(datasetOf(input)).exists())) return false;
  }
  return true;
}
