import {
  AppError,
  type Command,
  type CommandInput,
  type CommandOutput,
  kernelErrors,
  systemPrincipal,
} from '../../kernel/index.ts';
import type { CreateDataset, Dataset, SearchResult } from './schema.ts';
import type { Catalogue } from './service.ts';

type CatalogueCommand = Command<{ catalogue: Catalogue }>;

/** The operator at the command line, who owns the data folder. */
export const operator = systemPrincipal('command-line');

const id = { name: 'id', required: true, summary: 'id of the dataset, as in demo.residents' };
const listOptions = [
  { flags: '--sector <sector>', summary: 'transit, health, government, safety or utilities' },
  { flags: '--owner <organisation>', summary: 'id of the owner' },
  { flags: '--status <status>', summary: 'draft, published or retired' },
  { flags: '--sort <sort>', summary: 'relevance, updated, title or rows' },
  { flags: '--limit <number>', summary: 'at most so many, up to 100', default: '20' },
  { flags: '--cursor <cursor>', summary: 'continue behind the page that ended with this cursor' },
];

/** A whole number of an option; throws `kernel.invalid-input` when it is none. */
export function integerOption(input: CommandInput, name: string): number | undefined {
  const text = input.options[name];
  if (typeof text !== 'string') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new AppError(kernelErrors.invalidInput, { problem: `--${name} ${text}` });
  }
  return value;
}

export const textOption = (input: CommandInput, name: string): string | undefined => {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
};

async function list(catalogue: Catalogue, input: CommandInput, output: CommandOutput): Promise<number> {
  const filters = Object.fromEntries(
    (['sector', 'owner', 'status'] as const).flatMap((name) => {
      const value = textOption(input, name);
      return value ? [[name, value.split(',')]] : [];
    }),
  );
  const found = await catalogue.search(operator, {
    q: input.arguments[0],
    filters,
    sort: textOption(input, 'sort') as 'updated' | undefined,
    limit: integerOption(input, 'limit'),
    cursor: textOption(input, 'cursor'),
  });
  output.result(found);
  showList(found, output);
  return 0;
}

function showList(found: SearchResult, output: CommandOutput): void {
  output.table(
    ['id', 'title', 'owner', 'status', 'rows', 'updated'],
    found.items.map((item) => [item.id, item.title.zh, item.owner.name.zh, item.status, item.rows, item.updatedAt]),
  );
  output.line(`${found.items.length} / ${found.total}`);
  if (found.next) output.line(`--cursor ${found.next}`);
}

function showOne(dataset: Dataset, output: CommandOutput): void {
  output.result(dataset);
  output.line(`${dataset.id}  ${dataset.title.zh} / ${dataset.title.en}`);
  output.line(`${dataset.status}, v${dataset.version ?? '–'}, ${dataset.rows ?? 0} rows, ${dataset.owner.name.zh}`);
}

/** Commands on catalogue entries. */
export const entryCommands: CatalogueCommand[] = [
  {
    path: ['datasets', 'list'],
    summary: { zh: '列出数据资源', en: 'List datasets' },
    options: listOptions,
    run: ({ catalogue }, input, output) => list(catalogue, { ...input, arguments: [] }, output),
  },
  {
    path: ['datasets', 'search'],
    summary: {
      zh: '检索数据资源：标题、字段、关键词，支持拼音',
      en: 'Search datasets: titles, fields, keywords, pinyin',
    },
    details: 'Example: lingnan datasets search kqzl',
    arguments: [{ name: 'text', required: true, summary: 'words, parts of words, or pinyin initials' }],
    options: listOptions,
    run: ({ catalogue }, input, output) => list(catalogue, input, output),
  },
  {
    path: ['datasets', 'show'],
    summary: { zh: '查看一项数据资源', en: 'Show a dataset' },
    arguments: [id],
    run: async ({ catalogue }, input, output) => {
      const dataset = await catalogue.get(operator, input.arguments[0]!);
      showOne(dataset, output);
      output.table(
        ['field', 'title', 'type', 'access'],
        dataset.fields.map((field) => [field.name, field.title.zh, field.type, field.access]),
      );
      return 0;
    },
  },
  {
    path: ['datasets', 'create'],
    summary: { zh: '登记数据资源（草稿）', en: 'Enter a dataset as a draft' },
    details: 'Example: lingnan datasets create demo.residents --owner org_1 --standard demo.residents',
    arguments: [id],
    options: [
      { flags: '--owner <organisation>', summary: 'id of the owner' },
      { flags: '--standard <id>', summary: 'published standard that it follows; the one of its own id when absent' },
      { flags: '--title <title>', summary: 'Chinese title; that of the standard when absent' },
      { flags: '--title-en <title>', summary: 'English title' },
      { flags: '--sector <sector>', summary: 'transit, health, government, safety or utilities' },
      { flags: '--openness <openness>', summary: 'unconditional, conditional or not-open' },
      { flags: '--sharing <sharing>', summary: 'unconditional, conditional or not-shared' },
      { flags: '--reason <text>', summary: 'legal reason when not shared' },
    ],
    run: async ({ catalogue }, input, output) => {
      const dataset = input.arguments[0]!;
      const owner = textOption(input, 'owner');
      if (!owner) throw new AppError(kernelErrors.invalidInput, { problem: '--owner' });
      const title = textOption(input, 'title');
      const made = await catalogue.createByStandard(operator, {
        id: dataset,
        owner,
        standard: textOption(input, 'standard') ?? dataset,
        ...(title ? { title: { zh: title, en: textOption(input, 'titleEn') ?? title } } : {}),
        sector: textOption(input, 'sector') as CreateDataset['sector'],
        openness: textOption(input, 'openness') as CreateDataset['openness'],
        sharing: textOption(input, 'sharing') as CreateDataset['sharing'],
        sharingReason: textOption(input, 'reason'),
      });
      showOne(made, output);
      return 0;
    },
  },
  {
    path: ['datasets', 'publish'],
    summary: { zh: '发布数据资源', en: 'Publish a dataset' },
    arguments: [id],
    run: async ({ catalogue }, input, output) => {
      showOne(await catalogue.publish(operator, input.arguments[0]!), output);
      return 0;
    },
  },
  {
    path: ['datasets', 'retire'],
    summary: { zh: '停用数据资源', en: 'Retire a dataset' },
    arguments: [id],
    run: async ({ catalogue }, input, output) => {
      showOne(await catalogue.retire(operator, input.arguments[0]!), output);
      return 0;
    },
  },
  {
    path: ['datasets', 'versions'],
    summary: { zh: '列出版本', en: 'List versions, newest first' },
    arguments: [id],
    options: [{ flags: '--limit <number>', summary: 'at most so many', default: '20' }],
    run: async ({ catalogue }, input, output) => {
      const page = await catalogue.versions(operator, input.arguments[0]!, { limit: integerOption(input, 'limit') });
      output.result(page);
      output.table(
        ['version', 'at', 'operation', 'rows', 'added', 'removed', 'quality'],
        page.items.map((item) => [
          item.version,
          item.at,
          item.operation,
          item.rows,
          item.added,
          item.removed,
          item.quality?.overall ?? null,
        ]),
      );
      return 0;
    },
  },
];
