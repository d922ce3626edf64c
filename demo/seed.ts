import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Catalogue } from '../src/bureau/catalogue/index.ts';
import type { Collection } from '../src/bureau/collection/index.ts';
import type { Identity } from '../src/bureau/identity/index.ts';
import type { Quality } from '../src/bureau/quality/index.ts';
import type { Standard, Standards } from '../src/bureau/standards/index.ts';
import type { Database } from '../src/database/index.ts';
import {
  AppError,
  type Config,
  kernelErrors,
  type Logger,
  type ReportProgress,
  systemPrincipal,
} from '../src/kernel/index.ts';
import type { Lake } from '../src/lake/index.ts';
import type { SectorHost } from '../src/sector/index.ts';
import { type DemoAccount, makeAccounts, makeOrganisations, stewardOf } from './accounts.ts';
import { districtCodes, lastDay } from './city.ts';
import { demoDatasets } from './datasets.ts';
import { demoRules } from './quality-rules.ts';
import type { DemoDataset } from './source.ts';
import { demoSources } from './sources/index.ts';
import { demoStandards } from './standards.ts';
import { prepareSession, type WrittenFile, writeSource } from './write-files.ts';

/** The parts of the product that the demo city is brought in through: the same doors as anyone's data. */
export interface DemoParts {
  config: Pick<Config, 'dataFolder'>;
  database: Database;
  lake: Lake;
  identity: Identity;
  standards: Standards;
  catalogue: Catalogue;
  collection: Collection;
  quality: Quality;
  sectors: SectorHost;
}

export interface SeedOptions {
  log: Logger;
  progress?: ReportProgress;
  signal?: AbortSignal;
  /** Share of the rows of the large files, for tests. */
  scale?: number;
  /** Last day of the data, instead of the fixed one: all days and times move with it, and the bytes are others. */
  until?: string;
}

export interface SeededFile extends WrittenFile {
  run: string | null;
  accepted: number;
  quarantined: number;
}

export interface SeedResult {
  accounts: DemoAccount[];
  files: SeededFile[];
  rows: number;
  seconds: number;
}

/** Rows of the whole city, for the share that is done. */
const totalRows = demoSources.reduce((sum, { rows }) => sum + rows, 0);
const self = systemPrincipal('demo');

const stateFile = (folder: string) => path.join(folder, 'demo-state.json');
export const truthFile = (folder: string) => path.join(folder, 'demo-truth.json');

interface SeedState {
  /** Files that are in, by dataset. */
  done: Record<string, SeededFile>;
  finished: boolean;
  /** Days that the data are moved by; the same for all files of a city. */
  shiftDays: number;
}

async function readState(folder: string): Promise<SeedState | null> {
  if (!existsSync(stateFile(folder))) return null;
  return JSON.parse(await readFile(stateFile(folder), 'utf8')) as SeedState;
}

/** Whether the demo city is in this data folder. */
export function hasDemo(config: Pick<Config, 'dataFolder'>): boolean {
  return existsSync(stateFile(config.dataFolder));
}

/** Whole or not at all, however the process ends. */
async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

/** Whether the demo city belongs into this data folder: it was begun here, or nothing is here at all. */
export async function wantsDemo(parts: Pick<DemoParts, 'config' | 'identity'>): Promise<'begin' | 'go on' | 'no'> {
  const state = await readState(parts.config.dataFolder);
  if (state) return state.finished ? 'no' : 'go on';
  return (await parts.identity.people.count()) === 0 ? 'begin' : 'no';
}

/**
 * Makes the demo city: organisations, accounts, standards, and every file through the real collection. Each file is noted
 * when it is in, so that a killed seeding goes on where it was, and a second one changes nothing.
 */
