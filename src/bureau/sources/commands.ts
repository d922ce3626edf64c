import { readFile } from 'node:fs/promises';
import {
  AppError,
  type Command,
  type CommandOutput,
  kernelErrors,
  secretFromInput,
  systemPrincipal,
} from '../../kernel/index.ts';
import { reportRound, type SourcesCommandNeeds } from './command-report.ts';
import type { Source } from './schema.ts';

/** The operator, who owns the data folder. */
const operator = systemPrincipal('command-line');
const source = { name: 'source', required: true, summary: '来源编号 · id of the source' };

function tell(shown: Source, output: CommandOutput): number {
  output.result(shown);
  output.line(`${shown.id} → ${shown.dataset} (${shown.connector.type})${shown.paused ? ' 已暂停 paused' : ''}`);
  const missing = shown.secrets.filter(({ set }) => !set).map(({ name }) => name);
  if (missing.length > 0) output.line(`可设置的密钥 secrets that may be set: ${missing.join(', ')}`);
  const { lastRound: last } = shown;
  if (last) output.line(`${last.id} ${last.status} ${last.finishedAt ?? ''}`);
  if (last?.problem) output.line(`${last.problem.message.zh} / ${last.problem.message.en}`);
  return 0;
}

const declareCommands: Command<SourcesCommandNeeds>[] = [
  {
    path: ['sources', 'add'],
    summary: { zh: '按 YAML 声明新增或修改数据来源', en: 'Add or change a source by its YAML' },
    arguments: [{ name: 'file', required: true, summary: 'YAML 文件 · a YAML file' }],
    async run({ sources }, { arguments: [file] }, output) {
      const yaml = await readFile(file!, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw new AppError(kernelErrors.invalidInput, { problem: `${file}: ${cause.code}` }, { cause });
      });
      const { declaration, findings } = await sources.check(operator, yaml);
      if (!declaration) {
        output.result({ source: null, findings });
        for (const { message } of findings) output.line(`${message.zh} / ${message.en}`);
        return 1;
      }
      return tell(await sources.save(operator, yaml), output);
    },
  },
  {
    path: ['sources', 'list'],
    summary: { zh: '列出数据来源', en: 'List the sources' },
    async run({ sources }, _input, output) {
      const items = await sources.list(operator);
      output.result({ items });
      output.table(
        ['source', 'dataset', 'connector', 'paused', 'last round', 'status'],
        items.map((item) => [
          item.id,
          item.dataset,
          item.connector.type,
          item.paused ? 'yes' : '',
          item.lastRound?.finishedAt ?? item.lastRound?.askedAt ?? '',
          item.lastRound?.status ?? '',
        ]),
      );
      return 0;
    },
  },
  {
    path: ['sources', 'show'],
    summary: { zh: '查看一个数据来源', en: 'Show a source' },
    arguments: [source],
    run: async ({ sources }, { arguments: [id] }, output) => tell(await sources.get(operator, id!), output),
  },
  ...(['pause', 'resume', 'forget'] as const).map(
    (verb): Command<SourcesCommandNeeds> => ({
      path: ['sources', verb],
      summary: {
        pause: { zh: '暂停数据来源', en: 'Pause a source' },
        resume: { zh: '恢复数据来源', en: 'Resume a source' },
        forget: { zh: '使下一轮从头采集', en: 'Let the next round begin anew' },
      }[verb],
      arguments: [source],
      run: async ({ sources }, { arguments: [id] }, output) => tell(await sources[verb](operator, id!), output),
    }),
  ),
  {
    path: ['sources', 'remove'],
    summary: { zh: '删除数据来源，已采集的数据保留', en: 'Remove a source; what it brought stays' },
    arguments: [source],
    async run({ sources }, { arguments: [id] }, output) {
      await sources.remove(operator, id!);
      output.result({ removed: id });
      output.line(`${id} 已删除 removed`);
      return 0;
    },
  },
];

