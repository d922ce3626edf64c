import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestCollection, readStandardText, type TestCollection } from '../../src/bureau/collection/testing.ts';
import { mysqlConnector } from '../../src/bureau/sources/connectors/mysql/index.ts';
import { collectPulls, failureOf, openPullTest, type PullTest, pullTexts } from '../contract/database-pulls.ts';
import { type MariadbServer, startMariadb, whyNoMariadb } from './mariadb.ts';

if (whyNoMariadb) console.warn(`left out: pulls from a MariaDB: ${whyNoMariadb}`);

describe.skipIf(whyNoMariadb !== null)('a MariaDB as a source', () => {
  let server: MariadbServer;
  let sql: Connection;
  let folder: string;
  let source: PullTest;
  let settings: Record<string, unknown>;

  beforeAll(async () => {
    server = await startMariadb();
    sql = await server.connect();
    return async () => {
      await sql.end();
      await server.end();
    };
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-source-'));
    source = await openPullTest(folder, server.password);
    const { port, user, database } = server;
    settings = { host: '127.0.0.1', port, user, database, ssl: 'off' };
    return async () => {
      await sql.query('DROP TABLE IF EXISTS a');
      await rm(folder, { recursive: true, force: true });
    };
  });

  const pull = (more: object, context?: Parameters<typeof pullTexts>[3]) =>
    pullTexts(source, mysqlConnector, { ...settings, ...more }, context);

  test('every type as our standards read it', async () => {
    await sql.query(`SET time_zone = '+08:00';
      CREATE TABLE a (id int, big bigint unsigned, exact decimal(30, 10), half double, yes tinyint(1), bits bit(4), code char(4),
        name text, at timestamp(2) NULL, local datetime, day date, clock time, made year, kind enum('好', '差'), doc json, photo blob, place point, empty varchar(5), nothing varchar(5));
      INSERT INTO a VALUES (1, 18446744073709551615, 12345678901234567890.0123456789, 0.1, true, b'101', 'ab', '科技园"甲"，\\n二号',
        '2026-09-01 08:30:00.25', '2026-09-01 08:30:00', '2026-09-01', '08:30:00', 2026, '好', '{"a": 1}', x'ff', ST_PointFromText('POINT(114 22.5)'), '', NULL);
      SET time_zone = SYSTEM`);
    expect(await pull({ table: 'a' })).toEqual([
      'id,big,exact,half,yes,bits,code,name,at,local,day,clock,made,kind,doc,place,empty,nothing\n' +
        '1,18446744073709551615,12345678901234567890.0123456789,0.1,1,5,ab,"科技园""甲""，\n二号",2026-09-01 00:30:00.25Z,' +
        '2026-09-01 08:30:00,2026-09-01,08:30:00,2026,好,"{""a"": 1}",POINT(114 22.5),"",\n',
    ]);
    expect(source.told.map(({ rule, field }) => [rule, field])).toEqual([['binary-column', 'photo']]);
    const probe = await mysqlConnector.probe(
      { ...settings, table: 'a', columns: ['id', 'at'] } as never,
      source.context(),
    );
    expect(probe).toMatchObject({
      columns: [
        { name: 'id', type: 'int' },
        { name: 'at', type: 'timestamp' },
      ],
      sample: [['1', '2026-09-01 00:30:00.25Z']],
    });
    expect((await mysqlConnector.probe(settings as never, source.context())).found.en).toContain(
      '1 tables or views can be read: a',
    );
  });

  test.each([
    ['timestamp(6) NULL', '2026-11-23 10:05:00.000000Z', '2026-11-23 10:05:00.000001Z'],
    ['datetime', '2026-11-23 10:05:00', '2026-11-23 10:05:01'],
    ['date', '2026-11-23', '2026-11-24'],
    ['bigint', '9007199254740993', '9007199254740994'],
    ['decimal(20, 3)', '10.001', '10.002'],
  ])('incremental by %s', async (type, low, high) => {
    const plain = (value: string) => value.replace('Z', '');
    await sql.query(
      `SET time_zone = '+00:00'; CREATE TABLE a (id int, w ${type}); INSERT INTO a VALUES (1, '${plain(low)}')`,
    );
    const incremental = { table: 'a', mode: 'incremental', watermark: 'w', overlap: 0 };
    expect(await pull(incremental)).toEqual([`id,w\n1,${low}\n`]);
    await sql.query(`INSERT INTO a VALUES (2, '${plain(high)}'), (3, NULL)`);
    expect(await pull(incremental)).toEqual([`id,w\n1,${low}\n2,${high}\n`]);
    expect(source.state).toMatchObject({ watermark: { value: high } });
    expect(source.told.map(({ rule }) => rule)).toEqual(['watermark-empty']);
  });

  test('a clock in 2099 is named and does not hide later rows', async () => {
    await sql.query(
      `CREATE TABLE a (id int, at datetime); INSERT INTO a VALUES (1, '2026-11-23 10:00:00'), (9, '2099-01-01')`,
    );
    const incremental = { table: 'a', mode: 'incremental', watermark: 'at' };
    await pull(incremental);
    expect(source.told.map(({ rule, value }) => [rule, value])).toEqual([['watermark-future', '2099-01-01 00:00:00']]);
    await sql.query(`INSERT INTO a VALUES (2, '2026-11-23 10:01:00')`);
    expect((await pull(incremental))[0]!.match(/^\d/gm)!.toSorted()).toEqual(['1', '2', '9']);
  });

  test('only new and changed rows by fingerprint; what commits meanwhile is left to the next pull', async () => {
    await sql.query(`CREATE TABLE a (id int, name text, note text);
      INSERT INTO a SELECT seq, CONCAT('名', seq), IF(seq % 2, NULL, '') FROM seq_1_to_5000`);
    const changes = { table: 'a', mode: 'changes', key: ['id'] };
    const read = mysqlConnector.pull({ ...settings, ...changes } as never, source.context());
    const { value } = await read.next();
    await sql.query(
      `UPDATE a SET note = '' WHERE id = 3; UPDATE a SET note = NULL WHERE id = 4; DELETE FROM a WHERE id = 5`,
    );
    let text = '';
    for await (const chunk of value!.stream) text += chunk;
    expect(text.match(/^\d+,/gm)).toHaveLength(5000);
    source.state = value!.state();
    await read.return(undefined);
    expect(await pull(changes)).toEqual(['id,name,note\n3,名3,""\n4,名4,\n']);
    expect(source.told.map(({ rule }) => rule)).toEqual(['rows-gone']);
    expect(await pull(changes)).toEqual([]);
  });

  test.each([
    ['a wrong password', {}, 'sign-in', async () => 'wrong'],
    ['a port where nothing listens', { port: 1 }, 'unreachable'],
    ['another database', { database: 'none_such' }, 'missing'],
    ['a server without TLS', { ssl: 'verify' }, 'encryption'],
    ['no such table', { table: 'none' }, 'table-missing'],
    ['no such column', { table: 'a', key: ['x'] }, 'column-missing'],
    ['a query that writes', { table: undefined, query: 'SELECT 1) AS b; DROP TABLE a; --' }, 'query'],
    ['a slow query', { table: undefined, query: 'SELECT SLEEP(20)', timeoutSeconds: 1 }, 'timeout'],
  ])('%s', async (_, more, code, secret?: () => Promise<string>) => {
    await sql.query('CREATE TABLE a (id int)');
    const failure = await failureOf(pull({ table: 'a', ...more }, secret ? { secret } : {}));
    expect(failure).toMatchObject({ code: `sources.database-${code}` });
  });

  test('a column that becomes something else stops the pull with its name', async () => {
    await sql.query(`CREATE TABLE a (id int, name varchar(10)); INSERT INTO a VALUES (1, '7')`);
    await pull({ table: 'a' });
    await sql.query('ALTER TABLE a MODIFY name int');
    expect(await failureOf(pull({ table: 'a' }))).toMatchObject({
      code: 'sources.database-column-changed',
      details: { column: 'name' },
    });
  });

  describe('collected', () => {
    let bureau: TestCollection;
    beforeAll(async () => {
      bureau = await openTestCollection();
    });
    afterAll(() => bureau.close());

    test('a connection killed midway stores nothing, and the next pull takes all', async () => {
      const dataset = await bureau.dataset(
        readStandardText(`
id: demo.killed
title: { zh: 采集, en: Pulled }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: at, title: { zh: 时间, en: At }, type: datetime }
  - { name: name, title: { zh: 名称, en: Name }, type: string }
`),
      );
      await sql.query(`CREATE TABLE a (id int PRIMARY KEY, at timestamp, name varchar(100));
        INSERT INTO a SELECT seq, '2026-11-01' + INTERVAL seq SECOND, REPEAT('名', 50) FROM seq_1_to_200000`);
      let chunks = 0;
      async function* killing(stream: AsyncIterable<Buffer>) {
        for await (const chunk of stream) {
          if (++chunks === 3) {
            const [rows] = await sql.query(`SELECT id FROM information_schema.processlist WHERE user = 'reader'`);
            for (const { id } of rows as { id: number }[]) await sql.query(`KILL ${id}`);
          }
          yield chunk;
        }
      }
      const collect = (cut: boolean) =>
        collectPulls(source, {
          connector: {
            ...mysqlConnector,
            async *pull(...parameters) {
              for await (const one of mysqlConnector.pull(...parameters)) {
                yield cut ? { ...one, stream: killing(one.stream) } : one;
              }
            },
          },
          settings: { ...settings, table: 'a', mode: 'incremental', watermark: 'at' },
          collection: bureau.collection,
          dataset,
        });
      expect(await failureOf(collect(true))).toMatchObject({ code: 'sources.database-connection-lost' });
      expect(source.state).toBeNull();
      const [run] = await collect(false);
      expect(run).toMatchObject({ status: 'done', rows: 200_000, accepted: 200_000, mode: 'merge' });
    });
  });
});
