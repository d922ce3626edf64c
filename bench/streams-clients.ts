import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { memoryOf, startPublishers, startStreamServer } from './streams.ts';

/** 10,000 devices that stay connected and send a message a minute each: memory, and connections that were lost. */
export const streamsClientsBenchmark: Benchmark = {
  name: 'streams-clients',
  async run({ log }) {
    const clients = 10_000;
    const minutes = Number(process.env['BENCH_MINUTES'] ?? 5);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-clients-'));
    try {
      const server = await startStreamServer(folder, { http: 18_661, mqtt: 18_662 });
      const child = await server.start();
      const empty = await memoryOf(child);
      const publishers = startPublishers({
        port: 18_662,
        username: 'bench.meters',
        password: server.secret,
        clients,
        window: 1,
        pauseMilliseconds: 60_000,
        spreadMilliseconds: 30_000,
      });
      // Everybody is connected and has sent once; what grows from here on does not end.
      await new Promise((resolve) => setTimeout(resolve, 45_000));
      const memory: number[] = [];
      for (let minute = 0; minute < minutes; minute++) {
        await new Promise((resolve) => setTimeout(resolve, 60_000));
        memory.push(await memoryOf(child));
        const { acknowledged, lost } = publishers.told();
        log(`minute ${minute + 1}: ${memory.at(-1)!.toFixed(0)} MB, ${acknowledged} acknowledged, ${lost} lost`);
      }
      const told = await publishers.stop();
      const stream = await server.drained();
      child.kill('SIGTERM');
      await once(child, 'exit');
      const stored = stream.accepted + stream.quarantined;
      if (stored !== told.acknowledged) throw new Error(`${told.acknowledged} acknowledged, ${stored} stored`);
      return [
        {
          measure: `connections of ${clients} lost in ${minutes} minutes`,
          unit: '',
          ours: told.lost,
          limit: 0,
          peer: null,
          ratio: null,
        },
        {
          measure: 'memory of the server after the first and the last minute',
          unit: 'MB',
          ours: memory.at(-1)!,
          limit: memory[0]!,
          peer: empty,
          ratio: memory.at(-1)! / memory[0]!,
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
