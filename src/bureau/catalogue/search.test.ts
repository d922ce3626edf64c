import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../kernel/index.ts';
import type { SearchOptions } from './search.ts';
import { matchPinyin, queryWords, toPinyin } from './search-text.ts';
import {
  openTestCatalogue,
  operator,
  residentColumns,
  residentRows,
  steward,
  stranger,
  type TestCatalogue,
} from './testing.ts';

let parts: TestCatalogue;
const fields = (zh: string) => [{ name: 'pm25', title: { zh, en: 'Fine particles' }, type: 'number' as const }];
const entries = [
  ['env.air', '空气质量', 'Air quality', 'unconditional', '监测站点'],
  ['env.air-hourly', '空气质量小时数据', 'Hourly air quality', 'unconditional', '站点名称'],
  ['env.stations', '深圳市空气质量监测站', 'Stations', 'unconditional', '经度'],
  ['transit.lines', '公交线路', 'Bus lines', 'unconditional', '首末站'],
  ['transit.bank', '银行网点与重庆路', 'Bank branches', 'conditional', '网点'],
  ['health.secret', '空气传播病例', 'Airborne cases', 'not-open', '病例'],
] as const;

beforeAll(async () => {
  parts = await openTestCatalogue();
  for (const [id, zh, en, openness, field] of entries) {
    await parts.catalogue.create(operator, {
      id,
      owner: 'org_a',
      title: { zh, en },
      description: { zh: `${zh}的说明，含细颗粒物`, en: '' },
      keywords: id === 'transit.lines' ? ['出行'] : [],
      sector: id.startsWith('transit') ? 'transit' : id.startsWith('health') ? 'health' : 'government',
      openness,
      sharing: 'unconditional',
      standard: { id, title: { zh, en }, fields: fields(field) },
    });
    const table = parts.lake.table(id);
    await table.create(residentColumns);
    const snapshot = await table.append(residentRows(entries.length));
    await parts.catalogue.recordVersion({ dataset: id, snapshot, operation: 'append' });
    if (id !== 'health.secret') await parts.catalogue.publish(operator, id);
  }
});
afterAll(() => parts.close());

const ids = async (q: string, options: SearchOptions = {}, principal = operator) =>
  (await parts.catalogue.search(principal, { q, ...options })).items.map((item) => item.id);

