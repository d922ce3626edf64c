import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCollection, operator, readStandardText, steward, stranger, type TestCollection } from '../testing.ts';
import type { RecipeStep } from './schema.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

const permits = readStandardText(`
id: demo.permits
title: { zh: 许可证, en: Permits }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: holder, title: { zh: 持证人, en: Holder }, type: string }
  - { name: issued, title: { zh: 发证日期, en: Issued on }, type: date }
  - { name: fee, title: { zh: 费用（万元）, en: Fee }, type: decimal, unit: CNY, min: 0 }
  - { name: district, title: { zh: 所在区, en: District }, type: region }
  - { name: road, title: { zh: 道路, en: Road }, type: string, required: true }
  - { name: address, title: { zh: 地址, en: Address }, type: string }
`);
const steps: RecipeStep[] = [
  { step: 'trim' },
  { step: 'empty', fields: ['holder', 'issued', 'fee'] },
  { step: 'date-form', fields: ['issued'], forms: ['%Y年%m月%d日', '%Y/%m/%d'] },
  { step: 'number-form', fields: ['fee'], unit: '万元' },
  { step: 'region-code', fields: ['district'] },
  { step: 'address', from: 'address', to: { road: 'road' } },
];
const messy = [
  '编号,持证人,发证日期,费用（万元）,所在区,地址',
  '1, 张三 ,2026年9月1日,1.5,南山区,深圳市南山区深南大道1号',
  '2,N/A,2026/9/2,"1,200",深圳市福田区,深圳市福田区滨河大道2号',
  '3,李四,2026年13月1日,3万元,440305,深圳市南山区后海大道3号',
  '4,王五,无,无,某区,门口',
  '',
].join('\n');

async function dataset(id: string, recipe: RecipeStep[]): Promise<string> {
  await test.dataset({ ...permits, id }, id);
  await test.collection.recipes.set(operator, id, { written: recipe });
  return id;
}

describe('collecting under a recipe', () => {
  it('types the cleaned texts and quarantines the raw ones with what they became', async () => {
    const id = await dataset('clean.permits', steps);
    const run = await test.collect(id, messy);
    expect(run).toMatchObject({ status: 'done', rows: 4, accepted: 2, quarantined: 2, recipe: { id, version: 1 } });
    const stored = await test.rows<Record<string, unknown>>(id);
    expect(
      stored.map(({ id: key, holder, fee, district, road }) => [Number(key), holder, String(fee), district, road]),
    ).toEqual([
      [1, '张三', '15000.00', '440305', '深南大道'],
      [2, null, '12000000.00', '440304', '滨河大道'],
    ]);
    const found = await test.findings(run.id);
    expect(
      found.filter(({ row }) => row !== null).map(({ row, field, rule, value }) => [row, field, rule, value]),
    ).toEqual([
      [4, 'issued', 'type', '2026年13月1日'],
      [5, 'district', 'type', '某区'],
      [5, 'road', 'required', null],
    ]);
    const { items } = await test.collection.quarantine.list(operator, run.id);
    expect(items[0]!.raw).toMatchObject({ fee: '3万元', issued: '2026年13月1日' });
    expect(items[0]!.cleaned).toEqual({ fee: '30000', road: '后海大道' });
    expect(items[1]!.cleaned).toMatchObject({ issued: null, fee: null });
  });

  it('cleans mended rows again when they are resubmitted', async () => {
    const id = await dataset('clean.mended', steps);
    const run = await test.collect(id, messy);
    await test.collection.mend(operator, run.id, { rows: [{ row: 4, mended: { issued: '2026年12月1日' } }] });
    const { run: again } = await test.collection.resubmit(operator, run.id);
    expect(again).toMatchObject({ status: 'done', accepted: 1, recipe: { version: 1 } });
    const stored = await test.rows<{ id: bigint; fee: unknown; issued: unknown }>(id);
    expect(stored.filter((row) => Number(row.id) === 3).map((row) => String(row.fee))).toEqual(['30000.00']);
  });

  it('makes one version of the same bytes under the same recipe, and another under a changed one', async () => {
    const id = await dataset('clean.same', steps);
    const first = await test.collect(id, messy);
    expect((await test.collect(id, messy)).status).toBe('unchanged');
    await test.collection.recipes.set(operator, id, {
      written: [...steps, { step: 'case', fields: ['holder'], to: 'upper' }],
    });
    const changed = await test.collect(id, messy);
    expect(changed).toMatchObject({ status: 'done', recipe: { version: 2 } });
    expect(changed.version).not.toBe(first.version);
    const lineage = await test.catalogue.lineage(operator, id);
    const recipe = lineage.nodes.find(({ kind }) => kind === 'recipe');
    expect(recipe).toMatchObject({ id: `recipe:${id}`, version: 2 });
    expect(lineage.edges.map(({ from, to }) => [from.split(':')[0], to.split(':')[0]])).toEqual([
      ['recipe', 'dataset'],
      ['source', 'recipe'],
    ]);
  });

  it('refuses a run whose recipe no longer fits the standard, and says which step', async () => {
    const id = await dataset('clean.unfit', [{ step: 'case', fields: ['holder'], to: 'upper' }]);
    const { holder: _, ...rest } = Object.fromEntries(permits.fields.map((field) => [field.name, field]));
    const next = await test.standards.publish(
      operator,
      { ...permits, id, fields: Object.values(rest) },
      { acceptBreaking: true },
    );
    await test.catalogue.followStandard(operator, id, next.standard);
    const run = await test.collect(id, messy);
    expect(run).toMatchObject({ status: 'refused', problem: { code: 'collection.recipe-unfit' } });
    expect(run.problem!.message.zh).toContain('holder');
  });
});

