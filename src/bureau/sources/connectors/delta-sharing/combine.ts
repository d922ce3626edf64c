import type { Logger } from '../../../../kernel/index.ts';
import { openLake, quoteLiteral, quoteName } from '../../../../lake/index.ts';
import type { SharedColumn, SharedTable } from './client.ts';

const engineMemoryMegabytes = 512;

/**
 * Makes one Parquet file of those that hold a table, with every column of its schema in order: older files lack columns
 * that came later (null), and values of partition columns stand beside the files only.
 */
export async function combineFiles(
  table: SharedTable,
  parts: { file: string; partition: Record<string, string | null> }[],
  options: { target: string; scratch: string; log: Logger },
): Promise<void> {
  const config = { dataFolder: options.scratch, engineMemoryMegabytes, engineThreads: 1 };
  const lake = await openLake({ config, log: options.log });
  try {
    const selects: string[] = [];
    for (const { file, partition } of parts) {
      const source = `read_parquet(${quoteLiteral(file)}, hive_partitioning = false)`;
      const described = await lake.engine.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${source}`);
      const present = new Map(described.map(({ column_name: name }) => [name.toLowerCase(), name]));
      const columns = table.columns.map((column) => {
        const own = present.get(column.name.toLowerCase());
        if (table.partitionBy.includes(column.name)) return partitionValue(column, partition[column.name] ?? '');
        return own === undefined ? typedNull(column) : `${quoteName(own)} AS ${quoteName(column.name)}`;
      });
      selects.push(`SELECT ${columns.join(', ')} FROM ${source}`);
    }
    if (parts.length === 0) selects.push(`SELECT ${table.columns.map(typedNull).join(', ')} LIMIT 0`);
    await lake.engine.run(`COPY (${selects.join(' UNION ALL ')}) TO ${quoteLiteral(options.target)} (FORMAT parquet)`);
  } finally {
    await lake.close();
  }
}

const engineTypes: Record<string, string> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ntz: 'TIMESTAMP',
};

function engineType(column: SharedColumn): string | null {
  if (/^decimal\(\d{1,2},\s*\d{1,2}\)$/.test(column.type)) return column.type.toUpperCase();
  return engineTypes[column.type] ?? null;
}

function typedNull(column: SharedColumn): string {
  const type = engineType(column);
  return `${type ? `CAST(NULL AS ${type})` : 'NULL'} AS ${quoteName(column.name)}`;
}

/** An empty text stands for null, after the protocol. */
function partitionValue(column: SharedColumn, value: string): string {
  if (value === '') return typedNull(column);
  const type = engineType(column) ?? 'VARCHAR';
  // Timestamps of partitions are in UTC and do not say so.
  const text = column.type === 'timestamp' && !/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? `${value}+00` : value;
  return `CAST(${quoteLiteral(text)} AS ${type}) AS ${quoteName(column.name)}`;
}
