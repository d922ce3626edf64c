import { rmdir } from 'node:fs/promises';
import { databaseErrors } from '../../database/index.ts';
import { AppError, type Clock, type Config, type Logger, type Text } from '../../kernel/index.ts';
import { type Batcher, type BatcherNeeds, createBatcher } from './batcher.ts';
import { streamsErrors } from './errors.ts';
import { type Intake, openIntake } from './intake.ts';
import { holdFolder } from './journal/holder.ts';
import { journalFolder, removeJournal } from './journal/journal.ts';
import type { StreamRow } from './repository.ts';
import type { StreamDeclaration } from './schema.ts';
import type { createSenders } from './senders.ts';

export interface RunningNeeds extends BatcherNeeds {
  config: Pick<Config, 'dataFolder'>;
  clock: Clock;
  log: Logger;
  senders: ReturnType<typeof createSenders>;
}

interface RunningStream {
  intake: Intake;
  batcher: Batcher;
  clients: number;
  /** As it was at the last look, for messages a second. */
  seen: { messages: number; at: number };
  /** What keeps it from its other broker. */
  trouble: Text | null;
  letGo(): Promise<void>;
  /** Declaration and limits as text, to see that they changed. */
  version: string;
}

const lookMilliseconds = 1000;
const forgetMilliseconds = 7 * 86_400_000;

export type Running = ReturnType<typeof createRunning>;

/**
 * The streams that this server runs. Once a second it looks at what is declared, opens and closes what that asks for, and
 * writes down how each stands, so that commands in other processes need not ask the server.
 */
export function createRunning(needs: RunningNeeds) {
  const { repository, clock, log } = needs;
  const streams = new Map<string, RunningStream>();
  const problems = new Map<string, Text>();
  const listeners: ((declared: StreamDeclaration[]) => void)[] = [];
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let started = false;
  let forgottenAt = 0;

  async function look(): Promise<void> {
    const rows = await repository.streams();
    await needs.senders.refresh();
    for (const [id, running] of streams) {
      const row = rows.find((one) => one.id === id);
      if (!row || row.paused || versionOf(row) !== running.version || running.intake.journal.failure) await close(id);
    }
    for (const row of rows) {
      if (row.removing) await remove(row);
      else if (!row.paused && !streams.has(row.id)) await open(row);
    }
    for (const { intake, batcher } of streams.values()) if (intake.full()) batcher.hurry();
    for (const row of rows) await tell(row);
    for (const listener of listeners) listener([...streams.values()].map(({ intake }) => intake.declaration));
    const now = clock.now().getTime();
    if (now - forgottenAt > 3_600_000) {
      forgottenAt = now;
      await repository.forgetRequests(new Date(now - forgetMilliseconds));
    }
  }

  async function open(row: StreamRow): Promise<void> {
    let letGo: (() => Promise<void>) | null = null;
    try {
      const folder = journalFolder(needs.config.dataFolder, row.id);
      letGo = await holdFolder(folder);
      // Whoever held it before may have made versions of more than was known here, or removed it.
      const now = await repository.stream(row.id);
      if (!now) return await letGo();
      const { declaration, consumed } = now;
      const intake = await openIntake({ folder, declaration, consumed, clock });
      const batcher = createBatcher(needs, row.id, intake, consumed);
      const seen = { messages: 0, at: clock.now().getTime() };
      const version = versionOf({ ...row, declaration });
      streams.set(row.id, { intake, batcher, clients: 0, seen, trouble: null, letGo, version });
      problems.delete(row.id);
    } catch (error) {
      await letGo?.();
      const problem = problemOf(row.id, error);
      if (problem.zh !== problems.get(row.id)?.zh)
        log.error({ err: error, stream: row.id, problem }, 'a stream could not be opened');
      problems.set(row.id, problem);
    }
  }

  /** Makes versions of what a stream took before somebody removed it, then forgets it with its journal. */
  async function remove(row: StreamRow): Promise<void> {
    const { id } = row;
    if (!streams.has(id)) await open(row);
    const running = streams.get(id);
    // Another server holds its journal and removes it.
    if (!running) return;
    running.intake.end();
    const folder = journalFolder(needs.config.dataFolder, id);
    const pending = row.removing === 'drain' && (running.intake.lag().bytes > 0 || (await repository.batch(id)));
    if (pending) return running.batcher.hurry();
    await close(id, async () => {
      await repository.remove(id);
      await removeJournal(folder);
    });
    // What somebody put beside the journal stays.
    await rmdir(folder).catch(() => {});
    problems.delete(id);
  }

  async function close(id: string, after?: () => Promise<void>): Promise<void> {
    const running = streams.get(id);
    if (!running) return;
    streams.delete(id);
    try {
      await running.intake.close();
      await running.batcher.close();
      await after?.();
    } finally {
      await running.letGo();
    }
  }

  async function tell(row: StreamRow): Promise<void> {
    const running = streams.get(row.id);
    const at = clock.now();
    if (!running) return;
    const problem = running.batcher.problem() ?? running.trouble;
    const lag = running.intake.lag();
    const seconds = Math.max(0.001, (at.getTime() - running.seen.at) / 1000);
    const perSecond = (lag.messages - running.seen.messages) / seconds;
    running.seen = { messages: lag.messages, at: at.getTime() };
    await repository.saveLive(row.id, {
      at: at.toISOString(),
      messages: lag.messages,
      perSecond: Math.round(perSecond * 10) / 10,
      lagBytes: lag.bytes,
      lagSeconds:
        lag.bytes > 0 && lag.since !== null ? Math.max(0, Math.round((at.getTime() - lag.since) / 100) / 10) : 0,
      heldBack: lag.heldBack,
      lastMessageAt: lag.lastAt === null ? null : new Date(lag.lastAt).toISOString(),
      clients: running.clients,
      problem,
    });
  }

  /** Looks now, after a look that is under way. */
  function refresh(): Promise<void> {
    looking = looking.then(look).catch((error: unknown) => log.error({ err: error }, 'streams were not looked at'));
    return looking;
  }

  return {
    get started(): boolean {
      return started;
    },
    get: (id: string) => streams.get(id),
    all: () => [...streams.entries()],
    /** Why a stream does not run here, though it is to. */
    problem: (id: string): Text | null => problems.get(id) ?? null,
    refresh,
    /** Ends a stream that is being removed, where no server does; after a while it is left to the next server. */
    async finishRemoval(id: string): Promise<void> {
      for (let round = 0; round < 100; round++) {
        const row = await repository.stream(id);
        if (!row) return;
        looking = looking.then(() => remove(row));
        await looking;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    onChange: (listener: (declared: StreamDeclaration[]) => void) => listeners.push(listener),

    async start(): Promise<void> {
      started = true;
      await refresh();
      const again = () => {
        timer = setTimeout(() => void refresh().then(() => started && again()), lookMilliseconds);
      };
      again();
    },

    async stop(): Promise<void> {
      started = false;
      if (timer) clearTimeout(timer);
      await looking;
      for (const id of [...streams.keys()]) await close(id);
    },
  };
}

function problemOf(stream: string, error: unknown): Text {
  if (!(error instanceof AppError)) return { zh: '无法打开日志文件', en: 'its journal cannot be opened' };
  if (error.code !== databaseErrors.folderBusy) return error.text;
  return new AppError(streamsErrors.journalHeld, { stream, holder: error.details?.['holder'] }).text;
}

function versionOf(row: StreamRow): string {
  return JSON.stringify(row.declaration);
}
