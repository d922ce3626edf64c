import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CodeList, Field, Standard } from '../../standards/index.ts';
import type { RecipeStep } from './schema.ts';
import { cleanBothWays, type TextRow } from './testing.ts';

function standardOf(fields: (Partial<Field> & Pick<Field, 'name'>)[]): Standard {
  return {
    id: 'test.cleaning',
    title: { zh: '测试', en: 'Test' },
    fields: fields.map((field) => ({ title: { zh: field.name, en: field.name }, type: 'string', ...field })),
  };
}

/** The step over texts of one field `x`: both ways must give what is expected. */
async function texts(
  step: RecipeStep,
  expected: Record<string, string | null>,
  { field = {}, lists = [] }: { field?: Partial<Field>; lists?: CodeList[] } = {},
): Promise<void> {
  const rows = Object.keys(expected).map((x) => ({ x }));
  const { engine, twin } = await cleanBothWays(standardOf([{ name: 'x', ...field }]), [step], rows, lists);
  const seen = (found: TextRow[]) => Object.fromEntries(found.map(({ x }, index) => [rows[index]!.x, x]));
  expect(seen(twin)).toEqual(expected);
  expect(seen(engine)).toEqual(expected);
}

const regions: CodeList = {
  id: 'demo.kinds',
  title: { zh: '类别', en: 'Kinds' },
  codes: [
    { code: '01', title: { zh: '餐饮', en: 'Food' } },
    { code: '02', title: { zh: '零售', en: 'Retail' } },
  ],
};

