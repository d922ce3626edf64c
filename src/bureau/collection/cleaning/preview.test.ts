import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestCollection, operator, readStandardText, steward, stranger, type TestCollection } from '../testing.ts';
import type { RecipeStep } from './schema.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

const meters = readStandardText(`
id: demo.meters
title: { zh: 表计, en: Meters }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: owner, title: { zh: 户主, en: Owner }, type: string }
  - { name: since, title: { zh: 启用日期, en: Since }, type: date }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal, unit: CNY }
  - { name: district, title: { zh: 区, en: District }, type: region }
  - { name: kind, title: { zh: 类别, en: Kind }, type: string, enum: [居民, 商业] }
  - { name: phone, title: { zh: 电话, en: Phone }, type: phone }
`);
const messy = [
  '编号,户主,启用日期,金额（万元）,区,类别,电话',
  '1,张三,2026年9月1日,1.5,南山区,居民,138 0013 8000',
  '2,李四 ,2026/9/2,2,福田区,居民 ,13800138001',
  '3,无,2026-09-03,"1,200",深圳市罗湖区,商业用户,１３８００１３８００２',
  '4,王五,二〇二六年九月四日,3,某区,商业,N/A',
  '4,王五,二〇二六年九月四日,3,某区,商业,N/A',
  '',
].join('\n');
const upload = () => ({
  name: 'meters.csv',
  stream: (async function* () {
    yield Buffer.from(messy);
  })(),
});

async function dataset(id: string): Promise<string> {
  return test.dataset({ ...meters, id }, id);
}

it('suggests what makes a file fit, says why, and applies nothing', async () => {
  const id = await dataset('preview.suggest');
  const suggestion = await test.collection.suggestRecipe({ principal: steward, dataset: id, upload: upload() });
  expect(suggestion.steps).toEqual([
    { step: 'trim', fields: ['owner', 'kind'] },
    { step: 'trim', fields: ['phone'], inner: 'none' },
    { step: 'half-width', fields: ['phone'] },
    { step: 'empty', fields: ['owner', 'phone'] },
    { step: 'date-form', fields: ['since'], forms: ['%Y/%m/%d', '%Y年%m月%d日', 'chinese'] },
    { step: 'number-form', fields: ['amount'], unit: '10kCNY' },
    { step: 'region-code', fields: ['district'] },
    { step: 'replace', fields: ['kind'], values: { 商业用户: '商业' } },
    { step: 'de-duplicate', by: ['id'], keep: 'first' },
  ]);
  expect(suggestion.reasons).toHaveLength(suggestion.steps.length);
  expect(suggestion.reasons[5]!.zh).toContain('万元');
  expect((await test.collection.recipes.get(steward, id)).version).toBe(0);
  const shown = await test.collection.previewRecipe({
    principal: steward,
    dataset: id,
    upload: upload(),
    written: suggestion.yaml,
  });
  expect(shown).toMatchObject({ rows: 5, total: 5, badBefore: 5, badAfter: 2 });
});

it('shows each step’s effect with what it could not read, over all rows and a sample', async () => {
  const id = await dataset('preview.steps');
  const steps: RecipeStep[] = [
    { step: 'trim' },
    { step: 'number-form', fields: ['amount'], unit: '万元' },
    { step: 'region-code', fields: ['district'] },
    { step: 'de-duplicate', by: ['id'] },
  ];
  for (const scope of ['whole', 'sample'] as const) {
    const shown = await test.collection.previewRecipe({
      principal: steward,
      dataset: id,
      upload: upload(),
      written: steps,
      scope,
    });
    expect(shown.steps.map(({ step, rows, left }) => [step, rows, left])).toEqual([
      ['trim', 1, 0],
      ['number-form', 5, 0],
      ['region-code', 3, 2],
      ['de-duplicate', 1, 0],
    ]);
    expect(shown.steps[1]!.examples).toContainEqual({ field: 'amount', before: '1,200', after: '12000000' });
    expect(shown.steps[2]!.leftExamples).toEqual(['某区']);
    expect(shown.sample[0]!.before[4]).toBe('南山区');
    expect(shown.sample[0]!.after[4]).toBe('440305');
  }
});

it('looks at the newest source without another, and only for those who may see raw rows', async () => {
  const id = await dataset('preview.newest');
  await expect(test.collection.previewRecipe({ principal: steward, dataset: id, written: [] })).rejects.toMatchObject({
    code: 'collection.recipe-no-source',
  });
  await test.collect(id, messy);
  const shown = await test.collection.previewRecipe({ principal: steward, dataset: id, written: [{ step: 'trim' }] });
  expect(shown).toMatchObject({ rows: 5, changed: 1 });
  await expect(test.collection.previewRecipe({ principal: stranger, dataset: id, written: [] })).rejects.toMatchObject({
    status: 404,
  });
  await expect(
    test.collection.previewRecipe({ principal: operator, dataset: id, written: 'steps: [{ step: nothing }]' }),
  ).rejects.toMatchObject({ code: 'collection.recipe-wrong' });
});
