import { copyFile, rm } from 'node:fs/promises';
import { AppError, type Command, kernelErrors } from '../../kernel/index.ts';
import { integerOption, operator, textOption } from './commands-entries.ts';
import type { DownloadFormat } from './download.ts';
import { chunkRows } from './query.ts';
import type { Catalogue } from './service.ts';

type CatalogueCommand = Command<{ catalogue: Catalogue }>;
const id = { name: 'id', required: true, summary: 'id of the dataset, as in demo.residents' };
const version = { flags: '--version-number <number>', summary: 'a version of the past; the newest when absent' };

/** Commands that read the data of a dataset. */
export const dataCommands: CatalogueCommand[] = [
  {
    path: ['datasets', 'diff'],
    summary: { zh: '比较两个版本', en: 'Compare two versions' },
    details: 'Example: lingnan datasets diff demo.residents 3 4',
    arguments: [
      id,
      { name: 'from', required: true, summary: 'version before' },
      { name: 'to', required: true, summary: 'version after' },
    ],
    run: async ({ catalogue }, input, output) => {
      const [from, to] = [Number(input.arguments[1]), Number(input.arguments[2])];
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) {
        throw new AppError(kernelErrors.invalidInput, { problem: `${input.arguments[1]} ${input.arguments[2]}` });
      }
      const diff = await catalogue.diff(operator, input.arguments[0]!, { from, to, signal: output.signal });
      output.result(diff);
      output.line(`+${diff.added}  -${diff.removed}  ~${diff.changed}`);
      for (const change of diff.schemaChanges) {
        output.line(`${change.change} ${change.field}: ${change.before ?? '–'} → ${change.after ?? '–'}`);
      }
      for (const { change, before, after } of diff.sample.slice(0, 20)) {
        output.line(
          `${change} ${JSON.stringify(before ?? after)}${before && after ? ` → ${JSON.stringify(after)}` : ''}`,
        );
      }
      return 0;
    },
  },
  {
    path: ['datasets', 'profile'],
    summary: { zh: '查看各字段的分布', en: 'Show the profiles of the columns' },
    arguments: [id],
    options: [version],
    run: async ({ catalogue }, input, output) => {
      const report = await catalogue.profile(operator, input.arguments[0]!, {
        version: integerOption(input, 'versionNumber'),
      });
      output.result(report);
      output.table(
        ['field', 'nulls', 'distinct', 'min', 'max', 'mean', 'top'],
        report.columns.map((column) => [
          column.field,
          column.nulls,
          column.distinct,
          column.min,
          column.max,
          column.mean,
          column.top
            .slice(0, 3)
            .map(({ value, count }) => `${value} (${count})`)
            .join(', '),
        ]),
      );
      return 0;
    },
  },
  {
    path: ['datasets', 'download'],
    summary: { zh: '把数据保存到文件', en: 'Save the data to a file' },
    details: 'Example: lingnan datasets download demo.residents residents.csv --filter "district=南山区"',
    arguments: [id, { name: 'file', required: true, summary: 'file to write' }],
    options: [
      { flags: '--format <format>', summary: 'csv, parquet or ndjson; by the end of the file name when absent' },
      { flags: '--filter <filter>', summary: 'conditions: field=value;field>=value;field~text;field:null' },
      { flags: '--no-bom', summary: 'CSV without the mark that Excel needs' },
      version,
    ],
    run: async ({ catalogue }, input, output) => {
      const target = input.arguments[1]!;
      const format = textOption(input, 'format') ?? /\.(csv|parquet|ndjson)$/.exec(target)?.[1] ?? 'csv';
      if (!['csv', 'parquet', 'ndjson'].includes(format)) {
        throw new AppError(kernelErrors.invalidInput, { problem: `--format ${format}` });
      }
      output.progress({ share: null, step: { zh: '正在写出', en: 'Writing' } });
      const made = await catalogue.download(operator, input.arguments[0]!, {
        format: format as DownloadFormat,
        filter: textOption(input, 'filter'),
        version: integerOption(input, 'versionNumber'),
        bom: input.options['bom'] !== false,
        signal: output.signal,
      });
      try {
        await copyFile(made.file, target);
      } catch (error) {
        await rm(target, { force: true });
        throw error;
      } finally {
        await made.done();
      }
      output.result({ file: target, rows: made.rows, bytes: made.bytes, version: made.version });
      output.line(`${target}: ${made.rows} rows, ${made.bytes} bytes, version ${made.version}`);
      return 0;
    },
  },
  {
    path: ['query'],
    summary: { zh: '对数据资源运行一条 SELECT', en: 'Run one SELECT over datasets' },
    details:
      'Datasets are named by their id: lingnan query "select district, count(*) from \\"demo.residents\\" group by 1" --json',
    arguments: [{ name: 'sql', required: true, summary: 'one SELECT' }],
    options: [
      { flags: '--seconds <number>', summary: 'stop after so many seconds', default: '600' },
      { flags: '--memory <megabytes>', summary: 'memory at most', default: '1024' },
    ],
    run: async ({ catalogue }, input, output) => {
      const result = await catalogue.query(operator, input.arguments[0]!, {
        signal: output.signal,
        limits: { seconds: integerOption(input, 'seconds'), memoryMegabytes: integerOption(input, 'memory') },
      });
      try {
        for await (const chunk of result.chunks()) {
          const rows = chunkRows(result.columns, chunk);
          if (output.json) for (const row of rows) output.result(row);
          else {
            output.table(
              result.columns.map(({ name }) => name),
              rows.map((row) => Object.values(row).map(cell)),
            );
          }
        }
      } finally {
        await result.close();
      }
      return 0;
    },
  },
];

function cell(value: unknown): string | number | null {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
