import type { Principal } from '../../kernel/index.ts';
import { quoteName } from '../../lake/index.ts';
import { conditionSql } from './condition-sql.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { parseFilter } from './filter.ts';
import { fieldUnknown, type OpenDataset } from './governed.ts';
import type { RecordPage } from './schema.ts';
import { columnsOf } from './typed-value.ts';

export interface RecordOptions {
  limit?: number;
  cursor?: string;
  filter?: string;
  sort?: string;
  version?: number;
  select?: string[];
  purpose?: string;
  signal?: AbortSignal;
}

/** Pages of records through the governed view. */
export function createRecords(needs: CatalogueNeeds, open: OpenDataset) {
  return async function records(principal: Principal, id: string, options: RecordOptions = {}): Promise<RecordPage> {
    const dataset = await open(principal, id, options);
    const limit = Math.min(options.limit ?? 100, 1000);
    const conditions = parseFilter(options.filter);
    const byName = columnsOf(conditions, dataset.columns, (field) => fieldUnknown(dataset, field));
    const where = conditions.map((condition) => conditionSql(condition, byName.get(condition.field)!));
    const offset = Number(options.cursor ?? 0) || 0;
    const rows = await needs.lake.engine.rows(
      `SELECT * FROM (${dataset.view.select(dataset.snapshot.relation())}) AS governed` +
        `${where.length ? ` WHERE ${where.join(' AND ')}` : ''}` +
        `${options.sort ? ` ORDER BY ${quoteName(options.sort.replace(/^-/, ''))}${options.sort.startsWith('-') ? ' DESC' : ''}` : ''}` +
        ` LIMIT ${limit + 1} OFFSET ${offset}`,
      { signal: options.signal },
    );
    return {
      dataset: id,
      version: dataset.snapshot.version,
      fields: dataset.columns.map((column) => ({
        name: column.name,
        title: column.field?.title ?? { zh: column.name, en: column.name },
        type: column.field?.type ?? 'string',
        masked: column.masked,
      })),
      records: rows.slice(0, limit),
      next: rows.length > limit ? String(offset + limit) : null,
    };
  };
}
