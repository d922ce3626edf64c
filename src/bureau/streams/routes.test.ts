import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steward, stranger } from '../collection/testing.ts';
import { streamsRoutes } from './routes.ts';
import { openTestStreams, readingsStream } from './testing.ts';

let house: Awaited<ReturnType<typeof openTestStreams>>;
beforeAll(async () => {
  house = await openTestStreams();
  await house.streams.add(steward, readingsStream);
});
afterAll(() => house?.close());

test.each(['demo.meters', 'demo.nowhere'])('of what somebody sends to %s who may not, nothing is read', async (id) => {
  let read = 0;
  const stream = new Readable({
    read() {
      read++;
      this.push(read > 100 ? null : Buffer.alloc(1024, ' '));
    },
  });
  const route = streamsRoutes(house.streams).find(({ path }) => path.endsWith('/messages'))!;
  const request = {
    principal: stranger,
    parameters: { id },
    headers: { 'idempotency-key': 'k' },
    upload: { name: '', mediaType: '', stream, fields: {} },
  };
  await expect(route.handle(request as never)).rejects.toMatchObject({
    code: expect.stringMatching(/^(access|streams)\./),
  });
  expect(read).toBe(0);
});