describe('search', () => {
  it('names the entries that a page holds by id, and none that the reader may not see', async () => {
    const wanted = ['env.air', 'health.secret', 'env.none'];
    expect(await ids('', { ids: wanted })).toEqual(expect.arrayContaining(['env.air', 'health.secret']));
    expect(await ids('', { ids: wanted }, anonymous)).toEqual(['env.air']);
  });

  it.each([
    ['空气质量', ['env.air', 'env.air-hourly', 'env.stations']],
    ['气质', ['env.air', 'env.air-hourly', 'env.stations']],
    ['线', ['transit.lines']],
    ['kqzl', ['env.air', 'env.air-hourly', 'env.stations']],
    ['KQZL', ['env.air', 'env.air-hourly', 'env.stations']],
    ['kongqizhiliang', ['env.air', 'env.air-hourly', 'env.stations']],
    ['kongqizhil', ['env.air', 'env.air-hourly', 'env.stations']],
    ['kqzhiliang', ['env.air', 'env.air-hourly', 'env.stations']],
    ['gjxl', ['transit.lines']],
    ['yinhang', ['transit.bank']],
    ['chongqing', ['transit.bank']],
    ['hourl', ['env.air-hourly']],
    ['quality hour', ['env.air-hourly']],
    ['Air Quality', ['env.air', 'env.air-hourly']],
    ['env.stations', ['env.stations']],
    ['出行', ['transit.lines']],
    ['首末站', ['transit.lines']],
    ['smz', ['transit.lines']],
    ['空气 小时', ['env.air-hourly']],
    ['空气质量aqi', []],
    ['量质', []],
    ['不存在', []],
    ['；；', []],
    ["' or 1=1 --", []],
    ['%', []],
  ])('%s', async (q, wanted) => {
    expect(await ids(q, { filters: { status: ['published'] } })).toEqual(wanted);
  });

  it('puts an exact title first, then one that begins with it, then one that contains it', async () => {
    expect((await ids('空气质量'))[0]).toBe('env.air');
    expect((await ids('空气质量')).slice(0, 3)).toEqual(['env.air', 'env.air-hourly', 'env.stations']);
    const all = await ids('空气');
    expect(all.indexOf('env.stations')).toBeGreaterThan(all.indexOf('env.air-hourly'));
  });

  it('finds by description last', async () => {
    expect(await ids('细颗粒物')).toHaveLength(entries.length);
  });

  it('tells no count of what a reader may not discover', async () => {
    const citizen = await parts.catalogue.search(anonymous, { q: '空气' });
    expect(citizen.items.map((item) => item.id)).not.toContain('health.secret');
    expect(citizen.total).toBe(3);
    const sectors = citizen.facets.find((facet) => facet.name === 'sector')?.values;
    expect(sectors).toEqual([{ value: 'government', title: expect.anything(), count: 3 }]);
    expect(JSON.stringify(citizen.facets)).not.toMatch(/health|draft/);
    // Neither by filter, pinyin, sort nor the empty query.
    for (const options of [
      { q: 'kqcb' },
      { q: '病例' },
      { filters: { status: ['draft'] } },
      { filters: { sector: ['health'] } },
    ]) {
      expect(await parts.catalogue.search(anonymous, options)).toMatchObject({ items: [], total: 0 });
    }
    const everyone = await Promise.all(
      [anonymous, stranger, steward, operator].map((who) => parts.catalogue.search(who)),
    );
    for (const result of everyone) {
      const status = result.facets.find((facet) => facet.name === 'status')!.values;
      expect(status.reduce((sum, { count }) => sum + count, 0)).toBe(result.total);
    }
    expect(everyone.map((result) => result.total)).toEqual([
      everyone[0]!.total,
      everyone[1]!.total,
      entries.length,
      entries.length,
    ]);
    expect(everyone[0]!.total).toBeLessThan(entries.length);
  });

  it('counts each facet without its own choice and filters by all of them', async () => {
    const found = await parts.catalogue.search(operator, {
      filters: { sector: ['transit'], openness: ['unconditional'] },
    });
    expect(found.items.map((item) => item.id)).toEqual(['transit.lines']);
    const counts = (name: string) =>
      Object.fromEntries(
        found.facets.find((facet) => facet.name === name)!.values.map(({ value, count }) => [value, count]),
      );
    expect(counts('sector')).toEqual({ transit: 1, government: 3 });
    expect(counts('openness')).toEqual({ unconditional: 1, conditional: 1 });
    expect(counts('owner')).toEqual({ org_a: 1 });
    expect(found.facets.find((facet) => facet.name === 'owner')?.values[0]?.title.zh).toBe('市卫生健康委');
  });

  it('pages through everything once under every sort', async () => {
    for (const sort of ['relevance', 'updated', 'title', 'rows'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await parts.catalogue.search(operator, { sort, limit: 2, cursor });
        seen.push(...page.items.map((item) => item.id));
        cursor = page.next ?? undefined;
      } while (cursor);
      expect([...seen].sort()).toEqual(entries.map(([id]) => id).sort());
    }
    const { next } = await parts.catalogue.search(operator, { limit: 2 });
    await expect(parts.catalogue.search(operator, { limit: 2, cursor: next!, q: 'x' })).rejects.toMatchObject({
      code: 'catalogue.cursor-invalid',
    });
  });

  it('sees a change at once: a new title, a publication, a withdrawal', async () => {
    const { revision } = await parts.catalogue.get(operator, 'transit.bank');
    await parts.catalogue.update(operator, 'transit.bank', { revision, title: { zh: '社保网点', en: 'Branches' } });
    expect(await ids('银行')).toEqual(['transit.bank']);
    expect((await ids('sbwd'))[0]).toBe('transit.bank');
    expect((await ids('社保'))[0]).toBe('transit.bank');
    await parts.catalogue.retire(operator, 'env.air');
    expect(await ids('kqzl', {}, anonymous)).toEqual(['env.air-hourly', 'env.stations']);
    await parts.catalogue.publish(operator, 'env.air');
    expect(await ids('kqzl', {}, anonymous)).toContain('env.air');
  });
});

describe('words and pinyin', () => {
  it('splits a query where scripts change', () => {
    expect(queryWords('2024年空气 PM2.5！')).toEqual(['2024', '年空气', 'pm2', '5']);
    expect(queryWords('ＡＱＩ指数')).toEqual(['aqi', '指数']);
  });

  it('reads characters of several sounds by their word', () => {
    expect(toPinyin('重庆银行')).toBe('chong qing yin hang');
  });

  it.each([
    ['kqzl', { from: 0, whole: true }],
    ['zhl', { from: 2, whole: false }],
    ['kongqi', { from: 0, whole: false }],
    ['ongqi', null],
    ['kqx', null],
    ['xian', null],
  ])('%s against kong qi zhi liang', (letters, wanted) => {
    expect(matchPinyin(['kong', 'qi', 'zhi', 'liang'], letters)).toEqual(wanted);
  });
});
