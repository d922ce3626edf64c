import { randomUUID } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { type Engine, quoteLiteral } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Files } from '../files/files.ts';
import { type Action, checkpointName } from './actions.ts';
import { fileList } from './paths.ts';
import { applyEntries, type TableState } from './state.ts';

interface CheckpointOptions {
  files: Files;
  engine: Engine;
  table: string;
  temporaryFolder: string;
}

export interface FoundCheckpoint {
  version: number;
  names: string[];
}

/** Tombstones younger than this stay in checkpoints unless the table says otherwise, as in Delta's default. */
const tombstoneMilliseconds = 7 * 24 * 3600 * 1000;

/** The newest complete checkpoint up to a version, in one file or in several parts. */
export function findCheckpoint(names: string[], upTo: number): FoundCheckpoint | null {
  const found = new Map<string, { version: number; parts: number; names: string[] }>();
  for (const name of names) {
    const match = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/.exec(name);
    if (!match || Number(match[1]) > upTo) continue;
    const key = `${match[1]}.${match[3] ?? ''}`;
    const group = found.get(key) ?? { version: Number(match[1]), parts: Number(match[3] ?? 1), names: [] };
    group.names.push(name);
    found.set(key, group);
  }
  const complete = [...found.values()].filter((group) => group.names.length === group.parts);
  return complete.reduce<FoundCheckpoint | null>(
    (best, one) => (best && best.version >= one.version ? best : one),
    null,
  );
}

/** The state that a checkpoint holds. */
export async function readCheckpoint(
  { engine, files, table }: CheckpointOptions,
  folder: string,
  checkpoint: FoundCheckpoint,
  entry: { at: number; content: TableState['content'] },
): Promise<TableState> {
  const list = fileList(checkpoint.names.map((name) => files.join(folder, name)));
  const rows = await engine.rows<Action>(
    `SELECT COLUMNS('^(protocol|metaData|add|remove|txn)$') FROM read_parquet(${list}, union_by_name = true)`,
  );
  const actions = rows.map(
    (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Action,
  );
  const state = applyEntries(null, [{ version: checkpoint.version, at: entry.at, actions }]);
  if (!state) throw new AppError(lakeErrors.logDamaged, { table, problem: checkpoint.names[0] });
  return { ...state, content: entry.content };
}

const checkpointColumns = {
  txn: 'STRUCT(appId VARCHAR, "version" BIGINT, lastUpdated BIGINT)',
  add: `STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT,
    dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR))`,
  remove: `STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN,
    partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)`,
  metaData: `STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR,
    format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[],
    createdTime BIGINT, configuration MAP(VARCHAR, VARCHAR))`,
  protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER)',
};

/** Writes the state as a classic checkpoint in one file, then the hint that leads readers to it. */
export async function writeCheckpoint(
  { engine, files, temporaryFolder }: CheckpointOptions,
  folder: string,
  state: TableState,
): Promise<void> {
  const actions = checkpointActions(state);
  const work = files.join(temporaryFolder, `checkpoint-${randomUUID()}`);
  await files.makeFolder(work);
  try {
    const source = files.join(work, 'actions.json');
    const made = files.join(work, 'checkpoint.parquet');
    await files.create(source, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
    const columns = Object.entries(checkpointColumns).map(
      ([name, type]) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`,
    );
    const largest = 64 * 1024 * 1024;
    await engine.run(
      `COPY (SELECT * FROM read_json(${quoteLiteral(source)}, format = 'newline_delimited',
         columns = {${columns.join(', ')}}, maximum_object_size = ${largest}))
       TO ${quoteLiteral(made)} (FORMAT parquet, COMPRESSION snappy)`,
    );
    await files.adopt([{ from: made, to: files.join(folder, checkpointName(state.version)) }]);
    await files.replace(
      files.join(folder, '_last_checkpoint'),
      JSON.stringify({ version: state.version, size: actions.length }),
    );
  } finally {
    await files.remove(work);
  }
}

function checkpointActions(state: TableState): Action[] {
  const keptSince = state.at - tombstoneMilliseconds;
  return [
    { protocol: state.protocol },
    { metaData: state.metadata },
    ...[...state.transactions].map(([appId, version]) => ({ txn: { appId, version } })),
    ...[...state.files.values()].map((add) => ({ add: { ...add, dataChange: false } })),
    ...[...state.removed.values()]
      .filter((remove) => (remove.deletionTimestamp ?? 0) > keptSince)
      .map((remove) => ({ remove: { ...remove, dataChange: false } })),
  ];
}
