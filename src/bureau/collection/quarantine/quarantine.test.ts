import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../../kernel/index.ts';
import {
  administrator,
  openTestCollection,
  operator,
  residents,
  steward,
  stranger,
  type TestCollection,
} from '../testing.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(async () => {
  await test.close();
});

const header = '编号,手机号,区,登记日期,金额\n';
let made = 0;

/** Two good rows and five bad ones. */
async function collected() {
  const dataset = await test.dataset({ ...residents, id: `demo.mend${++made}` });
  const run = await test.collect(
    dataset,
    `${header}1,,南山区,2020-01-02,1\n2,,南山区,2020-01-02,2\n3,,南山,2020-01-02,3\n4,,南山,2020-01-02,4\n5,,福田区,2020/01/05,5\n6,,福田区,2020-01-02,"1,000"\n1,,福田区,2020-01-02,7\n`,
    { refuseAbove: 1 },
  );
  expect(run).toMatchObject({ status: 'done', rows: 7, accepted: 2, quarantined: 5, open: 5 });
  return { dataset, run };
}

describe('quarantine', () => {
  it('is mended cell by cell and in bulk, and resubmits just those rows', async () => {
    const { dataset, run } = await collected();
    const { quarantine } = test.collection;
    const page = await quarantine.list(steward, run.id, { limit: 2 });
    expect(page).toMatchObject({ total: 5, next: '5', items: [{ row: 4, status: 'open' }, { row: 5 }] });
    expect((await quarantine.list(steward, run.id, { cursor: page.next! })).items.map(({ row }) => row)).toEqual([
      6, 7, 8,
    ]);
    const byFinding = await quarantine.list(steward, run.id, { rule: 'enum', field: 'district' });
    expect(byFinding.items.map(({ row }) => row)).toEqual([4, 5]);
    const dates = await quarantine.list(steward, run.id, { rule: 'type', field: 'registered' });
    expect(dates.items[0]!.suggested).toEqual({ registered: '2020-01-05' });

    const bulk = {
      field: 'district',
      rule: 'enum',
      action: { kind: 'replace' as const, find: '南山', with: '南山区' },
    };
    expect(await test.collection.mend(steward, run.id, { bulk })).toEqual({ cells: 2, discarded: 0 });
    const offers = { field: 'registered', rule: 'type', action: { kind: 'suggestion' as const } };
    expect(await test.collection.mend(steward, run.id, { bulk: offers })).toEqual({ cells: 1, discarded: 0 });
    await test.collection.mend(steward, run.id, { rows: [{ row: 7, mended: { amount: '1000' } }] });
    expect((await quarantine.list(steward, run.id, { status: 'mended' })).items).toHaveLength(4);
    expect((await quarantine.list(steward, run.id, { status: 'mended' })).items[3]).toMatchObject({
      raw: { amount: '1,000' },
      mended: { amount: '1000' },
    });

    const { run: second, rows, heldBack } = await test.collection.resubmit(steward, run.id);
    expect({ rows, heldBack }).toEqual({ rows: 4, heldBack: 0 });
    expect(second).toMatchObject({ status: 'done', resubmits: run.id, rows: 4, accepted: 4, quarantined: 0 });
    expect(await test.collection.runs.get(steward, run.id)).toMatchObject({ quarantined: 5, open: 1 });
    expect((await test.rows<{ id: number }>(dataset)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tells rows that are still bad under the row of the first source, and opens them again when none was good', async () => {
    const { run } = await collected();
    await test.collection.mend(steward, run.id, {
      rows: [
        { row: 4, mended: { district: '福田区' } },
        { row: 7, mended: { amount: 'x' } },
      ],
    });
    const first = await test.collection.resubmit(steward, run.id);
    expect(first.run).toMatchObject({ status: 'done', accepted: 1, quarantined: 1, open: 1 });
    expect((await test.findings(first.run.id)).filter(({ row }) => row !== null)).toMatchObject([
      { row: 7, field: 'amount', rule: 'type', value: 'x' },
    ]);
    const { run: other } = await collected();
    await test.collection.mend(steward, other.id, { rows: [{ row: 7, mended: { amount: 'x' } }] });
    const none = await test.collection.resubmit(steward, other.id);
    expect(none.run).toMatchObject({ status: 'refused', open: 0 });
    expect(await test.collection.runs.get(steward, other.id)).toMatchObject({ open: 5 });
  });

  it('never lets a duplicate take the place of the row that came first', async () => {
    const { dataset, run } = await collected();
    await test.collection.mend(steward, run.id, {
      rows: [
        { row: 8, mended: { amount: '99' } },
        { row: 4, mended: { id: '2', district: '福田区' } },
        { row: 5, mended: { district: '福田区' } },
      ],
    });
    const { rows, heldBack } = await test.collection.resubmit(steward, run.id);
    expect({ rows, heldBack }).toEqual({ rows: 1, heldBack: 2 });
    expect((await test.rows<{ id: number; amount: string }>(dataset)).map(({ id, amount }) => [id, amount])).toEqual([
      [1, '1.00'],
      [2, '2.00'],
      [4, '4.00'],
    ]);
  });

  it('goes out as a file and comes back mended', async () => {
    const { run } = await collected();
    let text = '';
    for await (const chunk of await test.collection.quarantine.download(steward, run.id, 'zh')) text += String(chunk);
    expect(text.split('\r\n')[0]).toBe('\ufeff__row,id,phone,district,registered,amount,__findings');
    const mended = text.replaceAll(',南山,', ',南山区,').replace('2020/01/05', '2020-01-05');
    const back = (content: string) => Readable.from([Buffer.from(content)]);
    expect(await test.collection.quarantine.upload(steward, run.id, back(mended))).toEqual({ rows: 5, cells: 3 });
    await expect(test.collection.quarantine.upload(steward, run.id, back('a,b\n1,2\n'))).rejects.toMatchObject({
      code: 'collection.mend-file-wrong',
    });
    expect((await test.collection.resubmit(steward, run.id)).run).toMatchObject({ accepted: 3 });
  });

  it('is not read without a trace', async () => {
    const { run } = await collected();
    const traces = async () => {
      await test.audit.flush();
      const { items } = await test.audit.list({ target: `run:${run.id}`, actor: steward.id, limit: 50 });
      return items.map(({ action }) => action).filter((action) => action.startsWith('collection.quarantine-'));
    };
    await test.collection.quarantine.list(steward, run.id, { limit: 1 });
    await test.collection.quarantine.list(steward, run.id, { limit: 1, cursor: '4' });
    await test.collection.runs.findings(steward, run.id);
    expect(await traces()).toEqual(['collection.quarantine-read']);
    await test.collection.quarantine.download(steward, run.id, 'zh');
    expect(await traces()).toEqual(['collection.quarantine-download', 'collection.quarantine-read']);
  });

  it('is given up row by row, and shown to the steward alone', async () => {
    const { run } = await collected();
    expect(await test.collection.mend(steward, run.id, { discard: [4, 5, 999] })).toEqual({ cells: 0, discarded: 2 });
    expect(await test.collection.runs.get(steward, run.id)).toMatchObject({ open: 3 });
    await expect(test.collection.quarantine.list(stranger, run.id)).rejects.toMatchObject({
      code: 'collection.run-missing',
    });
    await expect(test.collection.quarantine.list(administrator, run.id)).rejects.toMatchObject({
      code: 'access.denied',
    });
    const samples = async (principal: Principal) => {
      const { items } = await test.collection.runs.list(principal, { dataset: run.dataset });
      return [await test.collection.runs.get(principal, run.id), ...items].flatMap(({ summary }) =>
        summary.map(({ sample }) => sample),
      );
    };
    expect(await samples(steward)).toContain('南山');
    expect(new Set(await samples(administrator))).toEqual(new Set([null]));
    const seen = await test.collection.runs.findings(administrator, run.id);
    expect(seen.items.filter(({ row }) => row !== null).every(({ value }) => value === null)).toBe(true);
    await test.collection.mend(operator, run.id, { rows: [{ row: 6, mended: { registered: '2020-01-05' } }] });
  });

  it('takes a mend that holds NUL, which no database text can, and leaves that behind', async () => {
    const { run } = await collected();
    const { quarantine, mend } = test.collection;
    expect(await mend(steward, run.id, { rows: [{ row: 4, mended: { district: '南山\0区' } }] })).toMatchObject({
      cells: 1,
    });
    const file = Readable.from([Buffer.from('__row,district\n4,南山区\0\n5,南\0山区\n')]);
    expect(await quarantine.upload(steward, run.id, file)).toEqual({ rows: 2, cells: 1 });
    const { items } = await quarantine.list(steward, run.id, { status: 'mended' });
    expect(items.map(({ row, mended }) => [row, mended])).toEqual([
      [4, { district: '南山区' }],
      [5, { district: '南山区' }],
    ]);
  });
});