const runCommands: Command<SourcesCommandNeeds>[] = [
  {
    path: ['sources', 'run'],
    summary: { zh: '立即采集一个来源的新数据', en: 'Collect what is new at a source' },
    details:
      '--json 输出与 collect 相同的对象（最后一个批次），并在 runs 中列出全部批次 · the object of collect, of the last run',
    arguments: [source],
    async run(needs, { arguments: [id] }, output) {
      const { signal, progress } = output;
      const round = await needs.sources.rounds.run({ principal: operator, source: id!, signal, onProgress: progress });
      return reportRound(needs, operator, round, output);
    },
  },
  {
    path: ['sources', 'backfill'],
    summary: { zh: '补采一段时间的数据', en: 'Collect a range again' },
    arguments: [source],
    options: [
      { flags: '--from <instant>', summary: '起（含），如 2026-11-01 · from, included' },
      { flags: '--to <instant>', summary: '止（不含） · to, excluded' },
    ],
    async run(needs, { arguments: [id], options }, output) {
      const range = { from: new Date(String(options['from'])), to: new Date(String(options['to'])) };
      const { signal, progress } = output;
      const asked = { principal: operator, source: id!, range, signal, onProgress: progress };
      return reportRound(needs, operator, await needs.sources.rounds.run(asked), output);
    },
  },
  {
    path: ['sources', 'test'],
    summary: { zh: '试连数据来源，不采集', en: 'Reach a source and collect nothing' },
    arguments: [source],
    async run({ sources }, { arguments: [id] }, output) {
      const probe = await sources.probe(operator, id!, output.signal);
      output.result(probe);
      output.line(`${probe.found.zh} / ${probe.found.en}`);
      output.table(
        probe.columns.map(({ name }) => name),
        probe.sample,
      );
      return 0;
    },
  },
  {
    path: ['sources', 'rounds'],
    summary: { zh: '列出采集轮次，最新的在前', en: 'List the rounds of a source, newest first' },
    arguments: [source],
    async run({ sources }, { arguments: [id] }, output) {
      const page = await sources.rounds.list(operator, id!);
      output.result(page);
      output.table(
        ['round', 'reason', 'status', 'runs', 'asked', 'problem'],
        page.items.map((round) => [
          round.id,
          round.reason,
          round.status,
          round.runs.length,
          round.askedAt,
          round.problem?.message.zh ?? '',
        ]),
      );
      return 0;
    },
  },
];

const fileCommands: Command<SourcesCommandNeeds>[] = [
  {
    path: ['sources', 'files'],
    summary: {
      zh: '列出被拒收的文件，或将其重试（retry）、略去（leave-out）',
      en: 'List the refused files of a source, try one again or leave it out',
    },
    details:
      '例 Example:\n  lingnan sources files demo.orders retry orders-2026-11-24.csv\n  lingnan sources files demo.orders leave-out orders-2026-11-24.csv',
    arguments: [
      source,
      { name: 'verb', required: false, summary: 'retry | leave-out' },
      { name: 'file', required: false, summary: '文件路径 · path of the file' },
    ],
    async run({ sources }, { arguments: [id, verb, file] }, output) {
      if (verb === 'retry' && file) await sources.files.retry(operator, id!, file);
      else if (verb === 'leave-out' && file) await sources.files.leaveOut(operator, id!, file);
      else if (verb !== undefined)
        throw new AppError(kernelErrors.invalidInput, { problem: 'retry FILE | leave-out FILE' });
      const items = await sources.files.list(operator, id!);
      output.result({ items });
      output.table(
        ['file', 'refused', 'run', 'left out', 'problem'],
        items.map((item) => [item.path, item.refusedAt, item.run, item.leftOutAt ?? '', item.problem.message.zh]),
      );
      return 0;
    },
  },
];

const secretCommands: Command<SourcesCommandNeeds>[] = [
  {
    path: ['sources', 'secret'],
    summary: { zh: '设置（set）或删除（remove）来源的密钥', en: 'Set or remove a secret of a source' },
    details:
      '密钥从标准输入读取：lingnan sources secret set demo.orders password < 文件 · the value is read from standard input',
    arguments: [
      { name: 'verb', required: true, summary: 'set | remove' },
      source,
      { name: 'name', required: true, summary: '密钥名称 · name of the secret' },
    ],
    async run({ sources }, { arguments: [verb, id, name] }, output) {
      if (verb !== 'set' && verb !== 'remove') {
        throw new AppError(kernelErrors.invalidInput, { problem: 'set | remove' });
      }
      if (verb === 'remove') await sources.secrets.remove(operator, id!, name!);
      else await sources.secrets.set(operator, id!, name!, await secretFromInput());
      return tell(await sources.get(operator, id!), output);
    },
  },
  {
    path: ['sources', 'host'],
    summary: { zh: '允许（allow）或撤销（revoke）内部主机', en: 'Allow a private host to sources, or revoke it' },
    arguments: [
      { name: 'verb', required: true, summary: 'allow | revoke | list' },
      { name: 'host', required: false, summary: '主机名或地址，可加 :端口 · a host, with :port if need be' },
    ],
    options: [{ flags: '--reason <text>', summary: '理由 · why', default: '命令行 · command line' }],
    async run({ sources }, { arguments: [verb, host], options }, output) {
      if (verb === 'allow' && host) await sources.hosts.allow(operator, host, String(options['reason']));
      else if (verb === 'revoke' && host) await sources.hosts.revoke(operator, host);
      else if (verb !== 'list')
        throw new AppError(kernelErrors.invalidInput, { problem: 'allow HOST | revoke HOST | list' });
      const { items } = await sources.hosts.list(operator);
      output.result({ items });
      output.table(
        ['host', 'port', 'reason', 'allowed by'],
        items.map((item) => [item.host, item.port || '*', item.reason, item.allowedBy]),
      );
      return 0;
    },
  },
];

/** `lingnan sources …`. */
export const sourcesCommands: Command<SourcesCommandNeeds>[] = [
  ...declareCommands,
  ...runCommands,
  ...fileCommands,
  ...secretCommands,
];
