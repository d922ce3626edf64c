import { describe, expect, test } from 'vitest';
import { createFormat } from './format.ts';

const zh = createFormat('zh');
const en = createFormat('en');
// 2026-11-24 is a Tuesday.
const now = new Date('2026-11-24T02:00:00Z');

describe('numbers', () => {
  test('carry thousands separators and no invented digits', () => {
    expect(zh.number(1033882)).toBe('1,033,882');
    expect(zh.number(0.5)).toBe('0.5');
    expect(zh.number(12.3456)).toBe('12.35');
    expect(zh.number(3, 1)).toBe('3.0');
  });

  test('what is missing is a dash, never a machine’s word', () => {
    expect(zh.number(null)).toBe('—');
    expect(zh.number(Number.NaN)).toBe('—');
    expect(zh.percent(undefined)).toBe('—');
    expect(zh.instant(null)).toBe('—');
  });

  test('almost all is not all, almost none is not none', () => {
    expect(zh.percent(0.99999)).toBe('99.9%');
    expect(zh.percent(0.00001)).toBe('0.1%');
    expect(zh.percent(1)).toBe('100%');
    expect(zh.percent(0)).toBe('0%');
  });

  test('sizes and durations take the unit that reads best', () => {
    expect(zh.bytes(475_000_000)).toBe('475 MB');
    expect(zh.bytes(1_500)).toBe('1.5 KB');
    expect(zh.duration(3.25)).toBe('3.3 秒');
    expect(en.duration(125)).toBe('2 min 5 s');
  });
});

describe('dates', () => {
  test('are those of the city, whatever the zone of the machine', () => {
    expect(zh.instant('2026-11-24T01:30:00Z')).toBe('2026-11-24 09:30');
    expect(zh.day('2026-11-23T16:00:00Z')).toBe('2026-11-24');
  });
});

describe('deadlines', () => {
  test('count working days first, then the date with its weekday', () => {
    expect(zh.deadline('2026-11-27T09:00:00Z', now)).toEqual({ words: '还剩 3 个工作日 · 11月27日 周五', late: false });
    expect(en.deadline('2026-11-27T09:00:00Z', now).words).toBe('3 working days left · Fri 27 Nov');
  });

  test('leave weekends and public holidays out, and count the days worked in exchange', () => {
    const before = new Date('2026-09-30T02:00:00Z');
    expect(zh.deadline('2026-10-12T02:00:00Z', before).words).toBe('还剩 4 个工作日 · 10月12日 周一');
    expect(zh.deadline('2026-11-29T02:00:00Z', now).words).toBe('还剩 3 个工作日 · 11月29日 周日');
  });

  test('say the hour on the last day', () => {
    expect(zh.deadline('2026-11-24T10:00:00Z', now)).toEqual({ words: '今天 18:00 截止', late: false });
  });

  test('say how late', () => {
    expect(zh.deadline('2026-11-20T10:00:00Z', now)).toEqual({
      words: '已超期 2 个工作日 · 11月20日 周五',
      late: true,
    });
    expect(en.deadline('2026-11-23T10:00:00Z', now).words).toBe('1 working day late · Mon 23 Nov');
  });
});
