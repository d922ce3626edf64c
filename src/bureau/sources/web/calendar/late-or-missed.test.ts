import { expect, test } from 'vitest';
import type { DueList, DutyPeriod, DutyState } from '../../duty/schema.ts';
import { lateOrMissedOf } from './late-or-missed.ts';

const title = { zh: '订单', en: 'Orders' };
const at = (hour: number) => `2026-11-24T0${hour}:00:00.000Z`;
const row = (id: string, ...states: [number, DutyState][]) => ({
  id,
  title,
  periods: states.map(([hour, state]) => ({ dueAt: at(hour), state }) as DutyPeriod),
});
const due = (collection: string, hour: number, state: DueList['items'][number]['state']) =>
  ({ collection, title, dueAt: at(hour), state }) as DueList['items'][number];

test('one line a collection: what is missing before what came late, and neither what is good nor what is to come', () => {
  const found = lateOrMissedOf(
    [due('a', 1, 'missed'), due('b', 7, 'coming'), due('c', 6, 'expected'), due('d', 3, 'refused')],
    [row('d', [2, 'missed'], [3, 'refused']), row('e', [4, 'failed'], [5, 'late'], [6, 'good']), row('f', [1, 'good'])],
  );
  expect(found.map(({ collection, dueAt, state }) => [collection, dueAt, state])).toEqual([
    ['d', at(3), 'refused'],
    ['a', at(1), 'missed'],
    ['e', at(5), 'late'],
  ]);
});
