import { Value } from 'typebox/value';
import { AppError, type CommandInput, kernelErrors } from '../../kernel/index.ts';
import { PartialReadingShape, type Reading } from './schema.ts';

/** Options of commands that read a source: what is not said is detected. */
export const readingOptions = [
  { flags: '--format <format>', summary: 'csv, xlsx, json, ndjson or parquet; detected when absent' },
  { flags: '--encoding <encoding>', summary: 'utf-8, gb18030, utf-16le or utf-16be; detected when absent' },
  { flags: '--delimiter <character>', summary: 'a comma, tab (write: tab), semicolon …; detected when absent' },
  { flags: '--header <line>', summary: 'line of the header; 0 when there is none; detected when absent' },
  { flags: '--sheet <name>', summary: 'sheet of a workbook' },
  { flags: '--entry <name>', summary: 'file inside a ZIP' },
  { flags: '--columns <json>', summary: 'column title to field name: {"电话": "phone"}' },
];

/** The value of an option that takes one. */
export function text(option: string | boolean | undefined): string | undefined {
  return typeof option === 'string' && option !== '' ? option : undefined;
}

/** What the options say of the reading; throws `kernel.invalid-input` for what is none. */
export function readingOf(options: CommandInput['options']): Partial<Reading> {
  const header = text(options['header']);
  const columns = text(options['columns']);
  const delimiter = text(options['delimiter']);
  const reading: Record<string, unknown> = {
    format: text(options['format']),
    encoding: text(options['encoding'])
      ?.toLowerCase()
      .replace(/^(gbk|gb2312)$/, 'gb18030'),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    headerRow: header === undefined ? undefined : Number(header),
    sheet: text(options['sheet']),
    entry: text(options['entry']),
    columns: columns === undefined ? undefined : parseColumns(columns),
  };
  for (const name of Object.keys(reading)) if (reading[name] === undefined) delete reading[name];
  if (!Value.Check(PartialReadingShape, reading)) {
    const [first] = Value.Errors(PartialReadingShape, reading);
    throw new AppError(kernelErrors.invalidInput, {
      problem: `${first?.instancePath.slice(1) ?? ''} ${first?.message ?? ''}`,
    });
  }
  return reading;
}

function parseColumns(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new AppError(kernelErrors.invalidInput, { problem: '--columns {"…": "…"}' });
  }
}
