import { readFile } from 'node:fs/promises';
import { type Command, systemPrincipal } from '../../kernel/index.ts';
import type { Quality } from './service.ts';

const self = systemPrincipal('command');
const textOf = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);

/** `lingnan quality rules`, `apply`, `check` and `scoreboard`. */
export const qualityCommands: Command<{ quality: Quality }>[] = [
  {
    path: ['quality', 'rules'],
    summary: { zh: '列出质量规则及其结果', en: 'List quality rules and how they stand' },
    options: [
      { flags: '--dataset <id>', summary: '只列与该数据资源有关的 · that read this dataset' },
      { flags: '--failing', summary: '只列不通过的 · that fail' },
    ],
    async run({ quality }, { options }, output) {
      const dataset = textOf(options['dataset']);
      const items = await quality.rules.list(self, {
        ...(dataset === undefined ? {} : { dataset }),
        failing: options['failing'] === true,
      });
      output.result({ items });
      output.table(
        ['id', 'kind', 'passed', 'broken', 'of', 'message'],
        items.map(({ rule, last }) => [
          rule.id,
          rule.kind,
          last === null ? '–' : last.passed ? '✓' : '✗',
          last?.broken ?? null,
          last?.total ?? null,
          last?.message.zh ?? rule.title.zh,
        ]),
      );
      return 0;
    },
  },
  {
    path: ['quality', 'apply'],
    summary: { zh: '保存 YAML 文件中的质量规则', en: 'Save the quality rule of a YAML file' },
    arguments: [{ name: 'FILE', required: true, summary: '规则文件 · file of one rule' }],
    async run({ quality }, { arguments: [file = ''] }, output) {
      const state = await quality.rules.save(self, { yaml: await readFile(file, 'utf8') });
      output.result(state);
      output.line(`${state.rule.id} #${state.revision}`);
      return 0;
    },
  },
  {
    path: ['quality', 'check'],
    summary: { zh: '检查数据资源的最新版本', en: 'Check the newest version of a dataset' },
    details: '退出码 1：有规则不通过 · exit code 1: a rule fails',
    arguments: [{ name: 'DATASET', required: true, summary: '数据资源 · dataset' }],
    async run({ quality }, { arguments: [dataset = ''] }, output) {
      output.progress({ share: null, step: { zh: `检查 ${dataset}`, en: `Checking ${dataset}` } });
      const report = await quality.check(self, dataset, output.signal);
      output.result(report);
      for (const { message } of report.drift?.drifts ?? []) output.line(`~ ${message.zh}\n  ${message.en}`);
      for (const { passed, message } of report.results) {
        output.line(`${passed ? '✓' : '✗'} ${message.zh}\n  ${message.en}`);
      }
      return report.results.every(({ passed }) => passed) ? 0 : 1;
    },
  },
  {
    path: ['quality', 'scoreboard'],
    summary: { zh: '部门采集质量榜', en: 'Scoreboard of departments' },
    options: [
      { flags: '--from <instant>', summary: '起始时间，缺省为 30 天前 · 30 days ago when not said' },
      { flags: '--to <instant>', summary: '结束时间，缺省为现在 · now when not said' },
    ],
    async run({ quality }, { options }, output) {
      const [from, to] = [textOf(options['from']), textOf(options['to'])];
      const board = await quality.scoreboard.board(self, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
      output.result(board);
      const share = (value: number | null) => (value === null ? null : (value * 100).toFixed(1));
      output.table(
        ['department', 'timeliness %', 'completeness %', 'validity %', 'correction %', 'overall %'],
        board.departments.map((one) => [
          one.organisation.name.zh,
          share(one.timeliness.value),
          share(one.completeness.value),
          share(one.validity.value),
          share(one.correction.value),
          share(one.overall),
        ]),
      );
      return 0;
    },
  },
];