describe('steps on one text', () => {
  it('trims blanks of every width and what cannot be seen', () =>
    texts(
      { step: 'trim' },
      {
        '\u3000张三\u00a0 ': '张三',
        '\ufeff440305': '440305',
        '张\u200b三': '张三',
        '张 三': '张 三',
        '  ': '',
        '': '',
      },
    ));

  it('takes blanks within out, or makes them one', async () => {
    await texts({ step: 'trim', inner: 'none' }, { '138 0013 8000': '13800138000', '张\u3000三': '张三' });
    await texts({ step: 'trim', inner: 'one' }, { 'a \t b': 'a b' });
  });

  it('makes full-width letters half-width', () =>
    texts(
      { step: 'half-width' },
      { 粤Ｂ１２３４５: '粤B12345', '（甲）': '(甲)', '￥１，０００．５': '¥1,000.5', '中文。': '中文。' },
    ));

  it('changes the case of Latin letters alone', async () => {
    await texts({ step: 'case', fields: ['x'], to: 'upper' }, { 粤b12a4x: '粤B12A4X', straße: 'STRAßE' });
    await texts({ step: 'case', fields: ['x'], to: 'lower' }, { 'A@B.CN': 'a@b.cn', É: 'É' });
  });

  it('makes texts that mean nothing empty', async () => {
    await texts(
      { step: 'empty' },
      { 'N/A': null, ' n/a ': null, 无: null, '—': null, '-': null, 无锡: '无锡', '0': '0' },
    );
    await texts({ step: 'empty', values: ['待定'] }, { 待定: null, 无: '无' });
  });

  it('writes dates as ISO by the forms that are accepted, and leaves others', async () => {
    const step: RecipeStep = {
      step: 'date-form',
      fields: ['x'],
      forms: ['%Y年%m月%d日', '%Y/%m/%d', '%Y%m%d', 'excel', 'chinese'],
    };
    await texts(
      step,
      {
        '2026年9月1日': '2026-09-01',
        '２０２６／９／１': '2026-09-01',
        ' 20260901 ': '2026-09-01',
        '46266': '2026-09-01',
        二〇二六年九月一日: '2026-09-01',
        二〇二六年十一月二十四日: '2026-11-24',
        二〇二六年十月三十日: '2026-10-30',
        '2026-02-30': '2026-02-30',
        '2026年2月30日': '2026年2月30日',
        '0026年9月1日': '0026年9月1日',
        '01/09/2026': '01/09/2026',
        '2026年9月': '2026年9月',
      },
      { field: { type: 'date' } },
    );
    await texts(
      { step: 'date-form', fields: ['x'], forms: ['%Y/%m/%d %H:%M', '%Y/%m/%d'] },
      { '2026/9/1 8:05': '2026-09-01 08:05:00', '2026/9/1': '2026-09-01 00:00:00', '2026/9/1 25:00': '2026/9/1 25:00' },
      { field: { type: 'datetime' } },
    );
  });

  it('writes numbers plainly', () =>
    texts(
      { step: 'number-form', fields: ['x'] },
      {
        '1,234,567.80': '1234567.8',
        '￥１，２３４': '1234',
        '¥ 12.50元': '12.5',
        '(1,234.00)': '-1234',
        '1.50': '1.50',
        '12.5万': '125000',
        '3亿元': '300000000',
        '1.2亿': '120000000',
        '0.05万元': '500',
        十二: '12',
        三千二百万元: '32000000',
        一亿零五十: '100000050',
        叁万伍仟元整: '35000',
        三点五万: '35000',
        负十: '-10',
        三百零五: '305',
        // Said short, it may mean 350 or 305.
        三百五: '三百五',
        '1,23': '1,23',
        约100: '约100',
        '10-20': '10-20',
        '-0.00元': '0',
        三元里: '三元里',
      },
      { field: { type: 'decimal', unit: 'CNY' } },
    ));

  it('converts units where the value names none, exactly', async () => {
    await texts(
      { step: 'number-form', fields: ['x'], unit: '万元' },
      {
        '12.5': '125000',
        '0': '0',
        '12.5万元': '125000',
        '500元': '500',
        三: '30000',
        '-1.23': '-12300',
        '0.00001': '0.1',
      },
      { field: { type: 'decimal', unit: 'CNY' } },
    );
    await texts(
      { step: 'number-form', fields: ['x'] },
      { '1200元': '0.12', '3万元': '3', '3': '3' },
      { field: { type: 'decimal', unit: '10kCNY' } },
    );
    await texts(
      { step: 'number-form', fields: ['x'], unit: 'km' },
      { '1.25': '1250', '3公里': '3000', '800米': '800', '7m': '7' },
      { field: { type: 'decimal', unit: 'm' } },
    );
    await texts(
      { step: 'number-form', fields: ['x'], factor: 0.25 },
      { '3': '0.75', '1,000': '250' },
      { field: { type: 'decimal' } },
    );
    await texts(
      { step: 'number-form', fields: ['x'] },
      { '95%': '0.95', '0.95': '0.95' },
      { field: { type: 'decimal', unit: '1' } },
    );
  });

  it('finds the codes of regions by their names', async () => {
    await texts(
      { step: 'region-code', fields: ['x'] },
      {
        广东省深圳市南山区: '440305',
        '深圳市 南山区': '440305',
        南山: '440305',
        深圳: '440300',
        广东: '440000',
        北京市: '110000',
        '440305': '440305',
        '4403': '440300',
        '440305001': '440305',
        某某区: '某某区',
        // There are three of that name or none of it is meant.
        城区: '441502',
      },
    );
    await texts(
      { step: 'region-code', fields: ['x'], level: 'prefecture' },
      { 深圳市南山区: '440300', 深圳: '440300', 广东省: '广东省' },
    );
    await texts({ step: 'region-code', fields: ['x'], within: '4403' }, { 南山区: '440305', 天河区: '天河区' });
  });

  it('finds the codes of titles', () =>
    texts(
      { step: 'code', fields: ['x'] },
      { 餐饮: '01', ' Food': '01', '02': '02', 其他: '其他' },
      { field: { codeList: 'demo.kinds' }, lists: [regions] },
    ));

  it('replaces whole texts by a table, short and long', async () => {
    await texts(
      { step: 'replace', fields: ['x'], values: { 男: 'M', "女'": 'F', x: '' } },
      { 男: 'M', "女'": 'F', 男女: '男女', x: '' },
    );
    const values = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`键${index}`, `值${index}`]));
    await texts({ step: 'replace', fields: ['x'], values }, { 键7: '值7', 键: '键' });
  });
});

