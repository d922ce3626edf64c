import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createQueue, type Database, openDatabase, type Queue, type QueueOptions } from '../../src/database/index.ts';
import {
  AppError,
  defineJob,
  type Job,
  kernelErrors,
  type Progress,
  silentLog,
  systemClock,
} from '../../src/kernel/index.ts';
import { type ContractServer, servers } from './database-servers.ts';

/** So far away that what happens within a test did not happen by it. */
const never = 3_600_000;

describe.each(servers)('jobs on $name', ({ skip, open }) => {
  if (skip) {
    test.skip(`left out: ${skip}`);
    return;
  }
  let server: ContractServer;
  let database: Database;
  let queues: Queue[] = [];
  let number = 0;

  beforeAll(async () => {
    server = await open();
    database = await openDatabase(server, silentLog);
  });
  afterAll(async () => {
    await database.close();
    await server.end();
  });
  afterEach(async () => {
    await Promise.all(queues.map((queue) => queue.stop({ graceMilliseconds: 100 })));
    queues = [];
  });

  const makeQueue = (options: Partial<QueueOptions> = {}): Queue => {
    const queue = createQueue(database, {
      log: silentLog,
      clock: systemClock,
      backoff: () => 30,
      progressMilliseconds: 20,
      ...options,
    });
    queues.push(queue);
    return queue;
  };
  const makeJob = (run: Job['run'], options: Partial<Job> = {}): Job => {
    number += 1;
    return defineJob({
      name: `test.job-${number}`,
      title: { zh: '测试', en: 'test' },
      attempts: 3,
      concurrency: 2,
      ...options,
      run,
    });
  };
  const untilAborted = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

  test('work that a process does itself is taken up by another when that one falls silent, not before', async () => {
    const ran: unknown[] = [];
    const job = makeJob(async (input) => void ran.push(input['n']));
    const [here, there] = [makeQueue(), makeQueue({ pollMilliseconds: 200 })];
    there.register(job);
    await there.start();
    const [done, alive, dead] = [
      await here.standBy(job.name, { n: 'done' }),
      await here.standBy(job.name, { n: 'alive' }),
      await here.standBy(job.name, { n: 'dead' }),
    ];
    await done.end();
    dead.leave();
    expect((await there.wait(dead.id)).status).toBe('done');
    expect((await there.get(done.id)).status).toBe('cancelled');
    expect((await there.get(alive.id)).status).toBe('waiting');
    expect(ran).toEqual(['dead']);
    alive.leave();
    await there.wait(alive.id);
    expect(ran).toEqual(['dead', 'alive']);
  });

  test('runs a job and keeps its result, woken by who sends it, in this process and in another', async () => {
    const job = makeJob(async (input) => ({ twice: Number(input['n']) * 2 }));
    const worker = makeQueue({ pollMilliseconds: never });
    worker.register(job);
    await worker.start();
    const sender = makeQueue();
    for (let n = 0; n < 10; n++) {
      for (const from of [sender, worker]) {
        const state = await from.wait(await from.send(job.name, { n }));
        expect(state).toMatchObject({ status: 'done', attempts: 1, result: { twice: n * 2 } });
      }
    }
  });

  test('a key makes sending idempotent, and a job in a transaction exists only when it commits', async () => {
    const job = makeJob(async () => 'ran');
    const queue = makeQueue();
    const [one, two] = await Promise.all([
      queue.send(job.name, { n: 1 }, { key: 'k' }),
      queue.send(job.name, { n: 2 }, { key: 'k' }),
    ]);
    expect(one).toBe(two);
    await database.kysely
      .transaction()
      .execute(async (transaction) => {
        await queue.send(job.name, {}, { transaction });
        throw new Error('rolled back');
      })
      .catch(() => {});
    expect((await queue.list({ name: job.name })).items).toHaveLength(1);
  });

  test('is not run before startAfter, and is when that has come', async () => {
    const ran: unknown[] = [];
    const job = makeJob(async (input) => void ran.push(input['n']), { concurrency: 1 });
    const queue = makeQueue({ pollMilliseconds: 20 });
    queue.register(job);
    await queue.start();
    const later = await queue.send(job.name, { n: 'later' }, { startAfter: new Date(Date.now() + 3_600_000) });
    // Sent behind it, each in a claim of its own that has passed the other by.
    for (const n of [1, 2, 3]) await queue.wait(await queue.send(job.name, { n }));
    expect(await queue.get(later)).toMatchObject({ status: 'waiting', attempts: 0 });
    await sql`update jobs_jobs set start_after = now() where id = ${later}`.execute(database.kysely);
    expect(await queue.wait(later)).toMatchObject({ status: 'done', attempts: 1 });
    expect(ran).toEqual([1, 2, 3, 'later']);
  });

  test('retries after failures, then fails with an error fit for a reader', async () => {
    const flaky = makeJob(async (_, { attempt }) => {
      if (attempt < 3) throw new Error('not yet');
      return attempt;
    });
    const hopeless = makeJob(async () => {
      throw new Error('secret detail');
    });
    const refused = makeJob(async () => {
      throw new AppError(kernelErrors.invalidInput, { problem: 'x' });
    });
    const queue = makeQueue({ pollMilliseconds: 20 });
    for (const job of [flaky, hopeless, refused]) queue.register(job);
    await queue.start();
    const states = await Promise.all(
      [flaky, hopeless, refused].map(async (job) => queue.wait(await queue.send(job.name, {}))),
    );
    expect(states[0]).toMatchObject({ status: 'done', attempts: 3, result: 3 });
    expect(states[1]).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'kernel.unexpected' } });
    expect(JSON.stringify(states[1])).not.toContain('secret detail');
    // An answer about the input is not asked for again.
    expect(states[2]).toMatchObject({ status: 'failed', attempts: 1, error: { code: 'kernel.invalid-input' } });
  });

  test('keeps to the concurrency of a kind over several workers', async () => {
    let now = 0;
    let most = 0;
    const job = makeJob(
      async () => {
        most = Math.max(most, ++now);
        await delay(20);
        now -= 1;
      },
      { concurrency: 2 },
    );
    const workers = [makeQueue({ pollMilliseconds: 20 }), makeQueue({ pollMilliseconds: 20 })];
    for (const worker of workers) worker.register(job);
    await Promise.all(workers.map((worker) => worker.start()));
    const ids = await Promise.all(Array.from({ length: 12 }, () => workers[0]!.send(job.name, {})));
    await Promise.all(ids.map((id) => workers[0]!.wait(id)));
    expect(most).toBe(2);
  });

  test('progress is seen while it runs, the last value at the end', async () => {
    const step = { zh: '读取', en: 'reading' };
    const halfSeen = makeGate();
    const job = makeJob(async (_, { progress }) => {
      for (let n = 1; n <= 25; n++) progress({ share: n / 50, rows: n, step });
      await halfSeen.opened;
      for (let n = 26; n <= 50; n++) progress({ share: n / 50, rows: n, step });
    });
    const queue = makeQueue();
    queue.register(job);
    await queue.start();
    const seen: number[] = [];
    const id = await queue.send(job.name, {});
    const onProgress = ({ rows }: Progress) => {
      seen.push(rows ?? 0);
      if (rows === 25) halfSeen.open();
    };
    const state = await queue.wait(id, { onProgress });
    expect(seen).toContain(25);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(state.progress).toEqual({ share: 1, rows: 50, step });
  });

  test('cancel ends a waiting job at once and a running one in another worker, by its notification alone', async () => {
    const job = makeJob((_, { signal }) => untilAborted(signal));
    const worker = makeQueue({ cancelPollMilliseconds: never });
    const other = makeQueue();
    const waiting = await other.send(job.name, {});
    expect(await other.cancel(waiting)).toMatchObject({ status: 'cancelled' });
    worker.register(job);
    await worker.start();
    const id = await other.send(job.name, {});
    while ((await other.get(id)).status !== 'running') await delay(10);
    await other.cancel(id);
    expect(await other.wait(id)).toMatchObject({ status: 'cancelled', attempts: 1 });
    // Cancelling what has ended changes nothing.
    expect(await other.cancel(id)).toMatchObject({ status: 'cancelled' });
    await expect(other.get('job_missing')).rejects.toMatchObject({ code: 'database.job-not-found' });
  });

  test('cancel is heard also when the notification is lost', async () => {
    const job = makeJob((_, { signal }) => untilAborted(signal));
    const worker = makeQueue();
    worker.register(job);
    await worker.start();
    const id = await worker.send(job.name, {});
    while ((await worker.get(id)).status !== 'running') await delay(10);
    await sql`update jobs_jobs set cancel_requested = true where id = ${id}`.execute(database.kysely);
    expect(await worker.wait(id)).toMatchObject({ status: 'cancelled' });
  });

  test('a worker that stops hands its job to another one, or waits for it', async () => {
    const job = makeJob(async (_, { signal, attempt }) => (attempt === 1 ? untilAborted(signal) : 'resumed'));
    const first = makeQueue();
    first.register(job);
    await first.start();
    const id = await first.send(job.name, {});
    while ((await first.get(id)).status !== 'running') await delay(10);
    await first.stop();
    expect(await first.get(id)).toMatchObject({ status: 'waiting' });
    const second = makeQueue();
    second.register(job);
    await second.start();
    expect(await second.wait(id)).toMatchObject({ status: 'done', result: 'resumed', attempts: 2 });

    const stopping = makeGate();
    const slow = makeJob(() => stopping.opened.then(() => 'finished'));
    second.register(slow);
    const slowId = await second.send(slow.name, {});
    while ((await second.get(slowId)).status !== 'running') await delay(10);
    const stopped = second.stop({ wait: true });
    stopping.open();
    await stopped;
    expect(await second.get(slowId)).toMatchObject({ status: 'done', result: 'finished' });
  });

  test('the job of a killed process is resumed by another one after its lease', async () => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', path.join(import.meta.dirname, 'jobs-worker.ts'), database.url, 'test.killed'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      const queue = makeQueue({ leaseMilliseconds: 1000, pollMilliseconds: 100 });
      const id = await queue.send('test.killed', {});
      await once(child.stdout!, 'data');
      expect(await queue.get(id)).toMatchObject({ status: 'running', attempts: 1 });
      await kill(child);
      queue.register(makeJob(async (_, { attempt }) => attempt, { name: 'test.killed', attempts: 1 }));
      await queue.start();
      expect(await queue.wait(id)).toMatchObject({ status: 'done', result: 2 });
    } finally {
      await kill(child);
    }
  });

  test('a broken listening connection is made anew, and what it missed is found', async () => {
    const job = makeJob(async () => 'ran');
    const worker = makeQueue({ pollMilliseconds: never });
    worker.register(job);
    await worker.start();
    const sender = makeQueue();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'lingnan listener' and datname = current_database()`.execute(database.kysely);
    const id = await sender.send(job.name, {});
    expect(await sender.wait(id)).toMatchObject({ status: 'done', result: 'ran' });
  });

  test('a job that takes down every worker is given up', async () => {
    const job = makeJob(async () => 'never');
    const queue = makeQueue({ pollMilliseconds: 20 });
    const id = await queue.send(job.name, {}, { startAfter: new Date(Date.now() + 3_600_000) });
    await sql`update jobs_jobs set status = 'running', losses = 5, worker = 'gone', lease_until = now() - interval '1 s'
      where id = ${id}`.execute(database.kysely);
    queue.register(job);
    await queue.start();
    expect(await queue.wait(id)).toMatchObject({ status: 'failed', error: { code: 'database.job-lost' } });
  });

  test('finished jobs are removed after their retention, depth counts the others', async () => {
    const job = makeJob(async () => null);
    const queue = makeQueue();
    const old = await queue.send(job.name, {});
    await queue.cancel(old);
    await sql`update jobs_jobs set finished_at = now() - interval '31 days' where id = ${old}`.execute(database.kysely);
    await queue.send(job.name, {}, { startAfter: new Date(Date.now() + 3_600_000) });
    await queue.start();
    await expect
      .poll(() => queue.get(old).catch((error: unknown) => (error as AppError).code))
      .toBe('database.job-not-found');
    expect(await queue.depth()).toContainEqual({ name: job.name, status: 'waiting', count: 1 });
  });
});

/** What one side of a test awaits until the other opens it. */
function makeGate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
