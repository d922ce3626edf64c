import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  administrator,
  openTestCollection,
  operator,
  readStandardText,
  residents,
  steward,
  stranger,
  type TestCollection,
} from './testing.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(async () => {
  await test.close();
});

const header = '编号,手机号,区,登记日期,金额\n';
let made = 0;
const fresh = () => test.dataset({ ...residents, id: `demo.case${++made}` });

describe('collecting', () => {
  it('stores good rows typed and keeps bad ones with all their findings', async () => {
    const dataset = await fresh();
    const run = await test.collect(
      dataset,
      `${header}1,13800138000,南山区,2020-01-02,5.50\n2,13800138001,福田区,2020-01-03,6\n3,123,南山,1970-01-01,-1\n`,
    );
    expect(run).toMatchObject({ status: 'done', rows: 3, accepted: 2, quarantined: 1, open: 1 });
    expect(await test.rows(dataset)).toEqual([
      { id: 1, phone: '13800138000', district: '南山区', registered: '2020-01-02', amount: '5.50' },
      { id: 2, phone: '13800138001', district: '福田区', registered: '2020-01-03', amount: '6.00' },
    ]);
    const findings = await test.findings(run.id);
    expect(findings.map(({ row, field, rule, value }) => [row, field, rule, value])).toEqual([
      [4, 'phone', 'type', '123'],
      [4, 'district', 'enum', '南山'],
      [4, 'registered', 'min', '1970-01-01'],
      [4, 'amount', 'min', '-1'],
    ]);
    expect(run.source.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('makes one version of the same bytes', async () => {
    const dataset = await fresh();
    const text = `${header}1,13800138000,南山区,2020-01-02,5.50\nx,,,,\n2,,,,\n`;
    const first = await test.collect(dataset, text);
    const second = await test.collect(dataset, text, { name: 'other-name.csv' });
    expect(second).toMatchObject({
      status: 'unchanged',
      version: first.version,
      rows: 3,
      accepted: 2,
      quarantined: 1,
      open: 0,
    });
    expect((await test.lake.table(dataset).snapshot()).version).toBe(first.version);
  });

  it('merges by key, replaces and appends as asked', async () => {
    const dataset = await fresh();
    await test.collect(dataset, `${header}1,,南山区,,1\n2,,南山区,,2\n`);
    await test.collect(dataset, `${header}2,,福田区,,20\n3,,福田区,,30\n`);
    expect((await test.rows<{ id: number; amount: string }>(dataset)).map(({ id, amount }) => [id, amount])).toEqual([
      [1, '1.00'],
      [2, '20.00'],
      [3, '30.00'],
    ]);
    await test.collect(dataset, `${header}9,,福田区,,9\n`, { mode: 'replace' });
    expect(await test.rows(dataset)).toHaveLength(1);
  });

  it('takes the first of equal keys and names its row for the others', async () => {
    const dataset = await fresh();
    const run = await test.collect(dataset, `${header}1,,南山区,,1\n1,,南山区,,x\n1,,福田区,,3\n2,,,,\n3,,,,\n4,,,,\n`);
    expect(run).toMatchObject({ status: 'done', accepted: 4, quarantined: 2 });
    const unique = (await test.findings(run.id)).filter(({ rule }) => rule === 'unique');
    expect(unique.map(({ row, message }) => [row, message.en])).toEqual([
      [3, '“Id” is the same as row 2'],
      [4, '“Id” is the same as row 2'],
    ]);
  });

  it('finds values of an append that the table holds already', async () => {
    const standard = readStandardText(`
id: demo.serials
title: { zh: 序列, en: Serials }
fields:
  - { name: serial, title: { zh: 序列号, en: Serial }, type: string, unique: true, required: true }
`);
    const dataset = await test.dataset(standard);
    const first = await test.collect(dataset, 'serial\na\nb\n');
    const run = await test.collect(dataset, 'serial\nb\nc\n');
    expect(run).toMatchObject({ status: 'done', mode: 'append', accepted: 1, quarantined: 1 });
    const [finding] = await test.findings(run.id);
    expect(finding).toMatchObject({ row: 2, field: 'serial', rule: 'unique', value: 'b' });
    expect(finding!.message.en).toContain(`version ${first.version}`);
  });

  it('refuses a version that is too bad and lets one run have more', async () => {
    const dataset = await fresh();
    const rows = (count: number, line: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => line(index + 1)).join('');
    const text = `${header}${rows(40, (i) => `${i},,南山区,,1\n`)}${rows(80, (i) => `x${i},,,,\n`)}`;
    const run = await test.collect(dataset, text);
    expect(run).toMatchObject({ status: 'refused', version: null, quarantined: 80, open: 80 });
    expect(run.problem?.code).toBe('collection.too-many-bad');
    expect(await test.lake.table(dataset).exists()).toBe(false);
    expect(await test.collect(dataset, text, { refuseAbove: 0.9 })).toMatchObject({ status: 'done', accepted: 40 });
  });

  it('takes the good rows of a small file, in which a share says little, unless a limit is set', async () => {
    const dataset = await fresh();
    const text = `${header}1,,南山区,,1\nx,,,,\ny,,,,\n`;
    expect(await test.collect(dataset, text, { refuseAbove: 0.5 })).toMatchObject({ status: 'refused', version: null });
    expect(await test.collect(dataset, text)).toMatchObject({ status: 'done', accepted: 1, quarantined: 2 });
    const none = await test.collect(dataset, `${header}x,,,,\n`);
    expect(none).toMatchObject({ status: 'refused', version: null });
  });

  it('checks references to another dataset', async () => {
    const districts = readStandardText(`
id: demo.districts
title: { zh: 区, en: Districts }
key: [code]
fields:
  - { name: code, title: { zh: 代码, en: Code }, type: string, required: true }
`);
    await test.dataset(districts);
    await test.collect('demo.districts', 'code\n440305\n440304\n');
    const shops = readStandardText(`
id: demo.shops
title: { zh: 商铺, en: Shops }
fields:
  - { name: name, title: { zh: 名称, en: Name }, type: string, required: true }
  - { name: district, title: { zh: 区, en: District }, type: string }
references:
  - { name: district-known, fields: [district], references: { dataset: demo.districts, fields: [code] } }
`);
    await test.dataset(shops);
    const run = await test.collect('demo.shops', 'name,district\n甲,440305\n乙,999999\n丙,\n');
    expect(run).toMatchObject({ status: 'done', accepted: 2, quarantined: 1 });
    expect((await test.findings(run.id)).map(({ row, field, value }) => [row, field, value])).toEqual([
      [3, 'district', '999999'],
    ]);
  });

  it('collects in the background and tells its progress', async () => {
    const dataset = await fresh();
    await test.queue.start();
    const { Readable } = await import('node:stream');
    const upload = { name: '../../etc/居民.csv', stream: Readable.from([Buffer.from(`${header}1,,南山区,,1\n`)]) };
    const run = await test.collection.collect({ principal: steward, dataset, upload, background: true });
    expect(run.source.name).toBe('居民.csv');
    await expect
      .poll(async () => (await test.collection.runs.get(steward, run.id)).status, { timeout: 20_000 })
      .toBe('done');
    await expect(test.collection.runs.get(stranger, run.id)).rejects.toMatchObject({ code: 'collection.run-missing' });
    await expect(
      test.collection.collect({ principal: stranger, dataset, source: { sha256: run.source.sha256 ?? '' } }),
    ).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('opens a kept source to its sender and to the steward of its data, to nobody else who knows its hash', async () => {
    const dataset = await fresh();
    const run = await test.collect(dataset, `${header}1,13800138000,南山区,,1\n`);
    const source = { sha256: run.source.sha256 ?? '' };
    const look = (principal: typeof steward, of?: string) =>
      test.collection.inspect({ principal, source, reading: {}, ...(of ? { dataset: of } : {}) });
    expect((await look(steward, dataset)).sample.flat()).toContain('13800138000');
    // The administrator collects for every organisation and sees its raw rows no more than the officer does.
    await expect(look(administrator, dataset)).rejects.toMatchObject({ code: 'collection.source-missing' });
    await expect(test.collection.collect({ principal: administrator, dataset, source })).rejects.toMatchObject({
      code: 'collection.source-missing',
    });
    await expect(look(stranger)).rejects.toMatchObject({ code: 'collection.source-missing' });
  });

  it('lets a second run of the same dataset wait, or refuses it, and loses neither', async () => {
    const dataset = await fresh();
    const texts = [1, 2, 3].map(
      (n) => header + Array.from({ length: 2000 }, (_, i) => `${n * 10_000 + i},,南山区,,1\n`).join(''),
    );
    const runs = await Promise.all(
      texts.map((text, index) => test.collect(dataset, text, { name: `part${index}.csv` })),
    );
    expect(runs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(await test.rows(dataset)).toHaveLength(6000);
  });

  it('commits once when it is cut off between the commit and its bookkeeping', async () => {
    const dataset = await fresh();
    const run = await test.collect(dataset, `${header}1,,南山区,,1\nx,,,,\n2,,福田区,,2\n`);
    // What a killed process leaves: the version is in the table, the run says that it still runs.
    await sql`update collection_runs set status = 'running', version = null, finished_at = null where id = ${run.id}`.execute(
      test.database.kysely,
    );
    await test.collection.execute(run.id);
    expect(await test.collection.runs.get(operator, run.id)).toMatchObject({
      status: 'done',
      version: run.version,
      accepted: 2,
    });
    expect((await test.lake.table(dataset).snapshot()).version).toBe(run.version);
  });

  it('begins again from its stored source when it is cut off before the commit', async () => {
    const dataset = await fresh();
    await test.queue.stop();
    const { Readable } = await import('node:stream');
    const upload = { name: 'a.csv', stream: Readable.from([Buffer.from(`${header}1,,南山区,,1\nx,,,,\n`)]) };
    const run = await test.collection.collect({ principal: steward, dataset, upload, background: true });
    await sql`update collection_runs set status = 'running' where id = ${run.id}`.execute(test.database.kysely);
    await test.collection.execute(run.id);
    expect(await test.collection.runs.get(operator, run.id)).toMatchObject({
      status: 'done',
      accepted: 1,
      quarantined: 1,
    });
    await test.collection.execute(run.id);
    expect(await test.rows(dataset)).toHaveLength(1);
  });

  it('cancels a run that waits', async () => {
    const dataset = await fresh();
    await test.queue.stop();
    const { Readable } = await import('node:stream');
    const upload = { name: 'a.csv', stream: Readable.from([Buffer.from(`${header}1,,南山区,,1\n`)]) };
    const run = await test.collection.collect({ principal: steward, dataset, upload, background: true });
    expect(await test.collection.cancel(steward, run.id)).toMatchObject({ status: 'cancelled', version: null });
    expect(await test.collection.runs.list(operator, { dataset })).toMatchObject({ items: [{ id: run.id }] });
  });
});
