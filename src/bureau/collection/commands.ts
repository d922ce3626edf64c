import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Value } from 'typebox/value';
import { AppError, type Command, type CommandInput, type CommandOutput, kernelErrors } from '../../kernel/index.ts';
import { formatStandard, parseStandard, proposeStandard } from '../standards/index.ts';
import { type CollectionCommandNeeds, operator, report } from './command-report.ts';
import { quarantineCommands } from './commands-quarantine.ts';
import { runCommands } from './commands-runs.ts';
import { readFileChunks } from './reading/source-store.ts';
import { type CollectionMode, PartialReadingShape, type Reading } from './schema.ts';

const readingOptions = [
  { flags: '--format <format>', summary: 'csv, xlsx, json, ndjson or parquet; detected when absent' },
  { flags: '--encoding <encoding>', summary: 'utf-8, gb18030, utf-16le or utf-16be; detected when absent' },
  { flags: '--delimiter <character>', summary: 'a comma, tab (write: tab), semicolon …; detected when absent' },
  { flags: '--header <line>', summary: 'line of the header; 0 when there is none; detected when absent' },
  { flags: '--sheet <name>', summary: 'sheet of a workbook' },
  { flags: '--entry <name>', summary: 'file inside a ZIP' },
  { flags: '--columns <json>', summary: 'column title to field name: {"电话": "phone"}' },
];

/** `lingnan collect`, `runs …`, `quarantine …`. */
export const collectionCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['collect'],
    summary: { zh: '采集一个文件', en: 'Collect a file into a dataset' },
    details: [
      'Checks each row against the dataset’s standard; good rows become a version, bad ones go to quarantine.',
      'A dataset that does not exist yet is made when --standard is given. Without one, a standard is proposed',
      'from the file and printed, and nothing is collected.',
      '',
      'Example: lingnan collect residents.csv --dataset demo.residents --standard residents.yaml',
      'Exit codes: 0 done (also when some rows are in quarantine), 1 refused, 2 wrong use, 3 failed.',
    ].join('\n'),
    arguments: [
      { name: 'file', required: true, summary: 'CSV, TSV, XLSX, JSON, NDJSON or Parquet, also in ZIP or GZIP' },
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
  ...runCommands,
  ...quarantineCommands,
];

async function collectFile(needs: CollectionCommandNeeds, input: CommandInput, output: CommandOutput): Promise<number> {
  const { options } = input;
  const file = path.resolve(input.arguments[0]!);
  const dataset = text(options['dataset']);
  if (!dataset) throw new AppError(kernelErrors.invalidInput, { problem: '--dataset' });
  const reading = readingOf(options);
  const standardFile = text(options['standard']);
  const known = await needs.catalogue.resource(dataset).catch(() => null);
  if (standardFile)
    await followStandard(needs, { dataset, file: standardFile, owner: text(options['owner']), known: known !== null });
  else if (!known?.standard)
    return propose(needs, { file, dataset, reading, save: text(options['saveProposal']) }, output);
  const refuseAbove = text(options['refuseAbove']);
  const run = await needs.collection.collect({
    principal: operator,
    dataset,
    file,
    reading,
    signal: output.signal,
    onProgress: output.progress,
    noWait: options['wait'] === false,
    ...(text(options['mode']) ? { mode: modeOf(text(options['mode'])!) } : {}),
    ...(refuseAbove !== undefined ? { refuseAbove: shareOf(refuseAbove) } : {}),
  });
  return report(needs, run, output);
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
  { collection }: CollectionCommandNeeds,
  {
    file,
    dataset,
    reading,
    save,
  }: { file: string; dataset: string; reading: Partial<Reading>; save: string | undefined },
  output: CommandOutput,
): Promise<number> {
  const inspection = await collection.inspect({
    principal: operator,
    upload: { name: path.basename(file), stream: readFileChunks(file) },
    reading,
  });
  const proposal = proposeStandard({ id: dataset, columns: inspection.columns, rows: inspection.sample });
  const yaml = formatStandard(proposal.standard);
  if (save) await writeFile(save, yaml);
  output.result({ dataset, proposal: proposal.standard, yaml, file: save ?? null });
  output.line(`数据资源 ${dataset} 还没有标准。以下是按文件起草的标准，请修改后用 --standard 指定：`);
  output.line(
    `Dataset ${dataset} has no standard. This one is drafted from the file; correct it and pass it with --standard:`,
  );
  output.line('');
  output.line(save ? save : yaml);
  return 2;
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined;
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

function readingOf(options: CommandInput['options']): Partial<Reading> {
  const header = text(options['header']);
  const columns = text(options['columns']);
  const delimiter = text(options['delimiter']);
  const reading: Record<string, unknown> = {
    format: text(options['format']),
    encoding: text(options['encoding'])
      ?.toLowerCase()
      .replace(/^(gbk|gb2312)$/, 'gb18030'),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    headerRow: header === undefined ? undefined : Number(header),
    sheet: text(options['sheet']),
    entry: text(options['entry']),
    columns: columns === undefined ? undefined : parseColumns(columns),
  };
  for (const name of Object.keys(reading)) if (reading[name] === undefined) delete reading[name];
  if (!Value.Check(PartialReadingShape, reading)) {
    const [first] = Value.Errors(PartialReadingShape, reading);
    throw new AppError(kernelErrors.invalidInput, {
      problem: `${first?.instancePath.slice(1) ?? ''} ${first?.message ?? ''}`,
    });
  }
  return reading;
}

function parseColumns(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new AppError(kernelErrors.invalidInput, { problem: '--columns {"…": "…"}' });
  }
}