describe('taking out repeated rows', () => {
  const rows = [
    '编号,持证人,发证日期,费用（万元）,所在区,道路,地址',
    '1,甲,2026-01-01,1,440305,一路,',
    '2,乙,2026-01-01,1,440305,二路,',
    '1,甲,2026-01-02,1,440305,一路,',
    '1,甲,坏,1,440305,一路,',
    '2,乙,2026-01-01,1,440305,二路,有地址',
    '',
  ].join('\n');

  it.each([
    ['first', ['2026-01-01', '2026-01-01'], [4, 5, 6]],
    ['last', ['2026-01-02', '2026-01-01'], [2, 3, 5]],
    ['most-complete', ['2026-01-01', '2026-01-01'], [3, 4, 5]],
  ] as const)('keeps the %s, and tells the others with the row that stays', async (keep, dates, out) => {
    const id = await dataset(`clean.twice-${keep}`, [{ step: 'de-duplicate', by: ['id'], keep }]);
    const run = await test.collect(id, rows);
    expect(run).toMatchObject({ status: 'done', rows: 5, accepted: 2, quarantined: 3 });
    const found = (await test.findings(run.id)).filter(({ rule }) => rule === 'duplicate');
    expect(found.map(({ row }) => row)).toEqual(out);
    expect((await test.findings(run.id)).some(({ rule }) => rule === 'unique')).toBe(false);
    const stored = await test.rows<{ id: bigint; issued: unknown }>(id);
    expect(stored.map(({ issued }) => String(issued))).toEqual(dates);
    const kept = keep === 'last' ? 4 : 2;
    expect(found.find(({ value }) => value === '1')!.message.zh).toContain(`第 ${kept} 行`);
  });

  it('does not refuse a file for what the recipe takes out, and never resubmits it', async () => {
    const id = await dataset('clean.many', [{ step: 'de-duplicate', by: ['id'], keep: 'last' }]);
    const many = `编号,道路\n${Array.from({ length: 300 }, (_, index) => `${index % 10},${index}路`).join('\n')}\n`;
    const run = await test.collect(id, many);
    expect(run).toMatchObject({ status: 'done', rows: 300, accepted: 10, quarantined: 290 });
    const stored = await test.rows<{ road: string }>(id);
    expect(stored.map(({ road }) => road)).toEqual(Array.from({ length: 10 }, (_, index) => `${290 + index}路`));
    await expect(test.collection.resubmit(operator, run.id, { take: 'open' })).rejects.toMatchObject({
      code: 'collection.nothing-to-resubmit',
    });
  });
});

describe('recipes of a dataset', () => {
  it('are versioned; equal steps make no version', async () => {
    const id = await dataset('clean.versions', steps);
    expect((await test.collection.recipes.set(steward, id, { written: steps })).version).toBe(1);
    const second = await test.collection.recipes.set(steward, id, {
      written: 'steps:\n  - step: trim\n',
      note: '只去空白',
    });
    expect(second).toMatchObject({ version: 2, steps: [{ step: 'trim' }], note: '只去空白', savedBy: steward.id });
    expect((await test.collection.recipes.versions(steward, id)).map(({ version }) => version)).toEqual([2, 1]);
    expect((await test.collection.recipes.get(steward, id, 1)).steps).toEqual(steps);
    await test.collection.recipes.set(steward, id, { written: [] });
    expect((await test.collect(id, messy)).recipe).toBeNull();
  });

  it('are not another department’s to see or change', async () => {
    const id = await dataset('clean.own', steps);
    await expect(test.collection.recipes.get(stranger, id)).rejects.toMatchObject({ status: 404 });
    await expect(test.collection.recipes.set(stranger, id, { written: [] })).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ['steps:\n  - step: trimm\n', '没有名为“trimm”的步骤', 2],
    ['steps:\n  - step: trim\n  - { step: case, fields: [holder] }\n', '缺少“to”', 3],
    ['steps:\n  - { step: trim, feilds: [holder] }\n', '不认识的键“feilds”', 2],
    ['steps:\n  - { step: trim, fields: [nobody] }\n', '没有字段 nobody', 2],
    ['steps:\n  - { step: number-form, fields: [fee], unit: 尺 }\n', '不认识单位“尺”', 2],
    ['steps:\n  - { step: date-form, fields: [issued], forms: ["%q"] }\n', '%q', 2],
    ['steps:\n  - { step: pattern-extract, from: holder, pattern: "(a+)+", to: [holder] }\n', '重复', 2],
    ['steps:\n  - { step: pattern-extract, from: holder, pattern: "[0-9", to: [holder] }\n', '正则表达式有误', 2],
    ['steps: 3\n', '步骤的列表', 1],
    ['steps:\n  - { step: code, fields: [holder] }\n', '没有代码表', 2],
  ])('tell what is wrong in %j with its line', async (yaml, said, line) => {
    const id = 'clean.wrong';
    await test.dataset({ ...permits, id }, id).catch(() => {});
    const { steps: none, findings } = await test.collection.recipes.check(steward, id, yaml);
    expect(none).toBeNull();
    expect(findings[0]!.message.zh).toContain(said);
    expect(findings[0]!.row).toBe(line);
    await expect(test.collection.recipes.set(steward, id, { written: yaml })).rejects.toMatchObject({
      code: 'collection.recipe-wrong',
    });
  });
});
