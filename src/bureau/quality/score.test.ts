import { describe, expect, it } from 'vitest';
import { readStandardText } from '../collection/testing.ts';
import { closedAt, correctionOf, dutyOf, scoreOf, speedOf, timelinessOf } from './score.ts';
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
  told: { zh: '某', en: 'x' },
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

  it('timeliness by duty: met in time ÷ all that were to be met', () => {
    // 20 due: 11 + 1 in time, 2 late, 3 + 1 + 1 not delivered; 1 is in its grace and was not asked yet, nor 2 of a stop.
    const tally = { good: 11, findings: 1, late: 2, missed: 3, failed: 1, refused: 1, expected: 1, 'left-out': 2 };
    expect(dutyOf(tally)).toEqual({ made: 12, late: 2, missing: 5, expected: 19 });
    expect(dutyOf({})).toMatchObject({ made: 0, expected: 0 });
  });

  it('speed: the median of the hours from given to done', () => {
    const task = (given: string, ...log: [string, 'open' | 'in-hand' | 'done'][]) => ({
      createdAt: at(given).toISOString(),
      status: log.at(-1)![1],
      log: log.map(([when, status]) => ({ at: at(when).toISOString(), by: 'x', note: '', status })),
    });
    const quick = task('01T00:00:00', ['01T00:00:00', 'open'], ['01T06:00:00', 'done']);
    // A word after it was done changes nothing; done too soon, it counts from the second time.
    const noted = task('01T00:00:00', ['01T10:00:00', 'done'], ['05T00:00:00', 'done']);
    const again = task('01T00:00:00', ['01T01:00:00', 'done'], ['02T00:00:00', 'in-hand'], ['03T00:00:00', 'done']);
    expect(closedAt(noted)).toEqual(at('01T10:00:00'));
    expect(closedAt(again)).toEqual(at('03T00:00:00'));
    expect(speedOf([again, quick, noted])).toEqual({ tasks: 3, medianHours: 10 });
    expect(speedOf([again, quick])).toEqual({ tasks: 2, medianHours: 27 });
    // One that is still open stands among the others.
    expect(speedOf([task('05T00:00:00', ['05T01:00:00', 'in-hand']), again, quick])).toEqual({
      tasks: 2,
      medianHours: 27,
    });
    expect(speedOf([])).toEqual({ tasks: 0, medianHours: null });
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

  it('judges by duty where there is one: in time, late and missed as the planner settled them', async () => {
    const test = await openTestQuality();
    const cans = readStandardText(
      'id: water.cans\ntitle: { zh: 水样, en: Cans }\ncadence: daily\nkey: [can]\nfields:\n  - { name: can, title: { zh: 编号, en: Can }, type: integer, required: true }\n',
    );
    await test.dataset(cans, 'water.by-duty');
    await test.dataset(cans, 'water.by-cadence');
    let can = 0;
    const deliver = async (dataset: string) => {
      can += 1;
      await test.collect(dataset, `can\n${can}\n`, { name: `${can}.csv` });
      await test.duty.tick();
    };
    const tick = async (hours: number) => {
      test.pass(hours);
      await test.duty.tick();
    };
    for (const id of ['water.by-duty', 'water.by-cadence']) {
      await deliver(id);
      await test.catalogue.publish(operator, id);
    }
    // It is 09:00 in China. From now on, at 10:00 of each day, and in time until 12:00.
    await test.duty.expectUploads(operator, 'water.by-duty', { schedule: { cron: '0 10 * * *', graceMinutes: 120 } });
    await tick(1);
    await tick(0.5);
    await deliver('water.by-duty');
    await tick(23.5);
    await tick(3);
    await deliver('water.by-duty');
    await tick(21);
    await tick(3);
    await tick(21);
    const { rows } = await test.quality.scoreboard.rows(operator, 'org_a', { measure: 'timeliness' });
    // Due on four days: 10:30 in time, 13:00 late, nothing, and the fourth is in its grace.
    expect(rows.find(({ id }) => id === 'water.by-duty')).toMatchObject({
      part: 1,
      whole: 3,
      told: { zh: '按采集责任：到期 3 次，按时 1 次，迟到 1 次，未送达 1 次' },
    });
    expect(rows.find(({ id }) => id === 'water.by-cadence')).toMatchObject({
      told: { zh: expect.stringMatching(/^按更新频率/) },
    });
    await test.close();
  });
});
