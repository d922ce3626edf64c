import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from './benchmark.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Starts the server on a folder and waits until `/readyz` answers ready; returns the seconds it took and how to stop it. */
async function startServer(folder: string, port: number, seed: boolean) {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [path.join(root, 'bin/lingnan.cjs'), 'serve', ...(seed ? ['--seed-demo'] : [])],
    {
      env: { ...process.env, LINGNAN_DATA: folder, PORT: String(port), LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (performance.now() - started > 300_000) throw new Error('the server did not become ready in 300 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - started) / 1000;
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { seconds, stop };
}

/** Restart to ready with the demo city in place, beside the bare start of Node.js as the limit. */
export const restartBenchmark: Benchmark = {
  name: 'restart',
  async run({ log }) {
    const folder = path.join(root, '.cache/bench/restart-data');
    if (!existsSync(path.join(folder, 'demo-state.json'))) log('seeding the demo city once');
    const first = await startServer(folder, 18_431, true);
    await first.stop();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const { seconds, stop } = await startServer(folder, 18_431, false);
      times.push(seconds);
      log(`round ${round + 1}: ${seconds.toFixed(2)} s`);
      await stop();
    }
    const bareStarted = performance.now();
    await once(spawn(process.execPath, ['-e', '0']), 'exit');
    const bare = (performance.now() - bareStarted) / 1000;
    const median = times.sort((a, b) => a - b)[2]!;
    return [
      {
        measure: 'restart to ready with the demo city',
        unit: 's',
        ours: median,
        limit: bare,
        peer: null,
        ratio: median / bare,
      },
    ];
  },
};
