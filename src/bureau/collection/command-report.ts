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

/** Prints what came of a run: the one object that scripts rely on, or a few lines for a person. */
export async function report(
  { collection }: Pick<CollectionCommandNeeds, 'collection'>,
  run: Run,
  output: CommandOutput,
): Promise<number> {
  const page = await collection.runs.findings(operator, run.id, { limit: printedFindings });
  const findings = page.items.slice(0, printedFindings);
  output.result({
    run: run.id,
    dataset: run.dataset,
    status: run.status,
    version: run.version,
    rows: run.rows,
    accepted: run.accepted,
    quarantined: run.quarantined,
    findings,
    findingsTotal: page.total,
    summary: run.summary,
    problem: run.problem,
    reading: run.reading,
    seconds: run.seconds,
  });
  output.line(
    `${run.id} ${run.status}: ${run.rows} rows, ${run.accepted} accepted, ${run.quarantined} quarantined` +
      `${run.version === null ? '' : `, version ${run.version}`}, ${(run.seconds ?? 0).toFixed(2)} s`,
  );
  if (run.summary.length > 0) {
    output.table(
      ['field', 'rule', 'count', 'sample', 'message'],
      run.summary
        .slice(0, 20)
        .map(({ field, rule, count, sample, message }) => [field ?? '', rule, count, sample ?? '', message.zh]),
    );
  }
  for (const finding of run.findings) output.line(`· ${finding.message.zh} / ${finding.message.en}`);
  if (run.problem) {
    output.line(`${run.problem.message.zh} ${run.problem.remedy.zh}`);
    output.line(`${run.problem.message.en} ${run.problem.remedy.en}`);
  }
  if (run.status === 'done' || run.status === 'unchanged') return 0;
  return run.status === 'refused' || run.status === 'cancelled' ? 1 : 3;
}

/** Writes a quarantine download to a file. */
export async function saveDownload(collection: Collection, run: string, file: string): Promise<void> {
  await pipeline(await collection.quarantine.download(operator, run, 'zh'), createWriteStream(file));
}
