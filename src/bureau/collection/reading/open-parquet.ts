import { AppError } from '../../../kernel/index.ts';
import { type Engine, quoteLiteral, quoteName } from '../../../lake/index.ts';
import { collectionErrors } from '../errors.ts';
import { matchColumns } from './columns.ts';
import type { Segment } from './segment.ts';
import { mostColumns, type OpenOptions, sampleRows, type TextTable } from './text-table.ts';

const segmentRows = 1_000_000;

/** Opens a Parquet file; its typed values are checked as the texts that they are written as. A row is its number from 1. */
export async function openParquet(
  file: string,
  bytes: number,
  { engine, ...options }: OpenOptions & { engine: Engine },
): Promise<TextTable> {
  const source = `read_parquet(${quoteLiteral(file)}, file_row_number = true)`;
  const damaged = (cause: unknown) =>
    new AppError(collectionErrors.damagedFile, { file: options.name, problem: 'Parquet' }, { cause });
  const described = await engine
    .rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * EXCLUDE (file_row_number) FROM ${source}`)
    .catch((cause) => {
      throw damaged(cause);
    });
  const columns = described.map((column) => column.column_name);
  if (columns.length > mostColumns) {
    throw new AppError(collectionErrors.tooManyColumns, {
      file: options.name,
      count: columns.length,
      limit: mostColumns,
    });
  }
  const nested = described.map(({ column_type: type }) => /\[|^(STRUCT|MAP|UNION)/.test(type));
  const text = ({ column_name: name, column_type: type }: { column_name: string; column_type: string }) => {
    const column = quoteName(name);
    if (/\[|^(STRUCT|MAP|UNION)/.test(type)) return `CAST(to_json(${column}) AS VARCHAR)`;
    if (type === 'BLOB') return `hex(${column})`;
    // Whole seconds lose the digits that the engine would print and a person would not write.
    if (type === 'TIMESTAMP WITH TIME ZONE') return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
    return `CAST(${column} AS VARCHAR)`;
  };
  const match = options.standard ? matchColumns(columns, options.standard, options.reading.columns) : null;
  const taken = match ? match.sources.filter((index) => index !== null && nested[index]) : [];
  const fault =
    taken.length > 0
      ? `concat_ws(' ', ${taken.map((i) => `CASE WHEN c${i} IS NOT NULL THEN 'nested:${i}' END`).join(', ')})`
      : "''";
  const [size] = await engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${source}`).catch((cause) => {
    throw damaged(cause);
  });
  const total = Number(size!.rows);
  const select = described.map((column, index) => `${text(column)} AS c${index}`).join(', ');
  const sample = await engine
    .rows<Record<string, string | null>>(`SELECT ${select} FROM ${source} LIMIT ${sampleRows}`)
    .catch((cause) => {
      throw damaged(cause);
    });
  return {
    reading: { format: 'parquet', ...(options.reading.columns ? { columns: options.reading.columns } : {}) },
    columns,
    choices: [],
    sample: sample.map((row) => columns.map((_, index) => row[`c${index}`] ?? null)),
    match,
    findings: [...(match?.findings ?? [])],
    async *segments(): AsyncGenerator<Segment> {
      for (let from = 0; from < total; from += segmentRows) {
        const to = Math.min(total, from + segmentRows);
        yield {
          relation:
            `(SELECT line, ${fault} AS fault, NULL::VARCHAR AS text, * EXCLUDE (line) FROM (SELECT file_row_number + 1 AS line, ${select} ` +
            `FROM ${source} WHERE file_row_number >= ${from} AND file_row_number < ${to}))`,
          marked: true,
          bytes: Math.round((bytes * (to - from)) / Math.max(total, 1)),
          leadingLines: 0,
          lines: 0,
          careful: null,
          dispose: async () => {},
        };
      }
    },
    close: async () => {},
  };
}