describe('steps on several fields', () => {
  const both = async (names: string[], step: RecipeStep, row: TextRow) => {
    const { engine, twin } = await cleanBothWays(standardOf(names.map((name) => ({ name }))), [step], [row]);
    expect(engine).toEqual(twin);
    return twin[0]!;
  };

  it.each([
    [
      '广东省深圳市南山区粤海街道科技南十二路2号金证大厦18层1801室',
      '广东省|深圳市|南山区|粤海街道|科技南十二路|2号|金证大厦18层1801室|',
    ],
    ['深圳市福田区深南大道6009号', '|深圳市|福田区||深南大道|6009号||'],
    ['北京市海淀区中关村南大街５号', '北京市||海淀区||中关村南大街|5号||'],
    ['内蒙古自治区呼和浩特市新城区', '内蒙古自治区|呼和浩特市|新城区|||||'],
    ['广东深圳市罗湖区', '广东|深圳市|罗湖区|||||'],
    ['深圳市南山区科技园北区', '|深圳市|南山区|||||科技园北区'],
    ['清远市连山壮族瑶族自治县吉田镇', '|清远市|连山壮族瑶族自治县|吉田镇||||'],
    ['上海市黄浦区广东路12号', '上海市||黄浦区||广东路|12号||'],
    ['阳光小区3栋502', '|||||||'],
    ['门口左转', '|||||||'],
  ])('parses %s', async (address, expected) => {
    const parts = ['province', 'city', 'district', 'town', 'road', 'number', 'room', 'rest'];
    const to = Object.fromEntries(parts.map((part) => [part, part]));
    const row = await both(['address', ...parts], { step: 'address', from: 'address', to }, { address });
    expect(parts.map((part) => row[part] ?? '').join('|')).toBe(expected);
    expect(row['address']).toBe(address);
  });

  it('does not write over what the source says', async () => {
    const row = await both(
      ['a', 'city'],
      { step: 'address', from: 'a', to: { city: 'city' } },
      { a: '深圳市福田区', city: '鹏城' },
    );
    expect(row).toEqual({ a: '深圳市福田区', city: '鹏城' });
  });

  it('splits, joins and extracts', async () => {
    expect(await both(['a', 'b', 'c'], { step: 'split', from: 'a', at: '/', to: ['b', 'c'] }, { a: '1/2/3' })).toEqual({
      a: '1/2/3',
      b: '1',
      c: '2/3',
    });
    expect(await both(['a', 'b'], { step: 'split', from: 'a', at: ' ', to: ['a', 'b'] }, { a: '113.9 22.5' })).toEqual({
      a: '113.9',
      b: '22.5',
    });
    expect(await both(['a', 'b'], { step: 'split', from: 'a', at: ',', to: ['b'] }, { a: '1' })).toEqual({
      a: '1',
      b: null,
    });
    expect(
      await both(['a', 'b', 'c'], { step: 'join', from: ['a', 'b'], with: '-', to: 'c' }, { a: '0755', b: '82000000' }),
    ).toEqual({ a: '0755', b: '82000000', c: '0755-82000000' });
    const extract: RecipeStep = {
      step: 'pattern-extract',
      from: 'a',
      pattern: '.*?([0-9]+)楼([0-9]*).*',
      to: ['b', 'c'],
    };
    expect(await both(['a', 'b', 'c'], extract, { a: '大厦18楼' })).toEqual({ a: '大厦18楼', b: '18', c: null });
    expect(await both(['a', 'b', 'c'], extract, { a: '大厦' })).toEqual({ a: '大厦', b: null, c: null });
  });

  it('converts points of GCJ-02 and BD-09', async () => {
    const step = (from: 'GCJ-02' | 'BD-09'): RecipeStep => ({
      step: 'coordinates',
      longitude: 'x',
      latitude: 'y',
      from,
    });
    // A point of Shenzhen in three systems, by the published functions to a metre.
    const gcj = await both(['x', 'y'], step('GCJ-02'), { x: '113.9449', y: '22.5291' });
    expect(Math.abs(Number(gcj['x']) - 113.94)).toBeLessThan(0.001);
    expect(Math.abs(Number(gcj['y']) - 22.532)).toBeLessThan(0.001);
    expect(await both(['x', 'y'], step('BD-09'), { x: '113.9', y: '' })).toEqual({ x: '113.9', y: '' });
    expect(await both(['x', 'y'], step('GCJ-02'), { x: '-74.0', y: '40.7' })).toEqual({
      x: '-74.0000000',
      y: '40.7000000',
    });
  });
});

