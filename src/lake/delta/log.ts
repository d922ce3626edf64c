import { AppError, type Clock, type Logger } from '../../kernel/index.ts';
import type { Engine } from '../engines/engine.ts';
import { lakeErrors } from '../errors.ts';
import type { Files } from '../files/files.ts';
import { type Action, entryName, formatActions, parseActions } from './actions.ts';
import { findCheckpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { requireReadable } from './protocol.ts';
import { applyEntries, contentOf, isCompaction, type TableState } from './state.ts';

/** One commit as it stands in the log. */
export interface LogEntry {
  version: number;
  /** Milliseconds of its instant: what its writer recorded, else the time of the file. */
  at: number;
  actions: Action[];
}

/** What a log needs from around it. */
export interface LogOptions {
  files: Files;
  engine: Engine;
  clock: Clock;
  log: Logger;
  /** Name of the table, for errors. */
  table: string;
  location: string;
  temporaryFolder: string;
}

/** The log of one table: the only truth of its content. */
export interface DeltaLog {
  /** Newest state, also of commits that other processes made; null when there is no table. */
  newest(): Promise<TableState | null>;
  /** State at a version, null when the log does not reach it. */
  at(version: number): Promise<TableState | null>;
  entry(version: number): Promise<LogEntry | null>;
  /** Versions whose entries are there, ascending. */
  versions(): Promise<number[]>;
  /** Makes the next entry after `base` (null: the first). Null when another writer has made it before. */
  commit(base: TableState | null, actions: (at: number) => Action[]): Promise<TableState | null>;
  /** Writes a checkpoint of a state unless there is one; returns whether it was written. */
  checkpoint(state: TableState): Promise<boolean>;
  /** Forgets what was read. */
  forget(): void;
}

/** A checkpoint is written after each so many commits, so that no reader has to read more entries than that. */
const checkpointInterval = 10;
/** Older states kept in memory, for readers that go on reading an older version. */
const keptStates = 4;

export function openDeltaLog(options: LogOptions): DeltaLog {
  const { files, clock, log, table } = options;
  const folder = files.join(options.location, '_delta_log');
  let latest: { state: TableState; identity: string } | null = null;
  const older = new Map<number, TableState>();

  async function entry(version: number): Promise<LogEntry | null> {
    const location = files.join(folder, entryName(version));
    const text = await files.read(location);
    if (text === null) return null;
    const actions = parse(text, version);
    const recorded = actions.find((action) => action.commitInfo)?.commitInfo?.timestamp;
    const at = recorded ?? (await files.state(location))?.modifiedAt.getTime() ?? 0;
    return { version, at, actions };
  }

  function parse(text: string, version: number): Action[] {
    try {
      return parseActions(text);
    } catch (cause) {
      throw new AppError(lakeErrors.logDamaged, { table, problem: entryName(version) }, { cause });
    }
  }

  async function versions(): Promise<number[]> {
    return versionsIn(await files.names(folder));
  }

  /** The state at a version, or the newest one, from the nearest checkpoint on. */
  async function load(wanted: number | null): Promise<TableState | null> {
    const names = await files.names(folder);
    const entries = versionsIn(names);
    const last = wanted ?? entries.at(-1);
    if (last === undefined) return null;
    const checkpoint = findCheckpoint(names, last);
    let state: TableState | null = null;
    if (checkpoint) {
      const at = (await entry(checkpoint.version))?.at ?? 0;
      const content = await contentAt(checkpoint.version, at);
      state = await readCheckpoint(options, folder, checkpoint, { at, content });
    }
    const first = state ? state.version + 1 : 0;
    if (last < first) return state;
    const read = await readEntries(first, last);
    if (read === null) {
      if (wanted !== null) return null;
      throw new AppError(lakeErrors.logDamaged, { table, problem: `${first} … ${last}` });
    }
    return applyEntries(state, read);
  }

  /** The content at a checkpoint's version, which the checkpoint does not tell: back over compactions that do not either. */
  async function contentAt(version: number, at: number): Promise<TableState['content']> {
    for (let back = version; ; back--) {
      const found = await entry(back);
      if (!found) return { version, at };
      const content = contentOf(found, undefined);
      if (content.version < back || !isCompaction(found.actions)) return content;
    }
  }

  async function readEntries(first: number, last: number): Promise<LogEntry[] | null> {
    const read: LogEntry[] = [];
    for (let version = first; version <= last; version += 32) {
      const length = Math.min(32, last - version + 1);
      const batch = await Promise.all(Array.from({ length }, (_, index) => entry(version + index)));
      for (const one of batch) {
        if (!one) return null;
        read.push(one);
      }
    }
    return read;
  }

  async function remember(state: TableState | null): Promise<TableState | null> {
    if (!state) {
      latest = null;
      return null;
    }
    requireReadable(state, table);
    const found = await files.state(files.join(folder, entryName(state.version)));
    // Two reads may end in another order than they began; the newer state stays.
    if (found && (!latest || latest.state.version <= state.version)) latest = { state, identity: found.identity };
    return latest && latest.state.version > state.version ? latest.state : state;
  }

  async function newest(): Promise<TableState | null> {
    const known = latest;
    if (!known) return remember(await load(null));
    const found = await files.state(files.join(folder, entryName(known.state.version)));
    if (found?.identity !== known.identity) {
      // The table was dropped, perhaps made anew, behind our back.
      forget();
      return remember(await load(null));
    }
    const read: LogEntry[] = [];
    for (let next = await entry(known.state.version + 1); next; next = await entry(next.version + 1)) read.push(next);
    return read.length === 0 ? known.state : remember(applyEntries(known.state, read));
  }

  /** Refuses to go on from a state whose table was dropped meanwhile: the entry would stand in the log of another one. */
  async function requireStill(base: TableState): Promise<void> {
    const found = await files.state(files.join(folder, entryName(base.version)));
    if (found && (latest?.state !== base || latest.identity === found.identity)) return;
    forget();
    throw new AppError(lakeErrors.tableMissing, { table });
  }

  function forget(): void {
    latest = null;
    older.clear();
  }

  return {
    newest,
    async at(version) {
      const current = await newest();
      if (!current || !Number.isInteger(version) || version > current.version || version < 0) return null;
      if (version === current.version) return current;
      const kept = older.get(version);
      if (kept) return kept;
      const state = await load(version);
      if (!state) return null;
      requireReadable(state, table);
      older.set(version, state);
      if (older.size > keptStates) older.delete(older.keys().next().value!);
      return state;
    },
    entry,
    versions,
    async commit(base, actionsAt) {
      const version = base ? base.version + 1 : 0;
      // Times grow with versions even when the clock goes back, so that an instant finds one version.
      const at = Math.max(clock.now().getTime(), base ? base.at + 1 : 0);
      const actions = actionsAt(at);
      if (base) await requireStill(base);
      else await files.makeFolder(folder);
      const made = await files.create(files.join(folder, entryName(version)), formatActions(actions), new Date(at));
      if (!made) return null;
      const state = applyEntries(base, [{ version, at, actions }])!;
      await remember(state);
      if (version > 0 && version % checkpointInterval === 0) {
        // The commit stands; a checkpoint only spares readers work and can be made with a later one.
        await writeCheckpoint(options, folder, state).catch((error: unknown) => {
          log.warn({ table, version, error: String(error) }, 'checkpoint not written');
        });
      }
      return state;
    },
    async checkpoint(state) {
      if (findCheckpoint(await files.names(folder), state.version)?.version === state.version) return false;
      await writeCheckpoint(options, folder, state);
      return true;
    },
    forget,
  };
}

function versionsIn(names: string[]): number[] {
  return names
    .filter((name) => /^\d{20}\.json$/.test(name))
    .map((name) => Number(name.slice(0, 20)))
    .sort((a, b) => a - b);
}
