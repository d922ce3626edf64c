import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestLake } from '../testing.ts';
import type { LockedEngine } from './engine.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(() => lake.close());

async function using<T>(work: (engine: LockedEngine) => Promise<T>, memoryMegabytes = 128): Promise<T> {
  const engine = await lake.lockedEngine({ files: [], memoryMegabytes });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

async function rowsOf(engine: LockedEngine, sql: string, options = {}): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const chunk of (await engine.stream(sql, options)).chunks()) {
    for (let row = 0; row < chunk.rows; row++) rows.push(chunk.columns.map((column) => column[row]));
  }
  return rows;
}

test('runs statements and streams rows of any type', async () => {
  await using(async (engine) => {
    await engine.run('CREATE TEMP VIEW v AS SELECT range AS i FROM range(5000)');
    expect((await engine.stream('SELECT i, true AS b FROM v')).columns).toEqual([
      { name: 'i', type: 'BIGINT' },
      { name: 'b', type: 'BOOLEAN' },
    ]);
  });
  await using(async (engine) => {
    expect(await rowsOf(engine, 'FROM range(5000)')).toHaveLength(5000);
    expect(await rowsOf(engine, "SELECT 9007199254740993, 'nan'::DOUBLE, [1, NULL], DATE '2026-11-24'")).toEqual([
      ['9007199254740993', 'NaN', [1, null], '2026-11-24'],
    ]);
    await expect(engine.run('FROM v')).rejects.toMatchObject({ code: 'lake.query-invalid', status: 400 });
  });
});

test('a statement that takes all memory within one call ends its process, and nothing else', async () => {
  for (const sql of [
    'SELECT len(range(400000000))',
    "SELECT len(replace(repeat('a', 60000), 'a', repeat('b', 60000)))",
  ]) {
    const failure = using((engine) => rowsOf(engine, sql));
    await expect(failure).rejects.toMatchObject({ code: 'lake.out-of-memory', status: 503 });
  }
  expect(await using((engine) => rowsOf(engine, 'SELECT 1'))).toEqual([[1]]);
});

test('an engine closes though its result was not read to its end', async () => {
  for (let round = 0; round < 5; round++) {
    const engine = await lake.lockedEngine({ files: [], memoryMegabytes: 128 });
    const chunks = (await engine.stream('FROM range(10000000) a, range(1000) b')).chunks()[Symbol.asyncIterator]();
    expect((await chunks.next()).value.rows).toBe(2048);
    // Of ten thousand million rows: were they waited for, the test would end by its own time limit.
    await engine.close();
  }
});

test('long texts come in pieces, and one too long is refused', async () => {
  const lengths = await using((engine) => rowsOf(engine, "SELECT repeat('a', 100000) FROM range(1500)"), 512);
  expect(lengths).toHaveLength(1500);
  const failure = using((engine) => rowsOf(engine, "SELECT repeat('a', 40000000)"), 256);
  await expect(failure).rejects.toMatchObject({ code: 'lake.out-of-memory' });
});

test('what can not be interrupted is stopped by its time and by its signal', async () => {
  // One call of minutes, and of little memory: were it waited for, the test would end by its own time limit.
  const stubborn = "SELECT sum(levenshtein(repeat('ab', 200000), repeat('ba', 200000) || i)) FROM range(2) t(i)";
  const slow = using((engine) => rowsOf(engine, stubborn, { timeoutMilliseconds: 300 }));
  await expect(slow).rejects.toMatchObject({ code: 'lake.too-slow', details: { seconds: 0.3 } });
  const cancelled = using((engine) => rowsOf(engine, stubborn, { signal: AbortSignal.timeout(300) }));
  await expect(cancelled).rejects.toMatchObject({ code: 'lake.cancelled' });
});

test('a process knows nothing of the platform', async () => {
  process.env['DATABASE_URL'] = 'postgres://secret';
  try {
    const known = await using((engine) => rowsOf(engine, "SELECT getenv('DATABASE_URL')").catch(() => [['']]));
    expect(JSON.stringify(known)).not.toContain('secret');
    await expect(using((engine) => rowsOf(engine, "FROM read_text('/etc/hostname')"))).rejects.toThrow();
  } finally {
    delete process.env['DATABASE_URL'];
  }
});

test('closing the lake ends the processes', async () => {
  const own = await openTestLake();
  const engine = await own.lockedEngine({ files: [], memoryMegabytes: 128 });
  const reading = rowsOf(engine, 'SELECT count(*) FROM range(1000000000) a, range(1000000) b');
  reading.catch(() => {});
  await own.close();
  await expect(reading).rejects.toThrow();
  await expect(own.lockedEngine({ files: [], memoryMegabytes: 128 })).rejects.toMatchObject({ code: 'lake.closed' });
});
