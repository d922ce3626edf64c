import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../kernel/index.ts';
import { enterResidents, openTestCatalogue, operator, steward, stranger, type TestCatalogue } from './testing.ts';

let parts: TestCatalogue;
beforeAll(async () => {
  parts = await openTestCatalogue();
  await enterResidents(parts, { count: 100 });
  await enterResidents(parts, { id: 'demo.city.residents', count: 20 });
  await enterResidents(parts, { id: 'demo.secret', count: 10, openness: 'not-open', publish: false });
});
afterAll(() => parts.close());
const rows = (sql: string, principal = operator) => parts.catalogue.rows(principal, sql);

describe('query', () => {
  it.each([
    ['select count(*) as n from "demo.residents"', 100],
    ['select count(*) as n from demo.residents', 100],
    ['select count(*) as n from DEMO.Residents r where r.id > 50', 50],
    ['select count(residents.id) as n from demo.residents', 100],
    ['select count(demo.residents.id) as n from demo.residents', 100],
    ['select count("demo.residents".id) as n from "demo.residents"', 100],
    ['select count(*) as n from "demo.city.residents"', 20],
    ['select count(*) as n from demo.city.residents', 20],
    ['select count(*) as n from demo.residents at (version => 0)', 0],
    ['from demo.residents select count(*) as n', 100],
    ['with r as (select id from demo.residents where id < 11) select count(*) as n from r', 10],
    [
      'with r as (select 1 as id), s as (select * from r) select count(*) as n from s join demo.residents using (id)',
      1,
    ],
    ['with recursive t as (select 1 as i union all select i + 1 from t where i < 5) select max(i) as n from t', 5],
    ['select count(*) as n from demo.residents where id in (select id from demo.city.residents)', 20],
    ['select (select max(id) from demo.city.residents) as n', 20],
    ['select count(*) as n from (select id from demo.residents union select id + 50 from demo.residents)', 150],
    ['select count(*) as n from range(7)', 7],
    ['select sum(x) as n from (select unnest([1, 2, 3]) as x)', 6],
    ['select list_sum(list_transform([1, 2, 3], x -> x * 2)) as n', 12],
    ['select max(rank) as n from (select row_number() over (order by id) as rank from demo.residents)', 100],
  ])('runs %s', async (sql, n) => {
    expect((await rows(sql)).map((row) => Number(row['n']))).toEqual([n]);
  });

  it('keeps large numbers and odd texts as they were written', async () => {
    expect(
      await rows(
        `select 9223372036854775807 as a, -9223372036854775807 as b, 'exact-number:12345678901234567890' as c,
         '{"query_location":18446744073709551615}' as d, 'it''s "so"' as e, 12345678901234567890123456789 as f`,
      ),
    ).toEqual([
      {
        a: '9223372036854775807',
        b: '-9223372036854775807',
        c: 'exact-number:12345678901234567890',
        d: '{"query_location":18446744073709551615}',
        e: 'it\'s "so"',
        f: '12345678901234567890123456789',
      },
    ]);
  });

  it('keeps the names of columns and the order of rows', async () => {
    expect(await rows('select id, "district" as 区 from demo.residents order by id desc limit 2')).toEqual([
      { id: 100, 区: expect.any(String) },
      { id: 99, 区: expect.any(String) },
    ]);
  });

  it('shows staff of another organisation masked values, in conditions too', async () => {
    const [raw] = await rows('select phone from demo.residents where id = 1', steward);
    const [masked] = await rows('select phone from demo.residents where id = 1', stranger);
    expect(raw?.['phone']).toMatch(/^1\d{10}$/);
    expect(masked?.['phone']).toMatch(/^\d{3}\*{4}\d{4}$/);
    expect(await rows(`select id from demo.residents where phone = '${raw?.['phone']}'`, stranger)).toEqual([]);
  });

  it('says of a hidden dataset what it says of a missing one, and lets no citizen query', async () => {
    const hidden = await rows('select * from demo.secret', stranger).catch((error) => error);
    const missing = await rows('select * from demo.nothing', stranger).catch((error) => error);
    expect([hidden.code, missing.code]).toEqual(['kernel.not-found', 'kernel.not-found']);
    await expect(rows('select 1', anonymous)).rejects.toMatchObject({ code: 'access.denied' });
  });

  it('tells what is wrong without names or files of the inside', async () => {
    const wrong = await rows('select nme from demo.residents').catch((error) => error);
    expect(wrong).toMatchObject({ code: 'catalogue.query-failed', status: 400 });
    expect(wrong.message).toContain('nme');
    expect(wrong.message).not.toMatch(/parquet|[dc]\d+_[0-9a-f]{16}|\/tmp/);
    await expect(rows('select from where')).rejects.toMatchObject({ code: 'catalogue.query-failed' });
    await expect(rows("select cast('x' as integer)")).rejects.toMatchObject({ code: 'catalogue.query-failed' });
  });

  it('stops at its limit of time and when nobody waits any more', async () => {
    const endless = 'with recursive t as (select 1 as i union all select i + 1 from t) select count(*) from t';
    await expect(parts.catalogue.rows(operator, endless, { limits: { seconds: 0.3 } })).rejects.toMatchObject({
      code: 'lake.too-slow',
    });
    const signal = AbortSignal.timeout(200);
    await expect(parts.catalogue.rows(operator, endless, { signal })).rejects.toMatchObject({ code: 'lake.cancelled' });
    const large = "select max(s) from (select repeat('x', 1000) || range as s from range(3000000) order by s)";
    await expect(
      parts.catalogue.rows(operator, large, { limits: { memoryMegabytes: 32, seconds: 2 } }),
    ).rejects.toMatchObject({ status: 503 });
  });

  it('keeps a page to a size that can be sent, and the platform when a statement takes all memory', async () => {
    const page = await parts.catalogue.queryPage(operator, "select repeat('x', 100000) from range(2000)", {
      limit: 2000,
    });
    expect(page.truncated).toBe(true);
    expect(page.rows.length).toBeGreaterThan(300);
    expect(JSON.stringify(page.rows).length).toBeLessThan(33_000_000);
    await expect(rows('select len(range(400000000))')).rejects.toMatchObject({ code: 'lake.out-of-memory' });
  });
});

