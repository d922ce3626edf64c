import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestCollection, readStandardText, type TestCollection } from '../../testing.ts';
import { makeWorkbook, type TestSheet } from '../../testing-files.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

const contacts = readStandardText(`
id: demo.contacts
title: { zh: 联系人, en: Contacts }
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
  - { name: phone, title: { zh: 电话, en: Phone }, type: string }
  - { name: email, title: { zh: 联系方式 邮箱, en: Mail }, type: string }
  - { name: note, title: { zh: 备注, en: Note }, type: string }
`);
let made = 0;
async function collect(sheet: Omit<TestSheet, 'name'>, headerRow?: number) {
  const dataset = await test.dataset({ ...contacts, id: `demo.contacts${++made}` });
  const workbook = makeWorkbook([{ name: '表', ...sheet }]);
  const run = await test.collect(dataset, workbook, {
    name: 'a.xlsx',
    ...(headerRow === undefined ? {} : { reading: { headerRow } }),
  });
  const findings = (await test.findings(run.id)).map(({ row, field, rule }) => [row, field, rule]);
  return { run, findings, rows: run.version === null ? [] : await test.rows(dataset) };
}

const rows = {
  1: ['联系人登记表'],
  2: ['编号', '联系方式', null, '备注'],
  3: [null, '电话', '邮箱'],
  4: [1, '13800138000', 'a@example.org', '甲'],
  5: [2, '13800138001', null, '乙'],
};
const merges = ['A1:D1', 'A2:A3', 'B2:C2', 'D2:D3'];

it('titles under a merged title are joined with it, whichever of the rows is said to be the header', async () => {
  for (const headerRow of [undefined, 2, 3]) {
    const read = await collect({ rows, merges }, headerRow);
    expect(read.findings, String(headerRow)).toEqual([]);
    expect(read.run).toMatchObject({ accepted: 2, reading: { headerRow: 3 } });
    expect(read.rows[0]).toEqual({ id: 1, phone: '13800138000', email: 'a@example.org', note: '甲' });
  }
});

it('without a merged title the second row is data', async () => {
  const read = await collect({ rows, merges: ['A1:D1'] }, 2);
  expect(read.run).toMatchObject({ rows: 3, accepted: 2, quarantined: 1, reading: { headerRow: 2 } });
});

it('the same title under two merged titles keeps the upper one', async () => {
  const read = await collect({
    rows: {
      1: ['编号', '本人', null, '家属', null],
      2: [null, '电话', '住址', '电话', '住址'],
      3: [1, 'a', 'b', 'c', 'd'],
    },
    merges: ['A1:A2', 'B1:C1', 'D1:E1'],
  });
  expect(read.run.reading?.headerRow).toBe(2);
  expect(read.findings.filter(([, , rule]) => rule === 'column-unknown')).toHaveLength(4);
});
