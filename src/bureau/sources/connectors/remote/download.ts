import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import { remoteErrors } from './errors.ts';

/** Something to fetch that can be taken up in the middle. */
export interface Download {
  /** What messages call it. */
  name: string;
  /** Its length when the other side told it. */
  bytes: number | null;
  limitBytes: number;
  signal: AbortSignal;
  read(from: number): AsyncIterable<Buffer>;
  onBytes?(bytes: number): void;
  /** Slower than so many bytes in so long counts as broken: a connection that drips would hold its round for ever. */
  pace?: { bytes: number; milliseconds: number };
}

const mostFailures = 4;
const slowest = { bytes: 6000, milliseconds: 60_000 };

/**
 * Fetches into a file, which it makes anew. Where the connection breaks it goes on from the byte that it has, until
 * several tries in a row bring nothing. What ends early or late against its length is no success.
 */
export async function download(target: string, task: Download): Promise<{ sha256: string; bytes: number }> {
  const { bytes: expected, limitBytes, signal } = task;
  const tooLarge = (bytes: number) =>
    new AppError(remoteErrors.remoteTooLarge, { file: task.name, bytes, limit: limitBytes });
  if (expected !== null && expected > limitBytes) throw tooLarge(expected);
  const hash = createHash('sha256');
  const handle = await open(target, 'w');
  let received = 0;
  try {
    for (let failures = 0; ; ) {
      const before = received;
      let problem: unknown = null;
      try {
        for await (const chunk of atPace(task.read(received), task)) {
          signal.throwIfAborted();
          received += chunk.length;
          if (received > limitBytes) throw tooLarge(received);
          hash.update(chunk);
          await handle.write(chunk);
          task.onBytes?.(received);
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!isBroken(error)) throw error;
        problem = error;
      }
      if (expected !== null && received > expected) throw cut(task.name, expected, received, problem);
      if (problem === null && (expected === null || received === expected)) break;
      failures = received > before ? 1 : failures + 1;
      if (failures > mostFailures) throw cut(task.name, expected, received, problem);
      await sleep(100 * 2 ** failures, undefined, { signal });
    }
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes: received };
}

/** The chunks as they come; throws when they come too slowly. */
async function* atPace(chunks: AsyncIterable<Buffer>, { name, pace = slowest }: Download): AsyncGenerator<Buffer> {
  const source = chunks[Symbol.asyncIterator]();
  let late: () => void = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    late = () => {
      const { bytes, milliseconds } = pace;
      const seconds = Math.round(milliseconds / 1000);
      const problem = {
        zh: `“${name}”${seconds} 秒内不足 ${bytes} 字节`,
        en: `less than ${bytes} bytes of “${name}” in ${seconds} s`,
      };
      reject(new AppError(remoteErrors.remoteSlow, { host: name, problem }));
    };
  });
  tooLate.catch(() => {});
  let came = 0;
  // What waits for this reader to write is not the other side's delay.
  let asking = false;
  const watch = setInterval(() => {
    if (asking && came < pace.bytes) late();
    came = 0;
  }, pace.milliseconds);
  try {
    while (true) {
      asking = true;
      const next = await Promise.race([source.next(), tooLate]);
      asking = false;
      if (next.done) return;
      came += next.value.length;
      yield next.value;
    }
  } finally {
    clearInterval(watch);
    // Not awaited: what is asked for may be long in coming.
    Promise.resolve(source.return?.()).catch(() => {});
  }
}

/** Whether another try may help: the connection went, or it could not be made just now. */
function isBroken(error: unknown): boolean {
  if (error instanceof AppError) return error.code === sourcesErrors.unreachable;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT|ERR_STREAM|UND_|HPE_)/.test(code);
}

function cut(file: string, expected: number | null, received: number, cause: unknown): AppError {
  const due = expected ?? { zh: '更多', en: 'more' };
  return new AppError(remoteErrors.remoteCut, { file, expected: due, received }, { cause });
}
