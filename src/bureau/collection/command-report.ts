import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type CommandOutput, systemPrincipal } from '../../kernel/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Standards } from '../standards/index.ts';
import type { Run } from './schema.ts';
import type { Collection } from './service.ts';

/** What the commands of collection need of the application. */
export interface CollectionCommandNeeds {
  collection: Collection;
  catalogue: Catalogue;
  standards: Standards;
  identity: Pick<Identity, 'organisations'>;
}

/** The operator, who owns the data folder. */
export const operator = systemPrincipal('command-line');
/** So many findings are printed; the others are in `runs show` and on the page. */
const printedFindings = 1000;
const printedGroups = 20;

/** What came of a run as the one object that scripts rely on. */
export async function reportOf({ collection }: Pick<CollectionCommandNeeds, 'collection'>, run: Run) {
  const page = await collection.runs.findings(operator, run.id, { limit: printedFindings });
  return {
    run: run.id,
    dataset: run.dataset,
    status: run.status,
    version: run.version,
    rows: run.rows,
    accepted: run.accepted,
    quarantined: run.quarantined,
    findings: page.items.slice(0, printedFindings),
    findingsTotal: page.total,
    summary: run.summary,
    groups: run.groups,
    problem: run.problem,
    reading: run.reading,
    seconds: run.seconds,
  };
}

/** Prints what came of a run: the one object, or a few lines for a person. */
export async function report(
  needs: Pick<CollectionCommandNeeds, 'collection'>,
  run: Run,
  output: CommandOutput,
): Promise<number> {
  output.result(await reportOf(needs, run));
  showRun(run, output);
  return exitCode(run);
}

/** Prints what came of the runs of a folder's files: their sums, and each run's own object under `files`. */
export async function reportFolder(
  needs: Pick<CollectionCommandNeeds, 'collection'>,
  { dataset, runs }: { dataset: string; runs: Run[] },
  output: CommandOutput,
): Promise<number> {
  const sum = (of: (run: Run) => number | null) => runs.reduce((total, run) => total + (of(run) ?? 0), 0);
  const files = [];
  for (const run of runs) files.push({ file: run.source.name, ...(await reportOf(needs, run)) });
  const total = {
    rows: sum(({ rows }) => rows),
    accepted: sum(({ accepted }) => accepted),
    quarantined: sum(({ quarantined }) => quarantined),
    seconds: sum(({ seconds }) => seconds),
  };
  output.result({ dataset, version: runs.at(-1)?.version ?? null, ...total, files });
  output.line(
    `${runs.length} files: ${total.rows} rows, ${total.accepted} accepted, ${total.quarantined} quarantined, ${total.seconds.toFixed(2)} s`,
  );
  return Math.max(...runs.map(exitCode));
}

/** 0 done, 1 refused for its data or cancelled, 3 failed. */
export function exitCode({ status }: Pick<Run, 'status'>): number {
  if (status === 'done' || status === 'unchanged') return 0;
  return status === 'refused' || status === 'cancelled' ? 1 : 3;
}

/** A run in a few lines for a person. */
export function showRun(run: Run, output: CommandOutput): void {
  output.line(
    `${run.id} ${run.status}: ${run.rows} rows, ${run.accepted} accepted, ${run.quarantined} quarantined` +
      `${run.version === null ? '' : `, version ${run.version}`}, ${(run.seconds ?? 0).toFixed(2)} s`,
  );
  showGroups(run, output);
  for (const finding of run.findings) output.line(`· ${finding.message.zh} / ${finding.message.en}`);
  if (run.problem) {
    output.line(`${run.problem.message.zh} ${run.problem.remedy.zh}`);
    output.line(`${run.problem.message.en} ${run.problem.remedy.en}`);
  }
}

/** The findings of a run, folded: many fields that break one rule are one line. */
export function showGroups({ groups }: Run, output: CommandOutput): void {
  if (groups.length === 0) return;
  output.table(
    ['fields', 'rule', 'count', 'sample', 'message'],
    groups.slice(0, printedGroups).map(({ fields, rule, count, message, examples }) => {
      const names = examples.map(({ field }) => field ?? '').join(', ');
      const more = fields > examples.length ? ` … (${fields})` : '';
      return [`${names}${more}`, rule, count, examples[0]?.sample ?? '', `${message.zh} / ${message.en}`];
    }),
  );
  if (groups.length > printedGroups) output.line(`… +${groups.length - printedGroups}`);
}

/** Writes a quarantine download to a file. */
export async function saveDownload(collection: Collection, run: string, file: string): Promise<void> {
  await pipeline(await collection.quarantine.download(operator, run, 'zh'), createWriteStream(file));
}
