import path from 'node:path';
import { AppError, type Command, type CommandOutput } from '../../kernel/index.ts';
import { formatProposal, type Proposal } from '../standards/index.ts';
import { type CollectionCommandNeeds, operator } from './command-report.ts';
import { collectionErrors } from './errors.ts';
import { fileSize, readFileChunks } from './reading/source-store.ts';
import { readingOf, readingOptions, text } from './reading-options.ts';
import type { Reading } from './schema.ts';

/** `lingnan standards propose`. */
export const proposeCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['standards', 'propose'],
    summary: {
      zh: '按文件起草数据标准',
      en: 'Draft a standard from all rows of a file and print it; the draft is kept nowhere',
    },
    details: 'lingnan standards propose taps.csv --id transport.taps > taps.yaml',
    arguments: [
      { name: 'file', required: true, summary: 'CSV, TSV, XLSX, JSON, NDJSON or Parquet, also in ZIP or GZIP' },
    ],
    options: [
      { flags: '--id <id>', summary: 'id of the standard, as in demo.residents', default: 'draft.proposed' },
      { flags: '--title <title>', summary: 'title of the standard' },
      ...readingOptions.filter(({ flags }) => !flags.startsWith('--columns')),
    ],
    async run(needs, { arguments: [file], options }, output) {
      const title = text(options['title']);
      const { proposal, yaml } = await proposeFromFile(
        needs,
        { file: file!, id: String(options['id']), reading: readingOf(options), ...(title ? { title } : {}) },
        output,
      );
      output.result(proposal);
      output.line(yaml.trimEnd());
      return 0;
    },
  },
];

/** Drafts a standard from a file; also as the text of its YAML with the reasons. */
export async function proposeFromFile(
  { collection }: Pick<CollectionCommandNeeds, 'collection'>,
  { file, ...asked }: { file: string; id: string; title?: string; reading: Partial<Reading> },
  output: CommandOutput,
): Promise<{ proposal: Proposal; yaml: string }> {
  if ((await fileSize(file)) === null) throw new AppError(collectionErrors.sourceMissing, { source: file });
  const name = path.basename(file);
  const proposal = await collection.propose({
    ...asked,
    principal: operator,
    upload: { name, stream: readFileChunks(file, output.signal) },
    signal: output.signal,
  });
  return { proposal, yaml: formatProposal(proposal, name) };
}
