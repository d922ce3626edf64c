import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AppError,
  type Command,
  type CommandInput,
  type CommandOutput,
  kernelErrors,
  requireId,
} from '../../kernel/index.ts';
import { parseStandard } from '../standards/index.ts';
import { recipeCommands } from './cleaning/commands.ts';
import { type CollectionCommandNeeds, operator, report, reportFolder, showRun } from './command-report.ts';
import { proposeCommands, proposeFromFile } from './commands-propose.ts';
import { quarantineCommands } from './commands-quarantine.ts';
import { runCommands } from './commands-runs.ts';
import { collectionErrors } from './errors.ts';
import { readingOf, readingOptions, text } from './reading-options.ts';
import type { CollectionMode, Reading, Run } from './schema.ts';

/** `lingnan collect`, `standards propose`, `runs …`, `quarantine …`, `recipes …`. */
export const collectionCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['collect'],
    summary: { zh: '采集一个文件或文件夹', en: 'Collect a file, or each file of a folder, into a dataset' },
    details: [
      'Checks each row against the dataset’s standard; good rows become a version, bad ones go to quarantine.',
      'A dataset that does not exist yet is made when --standard is given. Without one, a standard is proposed',
      'from the file and printed, and nothing is collected.',
      'Of a folder, each file is collected in the order of the names (2.csv before 10.csv), as a run of its own. A file',
      'that is refused does not stop the others.',
      '',
      'Example: lingnan collect residents.csv --dataset demo.residents --standard residents.yaml',
      'Exit codes: 0 done (also when some rows are in quarantine), 1 refused, 2 wrong use, 3 failed.',
    ].join('\n'),
    arguments: [
      {
        name: 'file',
        required: true,
        summary: 'CSV, TSV, XLSX, JSON, NDJSON or Parquet, also in ZIP or GZIP; or a folder of such files',
      },
    ],
    options: [
      { flags: '--dataset <id>', summary: 'the dataset, as in demo.residents' },
      { flags: '--standard <file>', summary: 'YAML file of its standard, published with this run when it is new' },
      { flags: '--mode <mode>', summary: 'merge (default with a key), append (default without) or replace' },
      { flags: '--refuse-above <share>', summary: 'share of bad rows, 0 to 1, above which no version is made' },
      {
        flags: '--owner <organisation>',
        summary: 'owner of a new dataset; the only or first organisation when absent',
      },
      { flags: '--no-wait', summary: 'fail when the dataset is being collected, instead of waiting' },
      { flags: '--save-proposal <file>', summary: 'where to write a proposed standard' },
      ...readingOptions,
    ],
    run: collectFile,
  },
  ...proposeCommands,
  ...runCommands,
  ...quarantineCommands,
  ...recipeCommands,
];

async function collectFile(needs: CollectionCommandNeeds, input: CommandInput, output: CommandOutput): Promise<number> {
  const { options } = input;
  const file = path.resolve(input.arguments[0]!);
  const dataset = text(options['dataset']);
  if (!dataset) throw new AppError(kernelErrors.invalidInput, { problem: '--dataset' });
  requireId(dataset);
  const reading = readingOf(options);
  const standardFile = text(options['standard']);
  const known = await needs.catalogue.resource(dataset).catch(() => null);
  if (standardFile)
    await followStandard(needs, { dataset, file: standardFile, owner: text(options['owner']), known: known !== null });
  const files = await filesOf(file);
  if (!standardFile && !known?.standard)
    return propose(
      needs,
      { file: files?.[0] ?? file, id: dataset, reading, save: text(options['saveProposal']) },
      output,
    );
  const refuseAbove = text(options['refuseAbove']);
  const mode = text(options['mode']);
  if (files && files.length > 1 && mode === 'replace')
    throw new AppError(collectionErrors.replaceByFolder, { folder: file });
  const collect = (one: string) =>
    needs.collection.collect({
      principal: operator,
      dataset,
      file: one,
      reading,
      signal: output.signal,
      onProgress: output.progress,
      noWait: options['wait'] === false,
      ...(mode ? { mode: modeOf(mode) } : {}),
      ...(refuseAbove !== undefined ? { refuseAbove: shareOf(refuseAbove) } : {}),
    });
  if (!files) return report(needs, await collect(file), output);
  const runs: Run[] = [];
  for (const one of files) {
    const run = await collect(one);
    output.line(path.basename(one));
    showRun(run, output);
    runs.push(run);
    if (output.signal.aborted) break;
  }
  return reportFolder(needs, { dataset, runs }, output);
}

