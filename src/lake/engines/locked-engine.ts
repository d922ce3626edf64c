import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError, type ErrorCode } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { Chunk, ColumnInfo, LockedEngine, QueryOptions } from './engine.ts';
import type { LockedAnswer, LockedRequest } from './locked-messages.ts';

export interface LockedEngines {
  open(options: { files: string[]; memoryMegabytes: number }): Promise<LockedEngine>;
  close(): Promise<void>;
}

const idleMilliseconds = 60_000;
const closeMilliseconds = 2000;
/** A process that has grown beyond this is not used again. */
const spentBytes = 400 * 1024 * 1024;
const mostIdle = 2;

/**
 * Engines for SQL of others, each in a process of its own: whatever a statement does to the process, the platform goes
 * on, and a statement that does not stop is stopped by ending the process. Processes that are well are used again.
 */
export function createLockedEngines(options: { threads: number; temporaryFolder: string }): LockedEngines {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let serial = 0;
  let closed = false;

  function start(): Worker {
    const worker = startWorker(path.join(options.temporaryFolder, `locked-spill-${++serial}`));
    all.add(worker);
    worker.ended.then(() => {
      all.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    });
    return worker;
  }

  async function putBack(worker: Worker): Promise<void> {
    const limit = setTimeout(() => worker.kill(), closeMilliseconds);
    try {
      const bytes = (await worker.ask({ do: 'close' })) as number;
      if (closed || bytes > spentBytes || idle.length >= mostIdle) return worker.kill();
      worker.rest(idleMilliseconds);
      idle.push(worker);
    } catch {
      worker.kill();
    } finally {
      clearTimeout(limit);
    }
  }

  return {
    async open({ files, memoryMegabytes }) {
      if (closed) throw new AppError(lakeErrors.closed);
      let worker = idle.pop() ?? start();
      while (!worker.wake()) worker = idle.pop() ?? start();
      try {
        const { threads } = options;
        await worker.ask({ do: 'open', files, memoryMegabytes, threads, temporaryFolder: worker.folder });
      } catch (error) {
        worker.kill();
        throw error;
      }
      let open = true;
      return {
        run: async (sql, asked) => {
          await worker.ask({ do: 'run', sql }, asked);
        },
        async stream(sql, asked = {}) {
          let left = asked.timeoutMilliseconds;
          /** The limit is of the engine's time, whatever the reader of the rows takes between. */
          const ask = async (request: LockedRequest) => {
            const began = performance.now();
            const answer = await worker.ask(
              request,
              { ...asked, timeoutMilliseconds: left },
              asked.timeoutMilliseconds,
            );
            if (left !== undefined) left = Math.max(1, left - (performance.now() - began));
            return answer;
          };
          const columns = (await ask({ do: 'stream', sql })) as ColumnInfo[];
          return {
            columns,
            async *chunks() {
              while (true) {
                const text = (await ask({ do: 'next' })) as string | null;
                if (text === null) return;
                yield JSON.parse(text) as Chunk;
              }
            },
          };
        },
        async close() {
          if (!open) return;
          open = false;
          if (worker.busy()) worker.kill();
          else await putBack(worker);
        },
      };
    },
    async close() {
      closed = true;
      const ends = [...all].map((worker) => {
        worker.kill();
        return worker.ended;
      });
      await Promise.all(ends);
    },
  };
}

interface Worker {
  folder: string;
  ended: Promise<void>;
  busy(): boolean;
  ask(request: LockedRequest, options?: QueryOptions, limitOfAll?: number): Promise<unknown>;
  /** The platform may end while it rests. */
  rest(milliseconds: number): void;
  /** False for one that is ending: its last message, that it was killed, is no answer to anybody. */
  wake(): boolean;
  kill(): void;
}

function startWorker(folder: string): Worker {
  const child = startProcess();
  let waiting: { resolve(value: unknown): void; reject(error: unknown): void } | null = null;
  let dead: AppError | null = null;
  let bedtime: NodeJS.Timeout | undefined;

  let ending = false;
  const end = () => {
    ending = true;
    child.kill('SIGKILL');
  };
  const settle = (work: (waiter: NonNullable<typeof waiting>) => void) => {
    const waiter = waiting;
    waiting = null;
    if (waiter) work(waiter);
  };
  child.on('message', (answer: LockedAnswer) => {
    settle(({ resolve, reject }) => {
      if ('ok' in answer) return resolve(answer.ok);
      const { code, details, cause } = answer.failed;
      reject(new AppError(code as ErrorCode, details, { cause: new Error(cause) }));
    });
  });
  const ended = new Promise<void>((resolve) => {
    const bury = (cause: string) => {
      if (dead) return;
      clearTimeout(bedtime);
      // What takes too much memory ends by its own hand, the JavaScript heap's, or the kernel's.
      const memory = /^(SIGKILL|SIGABRT|exit 134)$/.test(cause) || (process.platform === 'win32' && cause === 'exit 1');
      dead = memory
        ? new AppError(lakeErrors.outOfMemory, {}, { cause })
        : new AppError(lakeErrors.engineFailed, { problem: cause });
      settle(({ reject }) => reject(dead));
      void rm(folder, { recursive: true, force: true })
        .catch(() => {})
        .then(() => resolve());
    };
    child.once('exit', (code, signal) => bury(signal ?? `exit ${code}`));
    child.once('error', (error) => bury(String(error)));
  });

  return {
    folder,
    ended,
    busy: () => waiting !== null,
    ask(request, { signal, timeoutMilliseconds } = {}, limitOfAll = timeoutMilliseconds) {
      if (dead) return Promise.reject(dead);
      if (signal?.aborted) return Promise.reject(new AppError(lakeErrors.cancelled, {}, { cause: signal.reason }));
      return new Promise((resolve, reject) => {
        const stop = (error: AppError) => {
          settle((waiter) => waiter.reject(error));
          child.kill('SIGKILL');
        };
        const onAbort = () => stop(new AppError(lakeErrors.cancelled, {}, { cause: signal?.reason }));
        const timer =
          timeoutMilliseconds === undefined
            ? undefined
            : setTimeout(
                () => stop(new AppError(lakeErrors.tooSlow, { seconds: (limitOfAll ?? 0) / 1000 })),
                timeoutMilliseconds,
              );
        const over = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting = {
          resolve(value) {
            over();
            resolve(value);
          },
          reject(error) {
            over();
            reject(error);
          },
        };
        child.send(request, (error) => {
          if (error)
            settle((waiter) => waiter.reject(new AppError(lakeErrors.engineFailed, { problem: error.message })));
        });
      });
    },
    rest(milliseconds) {
      child.unref();
      child.channel?.unref();
      bedtime = setTimeout(end, milliseconds).unref();
    },
    wake() {
      clearTimeout(bedtime);
      if (ending || !child.connected) return false;
      child.ref();
      child.channel?.ref();
      return true;
    },
    kill: end,
  };
}

/** Beside the bundle stands the built program; in the source, one that is compiled as it starts. */
function startProcess(): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(new URL(isSource ? './locked-process.ts' : './locked-process.js', import.meta.url));
  const loader = isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  // Nothing of the platform's settings: the password of the database may be among them.
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LD_LIBRARY_PATH', 'TZ'];
  const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return fork(program, [], {
    env,
    execArgv: ['--max-old-space-size=512', ...loader],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
