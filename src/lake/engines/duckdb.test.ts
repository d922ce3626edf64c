import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../../kernel/index.ts';
import { openTestLake } from '../testing.ts';
import type { Engine } from './engine.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
let engine: Engine;

beforeAll(async () => {
  lake = await openTestLake();
  engine = lake.engine;
});
afterAll(() => lake.close());

/** About a minute of work, if nothing stops it. */
const long = 'SELECT count(*) AS n FROM range(200000000) a(i), range(200) b(j) WHERE hash(i, j) % 7 = 3';

test('values come as JSON-safe ones', async () => {
  const [row] =
    await engine.rows(`SELECT 9007199254740991 AS safe, 9007199254740993 AS beyond, -9007199254740993 AS below,
    170141183460469231731687303715884105727 AS huge, 12.50::DECIMAL(18,2) AS amount, 0.1::DOUBLE AS share,
    'NaN'::DOUBLE AS odd, '-Infinity'::FLOAT AS least, true AS yes, NULL AS nothing, '南山区' AS name,
    DATE '2026-11-24' AS day, TIME '09:30:00' AS clock,
    TIMESTAMP '2026-11-24 01:30:00' AS whole, TIMESTAMP '2026-11-24 01:30:00.5' AS half,
    TIMESTAMP '1969-12-31 23:59:59.999999' AS before, TIMESTAMPTZ '2026-11-24 09:30:00.000001+08' AS zoned,
    TIMESTAMP_NS '2026-11-24 01:30:00.123456789' AS nanoseconds, DATE '0044-03-15 (BC)' AS ides,
    [1, NULL, 3] AS list, {'a': 1, 'b': [DATE '2026-01-01']} AS struct, MAP {'k': 2.5} AS map,
    'ab'::BLOB AS bytes, '00000000-0000-0000-0000-000000000001'::UUID AS uuid, 'x'::ENUM('x', 'y') AS choice`);
  expect(row).toEqual({
    safe: 9007199254740991,
    beyond: '9007199254740993',
    below: '-9007199254740993',
    huge: '170141183460469231731687303715884105727',
    amount: '12.50',
    share: 0.1,
    odd: 'NaN',
    least: '-Infinity',
    yes: true,
    nothing: null,
    name: '南山区',
    day: '2026-11-24',
    clock: '09:30:00',
    whole: '2026-11-24T01:30:00Z',
    half: '2026-11-24T01:30:00.500Z',
    before: '1969-12-31T23:59:59.999999Z',
    zoned: '2026-11-24T01:30:00.000001Z',
    nanoseconds: '2026-11-24T01:30:00.123456Z',
    ides: '0044-03-15 (BC)',
    list: [1, null, 3],
    struct: { a: 1, b: ['2026-01-01'] },
    map: { k: '2.5' },
    bytes: 'ab',
    uuid: '00000000-0000-0000-0000-000000000001',
    choice: 'x',
  });
  expect(JSON.parse(JSON.stringify(row))).toEqual(row);
});

test('parameters are bound in types that a column is compared with as it is', async () => {
  const at = new Date('2026-11-24T01:30:00Z');
  const parameters = [1, 2 ** 40, 0.5, 5n, 'x', true, null, at, ['a', null], 10n ** 30n];
  const [row] = await engine.rows(
    `SELECT typeof(?) a, typeof(?) b, typeof(?) c, typeof(?) d, typeof(?) e, typeof(?) f, typeof(?) g, typeof(?) h,
     typeof(?) i, typeof(?) j`,
    { parameters },
  );
  expect(Object.values(row!)).toEqual([
    'INTEGER',
    'BIGINT',
    'DOUBLE',
    'BIGINT',
    'VARCHAR',
    'BOOLEAN',
    '"NULL"',
    'TIMESTAMP WITH TIME ZONE',
    'VARCHAR[]',
    'HUGEINT',
  ]);
  const [echo] = await engine.rows("SELECT ? AS at, list_contains(?, 'b') AS has", { parameters: [at, ['a', 'b']] });
  expect(echo).toEqual({ at: '2026-11-24T01:30:00Z', has: true });
});

test('the zone of the session is UTC, whatever the machine is set to', async () => {
  const [row] = await engine.rows(
    "SELECT TIMESTAMP '2026-01-01 00:00:00'::TIMESTAMPTZ = '2026-01-01T00:00:00Z' AS same",
  );
  expect(row).toEqual({ same: true });
});

test('a large result comes in chunks of columns', async () => {
  const stream = await engine.stream("SELECT i, 'r' || i AS name FROM range(10000) t(i)");
  expect(stream.columns).toEqual([
    { name: 'i', type: 'BIGINT' },
    { name: 'name', type: 'VARCHAR' },
  ]);
  let next = 0;
  for await (const { rows, columns } of stream.chunks()) {
    for (let r = 0; r < rows; r++, next++) expect([columns[0]![r], columns[1]![r]]).toEqual([next, `r${next}`]);
  }
  expect(next).toBe(10000);
});

