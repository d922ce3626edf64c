import type { Lake, Snapshot, StagedFiles, Table } from '../../lake/index.ts';
import { quoteLiteral } from '../../lake/index.ts';
import type { CompiledStandard } from '../standards/index.ts';
import type { CollectionMode } from './schema.ts';

export interface CommitOptions {
  table: Table;
  compiled: CompiledStandard;
  mode: CollectionMode;
  run: string;
  staged: StagedFiles;
  files: string[];
}

/** Makes the table of a dataset on its first run. */
export async function ensureTable(table: Table, compiled: CompiledStandard): Promise<Snapshot> {
  if (await table.exists()) return table.snapshot();
  const { partitionBy } = compiled.standard;
  return table.create(
    compiled.fields.map(({ field, engineType }) => ({
      name: field.name,
      type: engineType,
      nullable: true,
      comment: field.title.zh,
    })),
    partitionBy ? { partitionBy } : {},
  );
}

/** Puts the accepted rows of a run into the table as one version, once, however often it is asked to. */
export async function commitRows({ table, compiled, mode, run, staged, files }: CommitOptions): Promise<Snapshot> {
  const before = await ensureTable(table, compiled);
  const options = {
    info: { run },
    transaction: { application: `lingnan/collection/${run}`, version: 1 },
    addColumns: true,
  };
  if (mode === 'replace') return table.commitStaged(staged, 'replace', options);
  const key = compiled.standard.key ?? [];
  const nothingToMatch = before.rows === 0 || key.length === 0 || files.length === 0;
  if (mode === 'append' || nothingToMatch) return table.commitStaged(staged, 'append', options);
  const list = files.map(quoteLiteral).join(', ');
  return table.merge(`SELECT * FROM read_parquet([${list}])`, key, options);
}

/** The version that a run has made, when it was cut off after its commit. */
export async function committedBy(lake: Lake, dataset: string, run: string): Promise<Snapshot | null> {
  const table = lake.table(dataset);
  if (!(await table.exists())) return null;
  const entry = (await table.history(50)).find(({ info }) => info['run'] === run);
  return entry ? table.snapshot({ version: entry.version }) : null;
}
