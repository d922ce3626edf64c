import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Principal } from '../../kernel/index.ts';
import { quoteLiteral, quoteName } from '../../lake/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { parseFilter } from './filter.ts';
import { createGate } from './gate.ts';
import { fieldUnknown, type GovernedDataset, type OpenDataset } from './governed.ts';
import { columnsOf } from './typed-value.ts';

export type DownloadFormat = 'csv' | 'parquet' | 'ndjson';

export interface DownloadOptions {
  format: DownloadFormat;
  filter?: string;
  version?: number;
  /** A byte order mark before CSV, without which Excel takes Chinese for GBK; true when not said. */
  bom?: boolean;
  purpose?: string;
  signal?: AbortSignal;
}

/** A file of the governed result, to be deleted by `done`. */
export interface Download {
  file: string;
  name: string;
  mediaType: string;
  bytes: number;
  rows: number;
  version: number;
  done(): Promise<void>;
}

const mediaTypes: Record<DownloadFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  ndjson: 'application/x-ndjson',
};

/**
 * Files of a dataset as one reader may see it. The engine writes the whole file before the first byte leaves, so that
 * an error is an error and not half a file.
 */
export function createDownload(needs: CatalogueNeeds, open: OpenDataset) {
  const { lake, audit } = needs;
  const gate = createGate(2);

  async function write(dataset: GovernedDataset, file: string, options: DownloadOptions): Promise<number> {
    const conditions = parseFilter(options.filter);
    const byName = columnsOf(conditions, dataset.columns, (field) => fieldUnknown(dataset, field));
    const where = conditions.map((condition) => conditionSql(condition, byName.get(condition.field)!));
    const governed =
      `(${dataset.view.select(dataset.snapshot.relation())}) AS governed` +
      `${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
    // The mark goes before the first name of the header: written by the engine, the file need not be written twice.
    const mark = options.bom === false ? '' : '\ufeff';
    const columns = dataset.columns.map(({ name, type }, index) =>
      options.format === 'csv'
        ? `${defused(name, type)} AS ${quoteName(index === 0 ? mark + name : name)}`
        : quoteName(name),
    );
    const form = { csv: 'FORMAT csv, HEADER true', parquet: 'FORMAT parquet, COMPRESSION zstd', ndjson: 'FORMAT json' };
    return lake.engine.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${governed}) TO ${quoteLiteral(file)} (${form[options.format]})`,
      { signal: options.signal },
    );
  }

  return async function download(principal: Principal, id: string, options: DownloadOptions): Promise<Download> {
    const dataset = await open(principal, id, { ...options, action: 'dataset:export' });
    const { version } = dataset.snapshot;
    const folder = path.join(lake.temporaryFolder, 'downloads');
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, randomUUID());
    const done = () => rm(file, { force: true });
    try {
      const rows = await gate.pass(() => write(dataset, file, options));
      const { size } = await stat(file);
      await audit.record({
        principal,
        action: 'catalogue.download',
        target: `dataset:${id}`,
        outcome: 'done',
        details: { version, format: options.format, rows, bytes: size, obligations: dataset.view.obligations },
      });
      const name = `${id}-v${version}.${options.format}`;
      return { file, name, mediaType: mediaTypes[options.format], bytes: size, rows, version, done };
    } catch (error) {
      await done();
      throw error;
    }
  };
}

/**
 * A cell of a CSV that a spreadsheet program would take for a formula gets an apostrophe before it: `=`, `+`, `-`, `@`,
 * tab and carriage return at the start, also after spaces, unless the whole cell is a number.
 */
function defused(name: string, type: string): string {
  const column = quoteName(name);
  if (type !== 'VARCHAR') return column;
  return `CASE WHEN regexp_matches(${column}, '^\\s*[=+\\-@\\t\\r＝＋－＠]') AND NOT regexp_full_match(${column}, '[+-]?[0-9]+(\\.[0-9]+)?')
    THEN '''' || ${column} ELSE ${column} END`;
}
