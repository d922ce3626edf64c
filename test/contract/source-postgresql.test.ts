import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestCollection, readStandardText, type TestCollection } from '../../src/bureau/collection/testing.ts';
import { postgresqlConnector } from '../../src/bureau/sources/connectors/postgresql/index.ts';
import type { Database } from '../../src/database/index.ts';
import { openTestDatabase } from '../../src/database/testing.ts';
import { collectPulls, failureOf, openPullTest, type PullTest, pullTexts } from './database-pulls.ts';

let server: Database;
let sql: pg.Client;
let folder: string;
let bureau: TestCollection;
let source: PullTest;
let settings: Record<string, unknown>;

beforeAll(async () => {
  bureau = await openTestCollection();
});
afterAll(() => bureau.close());

beforeEach(async () => {
  server = await openTestDatabase({ connections: 1 });
  sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-source-'));
  const url = new URL(server.url);
  source = await openPullTest(folder, decodeURIComponent(url.password));
  settings = {
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    ssl: 'off',
  };
  return async () => {
    await sql.end();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
});

const pull = (more: object, context?: Parameters<typeof pullTexts>[3]) =>
  pullTexts(source, postgresqlConnector, { ...settings, ...more }, context);

describe('what is written', () => {
  test('every type as our standards read it; NULL and an empty text are two things; binary columns are left out and told', async () => {
    await sql.query(`
      CREATE DOMAIN phone AS varchar(20);
      CREATE TYPE mood AS ENUM ('好', '差');
      CREATE TABLE "各类" (id int, big bigint, exact numeric(30, 10), half float8, yes bool, code char(4), "名称,全称" text,
        at timestamptz, local timestamp, day date, tags text[], doc jsonb, photo bytea, mobile phone, feels mood, empty text, nothing text);
      INSERT INTO "各类" VALUES (1, 9223372036854775807, 12345678901234567890.0123456789, 0.1, true, 'ab', '科技园"甲"，\n二号',
        '2026-09-01 08:30:00.25+08', '2026-09-01 08:30:00', '2026-09-01', '{甲,乙}', '{"a": 1}', '\\xff', '13800138000', '好', '', NULL)`);
    const [text] = await pull({ table: '各类' });
    expect(text).toBe(
      'id,big,exact,half,yes,code,"名称,全称",at,local,day,tags,doc,mobile,feels,empty,nothing\n' +
        '1,9223372036854775807,12345678901234567890.0123456789,0.1,true,ab,"科技园""甲""，\n二号",' +
        '2026-09-01 00:30:00.25Z,2026-09-01 08:30:00,2026-09-01,"[""甲"",""乙""]","{""a"": 1}",13800138000,好,"",\n',
    );
    expect(source.told.map(({ rule, field }) => [rule, field])).toEqual([['binary-column', 'photo']]);
  });

  test('a query, and columns of a table; an empty table gives nothing to collect', async () => {
    await sql.query('CREATE TABLE a (id int, name text, secret text); INSERT INTO a VALUES (1, $q$甲$q$, $q$x$q$)');
    expect(await pull({ query: 'SELECT id AS 编号, name FROM a -- all\n;' })).toEqual(['编号,name\n1,甲\n']);
    expect(await pull({ table: 'a', columns: ['name'] })).toEqual(['name\n甲\n']);
    await sql.query('DELETE FROM a');
    expect(await pull({ table: 'a' })).toEqual([]);
  });

  test('a query changes nothing, whatever it says', async () => {
    await sql.query('CREATE TABLE a (id int); INSERT INTO a VALUES (1)');
    for (const query of [
      'SELECT 1) TO STDOUT; DROP TABLE a; --',
      'SELECT 1; DELETE FROM a',
      'WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone',
      "SELECT setval(pg_get_serial_sequence('a', 'id'), 9), nextval('none')",
    ]) {
      expect((await failureOf(pull({ query }))).code, query).toMatch(/^sources\.database-(query|table-missing)$/);
    }
    expect((await failureOf(pull({ query: 'DROP TABLE a' }))).code).toBe('sources.database-settings');
    expect((await sql.query('SELECT count(*)::int AS rows FROM a')).rows).toEqual([{ rows: 1 }]);
  });

  test('the probe shows tables, columns and rows', async () => {
    await sql.query(
      `CREATE SCHEMA civil; CREATE TABLE civil.a (id int, at timestamptz); INSERT INTO civil.a VALUES (1, '2026-01-01Z')`,
    );
    const tables = await postgresqlConnector.probe(settings as never, source.context());
    expect(tables.found.zh).toContain('civil.a');
    const probe = await postgresqlConnector.probe(
      { ...settings, schema: 'civil', table: 'a' } as never,
      source.context(),
    );
    expect(probe.columns).toEqual([
      { name: 'id', type: 'integer' },
      { name: 'at', type: 'timestamp with time zone' },
    ]);
    expect(probe.sample).toEqual([['1', '2026-01-01 00:00:00Z']]);
  });
});

describe('incremental', () => {
  const incremental = { table: 'a', mode: 'incremental', watermark: 'at', overlap: 60 };
  beforeEach(async () => {
    await sql.query(`CREATE TABLE a (id int PRIMARY KEY, at timestamptz, name text);
      INSERT INTO a VALUES (1, '2026-11-23 10:00:00Z', '甲'), (2, '2026-11-23 10:05:00Z', '乙')`);
  });

  test('pulls all at first, then what lies above the watermark less the overlap', async () => {
    expect(await pull(incremental)).toEqual(['id,at,name\n1,2026-11-23 10:00:00Z,甲\n2,2026-11-23 10:05:00Z,乙\n']);
    expect(source.state).toMatchObject({ watermark: { column: 'at', value: '2026-11-23 10:05:00Z' } });
    // A row of a transaction that was slow to commit, and one after.
    await sql.query(`INSERT INTO a VALUES (3, '2026-11-23 10:04:30Z', '丙'), (4, '2026-11-23 10:06:00.5Z', '丁')`);
    const [text] = await pull(incremental);
    expect(text!.match(/^\d/gm)).toEqual(['2', '3', '4']);
    expect(source.state).toMatchObject({ watermark: { value: '2026-11-23 10:06:00.5Z' } });
  });

  test('rows committed while it reads belong to the next pull', async () => {
    const read = postgresqlConnector.pull({ ...settings, ...incremental } as never, source.context());
    const { value } = await read.next();
    await sql.query(`INSERT INTO a VALUES (3, '2026-11-23 11:00:00Z', '丙')`);
    let text = '';
    for await (const chunk of value!.stream) text += chunk;
    expect(text.match(/^\d/gm)).toEqual(['1', '2']);
    expect(value!.state()).toMatchObject({ watermark: { value: '2026-11-23 10:05:00Z' } });
    await read.return(undefined);
  });

  test('a clock in 2099 is named and does not hide later rows, unless told that it may', async () => {
    await sql.query(`INSERT INTO a VALUES (9, '2099-01-01Z', '未来'), (8, NULL, '无')`);
    await pull(incremental);
    expect(source.told.map(({ rule, value }) => [rule, value])).toEqual([
      ['watermark-future', '2099-01-01 00:00:00Z'],
      ['watermark-empty', null],
    ]);
    expect(source.state).toMatchObject({ watermark: { value: '2026-11-23 10:05:00Z' } });
    await sql.query(`INSERT INTO a VALUES (3, '2026-11-23 12:00:00Z', '丙')`);
    expect((await pull(incremental))[0]!.match(/^\d/gm)!.toSorted()).toEqual(['2', '3', '9']);
    await pull({ ...incremental, acceptFuture: true });
    expect(source.state).toMatchObject({ watermark: { value: '2099-01-01 00:00:00Z' } });
  });

  test('a table that was emptied and made anew is told, and the watermark stays', async () => {
    await pull(incremental);
    await sql.query(`DELETE FROM a; INSERT INTO a VALUES (1, '2026-11-01Z', '旧')`);
    expect(await pull(incremental)).toEqual([]);
    expect(source.told.map(({ rule }) => rule)).toEqual(['watermark-back']);
  });

  test('a range is pulled again without moving the watermark', async () => {
    await pull(incremental);
    const before = source.state;
    const range = { from: new Date('2026-11-23T10:00:00Z'), to: new Date('2026-11-23T10:05:00Z') };
    expect((await pull(incremental, { range }))[0]!.match(/^\d/gm)).toEqual(['1']);
    expect(source.state).toEqual(before);
    expect((await failureOf(pull({ ...incremental, watermark: 'id' }, { range }))).code).toBe(
      'sources.database-range-unfit',
    );
  });

  test.each([
    ['n', 'bigint', '9007199254740993', '9007199254740994'],
    ['n', 'numeric', '10.000000000000000001', '10.000000000000000002'],
    ['n', 'date', '2026-11-23', '2026-11-24'],
    ['n', 'timestamp', '2026-11-23 10:05:00.000001', '2026-11-23 10:05:00.000002'],
  ])('%s of type %s', async (name, type, low, high) => {
    await sql.query(`CREATE TABLE b (id int, ${name} ${type}); INSERT INTO b VALUES (1, '${low}')`);
    const settings = { table: 'b', mode: 'incremental', watermark: name, overlap: 0 };
    await pull(settings);
    expect(source.state).toMatchObject({ watermark: { value: low } });
    await sql.query(`INSERT INTO b VALUES (2, '${high}')`);
    await pull(settings);
    expect(source.state).toMatchObject({ watermark: { value: high } });
  });
});

describe('changes by key and fingerprint', () => {
  const changes = { table: 'a', mode: 'changes', key: ['id'] };

  test('only new and changed rows are pulled; rows that are gone are told', async () => {
    await sql.query(`CREATE TABLE a (id int, name text, note text);
      INSERT INTO a SELECT i, '名' || i, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE E'两\\n行"' END FROM generate_series(1, 5000) i`);
    expect((await pull(changes))[0]!.match(/^\d+,/gm)).toHaveLength(5000);
    expect(await pull(changes)).toEqual([]);
    await sql.query(`UPDATE a SET note = '' WHERE id = 3; UPDATE a SET note = NULL WHERE id = 4; UPDATE a SET name = '新' WHERE id = 5;
      DELETE FROM a WHERE id IN (7, 8); INSERT INTO a VALUES (9001, '添', NULL)`);
    const [text] = await pull(changes);
    expect(text!.split('\n').slice(1, -1).toSorted()).toEqual(['3,名3,""', '4,名4,', '5,新,"两', '9001,添,', '行"""']);
    expect(source.told.map(({ rule, message }) => [rule, message.en.slice(0, 6)])).toEqual([['rows-gone', '2 rows']]);
    expect(await pull(changes)).toEqual([]);
    // Those of the state, and those of the pull before at most.
    const kept = await readdir(path.join(folder, 'kept'));
    expect(kept).toContain((source.state as { fingerprints: string }).fingerprints);
    expect(kept.length).toBeLessThanOrEqual(2);
  });

  test('a pull that was not stored is pulled again', async () => {
    await sql.query(`CREATE TABLE a (id int, name text); INSERT INTO a VALUES (1, '甲'), (2, '乙')`);
    await pull(changes);
    await sql.query(`UPDATE a SET name = '丙' WHERE id = 2`);
    const { state } = source;
    const expected = await pull(changes);
    source.state = state;
    expect(await pull(changes)).toEqual(expected);
  });

  test('a key that repeats is told', async () => {
    await sql.query(`CREATE TABLE a (id int, name text); INSERT INTO a VALUES (1, '甲'), (1, '乙')`);
    await pull(changes);
    expect(source.told.map(({ rule }) => rule)).toEqual(['key-repeated']);
  });
});

describe('what goes wrong at the source', () => {
  const standard = readStandardText(`
id: demo.pulled
title: { zh: 采集, en: Pulled }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: at, title: { zh: 时间, en: At }, type: datetime }
  - { name: name, title: { zh: 名称, en: Name }, type: string }
`);

  test.each([
    ['a wrong password', { user: 'nobody_here' }, 'sign-in'],
    ['a port where nothing listens', { port: 1 }, 'unreachable'],
    ['another database', { database: 'none_such' }, 'missing'],
    ['a server without TLS', { ssl: 'verify' }, 'encryption'],
    ['no such table', { table: 'none' }, 'table-missing'],
    ['no such column', { table: 'a', columns: ['x'] }, 'column-missing'],
    ['a watermark of text', { table: 'a', mode: 'incremental', watermark: 'name' }, 'watermark-unfit'],
    ['a broken query', { table: undefined, query: 'SELECT FROM FROM' }, 'query'],
    ['a slow query', { table: undefined, query: 'SELECT pg_sleep(30)', timeoutSeconds: 1 }, 'timeout'],
    ['table and query', { query: 'SELECT 1' }, 'settings'],
  ])('%s', async (_, more, code) => {
    await sql.query('CREATE TABLE a (id int, at timestamptz, name text)');
    const failure = await failureOf(pull({ table: 'a', ...more }));
    expect(failure.code).toBe(`sources.database-${code}`);
  });

  test('a column that becomes something else stops the pull with its name', async () => {
    await sql.query(`CREATE TABLE a (id int, at timestamptz, name varchar(10)); INSERT INTO a VALUES (1, now(), '7')`);
    await pull({ table: 'a' });
    await sql.query('ALTER TABLE a ALTER name TYPE text, ALTER id TYPE bigint, ADD more int');
    await pull({ table: 'a' });
    expect(source.told.map(({ rule, field }) => [rule, field])).toEqual([['column-new', 'more']]);
    const before = source.state;
    await sql.query('ALTER TABLE a ALTER name TYPE int USING name::int');
    const failure = await failureOf(pull({ table: 'a' }));
    expect(failure).toMatchObject({ code: 'sources.database-column-changed', details: { column: 'name' } });
    expect(source.state).toBe(before);
  });

  test('a connection lost midway stores nothing, and the next pull takes all', async () => {
    const dataset = await bureau.dataset(standard);
    await sql.query(`CREATE TABLE a (id int PRIMARY KEY, at timestamptz, name text);
      INSERT INTO a SELECT i, '2026-11-01Z'::timestamptz + i * interval '1 second', repeat('名', 50) FROM generate_series(1, 200000) i`);
    const incremental = { ...settings, table: 'a', mode: 'incremental', watermark: 'at' };
    let cut = false;
    const cutting = {
      ...postgresqlConnector,
      async *pull(...parameters: Parameters<typeof postgresqlConnector.pull>) {
        for await (const one of postgresqlConnector.pull(...parameters))
          yield { ...one, stream: cutAfterFirst(one.stream) };
      },
    };
    async function* cutAfterFirst(stream: AsyncIterable<Buffer>) {
      let chunks = 0;
      for await (const chunk of stream) {
        if (++chunks === 3) {
          await sql.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lingnan' AND datname = current_database()`,
          );
          await sql.query('DROP TABLE a');
          cut = true;
        }
        yield chunk;
      }
    }
    const collect = (connector: typeof postgresqlConnector) =>
      collectPulls(source, { connector, settings: incremental, collection: bureau.collection, dataset });
    expect((await failureOf(collect(cutting))).code).toBe('sources.database-connection-lost');
    expect([cut, source.state]).toEqual([true, null]);
    expect((await failureOf(collect(postgresqlConnector))).code).toBe('sources.database-table-missing');
    await sql.query(
      `CREATE TABLE a AS SELECT i AS id, now() - i * interval '1 second' AS at, '甲' AS name FROM generate_series(1, 1000) i`,
    );
    const [run] = await collect(postgresqlConnector);
    expect(run).toMatchObject({ status: 'done', rows: 1000, accepted: 1000, mode: 'merge' });
    expect(await bureau.rows(dataset)).toHaveLength(1000);
  });

  test('a run that is cancelled lets go of the server', async () => {
    await sql.query(`CREATE TABLE a AS SELECT i AS id, repeat('x', 200) AS name FROM generate_series(1, 200000) i`);
    const controller = new AbortController();
    const read = postgresqlConnector.pull(
      { ...settings, table: 'a' } as never,
      source.context({ signal: controller.signal }),
    );
    const { value } = await read.next();
    const chunks = value!.stream[Symbol.asyncIterator]();
    await chunks.next();
    controller.abort(new Error('cancelled'));
    await expect(
      (async () => {
        while (!(await chunks.next()).done);
      })(),
    ).rejects.toThrow('cancelled');
    await read.return(undefined);
    await expect
      .poll(
        async () =>
          (
            await sql.query(
              `SELECT 1 FROM pg_stat_activity WHERE application_name = 'lingnan' AND datname = current_database()`,
            )
          ).rowCount,
      )
      .toBe(0);
  });
});
