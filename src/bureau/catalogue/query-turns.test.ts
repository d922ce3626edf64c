import { expect, it } from 'vitest';
import { createQueryTurns } from './query-turns.ts';

it('lets a second reader in while the first has more than its share', async () => {
  const turns = createQueryTurns({ atOnce: 3, each: 2, waiting: 2 });
  const order: string[] = [];
  const enter = async (reader: string, name: string, signal?: AbortSignal) => {
    const leave = await turns.enter(reader, signal);
    order.push(name);
    return leave;
  };
  const [first, second] = [await enter('a', 'a1'), await enter('a', 'a2')];
  const third = enter('a', 'a3');
  const gone = new AbortController();
  const fourth = enter('a', 'a4', gone.signal);
  await expect(enter('a', 'a5')).rejects.toMatchObject({ code: 'catalogue.too-many-queries', status: 429 });
  const other = await enter('b', 'b1');
  expect(order).toEqual(['a1', 'a2', 'b1']);
  gone.abort();
  await expect(fourth).rejects.toMatchObject({ code: 'lake.cancelled' });
  first();
  first();
  const last = await third;
  expect(order).toEqual(['a1', 'a2', 'b1', 'a3']);
  const fifth = enter('a', 'a6');
  other();
  await Promise.resolve();
  expect(order).toHaveLength(4);
  second();
  (await fifth)();
  last();
  expect(order.at(-1)).toBe('a6');
});
