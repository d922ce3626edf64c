import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standard } from '../../standards/index.ts';
import { field, openTestQuality, operator, personOf, type TestQuality } from '../testing.ts';
import { chanceOf, chiSquare, learntThreshold, movedShare, populationStability } from './measures.ts';

describe('measures, by hand', () => {
  it('population stability index: Σ (a − e) ln(a ÷ e), Siddiqi (2006)', () => {
    // (0.4 − 0.5) ln 0.8 + (0.6 − 0.5) ln 1.2 = 0.0223144 + 0.0182322
    expect(populationStability([50, 50], [40, 60])).toBeCloseTo(0.0405465, 6);
    // Three bins: (0.1−0.2) ln 0.5 + (0.3−0.3) ln 1 + (0.6−0.5) ln 1.2 = 0.0693147 + 0 + 0.0182322
    expect(populationStability([20, 30, 50], [100, 300, 600])).toBeCloseTo(0.0875469, 6);
    expect(populationStability([10, 90], [10, 90])).toBe(0);
    // An empty bin counts for half a row: 0.5 of 100.5 against 50 of 100.
    const [e, a] = [0.5, 0.5 / 100.5];
    expect(populationStability([50, 50], [0, 100])).toBeCloseTo(
      (a - e) * Math.log(a / e) + (1 - a - 0.5) * Math.log((1 - a) / 0.5),
      6,
    );
  });

  it('moved share: half the absolute differences', () => {
    const before = new Map([
      ['a', 50],
      ['b', 50],
    ]);
    const after = new Map([
      ['a', 20],
      ['b', 50],
      ['c', 30],
    ]);
    expect(movedShare(before, after)).toBeCloseTo(0.3, 12);
    expect(movedShare(before, new Map())).toBe(0);
  });

  it('chance: χ²(0.999; B − 1) · (1/n + 1/m), Yurdakul and Naranjo (2020)', () => {
    expect(chanceOf('distribution', [1000, 1000], 10)).toBeCloseTo(27.877 * 0.002, 9);
    expect(chanceOf('distribution', [400, 100], 2)).toBeCloseTo(10.828 * 0.0125, 9);
    expect(chanceOf('nulls', [100, 100])).toBeCloseTo(1.5 * Math.sqrt(0.02), 12);
  });

  it('the table of χ²: a thousandth lies above each quantile', () => {
    // The survival function by its recurrence over degrees of freedom: Q(1) = erfc(√(x/2)), Q(2) = e^(−x/2), and
    // Q(k + 2) = Q(k) + (x/2)^(k/2) e^(−x/2) ÷ Γ(k/2 + 1). Above √5 the tail of erfc is its continued fraction.
    const gamma = (half: number): number =>
      half === 0.5 ? Math.sqrt(Math.PI) : half === 1 ? 1 : (half - 1) * gamma(half - 1);
    const erfc = (z: number) => {
      let fraction = z;
      for (let step = 60; step > 0; step -= 1) fraction = z + step / 2 / fraction;
      return Math.exp(-z * z) / Math.sqrt(Math.PI) / fraction;
    };
    const above = (x: number, k: number): number =>
      k === 1
        ? erfc(Math.sqrt(x / 2))
        : k === 2
          ? Math.exp(-x / 2)
          : above(x, k - 2) + ((x / 2) ** (k / 2 - 1) * Math.exp(-x / 2)) / gamma(k / 2);
    for (const [index, quantile] of chiSquare.entries()) expect(above(quantile, index + 1)).toBeCloseTo(0.001, 6);
  });

  it('learnt: mean and three standard deviations, from three steps on', () => {
    expect(learntThreshold([0.1, 0.2])).toBeNull();
    // Mean 0.2, standard deviation 0.1.
    expect(learntThreshold([0.1, 0.2, 0.3])).toBeCloseTo(0.5, 12);
  });
});