describe('attacks', () => {
  const file = '/etc/hostname';
  const attacks = [
    `select * from '${file}'`,
    `select * from "${file}"`,
    `select * from read_csv('${file}')`,
    `select * from read_csv_auto('${file}')`,
    `select * from read_text('${file}')`,
    `select * from read_blob('${file}')`,
    `select * from read_json('${file}')`,
    `select * from read_ndjson_objects('${file}')`,
    `select * from read_parquet('${file}')`,
    `select * from parquet_scan('${file}')`,
    `select * from parquet_metadata('${file}')`,
    `select * from sniff_csv('${file}')`,
    `select * from glob('/etc/*')`,
    `select (select content from read_text('${file}'))`,
    `select * from demo.residents, read_text('${file}')`,
    `select * from demo.residents, lateral (select * from read_text('${file}'))`,
    `select * from demo.residents where exists (from read_text('${file}'))`,
    `with x as (select * from read_text('${file}')) select * from x`,
    `select * from demo.residents order by (select content from read_text('${file}'))`,
    `select * from demo.residents limit (select length(content) from read_text('${file}'))`,
    `select sum(id) filter (where exists (from '${file}')) from demo.residents`,
    `select list_transform([1], x -> (select content from read_text('${file}')))`,
    `select case when true then (select content from read_text('${file}')) end`,
    `select count(*) over (order by (select content from read_text('${file}'))) from demo.residents`,
    `select * from (values ((select content from read_text('${file}'))))`,
    `select 1 union all select length(content) from read_text('${file}')`,
    `select * from query('select 1')`,
    `select * from query_table('demo.residents')`,
    `select * from json_execute_serialized_sql(json_serialize_sql('select 1'))`,
    `select json_serialize_plan('select * from read_text(''${file}'')')`,
    `select json_serialize_sql('select 1')`,
    `copy (select 1) to '/tmp/lingnan-attack.csv'`,
    `copy demo.residents to '/tmp/lingnan-attack.parquet'`,
    `copy x from '${file}'`,
    `export database '/tmp/lingnan-attack'`,
    `import database '/tmp/lingnan-attack'`,
    `attach '/tmp/lingnan-attack.db' as a`,
    `detach memory`,
    `use memory`,
    `install httpfs`,
    `load httpfs`,
    `pragma database_list`,
    `pragma version`,
    `set memory_limit = '100GB'`,
    `set enable_external_access = true`,
    `reset memory_limit`,
    `call pragma_version()`,
    `create table t (a int)`,
    `create view v as select 1`,
    `create macro m() as (1)`,
    `create secret s (type s3)`,
    `insert into demo.residents values (1)`,
    `update demo.residents set id = 1`,
    `delete from demo.residents`,
    `drop table demo.residents`,
    `alter table demo.residents add column a int`,
    `truncate demo.residents`,
    `vacuum`,
    `checkpoint`,
    `begin`,
    `explain select 1`,
    `explain analyze select * from demo.residents`,
    `describe demo.residents`,
    `summarize demo.residents`,
    `show tables`,
    `show all tables`,
    `prepare p as select 1`,
    `execute p`,
    `select 1; select 2`,
    `select 1; copy (select 1) to '/tmp/lingnan-attack.csv'`,
    `select * from duckdb_settings()`,
    `select * from duckdb_secrets()`,
    `select * from duckdb_views`,
    `select * from duckdb_tables`,
    `select sql from duckdb_views()`,
    `select * from information_schema.tables`,
    `select * from sqlite_master`,
    `select * from pg_catalog.pg_class`,
    `select * from pg_class`,
    `select * from main.pg_class`,
    `select * from system.information_schema.tables`,
    `select * from temp.sqlite_master`,
    // The name of a common table must not open the way to a table of the engine that is called the same.
    `with duckdb_views as (select * from duckdb_views) select * from duckdb_views`,
    `select * from (with duckdb_views as (select 1 as sql) select * from duckdb_views), duckdb_views`,
    `with a as (select * from duckdb_views), duckdb_views as (select 1) select * from a`,
    `with sqlite_master as (select 1) select * from main.sqlite_master`,
    `select getenv('HOME')`,
    `select current_setting('temp_directory')`,
    `select current_database()`,
    `select current_schemas(true)`,
    `select current_query()`,
    `select getvariable('x')`,
    `select nextval('s')`,
    `select txid_current()`,
    `select setseed(0.5)`,
    `select sleep_ms(1000)`,
    `select pg_sleep(10)`,
    `select write_log('x')`,
    `select stats(id) from demo.residents`,
    `select pg_get_viewdef(1)`,
    `select * from pragma_table_info('demo.residents')`,
    `select * from pragma_storage_info('demo.residents')`,
    `select * from test_all_types()`,
    `select * from repeat_row(1, num_rows = 10)`,
    `select * from which_secret('s3://a', 's3')`,
    `select * from demo.residents at (timestamp => now())`,
    `select ?`,
    `select $1`,
    `pivot demo.residents on district using count(*)`,
    `select * from delta_scan('/tmp')`,
    `select * from 's3://bucket/file.parquet'`,
    `select * from 'https://example.org/file.csv'`,
    `select * from demo."residents'); drop table x; --"`,
    `select * from arrow_scan(1, 2, 3)`,
    `select * from histogram(demo.residents, id)`,
    `select * from duckdb_logs_parsed('x')`,
    `select repeat('x', 2000000000)`,
    `select repeat('x', id) from demo.residents`,
    `select lpad('x', 2000000000, 'y')`,
    `select ${'('.repeat(49_000)}1${')'.repeat(49_000)}`,
    `select 1${'::int'.repeat(19_000)}`,
  ];

  it('names and tables beyond reason are refused before they take the server’s time', async () => {
    const tables = Array.from({ length: 4500 }, (_, i) => `c${i} as (select 1)`).join(',');
    for (const [sql, problem] of [
      [`select a${'.a'.repeat(49_000)} from range(1) t(a)`, 'more than 30 parts'],
      [`with ${tables} select 1`, 'more than 200 common tables'],
    ]) {
      const failure = await rows(sql!).catch((error) => error);
      expect(failure).toMatchObject({ code: 'catalogue.query-refused', status: 400 });
      expect(failure.message).toContain(problem);
    }
  });

  it('are more than sixty', () => expect(attacks.length).toBeGreaterThan(60));

  it.each(attacks.map((sql) => [sql.slice(0, 100), sql]))('%s', async (_, sql) => {
    const outcome = await rows(sql).then(
      (found) => ({ code: 'none', status: 200, found }),
      (error) => error,
    );
    expect(outcome.code).toMatch(/^(catalogue\.query-(refused|failed)|kernel\.not-found|lake\.)/);
    expect(outcome.status).toBeGreaterThanOrEqual(400);
    expect(outcome.status).toBeLessThan(500);
  });
});
