import { describe, expect, it } from 'vitest';
import type { DutyPeriod } from '../duty/schema.ts';
import type { Round } from '../schema.ts';
import { standingOf } from './standing.ts';

const round = (status: Round['status'], problem: Round['problem'] = null) => ({ status, problem }) as Round;
const row = (...states: DutyPeriod['state'][]) => ({ periods: states.map((state) => ({ state }) as DutyPeriod) });

describe('how a source stands', () => {
  it.each([
    ['paused goes before all', { paused: true, lastRound: round('failed') }, undefined, 'paused'],
    ['a failure is told', { paused: false, lastRound: round('failed') }, row('good'), 'failed'],
    [
      'one that waits for another try has failed',
      {
        paused: false,
        lastRound: round('waiting', { code: 'x', message: { zh: '', en: '' }, remedy: { zh: '', en: '' } }),
      },
      undefined,
      'failed',
    ],
    ['what was last due and is late', { paused: false, lastRound: round('done') }, row('good', 'late'), 'late'],
    [
      'what is not over yet does not count',
      { paused: false, lastRound: round('done') },
      row('good', 'expected'),
      'good',
    ],
    ['nothing new is good', { paused: false, lastRound: round('unchanged') }, undefined, 'good'],
    ['nothing yet', { paused: false, lastRound: null }, undefined, 'never'],
    ['nothing yet, and it was due', { paused: false, lastRound: null }, row('missed'), 'late'],
  ] as const)('%s', (_name, source, periods, expected) => {
    expect(standingOf(source, periods)).toBe(expected);
  });
});
