import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  dayNumber,
  dayOfText,
  dayText,
  isAnnounced,
  isWorkingDay,
  startOfDay,
  workingDayFrom,
  workingDaysBetween,
} from './working-days.ts';

const works = (text: string) => isWorkingDay(dayOfText(text));

describe('the notice on public holidays of 2026', () => {
  test('National Day rests from 1 to 7 October; 20 September and 10 October are worked for it', () => {
    const rest = ['01', '02', '03', '04', '05', '06', '07'].map((day) => works(`2026-10-${day}`));
    expect(rest).toEqual(Array(7).fill(false));
    expect([works('2026-09-20'), works('2026-10-10'), works('2026-10-08')]).toEqual([true, true, true]);
  });

  test('Spring Festival rests from 15 to 23 February; 14 and 28 February are worked for it', () => {
    for (let day = 15; day <= 23; day += 1) expect(works(`2026-02-${day}`)).toBe(false);
    expect([works('2026-02-14'), works('2026-02-28'), works('2026-02-24')]).toEqual([true, true, true]);
  });

  test('a year without a notice knows weekends alone, and says so', () => {
    expect([isAnnounced(dayOfText('2026-03-01')), isAnnounced(dayOfText('2035-03-01'))]).toEqual([true, false]);
    // 2035-10-01 is a Monday.
    expect([works('2035-10-01'), works('2035-10-06')]).toEqual([true, false]);
  });
});

describe('counting', () => {
  const noon = (text: string) => new Date(`${text}T12:00:00+08:00`);

  test('leaves holidays out and counts the weekend days that are worked', () => {
    // 30 September to 12 October: 8, 9, 10 (a Saturday) and 12 October.
    expect(workingDaysBetween(noon('2026-09-30'), noon('2026-10-12'))).toBe(4);
    expect(workingDaysBetween(noon('2026-09-30'), noon('2026-09-30'))).toBe(0);
  });

  test('days are those of China', () => {
    expect(dayText(dayNumber(new Date('2026-11-23T16:00:00Z')))).toBe('2026-11-24');
    expect(dayText(dayNumber(new Date('2026-11-23T15:59:59Z')))).toBe('2026-11-23');
    expect(startOfDay(dayOfText('2026-11-24')).toISOString()).toBe('2026-11-23T16:00:00.000Z');
    expect(dayText(workingDayFrom(dayOfText('2026-10-03')))).toBe('2026-10-08');
  });
});

test('the zone of the machine changes nothing', () => {
  const script = `
    import { dayOfText, isWorkingDay } from './src/bureau/law/working-days.ts';
    let line = '';
    for (let day = dayOfText('2025-01-01'); day <= dayOfText('2026-12-31'); day += 1) line += isWorkingDay(day) ? 'w' : '-';
    process.stdout.write(line);`;
  const lines = ['Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati', 'America/Sao_Paulo'].map(
    (zone) =>
      spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, TZ: zone },
      }).stdout,
  );
  expect(lines[0]).toMatch(/^[w-]{730}$/);
  // 2025 had 248 working days by its notice, and 2026 has as many.
  expect(lines[0]!.slice(0, 365).split('w').length - 1).toBe(248);
  expect(new Set(lines).size).toBe(1);
});
