import type { Command } from '../../kernel/index.ts';
import { type CollectionCommandNeeds, operator, showGroups } from './command-report.ts';
import type { RunStatus } from './schema.ts';

/** `lingnan runs list | show | cancel`. */
export const runCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['runs', 'list'],
    summary: { zh: '列出采集批次，最新的在前', en: 'List runs, newest first' },
    options: [
      { flags: '--dataset <id>', summary: 'of one dataset' },
      { flags: '--status <status>', summary: 'waiting, running, done, refused, failed, cancelled or unchanged' },
      { flags: '--limit <number>', summary: 'at most so many', default: '20' },
      { flags: '--cursor <cursor>', summary: 'continue behind the page that ended with this cursor' },
    ],
    async run({ collection }, { options }, output) {
      const page = await collection.runs.list(operator, {
        ...(typeof options['dataset'] === 'string' ? { dataset: options['dataset'] } : {}),
        ...(typeof options['status'] === 'string' ? { status: options['status'] as RunStatus } : {}),
        ...(typeof options['cursor'] === 'string' ? { cursor: options['cursor'] } : {}),
        limit: Math.min(200, Math.max(1, Number(options['limit']) || 20)),
      });
      output.result(page);
      output.table(
        ['run', 'dataset', 'status', 'rows', 'accepted', 'quarantined', 'open', 'version', 'started'],
        page.items.map((run) => [
          run.id,
          run.dataset,
          run.status,
          run.rows,
          run.accepted,
          run.quarantined,
          run.open,
          run.version,
          run.startedAt,
        ]),
      );
      if (page.next) output.line(`--cursor ${page.next}`);
      return 0;
    },
  },
  {
    path: ['runs', 'show'],
    summary: { zh: '查看一个采集批次', en: 'Show a run with its findings' },
    arguments: [{ name: 'run', required: true, summary: 'id of the run' }],
    options: [{ flags: '--findings <number>', summary: 'show so many findings', default: '100' }],
    async run({ collection }, { arguments: [id], options }, output) {
      const run = await collection.runs.get(operator, id!);
      const limit = Math.min(10_000, Math.max(0, Number(options['findings']) || 0));
      const { items, total } = await collection.runs.findings(operator, id!, { limit });
      output.result({ ...run, findings: items.slice(0, limit), findingsTotal: total });
      output.line(`${run.id} ${run.dataset} ${run.status}: ${run.source.name}`);
      output.line(`${run.rows} rows, ${run.accepted} accepted, ${run.quarantined} quarantined (${run.open} open)`);
      showGroups(run, output);
      output.table(
        ['row', 'field', 'rule', 'value', 'message'],
        items.slice(0, limit).map(({ row, field, rule, value, message }) => [row, field, rule, value, message.zh]),
      );
      return 0;
    },
  },
  {
    path: ['runs', 'cancel'],
    summary: { zh: '取消采集批次', en: 'Cancel a run' },
    arguments: [{ name: 'run', required: true, summary: 'id of the run' }],
    async run({ collection }, { arguments: [id] }, output) {
      const run = await collection.cancel(operator, id!);
      output.result(run);
      output.line(`${run.id} ${run.status}`);
      return 0;
    },
  },
];
