import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Command, type CommandInput, type CommandOutput } from '../../../kernel/index.ts';
import { type CollectionCommandNeeds, operator } from '../command-report.ts';
import { collectionErrors } from '../errors.ts';
import { fileSize, readFileChunks } from '../reading/source-store.ts';
import { readingOf, readingOptions, text } from '../reading-options.ts';

const dataset = { name: 'dataset', required: true, summary: 'the dataset, as in demo.residents' };
const sourceFile = {
  name: 'file',
  required: false,
  summary: 'a file to look at; the newest source that was collected when absent',
};

/** `lingnan recipes show|set|preview|suggest`. */
export const recipeCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['recipes', 'show'],
    summary: { zh: '查看数据资源的清洗规则', en: 'Show the cleaning recipe of a dataset' },
    arguments: [dataset],
    options: [{ flags: '--version <number>', summary: 'a version other than the newest' }],
    async run({ collection }, { arguments: [id], options }, output) {
      const version = text(options['version']);
      const recipe = await collection.recipes.get(operator, id!, version === undefined ? undefined : Number(version));
      output.result(recipe);
      output.line(recipe.yaml.trimEnd());
      return 0;
    },
  },
  {
    path: ['recipes', 'set'],
    summary: { zh: '保存清洗规则的新版本', en: 'Save the next version of a recipe' },
    details: 'Runs that begin after it are cleaned by it. An empty list of steps ends the cleaning.',
    arguments: [dataset, { name: 'file', required: true, summary: 'YAML: `steps:` and a list of steps' }],
    options: [{ flags: '--note <text>', summary: 'what has changed and why' }],
    async run({ collection }, { arguments: [id, file], options }, output) {
      const note = text(options['note']);
      const recipe = await collection.recipes.set(operator, id!, {
        written: await readFile(file!, 'utf8'),
        ...(note ? { note } : {}),
      });
      output.result(recipe);
      output.line(`${recipe.dataset} v${recipe.version}: ${recipe.steps.length} steps, ${recipe.hash.slice(0, 12)}`);
      return 0;
    },
  },
  {
    path: ['recipes', 'preview'],
    summary: { zh: '清洗前后对比', en: 'Show a source before and after a recipe; nothing is saved' },
    arguments: [dataset, sourceFile],
    options: [
      { flags: '--recipe <file>', summary: 'YAML of steps to try; those of the dataset when absent' },
      { flags: '--sample', summary: 'the first thousand rows alone' },
      ...readingOptions,
    ],
    run: preview,
  },
  {
    path: ['recipes', 'suggest'],
    summary: {
      zh: '按文件的问题推荐清洗步骤',
      en: 'Suggest steps that would mend what a source breaks; nothing is saved',
    },
    arguments: [dataset, sourceFile],
    options: [{ flags: '--sample', summary: 'the first thousand rows alone' }, ...readingOptions],
    async run(needs, input, output) {
      const suggestion = await needs.collection.suggestRecipe(await sourceOf(input, output));
      output.result(suggestion);
      for (const [index, { zh, en }] of suggestion.reasons.entries()) output.line(`# ${index + 1}. ${zh} / ${en}`);
      output.line(suggestion.yaml.trimEnd());
      return 0;
    },
  },
];

async function sourceOf({ arguments: [id, file], options }: CommandInput, { signal }: CommandOutput) {
  if (file !== undefined && (await fileSize(file)) === null)
    throw new AppError(collectionErrors.sourceMissing, { source: file });
  return {
    principal: operator,
    dataset: id!,
    signal,
    scope: options['sample'] === true ? ('sample' as const) : ('whole' as const),
    ...(file === undefined
      ? {}
      : { upload: { name: path.basename(file), stream: readFileChunks(file, signal) }, reading: readingOf(options) }),
  };
}

async function preview(
  { collection }: CollectionCommandNeeds,
  input: CommandInput,
  output: CommandOutput,
): Promise<number> {
  const recipe = text(input.options['recipe']);
  const found = await collection.previewRecipe({
    ...(await sourceOf(input, output)),
    ...(recipe ? { written: await readFile(recipe, 'utf8') } : {}),
  });
  output.result(found);
  output.line(
    `${found.rows} of ${found.total} rows: ${found.changed} changed; bad before ${found.badBefore}, after ${found.badAfter}`,
  );
  output.table(
    ['step', 'rows', 'left', 'example'],
    found.steps.map(({ index, step, rows, left, examples: [first] }) => [
      `${index + 1} ${step}`,
      rows,
      left,
      first ? `${first.field}: ${JSON.stringify(first.before)} → ${JSON.stringify(first.after)}` : '',
    ]),
  );
  return 0;
}