const meters: Standard = {
  id: 'water.meters',
  title: { zh: '水表', en: 'meters' },
  key: ['meter'],
  fields: [
    field('meter', 'integer', { unique: true }),
    field('kind', 'string'),
    field('used', 'decimal'),
    field('installed', 'date'),
    field('phone', 'phone', { sensitivity: 'personal' }),
  ],
};
const rows = (count: number, over: { kind?: string; used?: string; phone?: string } = {}) => `
  SELECT i AS meter, ${over.kind ?? "CASE WHEN i % 10 < 7 THEN '居民' ELSE '商业' END"} AS kind,
    CAST(${over.used ?? 'i % 100'} AS DECIMAL(18,2)) AS used, DATE '2020-01-01' + (i % 50)::INTEGER AS installed,
    ${over.phone ?? "CASE WHEN i % 2 = 0 THEN '13800000000' END"} AS phone FROM range(${count}) AS t(i)`;

describe('drift between versions', () => {
  let test: TestQuality;
  const look = async (select: string) => {
    await test.put(meters, select, 'water');
    const { drift } = await test.quality.work.check('water.meters');
    return drift!;
  };
  beforeAll(async () => {
    test = await openTestQuality();
  });
  afterAll(() => test.close());

  it('is none at the first version, nor between versions that are alike', async () => {
    expect(await look(rows(1000))).toMatchObject({ against: null, drifts: [] });
    expect((await look(rows(1000, { used: '(i + 7) % 100' }))).drifts).toEqual([]);
  });

  it('names what changed, with the numbers and shares before and after', async () => {
    const {
      drifts,
      rows: now,
      rowsBefore,
    } = await look(
      rows(2000, {
        kind: "CASE WHEN i % 10 < 4 THEN '居民' WHEN i % 10 < 9 THEN '工业' ELSE '居氏' END",
        used: 'CASE WHEN i % 2 = 0 THEN i % 100 ELSE 90 + i % 10 END',
        phone: "CASE WHEN i % 4 = 0 THEN '13800000000' END",
      }),
    );
    expect([rowsBefore, now]).toEqual([1000, 2000]);
    const told = new Map(drifts.map((drift) => [`${drift.field ?? ''} ${drift.measure}`, drift]));
    expect([...told.keys()].sort()).toEqual([
      ' rows',
      'kind categories',
      'kind lost-categories',
      'kind new-categories',
      'phone nulls',
      'used distribution',
    ]);
    expect(told.get(' rows')).toMatchObject({ value: 1, threshold: 0.3, basis: 'usual' });
    expect(told.get('phone nulls')!.message.zh).toBe('phone的空值比例由 50% 变为 75%。');
    // 居民 0.7 → 0.4, 商业 0.3 → 0, 工业 0 → 0.5, 居氏 0 → 0.1: half of 1.2.
    expect(told.get('kind categories')!.value).toBeCloseTo(0.6, 12);
    expect(told.get('kind new-categories')!.message.en).toContain('“工业”, “居氏”');
    expect(told.get('kind categories')!.chart!.labels).toContain('工业');
    const spread = told.get('used distribution')!;
    expect(spread.chart!.before.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    // Even numbers below 90 keep half their share, and 90 to 99 take the rest.
    expect(spread.chart!.after.at(-1)!).toBeGreaterThan(0.5);
  });

  it('keeps to declared thresholds and leaves ignored fields alone', async () => {
    await test.quality.saveDriftSettings(operator, 'water.meters', {
      rows: 0.05,
      fields: Object.fromEntries(['kind', 'used', 'phone'].map((name) => [name, { off: '换表期间不比对' }])),
    });
    const { drifts } = await look(rows(2200));
    expect(drifts).toMatchObject([{ field: null, measure: 'rows', threshold: 0.05, basis: 'declared' }]);
    await test.quality.saveDriftSettings(operator, 'water.meters', {});
  });

  it('learns what is usual from the versions before', async () => {
    await test.put({ ...meters, id: 'water.growing' }, rows(100), 'water');
    const check = async (count: number) => {
      await test.put({ ...meters, id: 'water.growing' }, rows(count), 'water');
      return (await test.quality.work.check('water.growing')).drift!.drifts.filter(({ measure }) => measure === 'rows');
    };
    // Doubles each time: told while it is new, usual after three steps.
    expect(await check(200)).toHaveLength(1);
    expect(await check(400)).toHaveLength(1);
    expect(await check(800)).toHaveLength(1);
    expect(await check(1600)).toHaveLength(0);
    expect(await check(8000)).toMatchObject([{ basis: 'learnt', threshold: 1 }]);
  });

  it('takes near deciles of more rows than it sorts', async () => {
    const many = { ...meters, id: 'water.many' };
    await test.put(many, rows(1_000_100), 'water');
    await test.quality.work.check('water.many');
    await test.put(many, rows(1_000_100, { used: 'i % 100 + 40' }), 'water');
    const { drift } = await test.quality.work.check('water.many');
    expect(drift!.drifts.map(({ field: name, measure }) => `${name} ${measure}`)).toEqual(['used distribution']);
  });

  it('tells values only to those who may see them, and the history of each field', async () => {
    const steward = personOf('water', 'steward');
    const stranger = personOf('health', 'steward');
    const history = await test.quality.fields(steward, 'water.meters');
    const phone = history.fields.find((one) => one.field === 'phone')!;
    expect(phone.points.map(({ rows: all, nulls }) => [all, nulls])).toEqual([
      [1000, 500],
      [1000, 500],
      [2000, 1500],
      [2200, 1100],
    ]);
    expect(phone.points[0]!.distinct).toBe(1);
    const masked = (await test.quality.fields(stranger, 'water.meters')).fields.find((one) => one.field === 'phone')!;
    expect(masked.points[0]).toMatchObject({ nulls: 500, distinct: null });
    const [newest] = await test.quality.drift(stranger, 'water.meters', 1);
    expect(newest).toMatchObject({ dataset: 'water.meters', rows: 2200, rowsBefore: 2000 });
  });

  it('takes a threshold of one field before that of all, and tells the keeper what holds', async () => {
    const steward = personOf('water', 'steward');
    await test.quality.saveDriftSettings(steward, 'water.meters', {
      nulls: 0.01,
      fields: { phone: { nulls: 0.9 }, used: { off: '换表期间不比对' } },
    });
    const { drifts } = await look(
      rows(2200, { kind: "CASE WHEN i % 50 > 1 THEN '居民' END", phone: 'NULL::VARCHAR', used: '0' }),
    );
    // 4 % of kinds are empty, beyond 1 %; half of the phones are gone, within 90 %; the water used is not looked at.
    expect(drifts.filter(({ measure }) => measure === 'nulls')).toMatchObject([
      { field: 'kind', value: 0.04, threshold: 0.01, basis: 'declared' },
    ]);
    expect(drifts.some(({ field: name }) => name === 'used')).toBe(false);
    const state = await test.quality.driftSettings(steward, 'water.meters');
    expect(state.settings.fields).toEqual({ phone: { nulls: 0.9 }, used: { off: '换表期间不比对' } });
    const of = (name: string) => state.fields.find((one) => one.field === name)!;
    expect(of('used').off).toBe('换表期间不比对');
    expect(of('phone').thresholds).toEqual([{ measure: 'nulls', threshold: 0.9, basis: 'declared', last: 0.5 }]);
    expect(of('kind').thresholds).toMatchObject([
      { measure: 'nulls', threshold: 0.01, basis: 'declared', last: 0.04 },
      { measure: 'categories', basis: expect.stringMatching(/usual|learnt/) },
    ]);
    for (const [who, status] of [
      [personOf('health', 'steward'), 403],
      [personOf('water', 'analyst'), 403],
    ] as const) {
      await expect(test.quality.driftSettings(who, 'water.meters')).rejects.toMatchObject({ status });
      await expect(test.quality.saveDriftSettings(who, 'water.meters', {})).rejects.toMatchObject({ status });
    }
    await expect(
      test.quality.saveDriftSettings(steward, 'water.meters', { fields: { colour: { nulls: 1 } } }),
    ).rejects.toMatchObject({ code: 'quality.drift-field-unknown', text: { zh: expect.stringContaining('colour') } });
    await test.quality.saveDriftSettings(steward, 'water.meters', {});
  });
});
