import { describe, expect, it } from 'vitest';
import { dimensionOf, measureQuality, overall, type QualityFacts, timeliness } from './quality.ts';
import { residents } from './testing.ts';

const facts: QualityFacts = {
  counts: { rows: 1000, broken: {} },
  fields: residents.fields,
  key: ['id'],
  rows: 1000,
  nulls: new Map(residents.fields.map((field) => [field.name, 0])),
  ageSeconds: 86_400,
  cadence: 'daily',
  metadata: { titleZh: '居民', titleEn: 'Residents', description: '说明', keywords: 2, standard: true },
  readable: true,
};

describe('quality on the six dimensions of GB/T 36344', () => {
  it('is one on each when nothing is broken, missing or late', () => {
    expect(measureQuality(facts)).toEqual({
      normative: 1,
      completeness: 1,
      accuracy: 1,
      consistency: 1,
      timeliness: 1,
      accessibility: 1,
      overall: 1,
    });
  });

  it.each([
    ['type', 'normative'],
    ['enum', 'normative'],
    ['codeList', 'normative'],
    ['pattern', 'normative'],
    ['required', 'completeness'],
    ['min', 'accuracy'],
    ['check-digit', 'accuracy'],
    ['coordinates-swapped', 'accuracy'],
    ['district-known', 'consistency'],
    ['unique', 'consistency'],
    ['end-after-start', 'consistency'],
  ])('counts the rule %s for %s', (rule, dimension) => expect(dimensionOf(rule)).toBe(dimension));

  it('takes from each dimension what broke its rules', () => {
    const quality = measureQuality({
      ...facts,
      counts: { rows: 1000, broken: { type: 10, enum: 40, required: 100, max: 200, unique: 5, 'end-after-start': 5 } },
      nulls: new Map([
        ['id', 0],
        ['phone', 500],
      ]),
      ageSeconds: 4 * 86_400,
      metadata: { ...facts.metadata, description: '', keywords: 0 },
    });
    expect(quality).toMatchObject({ normative: 0.95, accuracy: 0.8, consistency: 0.99, timeliness: 0.25 });
    // Mean of 1 − 100 ÷ 1000 and of 1 − 500 ÷ 2000.
    expect(quality.completeness).toBeCloseTo(0.825, 6);
    expect(quality.accessibility).toBeCloseTo(5 / 7, 5);
    const sum = 0.2 * (0.95 + 0.825 + 0.8 + 0.99) + 0.1 * (0.25 + 5 / 7);
    expect(quality.overall).toBeCloseTo(sum, 5);
  });

  it('says nothing of what could not be measured, and weighs the rest', () => {
    const quality = measureQuality({ ...facts, counts: null, nulls: new Map(), cadence: null, key: [], fields: [] });
    expect(quality).toMatchObject({ normative: null, completeness: null, accuracy: null, timeliness: null });
    expect(quality.overall).toBe(quality.accessibility);
    expect(measureQuality({ ...facts, readable: false }).accessibility).toBe(0);
    expect(
      overall({
        normative: null,
        completeness: null,
        accuracy: null,
        consistency: null,
        timeliness: null,
        accessibility: null,
      }),
    ).toBeNull();
  });

  it('is on time up to the period of its cadence', () => {
    expect(timeliness('hourly', 3600)).toBe(1);
    expect(timeliness('hourly', 7200)).toBe(0.5);
    expect(timeliness('irregular', 7200)).toBeNull();
    expect(timeliness('daily', null)).toBeNull();
  });
});
