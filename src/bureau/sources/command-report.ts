import type { CommandOutput, Principal } from '../../kernel/index.ts';
import { type Collection, runExitCode, runReport, showRun } from '../collection/index.ts';
import type { Round } from './schema.ts';
import type { Sources } from './service.ts';

/** What the commands of sources need of the application. */
export interface SourcesCommandNeeds {
  sources: Sources;
  collection: Collection;
}

/**
 * Prints what came of a round: the object of `collect` for its last run, with the round and all its runs; where there
 * was nothing to collect, the same keys say so.
 */
export async function reportRound(
  { sources, collection }: SourcesCommandNeeds,
  principal: Principal,
  round: Round,
  output: CommandOutput,
): Promise<number> {
  const runs = [];
  for (const id of round.runs) runs.push(await collection.runs.get(principal, id));
  const last = runs.at(-1);
  const { dataset } = await sources.get(principal, round.source);
  const nothing = {
    run: null,
    dataset,
    status: round.status,
    version: null,
    rows: 0,
    accepted: 0,
    quarantined: 0,
    findings: [],
    findingsTotal: 0,
    summary: [],
    groups: [],
    problem: round.problem,
    reading: null,
    seconds: null,
  };
  const report = last ? await runReport({ collection }, last) : nothing;
  output.result({
    ...report,
    // The round may have failed behind its last run.
    ...(round.problem ? { status: round.status, problem: round.problem } : {}),
    source: round.source,
    round: round.id,
    told: round.findings,
    runs: runs.map(({ id, status, version, rows, accepted, quarantined, source }) => ({
      run: id,
      file: source.name,
      status,
      version,
      rows,
      accepted,
      quarantined,
    })),
  });
  for (const run of runs) showRun(run, output);
  for (const { message } of round.findings) output.line(`· ${message.zh} / ${message.en}`);
  if (runs.length === 0 && !round.problem) output.line('没有新数据 · nothing new');
  if (round.problem) {
    output.line(`${round.problem.message.zh} ${round.problem.remedy.zh}`);
    output.line(`${round.problem.message.en} ${round.problem.remedy.en}`);
  }
  return runExitCode({ status: round.status });
}
