import { expect, test } from 'vitest';
import { createProbe } from './probe.ts';

test('all who ask while an answer is fresh share one attempt, and a late one asks anew', async () => {
  let now = 0;
  let attempts = 0;
  let works = true;
  const answers = createProbe(
    async () => {
      attempts += 1;
      if (!works) throw new Error('away');
    },
    () => now,
  );
  expect(await Promise.all([answers(), answers()])).toEqual([true, true]);
  works = false;
  now = 999;
  expect(await answers()).toBe(true);
  expect(attempts).toBe(1);
  now = 1000;
  expect(await answers()).toBe(false);
  expect(attempts).toBe(2);
});
