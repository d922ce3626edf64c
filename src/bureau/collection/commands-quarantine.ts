import path from 'node:path';
import type { Command } from '../../kernel/index.ts';
import { type CollectionCommandNeeds, operator, report, saveDownload } from './command-report.ts';
import { readFileChunks } from './reading/source-store.ts';
import type { QuarantineStatus } from './schema.ts';

const runArgument = { name: 'run', required: true, summary: 'id of the run' };

/** `lingnan quarantine list | export | mend | resubmit | discard`. */
export const quarantineCommands: Command<CollectionCommandNeeds>[] = [
  {
    path: ['quarantine', 'list'],
    summary: { zh: '列出隔离区的行', en: 'List quarantined rows of a run' },
    arguments: [runArgument],
    options: [
      { flags: '--rule <rule>', summary: 'rows with a finding of this rule' },
      { flags: '--field <field>', summary: '… at this field' },
      { flags: '--status <status>', summary: 'open, mended, resubmitted or discarded' },
      { flags: '--limit <number>', summary: 'at most so many', default: '50' },
      { flags: '--cursor <cursor>', summary: 'continue behind the page that ended with this cursor' },
    ],
    async run({ collection }, { arguments: [id], options }, output) {
      const word = (name: string) => (typeof options[name] === 'string' ? (options[name] as string) : undefined);
      const page = await collection.quarantine.list(operator, id!, {
        ...(word('rule') ? { rule: word('rule')! } : {}),
        ...(word('field') ? { field: word('field')! } : {}),
        ...(word('status') ? { status: word('status') as QuarantineStatus } : {}),
        ...(word('cursor') ? { cursor: word('cursor')! } : {}),
        limit: Math.min(1000, Math.max(1, Number(options['limit']) || 50)),
      });
      output.result(page);
      output.table(
        ['row', 'status', 'findings', 'raw'],
        page.items.map(({ row, status, findings, raw }) => [
          row,
          status,
          findings.map(({ field, rule }) => `${field ?? '–'}:${rule}`).join(' '),
          Object.values(raw).join(' | ').slice(0, 120),
        ]),
      );
      if (page.next) output.line(`--cursor ${page.next}`);
      return 0;
    },
  },
  {
    path: ['quarantine', 'export'],
    summary: { zh: '导出隔离区的行以便修正', en: 'Write quarantined rows to a CSV file, to mend them there' },
    arguments: [runArgument, { name: 'file', required: true, summary: 'CSV file to write' }],
    async run({ collection }, { arguments: [id, file] }, output) {
      await saveDownload(collection, id!, path.resolve(file!));
      output.result({ run: id, file: path.resolve(file!) });
      output.line(path.resolve(file!));
      return 0;
    },
  },
  {
    path: ['quarantine', 'mend'],
    summary: { zh: '读入修正后的文件', en: 'Take a mended CSV file back' },
    arguments: [
      runArgument,
      { name: 'file', required: true, summary: 'the exported file, mended; keep its column __row' },
    ],
    async run({ collection }, { arguments: [id, file] }, output) {
      const result = await collection.quarantine.upload(operator, id!, readFileChunks(path.resolve(file!)));
      output.result({ run: id, ...result });
      output.line(`${result.rows} rows read, ${result.cells} cells changed`);
      return 0;
    },
  },
  {
    path: ['quarantine', 'resubmit'],
    summary: { zh: '重新提交修正后的行', en: 'Resubmit mended rows as a run of their own' },
    details: 'Exit codes as of collect.',
    arguments: [runArgument],
    options: [{ flags: '--all-open', summary: 'also rows that were not touched, as after the standard has changed' }],
    async run({ collection }, { arguments: [id], options }, output) {
      const { run, heldBack } = await collection.resubmit(operator, id!, {
        take: options['allOpen'] === true ? 'open' : 'mended',
        signal: output.signal,
        onProgress: output.progress,
      });
      if (heldBack > 0) output.line(`${heldBack} rows stay: their key is that of a row that is in the dataset`);
      return report({ collection }, run, output);
    },
  },
  {
    path: ['quarantine', 'discard'],
    summary: { zh: '放弃隔离区的行', en: 'Give quarantined rows up' },
    arguments: [runArgument, { name: 'rows', required: true, summary: 'row numbers, parted by commas' }],
    async run({ collection }, { arguments: [id, rows] }, output) {
      const discard = rows!.split(',').map(Number).filter(Number.isInteger);
      const result = await collection.mend(operator, id!, { discard });
      output.result({ run: id, ...result });
      output.line(`${result.discarded} rows discarded`);
      return 0;
    },
  },
];
