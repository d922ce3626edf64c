import { readFile } from 'node:fs/promises';
import { AppError, type Command, type CommandOutput, type Finding, systemPrincipal } from '../../kernel/index.ts';
import { codesCommands } from './codes/commands.ts';
import type { StandardsCommandNeeds } from './command-needs.ts';
import { compareStandards } from './compare/index.ts';
import { standardsErrors } from './errors.ts';
import { exportStandard, importStandard } from './exchange/index.ts';
import { formatStandard } from './format.ts';
import { lifeCommands } from './life/commands.ts';
import { parseStandard } from './parse.ts';
import type { Compatibility, ExchangeFormat, Standard } from './schema.ts';
import type { Standards } from './service.ts';
import { standardFromText } from './written.ts';

const operator = systemPrincipal('command');
const formats: ExchangeFormat[] = ['yaml', 'table-schema', 'json-schema'];

/** `lingnan standards …`; `standards propose` reads sources and is of collection. */
export const standardsCommands: Command<StandardsCommandNeeds>[] = [
  ...lifeCommands,
  ...codesCommands,
  {
    path: ['standards', 'list'],
    summary: { zh: '列出数据标准', en: 'List the published standards' },
    options: [{ flags: '--search <words>', summary: 'only those whose id or title holds all these words' }],
    async run({ standards }, { options }, output) {
      const q = typeof options['search'] === 'string' ? options['search'] : undefined;
      const page = await standards.list({ q, limit: 1000 });
      output.result(page);
      output.table(
        ['id', 'version', 'fields', 'title'],
        page.items.map((item) => [item.id, item.version, item.fields, item.title.zh]),
      );
      return 0;
    },
  },
  {
    path: ['standards', 'show'],
    summary: { zh: '显示一项数据标准', en: 'Show a standard as YAML' },
    arguments: [{ name: 'id', required: true, summary: 'id of the standard' }],
    options: [{ flags: '--of <version>', summary: 'this version instead of the newest' }],
    async run({ standards }, input, output) {
      const standard = await standards.get(input.arguments[0]!, versionOf(input.options['of']));
      output.result(standard);
      output.line(formatStandard(standard).trimEnd());
      return 0;
    },
  },
  {
    path: ['standards', 'history'],
    summary: { zh: '列出一项数据标准的各版', en: 'List the versions of a standard and what each changed' },
    arguments: [{ name: 'id', required: true, summary: 'id of the standard' }],
    async run({ standards }, input, output) {
      const items = await standards.history(input.arguments[0]!);
      output.result({ items });
      output.table(
        ['version', 'published', 'verdict', 'changes', 'note'],
        items.map((item) => [item.version, item.publishedAt, item.verdict, item.changes.length, item.note]),
      );
      return 0;
    },
  },
  {
    path: ['standards', 'add'],
    summary: { zh: '发布文件中的数据标准', en: 'Publish the standard of a YAML file, or its next version' },
    details: 'Exit code 1: the file has findings or breaks the version before; 0: published, or equal to the newest.',
    arguments: [{ name: 'file', required: true, summary: 'YAML file' }],
    options: [
      { flags: '--accept-breaking', summary: 'publish also what breaks the version before' },
      { flags: '--note <text>', summary: 'what changed and why' },
      { flags: '--owner <organisation>', summary: 'organisation that keeps it (first version only)' },
    ],
    async run({ standards }, input, output) {
      const parsed = parseStandard(await readText(input.arguments[0]!));
      if (!parsed.standard) return refuse(parsed.findings, output);
      const published = await standards.publish(operator, parsed.standard, {
        acceptBreaking: input.options['acceptBreaking'] === true,
        note: text(input.options['note']),
        owner: text(input.options['owner']),
      });
      output.result(published);
      output.line(`${published.standard.id} v${published.standard.version}`);
      if (published.compatibility) showChanges(published.compatibility, output);
      return 0;
    },
  },
  {
    path: ['standards', 'check'],
    summary: { zh: '检查数据标准文件', en: 'Check the YAML file of a standard' },
    details: 'Needs neither server nor data folder. Exit code 1 when there are findings.',
    arguments: [{ name: 'file', required: true, summary: 'YAML file' }],
    offline: true,
    async run(_, input, output) {
      const { standard, findings } = parseStandard(await readText(input.arguments[0]!));
      if (!standard) return refuse(findings, output);
      output.result({ ok: true, id: standard.id, fields: standard.fields.length, findings: [] });
      output.line(
        `${standard.id}: ${standard.fields.length} 个字段，没有问题 / ${standard.fields.length} fields, no findings`,
      );
      return 0;
    },
  },
  {
    path: ['standards', 'compare'],
    summary: { zh: '比较两个标准', en: 'Tell what a change breaks' },
    details: 'Each side is a file, an id (its newest version) or id@version. Exit code 1 when the change is breaking.',
    arguments: [
      { name: 'before', required: true, summary: 'file, id or id@version' },
      { name: 'after', required: true, summary: 'file, id or id@version' },
    ],
    async run({ standards }, input, output) {
      const [before, after] = await Promise.all(input.arguments.slice(0, 2).map((side) => readSide(standards, side)));
      const compatibility = compareStandards(before!, after!);
      output.result(compatibility);
      showChanges(compatibility, output);
      return compatibility.verdict === 'breaking' ? 1 : 0;
    },
  },
  {
    path: ['standards', 'export'],
    summary: { zh: '导出数据标准', en: 'Print a standard in another form' },
    arguments: [{ name: 'id', required: true, summary: 'id of the standard' }],
    options: [
      { flags: '--format <format>', summary: formats.join(', '), default: 'yaml' },
      { flags: '--of <version>', summary: 'this version instead of the newest' },
    ],
    async run({ standards }, input, output) {
      const standard = await standards.get(input.arguments[0]!, versionOf(input.options['of']));
      const exported = exportStandard(
        standard,
        formatOf(input.options['format']),
        await standards.codeListsOf(standard),
      );
      output.result({ format: input.options['format'], text: exported.text, findings: exported.findings });
      output.line(exported.text.trimEnd());
      return 0;
    },
  },
  {
    path: ['standards', 'import'],
    summary: {
      zh: '由 Table Schema 或 JSON Schema 起草数据标准',
      en: 'Turn a Table Schema or JSON Schema into YAML; nothing is kept',
    },
    details: 'Needs neither server nor data folder. Exit code 1 when no standard can be made of it.',
    offline: true,
    arguments: [{ name: 'file', required: true, summary: 'JSON file' }],
    options: [
      { flags: '--format <format>', summary: formats.join(', '), default: 'table-schema' },
      { flags: '--id <id>', summary: 'id of the standard', default: 'draft.imported' },
    ],
    async run(_, input, output) {
      const content = await readText(input.arguments[0]!);
      const { standard, findings } = importStandard(
        formatOf(input.options['format']),
        content,
        String(input.options['id']),
      );
      output.result({ standard, findings });
      if (standard) output.line(formatStandard(standard).trimEnd());
      for (const { field, message } of findings) output.line(`# ${field ?? ''} ${message.zh} / ${message.en}`);
      return standard ? 0 : 1;
    },
  },
];

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError(
      standardsErrors.unreadable,
      { problemZh: `文件 ${file} 打不开（${code}）`, problemEn: `the file ${file} does not open (${code})` },
      { cause },
    );
  }
}

