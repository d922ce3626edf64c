import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccess } from '../../src/bureau/access/index.ts';
import {
  openTestCollection,
  operator,
  residents,
  steward,
  type TestCollection,
} from '../../src/bureau/collection/testing.ts';
import { createUpkeep, type Upkeep } from '../../src/bureau/upkeep/index.ts';
import { nextNight } from '../../src/bureau/upkeep/nightly.ts';
import type { UpkeepReport } from '../../src/bureau/upkeep/schema.ts';
import { silentLog, systemClock } from '../../src/kernel/index.ts';

let test: TestCollection;
let upkeep: Upkeep;
beforeAll(async () => {
  test = await openTestCollection();
  upkeep = createUpkeep({
    ...test,
    access: createAccess({ clock: systemClock }),
    config: { upkeepAt: '03:30', retainDays: 30 },
    clock: systemClock,
    log: silentLog,
  });
  test.queue.register(upkeep.job);
  await test.queue.start();
});
afterAll(() => test.close());

it('brings the files of a dataset together; the same bytes still make one version', async () => {
  const dataset = await test.dataset(residents);
  const header = '编号,手机号,区,登记日期,金额\n';
  const texts = Array.from({ length: 5 }, (_, i) => `${header}${i},,南山区,,1\n`);
  for (const text of texts) await test.collect(dataset, text, { mode: 'append' });
  const before = await test.lake.table(dataset).snapshot();
  const rows = await test.rows(dataset);

  const planned = await test.queue.wait(await upkeep.start(operator, { dryRun: true }));
  expect(planned.result).toMatchObject({ dryRun: true, before: { files: 5 }, after: { files: 1 } });
  expect((await upkeep.state(operator)).last).toBeNull();
  expect((await test.lake.table(dataset).snapshot()).files).toHaveLength(5);

  const { result } = await test.queue.wait(await upkeep.start(operator));
  expect(result).toMatchObject({ tables: 1, before: { files: 5 }, after: { files: 1 }, failed: [], postponed: [] });
  expect((await upkeep.state(operator)).last?.report).toEqual(result);
  const after = await test.lake.table(dataset).snapshot();
  expect(after).toMatchObject({ version: before.version, rows: 5 });
  expect(after.logVersion).toBe(before.version + 1);
  expect(await test.rows(dataset)).toEqual(rows);
  expect((await test.catalogue.resource(dataset)).version).toBe(before.version);

  const again = await test.collect(dataset, texts[4]!, { mode: 'append' });
  expect(again).toMatchObject({ status: 'unchanged', version: before.version });
  const events = await test.queue.list({ name: 'upkeep.run' });
  expect(events.items.map(({ status }) => status)).toEqual(['done', 'done']);
});

it('is for officers and administrators, and of datasets that there are', async () => {
  await expect(upkeep.start(steward)).rejects.toMatchObject({ status: 403 });
  await expect(upkeep.start(operator, { dataset: 'demo.none' })).rejects.toMatchObject({ code: 'lake.table-missing' });
});

it('one that is damaged is told and keeps no other from its upkeep', async () => {
  await test.lake.table('demo.damaged').create([{ name: 'id', type: 'BIGINT', nullable: true }]);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${test.lake.table('demo.damaged').location}/_delta_log/00000000000000000001.json`, '{"add":');
  const report = (await test.queue.wait(await upkeep.start(operator))).result as UpkeepReport;
  expect(report.failed).toEqual([{ dataset: 'demo.damaged', code: 'lake.log-damaged' }]);
  expect(report.after.files).toBe(1);
});

it('is planned once for the next night, however many servers ask', async () => {
  await upkeep.plan();
  await upkeep.plan();
  const waiting = await test.queue.list({ name: 'upkeep.run', status: 'waiting' });
  expect(waiting.items).toHaveLength(1);
  expect((await upkeep.state(operator)).next).toBe(waiting.items[0]!.startAfter.toISOString());
  // 03:30 in China is 19:30 UTC of the day before.
  expect(nextNight('03:30', new Date('2026-11-24T19:29:59Z')).toISOString()).toBe('2026-11-24T19:30:00.000Z');
  expect(nextNight('03:30', new Date('2026-11-24T19:30:00Z')).toISOString()).toBe('2026-11-25T19:30:00.000Z');
});
