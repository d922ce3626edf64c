import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeList } from '../standards/index.ts';
import { openTestCollection, operator, readStandardText, type TestCollection } from './testing.ts';

let test: TestCollection;
let now = new Date('2026-11-24T01:00:00Z');
beforeAll(async () => {
  test = await openTestCollection({ clock: { now: () => now } });
});
afterAll(() => test.close());

type Codes = CodeList['codes'];
const codes = (...names: string[]): Codes => names.map((code) => ({ code, title: { zh: `级${code}`, en: code } }));
const rows = 'road,class\n1,A\n2,B\n3,C\n';
let number = 0;

describe('the same file after a code list has changed', () => {
  async function roads(listed: Codes, { dated = false } = {}) {
    const name = `roads-${++number}`;
    const list = (next: Codes) =>
      test.standards.publishCodeList(operator, {
        id: `codes.${name}`,
        title: { zh: '等级', en: 'Classes' },
        codes: next,
      });
    await list(listed);
    const standard = readStandardText(`
id: demo.${name}
title: { zh: 道路, en: Roads }
key: [road]
fields:
  - { name: road, title: { zh: 路, en: Road }, type: string, required: true }
  - { name: class, title: { zh: 级, en: Class }, type: string, codeList: codes.${name}${dated ? ', codeListDate: built' : ''} }
${dated ? '  - { name: built, title: { zh: 建成, en: Built }, type: date }\n' : ''}`);
    return { dataset: await test.dataset(standard), list };
  }

  it('is judged anew, and by the same codes stays unchanged', async () => {
    const { dataset, list } = await roads(codes('A', 'B'));
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'done', accepted: 2, quarantined: 1 });
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'unchanged' });
    await list(codes('A', 'B').map(({ code }) => ({ code, title: { zh: '新名称', en: 'New title' } })));
    // Another title lets in no other row.
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'unchanged' });
    await list(codes('A', 'B', 'C'));
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'done', accepted: 3, quarantined: 0 });
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'unchanged' });
    await list(codes('A'));
    expect(await test.collect(dataset, rows, { mode: 'replace' })).toMatchObject({ accepted: 1, quarantined: 2 });
  });

  it('is judged anew when the time of a code has come, or is over', async () => {
    const [a, b, c] = codes('A', 'B', 'C');
    const { dataset } = await roads([a!, { ...b!, to: '2026-11-24' }, { ...c!, from: '2026-11-25' }]);
    expect(await test.collect(dataset, rows)).toMatchObject({ status: 'done', accepted: 2 });
    expect(await test.rows<{ class: string }>(dataset)).toMatchObject([{ class: 'A' }, { class: 'B' }]);
    now = new Date('2026-11-25T01:00:00Z');
    const run = await test.collect(dataset, rows, { mode: 'replace' });
    expect(run).toMatchObject({ status: 'done', accepted: 2 });
    expect(await test.rows<{ class: string }>(dataset)).toMatchObject([{ class: 'A' }, { class: 'C' }]);
  });

  it('of codes with days in the rows, when a period has changed', async () => {
    const { dataset, list } = await roads(codes('A'), { dated: true });
    const file = 'road,class,built\n1,A,2001-01-01\n2,A,2020-01-01\n';
    expect(await test.collect(dataset, file)).toMatchObject({ accepted: 2 });
    await list(codes('A').map((code) => ({ ...code, from: '2010-01-01' })));
    const run = await test.collect(dataset, file);
    expect(run).toMatchObject({ status: 'done', accepted: 1, quarantined: 1 });
    expect((await test.findings(run.id)).map(({ rule }) => rule)).toEqual(['code-period']);
  });

  it('that a recipe reads', async () => {
    const { dataset, list } = await roads(codes('A', 'B', 'C'));
    await test.collection.recipes.set(operator, dataset, { written: [{ step: 'code', fields: ['class'] }] });
    const file = 'road,class\n1,级A\n2,快速\n';
    expect(await test.collect(dataset, file)).toMatchObject({ accepted: 1, quarantined: 1 });
    // The code stays, and its new title is what the recipe looks for.
    await list(
      codes('A', 'B', 'C').map((code) => (code.code === 'B' ? { ...code, title: { zh: '快速', en: 'B' } } : code)),
    );
    expect(await test.collect(dataset, file)).toMatchObject({ status: 'done', accepted: 2 });
  });

  it('is not appended twice: what the new codes let in is sent again from quarantine', async () => {
    const { dataset, list } = await roads(codes('A', 'B'));
    const first = await test.collect(dataset, rows, { mode: 'append' });
    await list(codes('A', 'B', 'C'));
    expect(await test.collect(dataset, rows, { mode: 'append' })).toMatchObject({ status: 'unchanged' });
    const { run } = await test.collection.resubmit(operator, first.id, { take: 'open' });
    expect(run).toMatchObject({ status: 'done', accepted: 1 });
    expect(await test.rows(dataset)).toHaveLength(3);
  });
});