export async function seedDemo(parts: DemoParts, options: SeedOptions): Promise<SeedResult> {
  // One at a time over all processes on the database: the second waits, and then finds everything done.
  return parts.database.kysely.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(hashtext('demo-city'))`.execute(connection);
    try {
      return await seed(parts, options);
    } finally {
      await sql`select pg_advisory_unlock(hashtext('demo-city'))`.execute(connection);
    }
  });
}

async function seed(parts: DemoParts, options: SeedOptions): Promise<SeedResult> {
  const { log, progress, signal, scale = 1 } = options;
  const started = Date.now();
  const { dataFolder } = parts.config;
  await mkdir(dataFolder, { recursive: true });
  const state: SeedState = (await readState(dataFolder)) ?? {
    done: {},
    finished: false,
    shiftDays: shiftTo(options.until),
  };
  await writeJson(stateFile(dataFolder), state);
  progress?.({ share: 0, step: { zh: '建立组织和账号', en: 'Making organisations and accounts' } });
  await makeOrganisations(parts.identity);
  const accounts = await makeAccounts(parts.identity, parts.config);

  await parts.standards.publishCodeList(self, districtCodes);
  const standards = demoStandards();
  // Emptied at the next start when this process is killed.
  const folder = path.join(parts.lake.temporaryFolder, 'demo-files');
  const session = await parts.lake.engine.session();
  try {
    await prepareSession(session);
    let rows = 0;
    for (const dataset of demoDatasets) {
      signal?.throwIfAborted();
      const source = demoSources.find((one) => one.dataset === dataset.id)!;
      const standard = standards.get(dataset.id)!;
      const known = state.done[dataset.id];
      progress?.({
        share: (rows / totalRows) * 0.97,
        rows,
        step: { zh: `采集${standard.title.zh}`, en: `Collecting ${standard.title.en}` },
      });
      if (!known) {
        const options = { folder, standard, scale, shiftDays: state.shiftDays };
        const earlier = source.earlier
          ? await writeSource(session, { ...source, ...source.earlier, plants: [] }, options)
          : null;
        const written = await writeSource(session, source, options);
        state.done[dataset.id] = await bringIn(parts, {
          dataset,
          standard,
          earlier,
          written,
          folder,
          signal,
        });
        await writeJson(stateFile(dataFolder), state);
        log.info({ dataset: dataset.id, rows: written.rows }, 'demo file is in');
      }
      rows += source.rows;
    }
  } finally {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  }
  progress?.({ share: 0.98, step: { zh: '计算指标与预警', en: 'Computing indicators and alerts' } });
  await parts.sectors.refresh('government.air-quality-hourly', signal);
  for (const rule of demoRules) await parts.quality.rules.save(self, { rule });
  const files = demoDatasets.map(({ id }) => state.done[id]!);
  await writeJson(truthFile(dataFolder), truthOf(files));
  await writeJson(stateFile(dataFolder), { ...state, finished: true });
  progress?.({ share: 1, step: { zh: '演示城市已就绪', en: 'The demo city is ready' } });
  return {
    accounts,
    files,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    seconds: (Date.now() - started) / 1000,
  };
}

/** Days from the fixed last day to another one, which may not lie before it: some planted errors would be none. */
function shiftTo(until: string | undefined): number {
  if (until === undefined) return 0;
  const days = (Date.parse(until) - Date.parse(lastDay)) / 86_400_000;
  if (!Number.isInteger(days) || days < 0) {
    throw new AppError(kernelErrors.invalidInput, { problem: `--until ${until}: YYYY-MM-DD, ${lastDay} …` });
  }
  return days;
}

/** What was planted, by file. */
export function truthOf(files: WrittenFile[]) {
  return files.map(({ dataset, file, rows, truth }) => ({ dataset, file, rows, findings: truth }));
}

/** One file: its dataset is entered, collected in the name of the owner's steward, and published. */
async function bringIn(
  parts: DemoParts,
  entry: {
    dataset: DemoDataset;
    standard: Standard;
    /** The file of the time before, where there is one. */
    earlier: WrittenFile | null;
    written: WrittenFile;
    folder: string;
    signal?: AbortSignal;
  },
): Promise<SeededFile> {
  const { dataset, standard, earlier, written, folder } = entry;
  const published = await parts.standards.ensure(self, standard);
  if (!(await parts.catalogue.find(dataset.id))) {
    await parts.catalogue.create(self, {
      id: dataset.id,
      owner: dataset.owner,
      sector: dataset.sector,
      keywords: dataset.keywords,
      openness: dataset.openness,
      sharing: dataset.sharing,
      sharingReason: dataset.sharingReason ?? null,
      standard: published,
    });
  }
  // What a killed seeding left half done would be taken up by the queue later, without its file.
  for (const { id, status } of (await parts.collection.runs.list(self, { dataset: dataset.id })).items) {
    if (status === 'waiting' || status === 'running') await parts.collection.cancel(self, id);
  }
  const steward = await stewardOf(parts.identity, dataset.owner);
  const collect = async (name: string) => {
    const file = path.join(folder, name);
    const run = await parts.collection.collect({
      principal: steward,
      dataset: dataset.id,
      file,
      mode: 'replace',
      signal: entry.signal,
    });
    entry.signal?.throwIfAborted();
    if (run.status !== 'done' && run.status !== 'unchanged') {
      throw new Error(`${name}: ${run.status} ${run.problem?.message.en ?? ''}`);
    }
    await rm(file, { force: true });
    return run;
  };
  if (earlier) await collect(earlier.file);
  const run = await collect(written.file);
  if ((await parts.catalogue.find(dataset.id))?.status === 'draft') await parts.catalogue.publish(self, dataset.id);
  return { ...written, run: run.id, accepted: run.accepted, quarantined: run.quarantined };
}