test('a reader that leaves early stops the query and frees its connection', async () => {
  for (let i = 0; i < 40; i++) {
    const stream = await engine.stream('SELECT hash(i) AS h FROM range(100000000000) t(i)');
    for await (const chunk of stream.chunks()) {
      expect(chunk.rows).toBeGreaterThan(0);
      break;
    }
  }
  expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('run tells how many rows it changed or copied', async () => {
  const session = await engine.session();
  expect(await session.run('CREATE TEMP TABLE t AS SELECT * FROM range(10) r(i)')).toBe(10);
  expect(await session.run('DELETE FROM t WHERE i < 3; INSERT INTO t SELECT * FROM range(5)')).toBe(5);
  expect(await session.run(`COPY t TO '${lake.temporaryFolder}/t.parquet'`)).toBe(12);
  await session.close();
});

test('an abort interrupts a query that runs, and one that waits never starts', async () => {
  const controller = new AbortController();
  const before = performance.now();
  setTimeout(() => controller.abort(), 100);
  await expect(engine.rows(long, { signal: controller.signal })).rejects.toMatchObject({ code: 'lake.cancelled' });
  expect(performance.now() - before).toBeLessThan(10_000);
  await expect(engine.run('SELECT 1', { signal: controller.signal })).rejects.toMatchObject({ code: 'lake.cancelled' });
});

test('an abort reaches a stream between its chunks', async () => {
  const controller = new AbortController();
  const stream = await engine.stream('SELECT * FROM range(100000000000)', { signal: controller.signal });
  const read = async () => {
    for await (const chunk of stream.chunks()) if (chunk.rows > 0) controller.abort();
  };
  await expect(read()).rejects.toMatchObject({ code: 'lake.cancelled' });
});

test('a query over its time fails with lake.too-slow', async () => {
  const failure = engine.rows(long, { timeoutMilliseconds: 150 });
  await expect(failure).rejects.toMatchObject({ code: 'lake.too-slow', details: { seconds: 0.15 } });
});

test('wrong SQL is told as such, with what the engine says of it', async () => {
  for (const sql of ['SELEC 1', 'SELECT nothing FROM nowhere', "SELECT 'a'::INTEGER", "SELECT error('x')"]) {
    await expect(engine.rows(sql)).rejects.toMatchObject({ code: 'lake.query-invalid', status: 400 });
  }
  await expect(engine.stream('SELECT nothing')).rejects.toMatchObject({ code: 'lake.query-invalid' });
});

test('a failure shows neither the statement nor where files lie', async () => {
  const sql = "SELECT 'the key of a mask' FROM range(1) WHERE 'x'::TIMESTAMP > now()";
  const wrong = (await engine.rows(sql).catch((error) => error)) as AppError;
  expect(JSON.stringify([wrong.details, wrong.text, wrong.remedy])).not.toMatch(/LINE 1|the key of a mask/);
  const missing = (await engine
    .rows("FROM read_parquet('/folder/of ours/x.parquet')")
    .catch((error) => error)) as AppError;
  expect(JSON.stringify([missing.details, missing.text])).not.toContain('/folder');
  expect(String(missing.cause)).toContain('/folder');
});

test.runIf(process.platform === 'linux')('a full disk is told', async () => {
  const copy = `COPY (SELECT hash(i) AS h, hash(i + 1) AS g FROM range(20000000) t(i)) TO '/dev/full' (FORMAT csv)`;
  await expect(engine.run(copy)).rejects.toMatchObject({ code: 'lake.disk-full', status: 507 });
});

test('a full memory is told', async () => {
  const large = 'SELECT length(list(repeat(i::VARCHAR, 1000))::VARCHAR) FROM range(20000000) t(i)';
  await expect(engine.rows(large)).rejects.toMatchObject({ code: 'lake.out-of-memory', status: 503 });
});

test('a session keeps its own temporary tables, and its queries go one after the other', async () => {
  const [one, two] = [await engine.session(), await engine.session()];
  await one.run('CREATE TEMP TABLE mine AS SELECT 1 AS i');
  await expect(two.rows('FROM mine')).rejects.toMatchObject({ code: 'lake.query-invalid' });
  const writes = Array.from({ length: 20 }, (_, i) => one.run(`INSERT INTO mine VALUES (${i})`));
  await Promise.all(writes);
  expect(await one.rows('SELECT count(*) AS n FROM mine')).toEqual([{ n: 21 }]);
  await one.close();
  await one.close();
  await expect(one.rows('SELECT 1')).rejects.toMatchObject({ code: 'lake.closed' });
  await two.close();
});

test('many queries at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => engine.rows('SELECT ?::INTEGER AS i', { parameters: [i] })),
  );
  expect(answers.map(([row]) => row)).toEqual(Array.from({ length: 50 }, (_, i) => ({ i })));
});

test('closing stops what runs and refuses what comes after', async () => {
  const own = await openTestLake();
  const session = await own.engine.session();
  const running = [own.engine.rows(long), session.rows(long)].map((query) => query.catch((error: unknown) => error));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await own.close();
  for (const error of await Promise.all(running)) expect(error).toMatchObject({ code: 'lake.cancelled' });
  await expect(own.engine.rows('SELECT 1')).rejects.toMatchObject({ code: 'lake.closed' });
  await expect(session.rows('SELECT 1')).rejects.toMatchObject({ code: 'lake.closed' });
});
