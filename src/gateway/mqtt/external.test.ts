import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readingsStream } from '../../bureau/streams/testing.ts';
import { silentLog, type Text } from '../../kernel/index.ts';
import { type FollowOptions, followBroker } from './external.ts';

let server: Server;
let port = 0;
let connections = 0;
let hangUp = false;
beforeAll(async () => {
  server = createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    if (hangUp) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => server.close());

/** Follows a broker over a network that says where it may go; `troubles` is what the steward is told. */
function follow(url: string, resolve: FollowOptions['network']['resolve']) {
  const troubles: (Text | null)[] = [];
  const publishing = {
    trouble: (_stream: string, problem: Text | null) => troubles.push(problem),
    close: () => {},
    ofBroker: () => null,
  } as unknown as FollowOptions['publishing'];
  const { stop } = followBroker(
    { ...readingsStream, payload: 'json', broker: { url } },
    { publishing, network: { resolve }, log: silentLog, password: null, clientId: 'test' },
  );
  return { troubles, stop };
}

test.each(['mqtt', 'mqtts', 'ws', 'wss'])(
  '%s: a broker inside is not reached unless its host is allowed',
  async (scheme) => {
    connections = 0;
    const asked: unknown[] = [];
    const { troubles, stop } = follow(`${scheme}://127.0.0.1:${port}`, async (...place) => {
      asked.push(place);
      throw new Error('not allowed');
    });
    await expect.poll(() => troubles.length).toBe(1);
    await stop();
    expect(asked).toEqual([['127.0.0.1', port]]);
    expect(troubles[0]?.en).toContain('not allowed');
    expect(connections).toBe(0);
  },
);

test.each(['mqtt', 'ws'])(
  '%s: a name is looked up for each connection, and one that turns inside is left',
  async (scheme) => {
    connections = 0;
    hangUp = true;
    let looks = 0;
    const { troubles, stop } = follow(`${scheme}://broker.example:${port}`, async (host) => {
      expect(host).toBe('broker.example');
      if (++looks > 2) throw new Error('it turned inside');
      return { address: '127.0.0.1', family: 4 };
    });
    await expect.poll(() => troubles.at(-1)?.en, { timeout: 10_000 }).toContain('it turned inside');
    await stop();
    expect(connections).toBe(1);
  },
  20_000,
);