describe('the engine and its twin', () => {
  const messy = fc.oneof(
    fc.constantFrom(
      '',
      ' ',
      'N/A',
      '无',
      '-',
      '12万元',
      '１２．５',
      '(5)',
      '¥1,000',
      '二〇二六年九月一日',
      '46266',
      '南山区',
      '广东深圳',
    ),
    fc.string({
      unit: fc.constantFrom(...'0123456789,.-+()%¥￥元万亿千百十零一二三点负/年月日 　\u200b号路区市省栋A'),
      maxLength: 14,
    }),
    fc.string({ unit: fc.constantFrom(...'省市区县路街道镇号栋室广东深圳南山大12园社小 '), maxLength: 24 }),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.double({ min: -200, max: 200, noNaN: true }).map((number) => number.toFixed(5)),
    fc.integer({ min: 0, max: 3_000_000 }).map(String),
  );
  const names = ['x', 'y', 'z', 'w'];
  const steps: RecipeStep[] = [
    { step: 'trim', inner: 'one' },
    { step: 'half-width' },
    { step: 'case', fields: ['x'], to: 'upper' },
    { step: 'empty' },
    {
      step: 'date-form',
      fields: ['x'],
      forms: ['%Y年%m月%d日', '%Y/%m/%d', '%Y%m%d', 'excel', 'chinese', '%d.%m.%Y %H:%M:%S.%f'],
    },
    { step: 'number-form', fields: ['x'], unit: '万元', to: '元' },
    { step: 'number-form', fields: ['x'] },
    { step: 'number-form', fields: ['x'], unit: '米', to: 'km' },
    { step: 'number-form', fields: ['x'], factor: 1.5 },
    { step: 'region-code', fields: ['x'] },
    { step: 'region-code', fields: ['x'], level: 'prefecture', within: '44' },
    { step: 'address', from: 'x', to: { city: 'y', road: 'z', rest: 'w' } },
    { step: 'coordinates', longitude: 'x', latitude: 'y', from: 'GCJ-02' },
    { step: 'coordinates', longitude: 'x', latitude: 'y', from: 'BD-09' },
    { step: 'code', fields: ['x'], codeList: 'demo.kinds' },
    { step: 'replace', fields: ['x'], values: { 无: '', '1': '2' } },
    { step: 'pattern-extract', from: 'x', pattern: '([0-9]+)[^0-9]*([0-9]*)', to: ['y', 'z'] },
    { step: 'split', from: 'x', at: '.', to: ['x', 'y'] },
    { step: 'join', from: ['x', 'y'], with: ',', to: 'z' },
  ];
  const rows = fc
    .sample(fc.tuple(messy, messy, fc.option(messy), fc.option(messy)), { numRuns: 800, seed: 20261124 })
    .filter((row) => !row.some((text) => text?.includes('\0')))
    .map(([x, y, z, w]) => ({ x, y, z, w }));

  it.each(steps.map((step): [string, RecipeStep] => [JSON.stringify(step), step]))(
    'agree on any texts: %s',
    async (_, step) => {
      const { engine, twin } = await cleanBothWays(standardOf(names.map((name) => ({ name }))), [step], rows, [
        regions,
      ]);
      for (const [index, row] of rows.entries()) {
        expect({ row, cleaned: engine[index] }).toEqual({ row, cleaned: twin[index] });
      }
    },
  );

  it('agree on all steps one after the other', async () => {
    const { engine, twin } = await cleanBothWays(
      standardOf(names.map((name) => ({ name }))),
      steps,
      rows.slice(0, 300),
      [regions],
    );
    expect(engine).toEqual(twin);
  });
});