async function readSide(standards: Standards, side: string): Promise<Standard> {
  if (/\.ya?ml$/i.test(side)) return standardFromText(await readText(side));
  const [id, version] = side.split('@') as [string, string | undefined];
  return standards.get(id, versionOf(version));
}

function refuse(findings: Finding[], output: CommandOutput): number {
  output.result({ ok: false, findings });
  for (const { message } of findings) output.line(`${message.zh} / ${message.en}`);
  return 1;
}

function showChanges({ verdict, changes }: Compatibility, output: CommandOutput): void {
  output.line(verdict);
  output.table(
    ['field', 'breaking', 'change'],
    changes.map(({ field, breaking, message }) => [field, breaking ? '!' : '', message.zh]),
  );
}

function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined;
}

function versionOf(option: string | boolean | undefined): number | undefined {
  if (option === undefined) return undefined;
  const version = Number(option);
  if (Number.isInteger(version) && version > 0) return version;
  throw new AppError(standardsErrors.unreadable, {
    problemZh: `版本号 ${option} 不是正整数`,
    problemEn: `the version ${option} is no positive integer`,
  });
}

function formatOf(option: string | boolean | undefined): ExchangeFormat {
  const format = formats.find((known) => known === option);
  if (format) return format;
  throw new AppError(standardsErrors.unreadable, {
    problemZh: `没有格式 ${option}；可用 ${formats.join('、')}`,
    problemEn: `there is no format ${option}; use ${formats.join(', ')}`,
  });
}
