import { describe, expect, it } from 'vitest';
import { convertUnit, findUnit, unitOfTitle, units } from './units.ts';

describe('units', () => {
  it('converts within a quantity only', () => {
    expect(convertUnit(3.6, 'km/h', 'm/s')).toBeCloseTo(1, 12);
    expect(convertUnit(1, 'mu', 'm2')).toBeCloseTo(666.6667, 3);
    expect(convertUnit(25, 'Cel', 'K')).toBeCloseTo(298.15, 10);
    expect(convertUnit(0, 'K', 'Cel')).toBeCloseTo(-273.15, 10);
    expect(convertUnit(2, '10kCNY', 'CNY')).toBe(20_000);
    expect(convertUnit(1, 'mg/m3', 'ug/m3')).toBe(1000);
    expect(convertUnit(1, 'kWh', 'J')).toBe(3_600_000);
    expect(convertUnit(1, 'm', 'kg')).toBeNull();
    expect(convertUnit(1, 'furlong', 'm')).toBeNull();
  });

  it('reads units from titles', () => {
    expect(unitOfTitle('建筑面积（平方米）')?.code).toBe('m2');
    expect(unitOfTitle('PM2.5(μg/m³)')?.code).toBe('ug/m3');
    expect(unitOfTitle('气温(℃)')?.code).toBe('Cel');
    expect(unitOfTitle('金额[单位：万元]')?.code).toBe('10kCNY');
    expect(unitOfTitle('名称（中文）')).toBeUndefined();
    expect(unitOfTitle('长度')).toBeUndefined();
  });

  it('has no code twice', () => {
    expect(new Set(units.map(({ code }) => code)).size).toBe(units.length);
    expect(findUnit('CNY')?.title.zh).toBe('元');
  });
});
