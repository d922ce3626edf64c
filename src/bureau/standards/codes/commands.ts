import { readFile } from 'node:fs/promises';
import { AppError, type Command, kernelErrors, systemPrincipal } from '../../../kernel/index.ts';
import { codesToCsv, csvToCodes } from '../code-list-csv.ts';
import type { StandardsCommandNeeds } from '../command-needs.ts';
import { standardsErrors } from '../errors.ts';
import type { CodeList, CodeListState } from '../schema.ts';

const operator = systemPrincipal('command');
const id = { name: 'id', required: true, summary: 'id of the code list' };
const view = [
  { flags: '--on <day>', summary: 'only codes that are in force on this day, as 2026-01-31' },
  { flags: '--of <version>', summary: 'this version instead of the newest' },
];
const text = (option: unknown) => (typeof option === 'string' && option !== '' ? option : undefined);

/** `lingnan codes …`: code lists, their states over time, and their codes in force on a day. */
export const codesCommands: Command<StandardsCommandNeeds>[] = [
  {
    path: ['codes', 'list'],
    summary: { zh: '列出代码表', en: 'List the code lists' },
    async run({ standards }, _, output) {
      const items = await standards.codeLists();
      output.result({ items: items.map(({ codes, ...list }) => ({ ...list, codes: codes.length })) });
      output.table(
        ['id', 'codes', 'title'],
        items.map((list) => [list.id, list.codes.length, list.title.zh]),
      );
      return 0;
    },
  },
  {
    path: ['codes', 'show'],
    summary: { zh: '显示代码表，可指定日期或版本', en: 'Show a code list, as on a day or in a version' },
    arguments: [id],
    options: view,
    async run({ standards }, input, output) {
      const list = await standards.codeList(input.arguments[0]!, viewOf(input.options));
      output.result(list);
      output.line(`${list.id} ${list.title.zh} / ${list.title.en}`);
      output.table(
        ['code', 'zh', 'en', 'from', 'to'],
        list.codes.map(({ code, title, from = '', to = '' }) => [code, title.zh, title.en, from, to]),
      );
      return 0;
    },
  },
  {
    path: ['codes', 'history'],
    summary: { zh: '列出代码表的各版与变化', en: 'List the versions of a code list and what each changed' },
    arguments: [id],
    async run({ standards }, input, output) {
      await standards.codeList(input.arguments[0]!);
      const { versions, standards: users } = await standards.codeListUses(input.arguments[0]!);
      output.result({ items: versions, standards: users });
      output.table(
        ['version', 'published', 'codes', 'changes'],
        versions.map((state) => [state.version, state.publishedAt, state.codes, inWords(state)]),
      );
      return 0;
    },
  },
  {
    path: ['codes', 'import'],
    summary: { zh: '由 CSV 发布代码表或它的下一版', en: 'Publish a code list, or its next version, from CSV' },
    details:
      'Columns code, zh, en, from, to; from and to are the first and the last day in force. Equal codes change nothing.',
    arguments: [id, { name: 'file', required: true, summary: 'CSV file in UTF-8' }],
    options: [
      { flags: '--title <text>', summary: 'title in Chinese (needed for a new list)' },
      { flags: '--title-en <text>', summary: 'title in English' },
    ],
    async run({ standards }, input, output) {
      const [name, file] = input.arguments as [string, string];
      const codes = csvToCodes(await readCsv(file));
      const before = await standards.codeList(name).catch((error: unknown) => {
        if (error instanceof AppError && error.code === kernelErrors.notFound) return null;
        throw error;
      });
      const title = titleOf(before, text(input.options['title']), text(input.options['titleEn']));
      await standards.publishCodeList(operator, { id: name, title, codes });
      const [state] = (await standards.codeListUses(name)).versions;
      output.result({ id: name, ...state });
      output.line(`${name} v${state!.version}: ${state!.codes} · ${inWords(state!)}`);
      return 0;
    },
  },
  {
    path: ['codes', 'export'],
    summary: { zh: '导出代码表为 CSV', en: 'Print a code list as CSV' },
    arguments: [id],
    options: view,
    async run({ standards }, input, output) {
      const { codes } = await standards.codeList(input.arguments[0]!, viewOf(input.options));
      const csv = codesToCsv(codes);
      output.result({ id: input.arguments[0], csv });
      output.line(csv.trimEnd());
      return 0;
    },
  },
];

function viewOf(options: Record<string, unknown>) {
  const [on, of] = [text(options['on']), text(options['of'])];
  if (of !== undefined && !/^[1-9][0-9]{0,8}$/.test(of)) {
    throw new AppError(standardsErrors.unreadable, {
      problemZh: `版本号 ${of} 不是正整数`,
      problemEn: `the version ${of} is no positive integer`,
    });
  }
  return { on, ...(of === undefined ? {} : { version: Number(of) }) };
}

function titleOf(before: CodeList | null, zh: string | undefined, en: string | undefined): CodeList['title'] {
  const title = { zh: zh ?? before?.title.zh, en: en ?? (zh === undefined ? before?.title.en : zh) };
  if (title.zh !== undefined && title.en !== undefined) return { zh: title.zh, en: title.en };
  throw new AppError(standardsErrors.unreadable, {
    problemZh: '新代码表须用 --title 写明名称',
    problemEn: 'a new code list needs a title: give --title',
  });
}

async function readCsv(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new AppError(
      standardsErrors.unreadable,
      { problemZh: `文件 ${file} 打不开（${code}）`, problemEn: `the file ${file} does not open (${code})` },
      { cause },
    );
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError(
      standardsErrors.unreadable,
      {
        problemZh: `文件 ${file} 不是 UTF-8，请另存为 UTF-8`,
        problemEn: `the file ${file} is not UTF-8; save it as UTF-8`,
      },
      { cause },
    );
  }
}

function inWords({ changes, changed }: CodeListState): string {
  const told = changes
    .slice(0, 5)
    .map(({ change, code }) => `${{ added: '+', removed: '−', title: '~', period: '↔' }[change]}${code}`);
  return [...told, ...(changed > told.length ? [`… ${changed}`] : [])].join(' ');
}