/** The files of a folder in the order in which a person counts their names; null when it is none. */
async function filesOf(folder: string): Promise<string[] | null> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) return null;
  const entries = await readdir(folder, { withFileTypes: true });
  // Hidden files and the locks of spreadsheet programs hold no data.
  const names = entries.filter((entry) => entry.isFile() && !/^(\.|~\$)/.test(entry.name)).map(({ name }) => name);
  if (names.length === 0) throw new AppError(collectionErrors.emptyFolder, { folder });
  const order = new Intl.Collator('zh', { numeric: true });
  return names.sort(order.compare).map((name) => path.join(folder, name));
}

/** Publishes the standard when it says something new, and makes the dataset follow it. */
async function followStandard(
  { standards, catalogue, identity }: CollectionCommandNeeds,
  { dataset, file, owner, known }: { dataset: string; file: string; owner: string | undefined; known: boolean },
): Promise<void> {
  const { standard, findings } = parseStandard(await readFile(file, 'utf8'));
  if (!standard) {
    const [first] = findings;
    throw new AppError(kernelErrors.invalidInput, {
      problem: `${path.basename(file)}: ${first?.message.zh} / ${first?.message.en}`,
    });
  }
  const published = await standards.ensure(operator, standard);
  if (!known) {
    await catalogue.create(operator, {
      id: dataset,
      owner: owner ?? (await defaultOwner(identity)),
      standard: published,
    });
    return;
  }
  const resource = await catalogue.resource(dataset);
  if (resource.standard?.id !== published.id || resource.standard.version !== published.version) {
    await catalogue.followStandard(operator, dataset, published);
  }
}

/** The first organisation; one is made on a data folder that has none. */
async function defaultOwner(identity: CollectionCommandNeeds['identity']): Promise<string> {
  const [first] = await identity.organisations.list();
  if (first) return first.id;
  const made = await identity.organisations.create(operator, {
    id: 'org_default',
    name: { zh: '默认组织', en: 'Default organisation' },
  });
  return made.id;
}

/** Without a standard nothing is collected: one is proposed, for a person to correct. */
async function propose(
  needs: CollectionCommandNeeds,
  { save, ...asked }: { file: string; id: string; reading: Partial<Reading>; save: string | undefined },
  output: CommandOutput,
): Promise<number> {
  const { proposal, yaml } = await proposeFromFile(needs, asked, output);
  if (save) await writeFile(save, yaml);
  output.result({ dataset: asked.id, proposal: proposal.standard, yaml, file: save ?? null });
  output.line(`数据资源 ${asked.id} 还没有标准。以下是按文件起草的标准，请修改后用 --standard 指定：`);
  output.line(
    `Dataset ${asked.id} has no standard. This one is drafted from the file; correct it and pass it with --standard:`,
  );
  output.line('');
  output.line(save ? save : yaml.trimEnd());
  return 2;
}

function modeOf(mode: string): CollectionMode {
  if (mode === 'merge' || mode === 'append' || mode === 'replace') return mode;
  throw new AppError(kernelErrors.invalidInput, { problem: '--mode merge | append | replace' });
}

function shareOf(share: string): number {
  const value = Number(share);
  if (value >= 0 && value <= 1) return value;
  throw new AppError(kernelErrors.invalidInput, { problem: '--refuse-above 0 … 1' });
}
