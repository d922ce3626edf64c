import pg from 'pg';
import { expect, test } from 'vitest';
import { openTestSources, readStandardText } from '../../src/bureau/sources/testing.ts';
import { openTestDatabase } from '../../src/database/testing.ts';

const standard = readStandardText(`
id: demo.rounds
title: { zh: 采集, en: Pulled }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: at, title: { zh: 时间, en: At }, type: datetime }
  - { name: name, title: { zh: 名称, en: Name }, type: string }
`);

test('a PostgreSQL as a standing collection: what is new is merged, a failure leaves the next round to go on', async () => {
  const [server, bureau] = [await openTestDatabase({ connections: 1 }), await openTestSources()];
  const url = new URL(server.url);
  const sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  try {
    await bureau.dataset(standard);
    await bureau.allow(url.hostname);
    await sql.query(`CREATE TABLE a (id int, at timestamptz, name text);
      INSERT INTO a VALUES (1, '2026-11-20 10:00:00+08', '甲'), (2, '2026-11-20 10:05:00+08', '乙')`);
    await bureau.declare(
      {
        type: 'postgresql',
        host: url.hostname,
        port: Number(url.port),
        database: url.pathname.slice(1),
        user: decodeURIComponent(url.username),
        ssl: 'off',
        table: 'a',
        mode: 'incremental',
        watermark: 'at',
      },
      { dataset: standard.id, retries: 0, secrets: { password: decodeURIComponent(url.password) } },
    );
    expect(await bureau.run()).toMatchObject({ status: 'done', findings: [] });
    expect(await bureau.run()).toMatchObject({ status: 'unchanged' });
    await sql.query(`UPDATE a SET name = '丙', at = '2026-11-20 10:06:00+08' WHERE id = 2;
      INSERT INTO a VALUES (3, '2099-01-01Z', '丁'); ALTER TABLE a RENAME TO b`);
    const failed = await bureau.run();
    expect([failed.status, failed.problem?.code]).toEqual(['refused', 'sources.database-table-missing']);
    await sql.query('ALTER TABLE b RENAME TO a');
    const round = await bureau.run();
    expect(round.status).toBe('done');
    expect(round.findings.map(({ rule }) => rule)).toEqual(['watermark-future']);
    const rows = await bureau.rows<{ id: number; name: string }>(standard.id);
    expect(rows.map(({ id, name }) => [Number(id), name])).toEqual([
      [1, '甲'],
      [2, '丙'],
      [3, '丁'],
    ]);
  } finally {
    await sql.end();
    await bureau.close();
    await server.close();
  }
});
