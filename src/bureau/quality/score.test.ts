import { describe, expect, it } from 'vitest';
import { correctionOf, scoreOf, timelinessOf } from './score.ts';
import { field, openTestQuality, operator, personOf } from './testing.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const period = { from: at('01T00:00:00'), to: at('08T00:00:00') };
const row = (kind: 'dataset' | 'task', part: number, whole: number) => ({
  kind,
  id: 'x',
  title: { zh: '某', en: 'x' },
  part,
  whole,
  value: part / whole,
});

describe('formulas, by hand', () => {
  it('timeliness: cuts with a version ÷ cuts of the period', () => {
    const daily = { cadence: 'daily', createdAt: '2026-10-01T00:00:00Z' };
    // Seven days; versions on the 1st (two), the 2nd and the 7th; one stands before the period.
    const versions = [
      at('07T23:00:00'),
      at('02T05:00:00'),
      at('01T12:00:00'),
      at('01T01:00:00'),
      new Date('2026-10-30'),
    ];
    expect(timelinessOf(daily, versions, period)).toEqual({ made: 3, expected: 7 });
    // It began on the 5th at noon: two whole days are left, and the day that is not over is not asked for.
    expect(timelinessOf(daily, [at('06T13:00:00'), at('05T12:00:00')], period)).toEqual({ made: 2, expected: 2 });
    expect(timelinessOf({ ...daily, cadence: 'weekly' }, [], period)).toEqual({ made: 0, expected: 1 });
    expect(timelinessOf({ ...daily, cadence: 'irregular' }, versions, period)).toEqual({ made: 0, expected: 0 });
  });

  it('shares: sum of parts ÷ sum of wholes; correction averages rows and tasks', () => {
    expect(scoreOf([row('dataset', 90, 100), row('dataset', 300, 300)])).toEqual({
      value: 0.975,
      part: 390,
      whole: 400,
    });
    expect(scoreOf([]).value).toBeNull();
    expect(correctionOf([row('dataset', 60, 100), row('task', 1, 1), row('task', 0, 1)]).value).toBeCloseTo(0.55, 12);
    expect(correctionOf([row('task', 1, 1)]).value).toBe(1);
  });
});

describe('the scoreboard', () => {
  it('shows each department itself, the bureau all, and every figure with its rows', async () => {
    const test = await openTestQuality();
    const daily = (id: string) => ({
      id,
      title: { zh: id, en: id },
      cadence: 'daily' as const,
      fields: [field('n', 'integer')],
    });
    await test.put(daily('health.one'), 'SELECT 1::BIGINT AS n', 'health');
    await test.put(daily('water.one'), 'SELECT 1::BIGINT AS n', 'water');
    test.pass(50);
    const { operations, quality } = test;
    await operations.tasks.give(operator, {
      title: { zh: '整改', en: 'Mend' },
      organisation: 'water',
      dueAt: '2026-11-25T00:00:00.000Z',
    });
    const options = { from: '2026-11-01T00:00:00Z', to: '2026-11-26T03:00:00Z' };
    const names = async (principal: Parameters<typeof quality.scoreboard.board>[0]) =>
      (await quality.scoreboard.board(principal, options)).departments
        .map(({ organisation }) => organisation.id)
        .sort();
    expect(await names(personOf('health', 'steward'))).toEqual(['health']);
    expect(await names(personOf('health', 'officer'))).toEqual(['health', 'water']);
    await expect(names(personOf('health', 'auditor'))).rejects.toMatchObject({ status: 403 });
    const board = await quality.scoreboard.board(operator, options);
    const water = board.departments.find(({ organisation }) => organisation.id === 'water')!;
    expect(water.correction).toMatchObject({ value: 0, whole: 1 });
    const rows = await quality.scoreboard.rows(personOf('water', 'steward'), 'water', {
      ...options,
      measure: 'correction',
    });
    expect(rows.rows).toMatchObject([{ kind: 'task', title: { zh: '整改' }, part: 0, whole: 1 }]);
    await expect(
      quality.scoreboard.rows(personOf('health', 'steward'), 'water', { ...options, measure: 'correction' }),
    ).rejects.toMatchObject({ status: 403 });
    await expect(quality.scoreboard.board(operator, { ...options, to: options.from })).rejects.toMatchObject({
      code: 'quality.period-invalid',
    });
    expect(JSON.stringify(board)).not.toContain('person');
    await test.close();
  });
});
