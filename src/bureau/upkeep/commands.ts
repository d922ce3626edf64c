import type { Queue } from '../../database/index.ts';
import { type Command, systemPrincipal } from '../../kernel/index.ts';
import type { UpkeepReport } from './schema.ts';
import type { Upkeep } from './service.ts';

/** `lingnan upkeep run`. */
export const upkeepCommands: Command<{ upkeep: Upkeep; queue: Queue }>[] = [
  {
    path: ['upkeep', 'run'],
    summary: {
      zh: '维护存储：合并小文件，清理旧版本和残留',
      en: 'Compact small files, clear old versions and leftovers',
    },
    details:
      '环境变量 Variables: LINGNAN_UPKEEP_AT 03:30（off 关闭 to turn it off）, LINGNAN_RETAIN_DAYS 30\n旧版本在保留期内都可读取 · every version younger than that stays readable',
    options: [
      { flags: '--dataset <id>', summary: '只维护该数据资源 · of this dataset alone' },
      { flags: '--dry-run', summary: '只列出将要做的 · tell what would be done' },
    ],
    async run({ upkeep, queue }, { options }, output) {
      const job = await upkeep.start(systemPrincipal('command'), {
        ...(typeof options['dataset'] === 'string' ? { dataset: options['dataset'] } : {}),
        dryRun: options['dryRun'] === true,
      });
      // With a server beside it either may do the work; while it waits, this process works for the queue as a server does.
      await queue.start();
      const stop = () => void queue.cancel(job);
      output.signal.addEventListener('abort', stop, { once: true });
      const ended = await queue.wait(job, { onProgress: output.progress });
      output.signal.removeEventListener('abort', stop);
      if (ended.status !== 'done') {
        output.result({ job, status: ended.status, error: ended.error });
        output.line(`${ended.status}${ended.error ? `: ${ended.error.message.zh}` : ''}`);
        return ended.status === 'cancelled' ? 1 : 3;
      }
      const report = ended.result as UpkeepReport;
      output.result(report);
      output.table(
        ['', 'files', 'bytes'],
        (['before', 'after', 'vacuumed', 'log', 'leftovers'] as const).map((part) => [
          part,
          report[part].files,
          report[part].bytes,
        ]),
      );
      output.line(`${report.tables} tables, ${report.freedBytes} bytes freed, ${report.seconds} s`);
      return report.failed.length > 0 ? 1 : 0;
    },
  },
];
