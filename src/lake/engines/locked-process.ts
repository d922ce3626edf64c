import { writeFileSync } from 'node:fs';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import { openDuckdb } from './duckdb.ts';
import type { Chunk, Engine, EngineSession } from './engine.ts';
import type { LockedAnswer, LockedRequest } from './locked-messages.ts';

/**
 * A process that runs SQL of readers and may be killed at any moment. The engine's memory limit does not count what a
 * single expression makes (`range(300000000)`), and nothing stops the engine within one; so the process watches what
 * it really holds, and ends itself.
 */
const answerLimit = 32 * 1024 * 1024;
const watchEvery = 25;

let engine: Engine | null = null;
let session: EngineSession | null = null;
let chunks: AsyncIterator<Chunk> | null = null;
let started = false;
let ready: string[] = [];
let memoryLimit = Number.POSITIVE_INFINITY;

setInterval(() => {
  if (process.memoryUsage.rss() > memoryLimit) process.kill(process.pid, 'SIGKILL');
}, watchEvery);
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C reaches every process of a terminal: this one ends with its platform.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
try {
  // When the machine runs out of memory, this process goes first and the platform stays.
  if (process.platform === 'linux') writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Not every container allows it.
}

process.on('message', (request: LockedRequest) => {
  answer(request).then(
    (ok) => process.send!({ ok } satisfies LockedAnswer),
    (error) => process.send!({ failed: described(error) } satisfies LockedAnswer),
  );
});

async function answer(request: LockedRequest): Promise<unknown> {
  switch (request.do) {
    case 'open': {
      const { files, ...options } = request;
      // Twice the engine's own limit, and what Node.js and an idle engine take.
      memoryLimit = (options.memoryMegabytes * 2 + 512) * 1024 * 1024;
      engine = await openDuckdb({ ...options, onlyFiles: files });
      session = await engine.session();
      return null;
    }
    case 'run':
      await session!.run(request.sql);
      return null;
    case 'stream': {
      const result = await session!.stream(request.sql);
      chunks = result.chunks()[Symbol.asyncIterator]();
      started = false;
      ready = [];
      return result.columns;
    }
    case 'next': {
      if (ready.length === 0) {
        started = true;
        const { done, value } = await chunks!.next();
        if (done) return null;
        ready = pieces(value);
      }
      return ready.shift();
    }
    case 'close':
      ready = [];
      // Rows that nobody began to read can't be put away; such a process is not used again.
      if (chunks && !started) return Number.MAX_SAFE_INTEGER;
      await chunks?.return?.();
      chunks = null;
      await session?.close();
      await engine?.close();
      [session, engine] = [null, null];
      return process.memoryUsage.rss();
  }
}

/** A chunk as JSON, in pieces that fit into memory: a row may hold texts of any length. */
function pieces(chunk: Chunk): string[] {
  if (lengthOf(chunk.columns) <= answerLimit) return [JSON.stringify(chunk)];
  if (chunk.rows === 1) throw new AppError(lakeErrors.outOfMemory);
  const half = chunk.rows >> 1;
  const slice = (from: number, to: number): Chunk => ({
    rows: to - from,
    columns: chunk.columns.map((column) => column.slice(from, to)),
  });
  return [...pieces(slice(0, half)), ...pieces(slice(half, chunk.rows))];
}

/** About the length of a value as JSON, told without making it. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 2;
  for (const [name, item] of Object.entries(value)) {
    length += (Array.isArray(value) ? 1 : name.length + 4) + lengthOf(item);
  }
  return length;
}

function described(error: unknown): Extract<LockedAnswer, { failed: unknown }>['failed'] {
  const known = error instanceof AppError ? error : new AppError(lakeErrors.engineFailed, { problem: '' });
  const cause = error instanceof AppError ? (error.cause ?? error) : error;
  return { code: known.code, details: known.details, cause: String(cause).slice(0, 10_000) };
}
